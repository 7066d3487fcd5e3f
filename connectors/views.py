"""The channels' page: which work, which ask for a person, and what nobody could read."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from connectors import polling
from connectors.base import ConnectorError
from connectors.models import Account, Arrival

FAILED_SHOWN = 50


@require_GET
@permission_required("connectors.view_account", raise_exception=True)
def channels(request: HttpRequest) -> HttpResponse:
    accounts = Account.objects.annotate(
        unreadable=Count("arrivals", filter=Q(arrivals__state=Arrival.State.FAILED))
    )
    failed = Arrival.objects.none()
    if request.user.has_perm("connectors.view_arrival"):
        failed = Arrival.objects.failed().select_related("account")
    return render(
        request,
        "connectors/channels.html",
        {"accounts": accounts, "failed": failed[:FAILED_SHOWN]},
    )


@require_POST
@permission_required("connectors.change_account", raise_exception=True)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the platform now whether the credentials work."""
    account = get_object_or_404(Account, pk=pk)
    try:
        polling.check(account)
    except ConnectorError:
        messages.error(request, _("%(channel)s does not answer yet.") % {"channel": account})
    else:
        messages.success(request, _("%(channel)s is connected.") % {"channel": account})
    return _back()


@require_POST
@permission_required("connectors.change_arrival", raise_exception=True)
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    polling.read_again(get_object_or_404(Arrival.objects.failed(), pk=pk))
    messages.success(request, _("The message will be read again."))
    return _back()


@require_POST
@permission_required("connectors.change_arrival", raise_exception=True)
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    polling.put_away(get_object_or_404(Arrival.objects.failed(), pk=pk))
    messages.success(request, _("Put away. It stays in the administration."))
    return _back()


def _back() -> HttpResponse:
    response = redirect("channels")
    response.status_code = 303
    return response
