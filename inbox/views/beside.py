"""Beside a colleague on a day along: what they have open, live, and a line for who is followed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from inbox.colleagues import visiting
from inbox.colleagues.beside import Sight, followed
from inbox.models import Visit
from inbox.views.access import find, person, reads, works
from inbox.views.screen import whole

PAGE = "inbox/visiting/follow.html"


@require_GET
@reads
def follow(request: HttpRequest) -> HttpResponse:
    """What the colleague has before them now. A page that asks again and has it (``shown``) gets
    nothing."""
    now = followed(person(request))
    again = _asks_again(request)
    if again and request.GET.get("shown") == now.mark:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    context: dict[str, Any] = {"now": now, "visit": now.visit}
    if now.sight == Sight.OPEN:
        context |= whole(request, find(request, now.conversation))
    return _render(request, context, again=again)


@require_GET
@reads
def stay(request: HttpRequest, pk: int) -> HttpResponse:
    """One conversation, while the colleague goes on."""
    now = followed(person(request))
    if now.sight == Sight.NOBODY:
        return redirect("follow")
    context = {"now": now, "visit": now.visit, "stays": True, **whole(request, find(request, pk))}
    return _render(request, context)


def _asks_again(request: HttpRequest) -> bool:
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and htmx.target == "conversation"


def _render(request: HttpRequest, context: dict[str, Any], *, again: bool = False) -> HttpResponse:
    response = render(request, f"{PAGE}#again" if again else PAGE, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


# For who is followed -----------------------------------------------------------------------------


@require_GET
@works
def watching(request: HttpRequest) -> HttpResponse:
    """The line that says who looks along with this person; empty when nobody does."""
    return _line(request)


@require_POST
@works
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Be alone for a while, or be followed again."""
    by = person(request)
    visit = get_object_or_404(Visit.objects.watching(by), pk=pk)
    visiting.pause(visit, by, paused="on" not in request.POST)
    if getattr(request, "htmx", None):
        return _line(request)
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    response = redirect(wanted if safe else reverse("inbox"))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _line(request: HttpRequest) -> HttpResponse:
    context = {"watching": visiting.watching(person(request))}
    return render(request, "inbox/visiting/_watching.html", context)
