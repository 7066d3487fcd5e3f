"""What the page of a bundle shows: what is in it, what each gets, and what was sent.

A bundle of a crisis has no end, so of each list the first rows are shown, and more when asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest

from inbox import actions
from inbox.bundles.adapting import Adapted
from inbox.bundles.approval import needs_approval
from inbox.care.elsewhere import elsewhere
from inbox.care.plain import advice
from inbox.models import Bundle, BundleAnswer, Bundled, Conversation, Delivery
from inbox.querysets import ConversationQuerySet
from inbox.views.access import number
from inbox.workflow import UNDERWAY, Sending

SHOWN = 50  # rows of each list, and so many more each time
MOST = 2000
AGAIN = (Sending.FAILED, Sending.UNCERTAIN)
INSIDE = (Bundled.State.IN, Bundled.State.STAYED)

# What became of a delivery, in the order in which they are shown.
ATTENTION, ON_ITS_WAY, PLACED, OTHER = range(4)
_STANDS = Case(
    When(Q(state=Delivery.State.REFUSED) | Q(outbound__state__in=AGAIN), then=Value(ATTENTION)),
    When(Q(state=Delivery.State.WAITING) | Q(outbound__state__in=UNDERWAY), then=Value(ON_ITS_WAY)),
    When(outbound__state=Sending.SENT, then=Value(PLACED)),
    default=Value(OTHER),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Listed:
    """The first rows of a list, and how many there are in all."""

    rows: Sequence[Any] = ()
    number: int = 0

    @property
    def has_more(self) -> bool:
        return self.number > len(self.rows)


@dataclass(frozen=True)
class Member:
    """One conversation of a bundle, as a row of the queue, and how it belongs there."""

    entry: Bundled
    row: Conversation


@dataclass(frozen=True)
class Given:
    """What was sent of an answer, first what asks for somebody; each number by where it stands."""

    listed: Listed
    attention: int
    underway: int
    placed: int


def number_shown(request: HttpRequest) -> int:
    return min(max(number(request.GET.get("shown", "")), SHOWN), MOST)


def shown(request: HttpRequest, bundle: Bundle, answer: BundleAnswer | None) -> dict[str, Any]:
    """The whole page, but for the form."""
    visible, most = Conversation.objects.visible_to(request.user), number_shown(request)
    entries = bundle.entries.filter(conversation__in=visible)
    counted = entries.order_by().values_list("state").annotate(number=Count("pk"))
    numbers = dict(counted)
    ready = _ready(visible, bundle, answer)
    return {
        "inside": _members(visible, entries, numbers, INSIDE, most),
        "proposed": _members(visible, entries, numbers, [Bundled.State.PROPOSED], most),
        **_care(ready, answer),
        "ready": [one for one in ready if not one.refused],
        "refused": [one for one in ready if one.refused],
        "waits_for_approval": answer and needs_approval(answer),
        **sent(request, bundle, answer),
    }


def sent(request: HttpRequest, bundle: Bundle, answer: BundleAnswer | None) -> dict[str, Any]:
    """What was sent, which is also a part of its own."""
    most = number_shown(request)
    works = request.user.has_perm("inbox.work_conversation")
    return {
        "bundle": bundle,
        "can_work": works and bundle.state != Bundle.State.DONE,
        "given": _given(Conversation.objects.visible_to(request.user), answer, most),
        "shown": most,
        "shown_next": most + SHOWN,
    }


def _members(
    visible: ConversationQuerySet,
    entries: QuerySet[Bundled],
    numbers: dict[str, int],
    states: Sequence[str],
    most: int,
) -> Listed:
    """Those that were waiting longest first."""
    total = sum(numbers.get(state, 0) for state in states)
    if not total:
        return Listed()
    chosen = entries.filter(state__in=states)
    found = visible.filter(pk__in=chosen.values("conversation")).with_row()
    rows = list(found.order_by("waiting_since", "pk")[:most])
    placed = {entry.conversation_id: entry for entry in chosen.filter(conversation__in=rows)}
    return Listed([Member(placed[row.pk], row) for row in rows if row.pk in placed], total)


def _ready(
    visible: ConversationQuerySet, bundle: Bundle, answer: BundleAnswer | None
) -> list[Adapted]:
    """What each would get that did not get it yet."""
    if answer is None or bundle.state != Bundle.State.OPEN:
        return []
    made = actions.adapted(answer)
    pks = visible.filter(pk__in=[one.conversation.pk for one in made]).values_list("pk", flat=True)
    seen = set(pks)
    return [one for one in made if one.conversation.pk in seen]


def _care(ready: Sequence[Adapted], answer: BundleAnswer | None) -> dict[str, Any]:
    """What to think of before it goes: where it sends citizens in public, and plainer words."""
    ways = [one.way for one in ready if one.way and not one.refused]
    if answer is None or not ways:
        return {}
    words = "\n".join([answer.text, answer.shorter])
    in_public = any(way.public for way in ways)
    return {"elsewhere": elsewhere(words) if in_public else [], "plain": advice(words)}


def _given(visible: ConversationQuerySet, answer: BundleAnswer | None, most: int) -> Given:
    if answer is None:
        return Given(Listed(), 0, 0, 0)
    all_of_it = answer.deliveries.filter(conversation__in=visible).annotate(stands=_STANDS)
    counted = all_of_it.order_by().values_list("stands").annotate(number=Count("pk"))
    numbers = dict(counted)
    rows = all_of_it.select_related("outbound", "conversation__author", "conversation__account")
    listed = Listed(list(rows.order_by("stands", "pk")[:most]), sum(numbers.values()))
    return Given(listed, *(numbers.get(stands, 0) for stands in (ATTENTION, ON_ITS_WAY, PLACED)))
