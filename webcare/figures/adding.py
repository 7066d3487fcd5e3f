"""Adding cases up, as a whole or by what they differ in. One query for whatever is asked here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate, chain, islice
from typing import Any

from django.db.models import Case as Choose
from django.db.models import CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import (
    ExtractHour,
    ExtractIsoWeekDay,
    Greatest,
    TruncDate,
    TruncMonth,
    TruncWeek,
)

from inbox.together import together
from webcare.figures.measures import Figure, Measure
from webcare.figures.models import Case
from webcare.figures.periods import DAY, HERE, Period
from webcare.figures.teams import of_answer

Cases = QuerySet[Case, Any]
Figures = dict[str, Figure]  # by name of the measure
DIMENSIONS: Mapping[str, Combinable] = {
    "account": F("account"),
    "channel": F("channel"),
    "private": F("private"),
    "kind": F("kind"),
    "department": F("department"),
    "team": of_answer(),
    "neighbourhood": F("neighbourhood"),
    "sentiment": F("sentiment"),
    "hour": ExtractHour("asked_at", tzinfo=HERE),
    "weekday": ExtractIsoWeekDay("asked_at", tzinfo=HERE),  # 1 is Monday
    "day": TruncDate("asked_at", tzinfo=HERE),
    "week": TruncWeek(TruncDate("asked_at", tzinfo=HERE)),  # its Monday
    "month": TruncMonth(TruncDate("asked_at", tzinfo=HERE)),  # its first day
}


def of(period: Period) -> Cases:
    """What was asked in it."""
    return Case.objects.filter(asked_at__gte=period.start, asked_at__lt=period.end).order_by()


def tally(cases: Cases, measures: Iterable[Measure], now: datetime) -> Figures:
    """Each measure over all of these."""
    wanted = list(measures)
    row = cases.order_by().aggregate(**_aggregates(wanted, now))
    return _read(row, wanted)


def by(
    cases: Cases, dimensions: Sequence[str], measures: Iterable[Measure], now: datetime
) -> dict[tuple[Any, ...], Figures]:
    """Each measure by some ``DIMENSIONS``, in their order; what nobody asked is not there."""
    wanted = list(measures)
    keys = {f"by_{name}": DIMENSIONS[name] for name in dimensions}
    rows = cases.order_by().annotate(**keys).values(*keys).annotate(**_aggregates(wanted, now))
    return {tuple(row[key] for key in keys): _read(row, wanted) for row in rows.order_by(*keys)}


def by_each(
    cases: Cases, dimensions: Mapping[str, Sequence[Measure]], now: datetime
) -> dict[str, dict[Any, Figures]]:
    """By each of these dimensions apart the measures that stand with it; what nobody asked is not
    there."""
    grouped = {name: _grouped(cases, name, measures, now) for name, measures in dimensions.items()}
    together(*grouped.values())
    return {
        name: {row["key"]: _read(row, dimensions[name]) for row in rows}
        for name, rows in grouped.items()
    }


def _grouped(
    cases: QuerySet[Any, Any], dimension: str, measures: Sequence[Measure], now: datetime
) -> QuerySet[Any, Any]:
    rows = cases.order_by().annotate(key=DIMENSIONS[dimension]).values("key")
    grouped: QuerySet[Any, Any] = rows.annotate(**_aggregates(measures, now))
    return grouped.order_by("key")


def compared(
    cases: Cases, periods: Mapping[str, Period], measures: Iterable[Measure], now: datetime
) -> dict[str, Figures]:
    """Each measure over each of these periods, by their names. They may not overlap."""
    wanted = list(measures)
    inside = {
        name: Q(asked_at__gte=period.start, asked_at__lt=period.end)
        for name, period in periods.items()
    }
    which = Choose(
        *(When(when, then=Value(name)) for name, when in inside.items()),
        output_field=CharField(),
    )
    rows = cases.order_by().filter(_any(inside.values())).annotate(period=which).values("period")
    found = {row["period"]: row for row in rows.annotate(**_aggregates(wanted, now))}
    nothing = dict.fromkeys(_aggregates(wanted, now))
    return {name: _read(found.get(name, nothing), wanted) for name in periods}


def backlog(cases: Cases, period: Period) -> list[tuple[date, int]]:
    """How many questions waited for us at the end of each day, whenever they were asked."""
    before = period.first - DAY  # what waited already when it began
    there = Q(asked_at__lt=period.end) & (Q(done_at=None) | Q(done_at__gte=period.start))
    went = Q(done_at__gte=period.start, done_at__lt=period.end)
    came_on = Greatest(TruncDate("asked_at", tzinfo=HERE), Value(before))
    came = _daily(cases.filter(there).annotate(day=came_on), 1)
    left = _daily(cases.filter(went).annotate(day=TruncDate("done_at", tzinfo=HERE)), -1)
    moved: dict[date, int] = defaultdict(int)
    together(came, left)
    for day, number, way in chain(came, left):
        moved[day] += number * way
    course = accumulate((moved[day] for day in period), initial=moved[before])
    return list(zip(period, islice(course, 1, None), strict=True))


def _daily(cases: QuerySet[Any, Any], way: int) -> QuerySet[Any, Any]:
    """Day, how many, and whether they came or went."""
    by_day = cases.order_by().values("day").annotate(number=Count("pk"), way=Value(way))
    rows: QuerySet[Any, Any] = by_day.values_list("day", "number", "way")
    return rows


def _any(conditions: Iterable[Q]) -> Q:
    whole = Q()
    for condition in conditions:
        whole |= condition
    return whole


def _aggregates(measures: Iterable[Measure], now: datetime) -> dict[str, Any]:
    return {name: one for each in measures for name, one in each.aggregates(now).items()}


def _read(row: Mapping[str, Any], measures: Iterable[Measure]) -> Figures:
    return {measure.name: measure.read(row) for measure in measures}
