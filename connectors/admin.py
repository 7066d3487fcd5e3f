"""Channels in the admin: every row, and actions on several at once."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors import polling
from connectors.base import ConnectorError
from connectors.forms import LATER, AccountForm, AppForm, app_fields, secret_fields
from connectors.models import Account, App, Arrival
from connectors.repairing import ILL
from connectors.views.answering import repair_webhooks


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin[Account]):
    form = AccountForm
    list_display = ("name", "kind", "handle", "active", "state", "problem", "webhooks", "polled_at")
    list_filter = ("kind", "state", "active")
    list_select_related = ("app",)
    readonly_fields = (
        "state",
        "problem",
        "problem_detail",
        "polled_at",
        "contact_at",
        "webhooks",
        "webhooks_detail",
    )
    actions = ("check_connection", "repair_webhooks")

    def get_fieldsets(self, request: HttpRequest, obj: Account | None = None) -> Any:
        shown: list[Any] = [(None, {"fields": ["kind", "name", "external_id", "handle", "active"]})]
        if obj:
            shown += [
                (_("What it has"), {"fields": list(LATER)}),
                (_("Credentials"), {"fields": list(secret_fields(obj))}),
                (_("Health"), {"fields": list(self.readonly_fields)}),
            ]
        return shown

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        # The secrets are the form's own fields, which the admin does not know beforehand.
        kwargs["fields"] = AccountForm.Meta.fields
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Account, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            messages.info(request, _("Saved. Now enter the credentials below."))
        elif form.changed_secrets:
            # After commit: a check may renew tokens, which must not be rolled back.
            transaction.on_commit(partial(self._check, request, obj))

    def response_add(
        self, request: HttpRequest, obj: Account, post_url_continue: Any = None
    ) -> Any:
        # The credentials can be asked for now that the platform is known.
        url = reverse("admin:connectors_account_change", args=[obj.pk])
        return HttpResponseRedirect(url)

    @admin.action(description=gettext_lazy("Check the connection"), permissions=["change"])
    def check_connection(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        for account in queryset:
            self._check(request, account)

    @admin.action(
        description=gettext_lazy("Let webhooks come in, and validate them"), permissions=["change"]
    )
    def repair_webhooks(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        for account in queryset.select_related("app"):
            repair_webhooks(request, account)

    def _check(self, request: HttpRequest, account: Account) -> None:
        try:
            polling.check(account)
        except ConnectorError as error:
            messages.error(
                request,
                _("%(channel)s does not work yet: %(detail)s")
                % {"channel": account, "detail": error.detail or error.reason.value},
            )
        else:
            messages.success(request, _("%(channel)s is connected.") % {"channel": account})


@admin.register(App)
class AppAdmin(admin.ModelAdmin[App]):
    """The platform is chosen on the page of the channels, which asks for what it needs."""

    form = AppForm
    list_display = ("name", "kind", "active")
    readonly_fields = ("kind", "key")
    actions = ("repair_webhooks",)

    def get_fieldsets(self, request: HttpRequest, obj: App | None = None) -> Any:
        return [
            (None, {"fields": ["kind", "name", "active", "key"]}),
            (_("Credentials"), {"fields": list(app_fields(obj))}),
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["fields"] = AppForm.Meta.fields
        return super().get_form(request, obj, change, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: App | None = None) -> bool:
        return False

    @admin.action(
        description=gettext_lazy("Let webhooks come in, and validate them"), permissions=["change"]
    )
    def repair_webhooks(self, request: HttpRequest, queryset: QuerySet[App]) -> None:
        """Of all its channels that are switched on."""
        for account in Account.objects.filter(app__in=queryset, active=True).select_related("app"):
            repair_webhooks(request, account)


@admin.register(Arrival)
class ArrivalAdmin(admin.ModelAdmin[Arrival]):
    """What nobody could read. What was read is in the inbox, for who has an inbox."""

    list_display = ("received_at", "account", "app", "source", "state", "error")
    list_filter = ("state", "account", "source")
    list_select_related = ("account", "app")
    fields = ("account", "app", "source", "subject", "state", "error", "received_at", "text")
    readonly_fields: ClassVar = fields
    actions = ("read_again", "put_away")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Arrival | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Arrival]:
        return super().get_queryset(request).filter(state__in=ILL)

    @admin.action(description=gettext_lazy("Read again"), permissions=["change"])
    def read_again(self, request: HttpRequest, queryset: QuerySet[Arrival]) -> None:
        for arrival in queryset:
            polling.read_again(arrival)

    @admin.action(description=gettext_lazy("Put away"), permissions=["change"])
    def put_away(self, request: HttpRequest, queryset: QuerySet[Arrival]) -> None:
        for arrival in queryset:
            polling.put_away(arrival)
