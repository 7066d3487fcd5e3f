"""What cases add up to: each number of the dashboards, with the sentence that says how.

``docs/measures.md`` defines each exactly. A measure names the cases that it is about and those of
them that count; the list behind a number is found with the same two.
"""

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
from django.utils.translation import gettext_lazy as _

from webcare.figures.models import Case

Which = Callable[[datetime], Q]  # cases as they stand at a moment
Cases = QuerySet[Case, Any]
WRONG_DESKS = 3  # more of them than this is too many, says the mission


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


def _median(over: Combinable, about: Q) -> Aggregate:
    return Percentile(over, part=0.5, filter=about)


def _p90(over: Combinable, about: Q) -> Aggregate:
    return Percentile(over, part=0.9, filter=about)


def _mean(over: Combinable, about: Q) -> Aggregate:
    return Avg(over, filter=about, output_field=FloatField())


def _minutes_until(moment: str) -> Combinable:
    """By the clock on the wall, since it was asked."""
    lasted = F(moment) - F("asked_at")
    seconds = Func(
        lasted, template="extract(epoch from %(expressions)s)", output_field=FloatField()
    )
    return ExpressionWrapper(seconds / 60.0, output_field=FloatField())


# Which cases -------------------------------------------------------------------------------------

_ASKED = Q(
    outcome__in=[Case.Outcome.ANSWERED, Case.Outcome.FINISHED, Case.Outcome.WAITING]
)  # and not taken back
_ANSWERED = Q(outcome=Case.Outcome.ANSWERED)
_DEALT_WITH = _ANSWERED & Q(done_at__isnull=False)
_FIRST_IN_TIME = _ANSWERED & Q(answered_at__lt=F("first_due"))
_WHOLE_IN_TIME = _DEALT_WITH & Q(done_at__lt=F("whole_due"))


def _always(which: Q) -> Which:
    return lambda _now: which


def _first_decided(now: datetime) -> Q:
    """It was answered in time, or time is over. What was finished in time without an answer wanted
    none."""
    too_late = _ASKED & (
        Q(answered_at__gte=F("first_due"))
        | Q(answered_at=None, done_at__gte=F("first_due"))
        | Q(answered_at=None, done_at=None, first_due__lte=now)
    )
    return _FIRST_IN_TIME | too_late


def _whole_decided(now: datetime) -> Q:
    too_late = _ASKED & (Q(done_at__gte=F("whole_due")) | Q(done_at=None, whole_due__lte=now))
    return _WHOLE_IN_TIME | too_late


def _number(name: str, label: Promise, sentence: Promise, better: Better, which: Q) -> Measure:
    return Measure(name, label, sentence, Unit.QUESTIONS, better, _always(which))


# The measures, in the order of the screen --------------------------------------------------------

