"""People in the admin: an administrator gives roles and tokens, and no more than that."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.authtoken.admin import TokenAdmin as RestTokenAdmin
from rest_framework.authtoken.models import TokenProxy

from webcare.models import Team, User
from webcare.roles import STAFF_ROLES

admin.site.site_header = "Webcare"
admin.site.site_title = "Webcare"
admin.site.index_title = _("Administration")

OWN = (
    (None, {"fields": ("username", "password")}),
    (_("Person"), {"fields": ("first_name", "last_name", "email", "team")}),
    (_("Access"), {"fields": ("is_active", "groups")}),
)


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin[Team]):
    search_fields = ("name",)


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Only a superuser sees the switches that would make another superuser."""

    list_display = ("username", "first_name", "last_name", "email", "is_active")
    list_filter = ("is_active", "team", "groups")
    add_fieldsets = (
        *DjangoUserAdmin.add_fieldsets,
        (None, {"fields": ("first_name", "last_name", "email", "team", "groups")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj and not request.user.is_superuser:
            return OWN
        return super().get_fieldsets(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An administrator does not change a superuser's password to become one."""
        allowed = super().has_change_permission(request, obj)
        protected = obj is not None and obj.is_superuser
        return allowed and (not protected or request.user.is_superuser)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and db_field.name == "groups":
            field.label = _("Roles")
            field.help_text = ""
            field.label_from_instance = lambda group: gettext(group.name)  # type: ignore[method-assign, assignment]
        return field

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Who has a role with work in the admin may enter it."""
        super().save_related(request, form, formsets, change)
        user = form.instance
        user.is_staff = user.is_superuser or user.groups.filter(name__in=STAFF_ROLES).exists()
        user.save(update_fields=["is_staff"])


admin.site.unregister(TokenProxy)


@admin.register(TokenProxy)
class TokenAdmin(RestTokenAdmin):
    """A token is shown once, when it is made. Only a superuser makes one of a superuser."""

    list_display = ("user", "created")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if not request.user.is_superuser:
            kwargs["queryset"] = User.objects.filter(is_superuser=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
