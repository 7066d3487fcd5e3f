"""The queue beside or without a conversation: what the address asks for, and its rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.citizens.measures import anyone_quiet
from inbox.filters import ME, STATUSES, ConversationFilter
from inbox.known import Known
from inbox.models import Conversation, SavedView
from inbox.pages import PAGE_SIZE, BadPlace, page
from inbox.querysets import ConversationQuerySet
from inbox.searching import operators as op
from inbox.searching.facets import Facet, facets
from inbox.searching.highlighting import mark
from inbox.searching.orders import BEST, NEWEST, WAITING, order
from inbox.searching.parsing import parse
from inbox.views.chips import chips, gone
from inbox.workflow import Status

# Of one moment; not carried along in links.
PASSING = ("after", "rows", "proposal", "tab", "line", "words", "found")
MOST_ROWS = 10 * PAGE_SIZE
EVERY = "all"
MUTED = "gedempt"  # citizens who are muted here: what they wrote since


def queue(request: HttpRequest) -> dict[str, Any]:
    """What the queue shows. Raises Http404 for a place in it that nobody gave out.

    shown_status   the tab that is current: a status, EVERY, or "" where the search says which
    """
    shown_status, narrowed = narrowed_to(request.GET, request)
    named, sorted_by = order(request.GET.get("order", ""), narrowed.asked, request.user)
    try:
        rows = page(narrowed.qs, request.GET.get("after", ""), _size(request), sorted_by)
    except BadPlace as error:
        raise Http404 from error
    mark(rows.rows, narrowed.asked)
    kept = carried(request.GET)
    return {
        "filter": narrowed,
        "page": rows,
        "query": kept.urlencode(),
        "statuses": STATUSES,
        "shown_status": shown_status,
        "folded": MUTED in kept,
        "anyone_quiet": anyone_quiet(),
        "search": kept.get("q", ""),
        "order": named,
        "orders": _orders(narrowed),
        "chips": (narrowing := chips(narrowed, kept)),
        "problems": [*narrowed.problems, *filter(None, [gone(narrowing)])],
        "facets": _facets(request, narrowed),
        "keepable": kept_as(kept) != kept_as(QueryDict()),
        "views": with_current(SavedView.objects.offered_to(request.user), kept),
    }


def narrowed_to(
    address: QueryDict, request: HttpRequest, known: Known | None = None
) -> tuple[str, ConversationFilter]:
    """The tab of such an address, and the conversations that it asks for."""
    asked = address.copy()
    asked["status"] = status = status_of(asked)
    if status == EVERY or not status:
        asked["status"] = ""
    visible: ConversationQuerySet = Conversation.objects.visible_to(request.user)
    if MUTED in asked:
        visible = visible.folded(timezone.now())
    elif status == Status.OPEN and asked.get("assignee") != ME and not asked.get("q"):
        visible = visible.unfolded(timezone.now())
    return status, ConversationFilter(asked, queryset=visible, request=request, known=known)


def status_of(asked: QueryDict) -> str:
    """Who waits, unless something else is asked for: a search looks everywhere."""
    search = asked.get("q", "")
    if parse(search).says(op.STATUS):
        return ""
    return asked.get("status") or (EVERY if search.strip() else Status.OPEN)


def carried(asked: QueryDict) -> QueryDict:
    """What links carry along: all that was asked for, but for what is of one moment."""
    kept = asked.copy()
    for name in list(kept):
        if name in PASSING or not kept[name]:
            del kept[name]
    return kept


def kept_as(asked: QueryDict) -> str:
    """What a view keeps of an address; the same for addresses that ask for the same."""
    kept = carried(asked)
    kept.pop("filters", None)
    kept["status"] = status_of(asked)
    if not kept["status"]:
        del kept["status"]
    return urlencode(sorted((name, kept[name]) for name in kept))


def with_current(views: QuerySet[SavedView], asked: QueryDict) -> list[SavedView]:
    """The views, with ``current`` for the one that this address shows."""
    here, found = kept_as(asked), list(views)
    for view in found:
        view.current = view.query == here  # type: ignore[attr-defined] # for the template
    return found


def _orders(narrowed: ConversationFilter) -> list[tuple[str, str]]:
    best = [(BEST, _("What fits best"))] if narrowed.asked.wanted else []
    return [*best, (WAITING, _("Who waits longest")), (NEWEST, _("Newest first"))]


def _facets(request: HttpRequest, narrowed: ConversationFilter) -> list[Facet]:
    """What can be chosen, with how many there are; one query, and only where it is unfolded."""
    return facets(narrowed, timezone.now()) if request.GET.get("filters") else []


def _size(request: HttpRequest) -> int:
    """As many rows as a list that is refreshed showed already, so that it does not shrink."""
    digits = request.GET.get("rows", "")[:4]  # Python refuses to count thousands of them
    return min(max(int(digits), PAGE_SIZE), MOST_ROWS) if digits.isdecimal() else PAGE_SIZE
