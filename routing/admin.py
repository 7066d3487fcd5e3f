"""Departments and rules in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.forms import Textarea

from routing.models import Condition, Department, Rule


class ConditionInline(admin.TabularInline[Condition, Rule]):
    model = Condition
    extra = 1
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 3, "cols": 50})}}  # noqa: RUF012


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin[Department]):
    list_display = ("name", "slug", "active")
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012
    filter_horizontal = ("members",)
    search_fields = ("name", "description")


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin[Rule]):
    list_display = ("order", "name", "department", "kind", "urgent", "active", "problem")
    list_display_links = ("name",)
    list_filter = ("active", "department")
    readonly_fields = ("problem",)
    inlines = (ConditionInline,)

    def save_related(self, request, form, formsets, change):  # type: ignore[no-untyped-def]
        super().save_related(request, form, formsets, change)
        # Whatever was wrong may be repaired; the next message tells.
        Rule.objects.filter(pk=form.instance.pk).update(problem="")
