"""How questions went from desk to desk in a period: what each department got, what came back, whose
it was then, and which conversations were sent around most.

Counted over the questions that came to a department in the period, whenever they came back. A fixed
number of queries; the index ``inbox_hop_at`` finds the hops.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery

from inbox.models import Conversation, Hop
from inbox.querysets import ConversationQuerySet
from routing.models import Answer, Department

if TYPE_CHECKING:
    from webcare.models import User

PERIODS = (7, 30, 90)  # days
MOST_SHOWN = 50  # conversations that were sent around
TOO_OFTEN = 2  # hand-backs; more of them are shown

# Whose it probably is, noted while nobody was asked anything.
SORTED = (Hop.How.RULE, Hop.How.MODEL, Hop.How.CHOSEN)
CAME_TO_A_DESK = (Hop.How.REFERRED, Hop.How.TAKEN_UP)


@dataclass(frozen=True)
class Came:
    """A question came to a department.

    back   whether that department gave it back
    hops   how many steps its conversation took in all
    """

    department: int
    conversation: int
    hops: int
    back: bool


@dataclass(frozen=True)
class Tally:
    """What such questions add up to. ``hops``: the median of their conversations."""

    received: int
    back: int
    hops: float

    @property
    def share(self) -> int:
        """What was given back of what was received, in whole percents."""
        return round(100 * self.back / self.received) if self.received else 0


@dataclass(frozen=True)
class Pointed:
    """How often a department said that its questions are of another; of None where it said no
    name."""

    department: Department
    to: Department | None
    number: int


@dataclass(frozen=True)
class Report:
    """Departments in order of what came back, most first.

    known    every department by primary key, also those that got nothing
    around   conversations that came back more than twice, as far as this person may see them;
             ``around_number`` of all
    """

    days: int
    whole: Tally
    departments: Sequence[tuple[Department, Tally]]
    pointed: Sequence[Pointed]
    around: Sequence[Conversation]
    around_number: int
    known: Mapping[int, Department]


def report(user: User, days: int, now: datetime) -> Report:
    """Over the last so many days. Five queries."""
    since = now - timedelta(days=days)
    came = list(_came(since))
    known = Department.objects.in_bulk()
    by_department = tally(came)
    rows = [(known[pk], one) for pk, one in by_department.items()]
    around = _around(since)
    seen = around.visible_to(user).select_related("account", "author", "department")
    return Report(
        days=days,
        whole=_added_up(came),
        departments=sorted(rows, key=lambda row: (-row[1].back, -row[1].received, row[0].name)),
        pointed=_pointed(since, known),
        around=list(seen.order_by("-hand_backs", "-created_at", "-pk")[:MOST_SHOWN]),
        around_number=around.count(),
        known=known,
    )


def tally(came: Iterable[Came]) -> Mapping[int, Tally]:
    """By department."""
    grouped: dict[int, list[Came]] = defaultdict(list)
    for one in came:
        grouped[one.department].append(one)
    return {department: _added_up(group) for department, group in grouped.items()}


def _added_up(came: Sequence[Came]) -> Tally:
    hops = {one.conversation: one.hops for one in came}
    return Tally(
        received=len(came),
        back=sum(one.back for one in came),
        hops=median(hops.values()) if hops else 0,
    )


def _came(since: datetime) -> Iterable[Came]:
    """The step that follows tells what came of it."""
    later = Hop.objects.filter(
        conversation=OuterRef("conversation"), number__gt=OuterRef("number")
    ).exclude(how__in=SORTED)
    rows = Hop.objects.filter(
        at__gte=since, how__in=CAME_TO_A_DESK, went_to__isnull=False
    ).annotate(then=Subquery(later.order_by("number").values("how")[:1]))
    for department, conversation, hops, then in rows.order_by().values_list(
        "went_to", "conversation", "conversation__hops", "then"
    ):
        yield Came(department, conversation, hops, then == Hop.How.HANDED_BACK)


def _pointed(since: datetime, known: Mapping[int, Department]) -> list[Pointed]:
    """By what the departments themselves said when they gave a question back."""
    back = Answer.objects.filter(
        handed_back=True, forwarding__isnull=False, referral__asked_at__gte=since
    )
    rows = back.values_list("referral__department", "suggestion").annotate(number=Count("pk"))
    found = [Pointed(known[of], known.get(to), number) for of, to, number in rows.order_by()]
    return sorted(
        found, key=lambda one: (-one.number, one.department.name, one.to.name if one.to else "")
    )


def _around(since: datetime) -> ConversationQuerySet:
    back = Hop.objects.filter(at__gte=since, how=Hop.How.HANDED_BACK)
    rows: ConversationQuerySet = Conversation.objects.filter(hand_backs__gt=TOO_OFTEN)
    return rows.filter(pk__in=back.order_by().values("conversation"))
