"""Views, queues with a name: a list beside the queue, and a page on which they are changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from inbox import actions
from inbox.models import Mention, SavedView
from inbox.refusals import Refused
from inbox.searching import operators as op
from inbox.views.access import number, person, reads
from inbox.views.counting import count
from inbox.views.queue import kept_as, with_current

LIST = "inbox/find/_views.html"
PAGE = "inbox/find/views.html"


@require_GET
@reads
def views(request: HttpRequest) -> HttpResponse:
    """All that this person has, with how many conversations are in each. Beside the queue the list
    alone is asked for, by who shows an address in ``HX-Current-URL``."""
    offered = SavedView.objects.offered_to(request.user)
    htmx = getattr(request, "htmx", None)
    if htmx and htmx.target == "views":
        here = QueryDict((htmx.current_url or "").partition("?")[2].partition("#")[0])
        checks = _to_check(here) if request.user.has_perm("inbox.work_conversation") else []
        found: list[Any] = count([*checks, *with_current(offered, here)], request)
        shown = [view for view in found if view.pk or view.number or view.current]
        unread = Mention.objects.of(request.user).unread().count()
        return render(request, LIST, {"views": shown, "counted": True, "unread": unread})
    found = count(list(offered), request)
    mine = set(SavedView.objects.changeable_by(request.user).values_list("pk", flat=True))
    return render(request, PAGE, {"views": found, "changeable": mine})


def _to_check(here: QueryDict) -> list[Any]:
    """A view that nobody has to keep, shown while something is in it."""
    view: Any = SavedView(pk=0, name=_("To be checked"), query=f"check={op.TO_CHECK}&status=all")
    view.current = view.query == kept_as(here)
    return [view]


@require_POST
@reads
def keep(request: HttpRequest) -> HttpResponse:
    """The queue that is shown, under a name; and back to it."""
    query = kept_as(QueryDict(request.POST.get("query", "")))
    name, shared = request.POST.get("name", ""), "shared" in request.POST

    def kept() -> None:
        actions.keep_view(name, query, person(request), shared=shared)

    _do(request, kept, _("Kept as a view."))
    return _see(f"{reverse('inbox')}?{query}")


@require_POST
@reads
def change(request: HttpRequest, pk: int) -> HttpResponse:
    name, order = request.POST.get("name", ""), number(request.POST.get("order", ""))

    def changed(view: SavedView) -> Any:
        return actions.change_view(view, name, min(order, 32_767), person(request))

    return _with(request, pk, changed, _("Saved."))


@require_POST
@reads
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    return _with(
        request, pk, lambda view: actions.drop_view(view, person(request)), _("Thrown away.")
    )


@require_POST
@reads
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """With this view, or with it no longer (``stop``)."""
    stop = "stop" in request.POST
    return _with(
        request,
        pk,
        lambda view: actions.begin_with(None if stop else view, person(request)),
        _("Saved."),
    )


def _with(
    request: HttpRequest, pk: int, action: Callable[[SavedView], Any], done: str
) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.offered_to(request.user), pk=pk)
    _do(request, lambda: action(view), done)
    return _see(reverse("views"))


def _do(request: HttpRequest, action: Callable[[], Any], done: str) -> None:
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)


def _see(address: str) -> HttpResponse:
    response = redirect(address)
    response.status_code = 303
    return response
