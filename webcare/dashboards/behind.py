"""The conversations behind a number: those that this person may see, and how many are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from inbox.models import Conversation, Message
from inbox.pages import BadPlace
from webcare.charts.heat import called
from webcare.figures.adding import DIMENSIONS, Cases
from webcare.figures.measures import MEASURES, Measure, Share
from webcare.figures.models import Case
from webcare.figures.periods import DAY, midnight

if TYPE_CHECKING:
    from webcare.models import User

PAGE_SIZE = 50


class NoSuchNumber(ValueError):
    """An address that no page gave out."""


@dataclass(frozen=True)
class Wanted:
    """A number, and what more it is narrowed to than its page is.

    others    of a share those that do not count
    weekday   from 1, Monday; with ``hour`` one cell of the week
    since, until   days within the period
    """

    measure: Measure
    others: bool = False
    weekday: int | None = None
    hour: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def cell(self) -> str:
        """Such as "Monday 9:00–10:00"; "" for all hours."""
        if self.weekday is None or self.hour is None:
            return ""
        return called(self.weekday - 1, self.hour)


def wanted(asked: QueryDict) -> Wanted:
    """Raises NoSuchNumber."""
    measure = MEASURES.get(asked.get("measure", ""))
    if measure is None or ("others" in asked and not isinstance(measure, Share)):
        raise NoSuchNumber
    return Wanted(
        measure,
        others="others" in asked,
        weekday=_number(asked.get("weekday"), range(1, 8)),
        hour=_number(asked.get("hour"), range(24)),
        since=_day(asked.get("since")),
        until=_day(asked.get("until")),
    )


def _number(said: str | None, known: range) -> int | None:
    if said is None:
        return None
    if not (said.isdecimal() and len(said) < 3 and int(said) in known):
        raise NoSuchNumber
    return int(said)


def _day(said: str | None) -> date | None:
    if said is None:
        return None
    try:
        found = parse_date(said)
    except ValueError as error:
        raise NoSuchNumber from error
    if found is None or found.year < 2000 or found.year > 2999:
        raise NoSuchNumber
    return found


@dataclass(frozen=True)
class Row:
    """One question; ``conversation`` is the one it was asked in, and ``words`` the first that still
    stand there."""

    case: Case
    conversation: Conversation
    words: str


@dataclass(frozen=True)
class Behind:
    """
    number   of questions in all; ``gone`` of those whose conversation was destroyed in time
    rows     newest first; ``next`` is the place to continue from, "" on the last page
    """

    number: int
    gone: int
    rows: Sequence[Row]
    next: str


def behind(cases: Cases, wanted: Wanted, user: User, now: datetime, place: str = "") -> Behind:
    """Of these cases. Four queries. Raises BadPlace."""
    cases = _narrowed(cases, wanted, now)
    there = Exists(Conversation.objects.filter(pk=OuterRef("conversation")))
    counted = cases.aggregate(number=Count("pk"), gone=Count("pk", filter=~Q(there)))
    seen: Any = Conversation.objects.visible_to(user)
    found = cases.filter(conversation__in=seen.order_by().values("pk")).select_related("department")
    if place:
        found = found.filter(_after(place))
    page = list(found.order_by("-asked_at", "-pk")[: PAGE_SIZE + 1])
    shown = page[:PAGE_SIZE]
    known, said = _conversations(seen, shown), _words(shown)
    return Behind(
        number=counted["number"],
        gone=counted["gone"],
        rows=[
            Row(one, known[one.conversation], said[one.pk])
            for one in shown
            if one.conversation in known
        ],
        next=_place(shown[-1]) if len(page) > PAGE_SIZE else "",
    )


def _conversations(seen: Any, cases: Sequence[Case]) -> dict[int, Conversation]:
    rows = seen.filter(pk__in={one.conversation for one in cases})
    shown = rows.select_related("account", "author", "department").defer(
        "decision", "account__credentials", "department__description"
    )
    return {row.pk: row for row in shown}


def _words(cases: Sequence[Case]) -> dict[int, str]:
    """Of each case: one conversation may hold several questions."""
    there = Message.objects.filter(
        conversation=OuterRef("conversation"), created_at__gte=OuterRef("asked_at"), incoming=True
    ).exclude(text="")  # of what was taken back nothing is left
    first = Subquery(there.order_by("created_at", "pk").values("text")[:1])
    rows = Case.objects.filter(pk__in=[one.pk for one in cases]).annotate(said=first)
    return {pk: said or "" for pk, said in rows.values_list("pk", "said")}


def _narrowed(cases: Cases, wanted: Wanted, now: datetime) -> Cases:
    measure = wanted.measure
    if wanted.others and isinstance(measure, Share):
        cases = measure.others(cases, now)
    else:
        cases = cases.filter(measure.behind(now))
    for name, value in (("weekday", wanted.weekday), ("hour", wanted.hour)):
        if value is not None:
            cases = cases.annotate(**{f"of_{name}": DIMENSIONS[name]}).filter(
                **{f"of_{name}": value}
            )
    if wanted.since:
        cases = cases.filter(asked_at__gte=midnight(wanted.since))
    if wanted.until:
        cases = cases.filter(asked_at__lt=midnight(wanted.until + DAY))
    return cases


def _place(case: Case) -> str:
    return f"{case.asked_at.astimezone(UTC).isoformat()}_{case.pk}"


def _after(place: str) -> Q:
    """What follows this row. Raises BadPlace."""
    try:
        moment, pk = place.split("_")
        at, number = datetime.fromisoformat(moment).astimezone(UTC), int(pk)
    except (ValueError, OverflowError) as error:
        raise BadPlace(place) from error
    if timezone.is_naive(datetime.fromisoformat(moment)) or not 0 <= number < 2**63:
        raise BadPlace(place)
    return Q(asked_at__lt=at) | Q(asked_at=at, pk__lt=number)
