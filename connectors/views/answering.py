"""What the views of the channels have in common."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from connectors import polling, subscriptions
from connectors.base import ConnectorError
from connectors.models import Account

SEE_OTHER = 303


def go_to(name: str, *args: Any) -> HttpResponse:
    """After a POST, and after what may not be done twice."""
    response = redirect(name, *args)
    response.status_code = SEE_OTHER
    return response


def try_out(request: HttpRequest, account: Account) -> bool:
    """Ask the platform whether this account works, and tell the person who asked."""
    named = {"channel": account}
    try:
        polling.check(account)
    except ConnectorError:
        messages.error(request, _("%(channel)s does not answer yet.") % named)
        return False
    messages.success(request, _("%(channel)s is connected.") % named)
    return True


def repair_webhooks(request: HttpRequest, account: Account) -> None:
    """Make this account's webhooks come in, and tell the person who asked how they stand."""
    named = {"channel": account}
    try:
        subscriptions.check(account)
    except ConnectorError as error:
        words = error.detail or error.reason.value
        messages.error(
            request,
            _("The platform says of the webhooks of %(channel)s: “%(words)s”")
            % {**named, "words": words},
        )
        return
    if account.webhooks == Account.Webhooks.GOOD:
        messages.success(request, _("Webhooks of %(channel)s come in.") % named)
    elif account.webhooks == Account.Webhooks.BROKEN:
        messages.error(
            request,
            _("Webhooks of %(channel)s do not come in yet: %(detail)s")
            % {**named, "detail": account.webhooks_detail},
        )
    else:
        messages.error(
            request,
            _("Webhooks of %(channel)s need an app, and a public address of this site.") % named,
        )
