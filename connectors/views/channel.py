"""The page of one channel: how it is, and every repair one click away."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from connectors import health, repairing, tokens
from connectors.base import ConnectorError
from connectors.forms import ChannelForm
from connectors.models import Account
from connectors.views.answering import go_to, repair_webhooks, try_out


@require_GET
@permission_required("connectors.view_account", raise_exception=True)
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _find(pk))


@require_POST
@permission_required("connectors.change_account", raise_exception=True)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the platform now whether the credentials work, and what they may."""
    account = _find(pk)
    if try_out(request, account):
        with suppress(ConnectorError):  # noted on the account where it matters
            tokens.examine(account)
    return go_to("channel", pk)


@require_POST
@permission_required("connectors.change_account", raise_exception=True)
def webhooks(request: HttpRequest, pk: int) -> HttpResponse:
    repair_webhooks(request, _find(pk))
    return go_to("channel", pk)


@require_POST
@permission_required("connectors.change_arrival", raise_exception=True)
def read_all_again(request: HttpRequest, pk: int) -> HttpResponse:
    number = repairing.read_all_again(_find(pk))
    words = ngettext(
        "%(number)d arrival will be read again.", "%(number)d arrivals will be read again.", number
    )
    messages.success(request, words % {"number": number})
    return go_to("channel", pk)


@require_POST
@permission_required("connectors.change_account", raise_exception=True)
def look_up_again(request: HttpRequest, pk: int) -> HttpResponse:
    repairing.look_up_again(_find(pk))
    messages.success(request, _("They will be looked up again."))
    return go_to("channel", pk)


@require_POST
@permission_required("connectors.change_account", raise_exception=True)
def set_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What the account has, and what it may cost."""
    account = _find(pk)
    form = ChannelForm(request.POST, instance=account)
    if not form.is_valid():
        return _show(request, _find(pk), channel_form=form)
    form.save()
    messages.success(request, _("Saved."))
    return go_to("channel", pk)


def _find(pk: int) -> Account:
    return get_object_or_404(Account.objects.select_related("app"), pk=pk)


def _show(request: HttpRequest, account: Account, **refused: Any) -> HttpResponse:
    """The page; with the forms that were refused, where there are."""
    context = {
        "account": account,
        "platform": account.connector_class,
        "sections": health.sections(account),
        "budget": health.budget(account),
        "channel_form": ChannelForm(instance=account),
        "searches": account.searches.all() if account.connector_class.listens else (),
        **refused,
    }
    if request.user.has_perm("connectors.view_arrival"):
        context["shapes"] = health.shapes(account)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else 200
    return render(request, "connectors/channel.html", context, status=status)
