"""Connecting accounts in the browser: choose the app, go to the platform, choose the accounts."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from connectors import connecting, registry
from connectors.models import Account, App
from connectors.views.answering import go_to, try_out

PERMISSION = "connectors.add_account"


@require_GET
@permission_required(PERMISSION, raise_exception=True)
def connect(request: HttpRequest) -> HttpResponse:
    """Which app, and which login; for one channel (``?kanaal=1``) only what fits it."""
    wanted = _wanted(request.GET.get("kanaal", ""))
    kinds = [kind for kind, _label in registry.gateway_kinds()]
    if wanted:
        kinds = [wanted.connector_class.gateway]
    apps = [(app, connecting.logins(app)) for app in App.objects.filter(active=True)]
    gateways = [
        (registry.gateway_class(kind), [each for each in apps if each[0].kind == kind])
        for kind in kinds
        if kind
    ]
    context = {"wanted": wanted, "gateways": gateways}
    return render(request, "connectors/connect.html", context)


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def begin(request: HttpRequest, pk: int, login: str) -> HttpResponse:
    app = get_object_or_404(App.objects.filter(active=True), pk=pk)
    if login not in {each.name for each in connecting.logins(app)}:
        raise Http404
    wanted = _wanted(request.POST.get("kanaal", ""))
    connecting.begin(
        request.session,
        app,
        login,
        return_address(request),
        person=int(request.user.pk or 0),
        account=wanted.pk if wanted else None,
    )
    return go_to("connect_onward")


@require_GET
@never_cache
@permission_required(PERMISSION, raise_exception=True)
def onward(request: HttpRequest) -> HttpResponse:
    """The last page before the platform's own: as whom to sign in there."""
    found = connecting.way_out(request.session)
    if found is None:
        return go_to("connect")
    app, address = found
    return render(request, "connectors/onward.html", {"app": app, "address": address})


@require_GET
@never_cache
@permission_required(PERMISSION, raise_exception=True)
def come_back(request: HttpRequest) -> HttpResponse:
    """Back from the platform. What it said is used up here, so that loading again does no harm."""
    try:
        connecting.come_back(request.session, request.GET.dict(), int(request.user.pk or 0))
    except connecting.Interrupted as interrupted:
        messages.error(request, str(interrupted))
        return go_to("connect")
    return go_to("connect_choose")


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required(PERMISSION, raise_exception=True)
def choose(request: HttpRequest) -> HttpResponse:
    """Which of the accounts that the permission is good for."""
    offer = connecting.offer(request.session, int(request.user.pk or 0))
    if offer is None:
        return go_to("connect")
    if request.method == "GET":
        return _choices(request, offer)
    chosen = {_key(value) for value in request.POST.getlist("account")}
    accounts = connecting.connect(offer, chosen)
    if not accounts:
        return _choices(request, offer, _("Choose at least one."))
    connecting.forget(request.session)
    for account in accounts:
        try_out(request, account)  # and the workers fetch what is new, and see to its webhooks
    return go_to("channel", accounts[0].pk) if len(accounts) == 1 else go_to("channels")


def _choices(request: HttpRequest, offer: connecting.Offer, error: str = "") -> HttpResponse:
    known = {
        (account.kind, account.external_id): account
        for account in Account.objects.filter(
            external_id__in=[each.external_id for each in offer.candidates]
        )
    }
    choices = [
        {
            "candidate": each,
            "label": registry.connector_class(each.kind).label,
            "account": known.get((each.kind, each.external_id)),
        }
        for each in offer.candidates
    ]
    wanted = Account.objects.filter(pk=offer.account).first() if offer.account else None
    missed = wanted is not None and wanted.pk not in {each.pk for each in known.values()}
    number = ngettext("%(number)d account", "%(number)d accounts", len(choices))
    context = {
        "choices": choices,
        "number": number % {"number": len(choices)},
        "wanted": wanted,
        "missed": missed,
        "error": error,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else 200
    return render(request, "connectors/choose.html", context, status=status)


def return_address(request: HttpRequest) -> str:
    """Where the platforms send the administrator back to; entered there, to the letter."""
    path = reverse("connect_return")
    return (
        f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)
    )


def _wanted(pk: str) -> Account | None:
    return get_object_or_404(Account, pk=pk[:18]) if pk.isdecimal() else None


def _key(value: str) -> tuple[str, str]:
    kind, _colon, external_id = value.partition(":")
    return kind, external_id
