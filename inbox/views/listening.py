"""Luisteren: what saved searches found, and taking it into the inbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from connectors import listening
from connectors.models import Search
from inbox import actions
from inbox.models import Find
from inbox.refusals import Refused
from inbox.searches import stream
from inbox.views.access import number, person, works

if TYPE_CHECKING:
    from webcare.models import User


@require_GET
@works
def found(request: HttpRequest) -> HttpResponse:
    """Newest first; of one search (``zoek``), or what says the same as one (``zelfde``)."""
    since = stream.looked_at(person(request))
    searches = stream.searches_with_news(since)
    wanted = number(request.GET.get("zoek", ""))
    chosen = next((each for each in searches if each.pk == wanted), None)
    like = _named(request, "zelfde")
    dismissed = _named(request, "weg")
    accounts = {each.account for each in searches if each.listening}
    spent = listening.shares(accounts)
    context = {
        "stream": stream.page(chosen, like, request.GET.get("na", "")),
        "searches": searches,
        "chosen": chosen,
        "like": like,
        "dismissed": dismissed if dismissed and dismissed.state == Find.State.DISMISSED else None,
        "after": request.GET.get("na", ""),
        "whole": stream.summary(since),
        "looked_at": since,
        "now": timezone.now().isoformat(),
        "stopped": [each for each in accounts if spent[each.pk].reached],
    }
    return render(request, "inbox/listening/found.html", context)


@require_POST
@works
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the inbox, and on to its conversation: one's own, or that of who was first."""
    find = _find(request, pk)
    if find is None:
        return _back(request)
    try:
        conversation, began = actions.take_in(find, person(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return _back(request)
    if not began:
        messages.info(request, _("It was in the inbox already: this is its conversation."))
    response = redirect("conversation", pk=conversation.pk)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@require_POST
@works
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    return _back(request, weg=str(pk)) if _done(request, pk, actions.dismiss) else _back(request)


@require_POST
@works
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    _done(request, pk, actions.bring_back)
    return _back(request)


@require_POST
@works
def look(request: HttpRequest) -> HttpResponse:
    """They saw everything up to the moment that their page was made."""
    try:
        until = datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        until = timezone.now()
    if timezone.is_naive(until):
        until = timezone.now()
    stream.look(person(request), until)
    return _back(request)


def _find(request: HttpRequest, pk: int) -> Find | None:
    """This one; where it is gone meanwhile, that is said."""
    find = Find.objects.select_related("account").filter(pk=pk).first()
    if find is None:
        messages.error(request, str(actions.GONE))
    return find


def _done(request: HttpRequest, pk: int, act: Callable[[Find, User], None]) -> bool:
    """Whether it was done; if not, that is said."""
    find = _find(request, pk)
    try:
        if find:
            act(find, person(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    return find is not None


def _named(request: HttpRequest, name: str) -> Find | None:
    """The find that the address names so, if any."""
    pk = number(request.GET.get(name, ""))
    return Find.objects.filter(pk=pk).first() if pk else None


def _back(request: HttpRequest, **more: str) -> HttpResponse:
    """To the same page of the stream; of what was posted only numbers go along."""
    chosen = number(request.POST.get("zoek", ""))
    if chosen and Search.objects.filter(pk=chosen).exists():
        more["zoek"] = str(chosen)
    if stream.is_mark(after := request.POST.get("na", "")):
        more["na"] = after
    address = reverse("listening") + (f"?{urlencode(more)}" if more else "")
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