_ALL = (
    _number(
        "received",
        _("Received"),
        _("Questions asked in this period, those that the citizen took back too."),
        Better.NEITHER,
        Q(),
    ),
    _number(
        "answered",
        _("Answered"),
        _("Questions of this period that got an answer which stands on the platform."),
        Better.NEITHER,
        _ANSWERED,
    ),
    Share(
        "answered_share",
        _("Answered at all"),
        _(
            "Of the questions of this period that were not taken back: how many got an answer, "
            "whenever that was."
        ),
        Unit.SHARE,
        Better.MORE,
        _always(_ASKED),
        _always(_ANSWERED),
    ),
    _number(
        "waiting",
        _("Without an answer until now"),
        _("Questions of this period that nobody answered or finished yet."),
        Better.LESS,
        Q(outcome=Case.Outcome.WAITING),
    ),
    _number(
        "finished",
        _("Finished without an answer"),
        _("Questions of this period that a colleague finished without an answer: thanks, say."),
        Better.NEITHER,
        Q(outcome=Case.Outcome.FINISHED),
    ),
    _number(
        "withdrawn",
        _("Taken back"),
        _("Questions of this period that the citizen deleted before anybody answered."),
        Better.NEITHER,
        Q(outcome=Case.Outcome.WITHDRAWN),
    ),
    Worked(
        "first_median",
        _("First answer, half within"),
        _(
            "Service time between the first words and the first answer on the platform: half of "
            "the answered questions took no longer."
        ),
        Unit.SERVICE_MINUTES,
        Better.LESS,
        _always(_ANSWERED),
        _median,
        F("first_minutes"),
    ),
    Worked(
        "first_p90",
        _("First answer, nine of ten within"),
        _(
            "Service time between the first words and the first answer: nine of ten answered "
            "questions took no longer."
        ),
        Unit.SERVICE_MINUTES,
        Better.LESS,
        _always(_ANSWERED),
        _p90,
        F("first_minutes"),
    ),
    Share(
        "first_within",
        _("First answer in time"),
        _(
            "Of the questions for which a first answer was promised and that were answered or "
            "whose time is over: how many were answered in time. Without an answer when time was "
            "over counts as too late."
        ),
        Unit.SHARE,
        Better.MORE,
        _first_decided,
        _always(_FIRST_IN_TIME),
    ),
    Worked(
        "first_wall_median",
        _("First answer by the clock, half within"),
        _(
            "Time by the clock, nights and weekends too, until the first answer: half of the "
            "answered questions took no longer."
        ),
        Unit.WALL_MINUTES,
        Better.LESS,
        _always(_ANSWERED),
        _median,
        _minutes_until("answered_at"),
    ),
    Worked(
        "first_wall_p90",
        _("First answer by the clock, nine of ten within"),
        _(
            "Time by the clock, nights and weekends too, until the first answer: nine of ten "
            "answered questions took no longer."
        ),
        Unit.WALL_MINUTES,
        Better.LESS,
        _always(_ANSWERED),
        _p90,
        _minutes_until("answered_at"),
    ),
    Worked(
        "whole_median",
        _("Dealt with, half within"),
        _(
            "Service time until nothing waited for us any more, without the time in which the "
            "citizen was to answer: half of the questions that were answered took no longer."
        ),
        Unit.SERVICE_MINUTES,
        Better.LESS,
        _always(_DEALT_WITH),
        _median,
        F("whole_minutes"),
    ),
    Worked(
        "whole_p90",
        _("Dealt with, nine of ten within"),
        _(
            "Service time until nothing waited for us any more, without the time of the citizen: "
            "nine of ten took no longer."
        ),
        Unit.SERVICE_MINUTES,
        Better.LESS,
        _always(_DEALT_WITH),
        _p90,
        F("whole_minutes"),
    ),
    Share(
        "whole_within",
        _("Dealt with in time"),
        _(
            "Of the questions for which an end was promised and that were dealt with or whose "
            "time is over: how many were dealt with in time."
        ),
        Unit.SHARE,
        Better.MORE,
        _whole_decided,
        _always(_WHOLE_IN_TIME),
    ),
    Worked(
        "whole_wall_median",
        _("Dealt with by the clock, half within"),
        _(
            "Time by the clock from the first words until nothing waited for us any more: half of"
            " the questions that were answered took no longer."
        ),
        Unit.WALL_MINUTES,
        Better.LESS,
        _always(_DEALT_WITH),
        _median,
        _minutes_until("done_at"),
    ),
    Worked(
        "whole_wall_p90",
        _("Dealt with by the clock, nine of ten within"),
        _(
            "Time by the clock from the first words until nothing waited for us any more: nine of"
            " ten took no longer."
        ),
        Unit.WALL_MINUTES,
        Better.LESS,
        _always(_DEALT_WITH),
        _p90,
        _minutes_until("done_at"),
    ),
    Share(
        "one_touch",
        _("Right the first time"),
        _(
            "Of the questions that were answered and dealt with: how many took one answer, no "
            "department, and were never opened again."
        ),
        Unit.SHARE,
        Better.MORE,
        _always(_DEALT_WITH),
        _always(Q(answers=1, hops=0, reopened=0)),
    ),
    Share(
        "reopened",
        _("Asked again after it was finished"),
        _(
            "Of the questions of this period that a colleague ever finished or that were "
            "answered: how many were asked again after a colleague had finished them."
        ),
        Unit.SHARE,
        Better.LESS,
        _always(Q(outcome__in=[Case.Outcome.ANSWERED, Case.Outcome.FINISHED]) | Q(reopened__gt=0)),
        _always(Q(reopened__gt=0)),
    ),
    Worked(
        "hops",
        _("Departments for each question"),
        _("How often a question of this period was put before a department, on average."),
        Unit.TIMES,
        Better.LESS,
        _always(Q()),
        _mean,
        F("hops"),
    ),
    Share(
        "handed_back",
        _("Given back"),
        _("Of the questions that a department got: how many came back at least once."),
        Unit.SHARE,
        Better.LESS,
        _always(Q(hops__gt=0)),
        _always(Q(hand_backs__gt=0)),
    ),
    _number(
        "too_many_desks",
        _("Past too many desks"),
        _("Questions of this period that were given back more than three times."),
        Better.LESS,
        Q(hand_backs__gt=WRONG_DESKS),
    ),
    Share(
        "switched",
        _("Sent to another channel"),
        _("Of the answered questions: in how many an answer sent the citizen to another channel."),
        Unit.SHARE,
        Better.LESS,
        _always(_ANSWERED),
        _always(Q(switches__gt=0)),
    ),
    Share(
        "bundled",
        _("Answered together"),
        _("Of the answered questions: how many were answered together with others, in a bundle."),
        Unit.SHARE,
        Better.NEITHER,
        _always(_ANSWERED),
        _always(Q(bundled=True)),
    ),
    Share(
        "native",
        _("Answered in the app of the platform"),
        _("Of the answered questions: of how many the first answer was written outside Webcare."),
        Unit.SHARE,
        Better.NEITHER,
        _always(_ANSWERED),
        _always(Q(native=True)),
    ),
)
MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
HEADLINE = MEASURES["answered_share"]
