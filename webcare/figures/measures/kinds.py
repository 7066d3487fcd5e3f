"""What a measure is: a number, a share, or what is worked out over cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.db.models import (
    Aggregate,
    Avg,
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    QuerySet,
    When,
)
from django.db.models import Case as Choose
from django.db.models.expressions import Combinable, Func
from django.utils.functional import Promise

from webcare.figures.models import Case

Which = Callable[[datetime], Q]  # cases as they stand at a moment
Cases = QuerySet[Case, Any]


class Unit(Enum):
    """What a number is a number of."""

    QUESTIONS = "questions"
    SHARE = "share"  # from 0 to 1
    SERVICE_MINUTES = "service minutes"
    WALL_MINUTES = "minutes"
    TIMES = "times"  # of a question, on average


class Better(Enum):
    MORE, LESS, NEITHER = "more", "less", "neither"


@dataclass(frozen=True)
class Figure:
    """A number and of how many questions it is. ``value`` None: there were none to count."""

    value: float | None
    of: int


@dataclass(frozen=True)
class Measure:
    """One number over cases.

    sentence  how it comes about, for the screen
    about     the cases that it looks at
    counts    those of them that count, where it is a share
    """

    name: str
    label: Promise
    sentence: Promise
    unit: Unit
    better: Better
    about: Which

    def aggregates(self, now: datetime) -> dict[str, Any]:
        """By the names under which ``read`` finds them."""
        return {f"{self.name}_of": Count("pk", filter=self.about(now))}

    def read(self, row: Mapping[str, Any]) -> Figure:
        of = row[f"{self.name}_of"] or 0
        return Figure(of, of)

    def behind(self, now: datetime) -> Q:
        """The cases that the number is made of."""
        return self.about(now)


@dataclass(frozen=True)
class Share(Measure):
    """Of the cases that it looks at, how large a part counts."""

    counts: Which

    def aggregates(self, now: datetime) -> dict[str, Any]:
        part = Count("pk", filter=self.about(now) & self.counts(now))
        return {**super().aggregates(now), f"{self.name}_part": part}

    def read(self, row: Mapping[str, Any]) -> Figure:
        of = row[f"{self.name}_of"] or 0
        return Figure(row[f"{self.name}_part"] / of if of else None, of)

    def behind(self, now: datetime) -> Q:
        return self.about(now) & self.counts(now)

    def others(self, cases: Cases, now: datetime) -> Cases:
        """Those of these cases that it looks at and that do not count. What is unknown does not:
        a plain "not" would leave it out."""
        counted = Choose(When(self.counts(now), then=True), default=False)
        return cases.filter(self.about(now)).alias(counted=counted).filter(counted=False)


@dataclass(frozen=True)
class Worked(Measure):
    """Worked out over its cases: a median, a percentile or a mean of ``what``."""

    what: Callable[[Combinable, Q], Aggregate]
    over: Combinable

    def aggregates(self, now: datetime) -> dict[str, Any]:
        about = self.about(now)
        return {**super().aggregates(now), f"{self.name}_is": self.what(self.over, about)}

    def read(self, row: Mapping[str, Any]) -> Figure:
        return Figure(row[f"{self.name}_is"], row[f"{self.name}_of"] or 0)


class Percentile(Aggregate):
    """The smallest value that so large a part of the cases does not exceed."""

    template = "percentile_disc(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def median(over: Combinable, about: Q) -> Aggregate:
    return Percentile(over, part=0.5, filter=about)


def p90(over: Combinable, about: Q) -> Aggregate:
    return Percentile(over, part=0.9, filter=about)


def mean(over: Combinable, about: Q) -> Aggregate:
    return Avg(over, filter=about, output_field=FloatField())


def minutes_until(moment: str) -> Combinable:
    """By the clock on the wall, since it was asked."""
    lasted = F(moment) - F("asked_at")
    seconds = Func(
        lasted, template="extract(epoch from %(expressions)s)", output_field=FloatField()
    )
    return ExpressionWrapper(seconds / 60.0, output_field=FloatField())


def always(which: Q) -> Which:
    return lambda _now: which


def number(name: str, label: Promise, sentence: Promise, better: Better, which: Q) -> Measure:
    return Measure(name, label, sentence, Unit.QUESTIONS, better, always(which))
