"""The list of channels: which work, which ask for a person, and what nobody could read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from connectors import health, polling
from connectors.models import Account, App, Arrival
from connectors.views.answering import go_to

FAILED_SHOWN = 50


@require_GET
@permission_required("connectors.view_account", raise_exception=True)
def channels(request: HttpRequest) -> HttpResponse:
    unreadable = Q(arrivals__state=Arrival.State.FAILED)
    context: dict[str, Any] = {
        "accounts": Account.objects.annotate(unreadable=Count("arrivals", filter=unreadable))
    }
    if request.user.has_perm("connectors.view_arrival"):
        failed = Arrival.objects.failed().select_related("account", "app")
        context |= {"failed": failed[:FAILED_SHOWN], "strangers": health.shapes(None)}
    if request.user.has_perm("connectors.view_app"):
        context["apps"] = App.objects.annotate(channels=Count("accounts"))
    return render(request, "connectors/channels.html", context)


@require_POST
@permission_required("connectors.change_arrival", raise_exception=True)
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    polling.read_again(get_object_or_404(Arrival.objects.failed(), pk=pk))
    messages.success(request, _("The message will be read again."))
    return go_to("channels")


@require_POST
@permission_required("connectors.change_arrival", raise_exception=True)
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    polling.put_away(get_object_or_404(Arrival.objects.failed(), pk=pk))
    messages.success(request, _("Put away. It goes after a while, as what was read does."))
    return go_to("channels")
