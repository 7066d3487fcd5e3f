"""Where a deed leads: to the next conversation of the same list, for who chose so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import copy
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from redis import RedisError

from inbox.colleagues import presence
from inbox.models import Conversation
from inbox.pages import QUEUE
from inbox.querysets import ConversationQuerySet
from inbox.searching.orders import order
from inbox.views.access import person
from inbox.views.queue import carried, narrowed_to

DANGER = 2  # ``Conversation.rank``


def onward(request: HttpRequest, done: Conversation) -> HttpResponse:
    """After an answer, an end, a forwarding or a snooze.

    done   as it was before that, so that its place in the list is known
    """
    if not person(request).opens_next:
        return _to(reverse("conversation", args=[done.pk]))
    asked = _as_asked(request)
    query = carried(asked.GET).urlencode()
    following = _after(asked, done)
    if following is None:
        messages.info(request, _("That was the last one in this list."))
    address = reverse("conversation", args=[following.pk]) if following else reverse("inbox")
    return _to(f"{address}?{query}" if query else address)


def _as_asked(request: HttpRequest) -> HttpRequest:
    """As if the page where it was done was asked for: it says which list that is."""
    htmx = getattr(request, "htmx", None)
    page = htmx.current_url if htmx else request.headers.get("Referer")
    asked = copy(request)
    asked.GET = QueryDict(urlsplit(page or "").query)
    return asked


def _after(asked: HttpRequest, done: Conversation) -> Conversation | None:
    """What follows it, or else the first; without what a colleague is on, unless that was asked.

    What a colleague has before them comes when nothing else is left: two who are done at the same
    moment would be sent to the same citizen.
    """
    _status, narrowed = narrowed_to(asked.GET, asked)
    _named, sorted_by = order(asked.GET.get("order", ""), narrowed.asked, person(asked))
    rows: ConversationQuerySet = narrowed.qs.exclude(pk=done.pk)
    if not asked.GET.get("assignee"):
        rows = rows.filter(Q(assignee=None) | Q(assignee=person(asked).pk))
    rows = sorted_by.sorted(rows)
    lists = [rows.filter(rank=DANGER, assignee=None), rows]
    if sorted_by is QUEUE:
        lists.insert(1, sorted_by.after(rows, sorted_by.place(done)))
    return _first_free(lists, _with_colleagues(person(asked).pk))


def _first_free(
    lists: Iterable[ConversationQuerySet], taken: Collection[int]
) -> Conversation | None:
    """The first that is not among these; else the first of all."""
    passed: list[Conversation] = []
    for rows in lists:
        # Of so many, one is free where any is.
        for row in rows[: len(taken) + 1]:
            if row.pk not in taken:
                return row
            passed.append(row)
    return next(iter(passed), None)


def _with_colleagues(me: int) -> set[int]:
    try:
        return presence.with_others(me)
    except RedisError:
        return set()  # it only spares us double work


def _to(address: str) -> HttpResponse:
    response = redirect(address)
    response.status_code = 303
    return response
