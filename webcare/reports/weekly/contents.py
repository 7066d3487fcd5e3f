"""What a week came to, as the mail and the wall tell it.

In public a number under five is "fewer than 5", and a share is told no more precisely than that
fewer than five were otherwise. There are no words of citizens, but compliments that were picked for
the wall; no conversations, no signals, no colleagues. What leads are told of words that stand out
and of signals has no word that may be somebody's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.models import Conversation
from inbox.together import together
from inbox.workflow import Status
from webcare.charts import Moment, Unit
from webcare.figures import adding
from webcare.figures.measures import HEADLINE, MEASURES, Figure, Measure
from webcare.figures.models import Case
from webcare.figures.periods import Period
from webcare.reports.suppressing import FEW, for_outside
from webcare.reports.tables import Cell, Column, Row, Table
from webcare.reports.weekly.saying import NO_NUMBER, said
from webcare.reports.weekly.todo import Todo, absolute, todo
from webcare.talk.leaving import may_leave
from webcare.talk.models import Finding, Praise
from webcare.warnings.models import Signal
from webcare.warnings.showing import Shown

if TYPE_CHECKING:
    from webcare.models import User

TOLD = ("received", "answered_share", "first_within", "whole_within", "first_median")
# What of a share that seems low waits still: on Monday morning, all of the weekend.
TOLD_TO_LEADS = (*TOLD[:2], "waiting", *TOLD[2:])
WAITING = MEASURES["waiting"]
LONGEST = 5  # conversations that wait longest
WORDS = 6  # that stand out
LOOKED_AT = 4 * WORDS  # as some may be names
COMPLIMENTS = 3


@dataclass(frozen=True)
class Number:
    """A measure in words: of this week, the week before and a year before."""

    label: str
    sentence: str
    now: str
    before: str
    year: str


@dataclass(frozen=True)
class Day:
    """``received`` and ``answered`` None where they are not told."""

    at: date
    received: int | None
    answered: int | None


@dataclass(frozen=True)
class Waits:
    """A conversation without who it is with."""

    where: str
    since: datetime
    link: str


@dataclass(frozen=True)
class Contents:
    """All that there is to tell. ``headline`` is a whole sentence; so is ``later``, in public: that
    the rest waits still. "" where that is not told."""

    period: Period
    public: bool
    headline: str
    share: str
    numbers: Sequence[Number]
    days: Sequence[Day]
    praise: Sequence[str]
    later: str = ""
    standing: Sequence[tuple[str, int]] = ()
    signals: Sequence[str] = ()
    waiting: Sequence[Waits] = ()
    todo: Sequence[Todo] = ()

    @property
    def week(self) -> int:
        return self.period.first.isocalendar().week


def in_public(period: Period) -> Contents:
    """For everybody. Four queries."""
    return _numbers(period, public=True)


def for_lead(period: Period, user: User) -> Contents:
    """For this lead, as far as they may see it. Eight queries."""
    whole = _numbers(period, public=False)
    standing = Finding.objects.filter(span=Finding.Span.WEEK, department=None, neighbourhood="")
    findings = standing.order_by("rank")[:LOOKED_AT]
    begun = Signal.objects.filter(noticed_at__gte=period.start, noticed_at__lt=period.end)
    signals = begun.exclude(verdict=Signal.Verdict.FALSE).order_by("-noticed_at")[:LONGEST]
    visible = Conversation.objects.visible_to(user)
    waiting = visible.filter(status=Status.OPEN, snoozed_at=None).select_related(
        "account", "department"
    )
    longest = list(waiting.order_by("waiting_since")[:LONGEST])
    together(findings, signals)
    words, shown = _without_names(list(findings), list(signals))
    return replace(
        whole,
        standing=words[:WORDS],
        signals=[f"{one.headline}: {one.sentence}" for one in shown],
        waiting=[_waits(one) for one in longest],
        todo=todo(user),
    )


def _without_names(
    findings: Sequence[Finding], signals: Sequence[Signal]
) -> tuple[list[tuple[str, int]], list[Shown]]:
    """The words that stand out, each with how often it was heard, and the signals. One query."""
    terms = [([one.term], one.conversations) for one in findings]
    left = may_leave([*terms, *((Shown(one).words, one.conversations) for one in signals)])
    of_findings, of_signals = left[: len(findings)], left[len(findings) :]
    words = [(one.term, one.heard) for one, only in zip(findings, of_findings, strict=True) if only]
    shown = [Shown(one, frozenset(only)) for one, only in zip(signals, of_signals, strict=True)]
    return words, shown


def _numbers(period: Period, *, public: bool) -> Contents:
    now = timezone.now()
    measures = [MEASURES[name] for name in (TOLD if public else TOLD_TO_LEADS)]
    periods = {"now": period, "before": period.previous, "year": period.year_before}
    found = adding.compared(Case.objects.all(), periods, [*measures, WAITING], now)
    share = said(found["now"][HEADLINE.name], HEADLINE, public=public)
    return Contents(
        period=period,
        public=public,
        headline=_headline(found["now"], share, public=public),
        share=share,
        numbers=[_number(each, found, public=public) for each in measures],
        days=_days(period, now, public=public),
        praise=[one.text for one in Praise.objects.on_the_wall()[:COMPLIMENTS]],
        later=_later(found["now"][WAITING.name], share) if public else "",
    )


def _headline(found: adding.Figures, share: str, *, public: bool) -> str:
    if not found["received"].of:
        return _("Nobody asked us anything this week.")
    if share == NO_NUMBER and public:
        return _("Few people asked us something this week.")
    if share == NO_NUMBER:
        return _("Who asked us something this week took it back.")
    return _("%(share)s of the questions got an answer.") % {"share": share}


def _later(waiting: Figure, share: str) -> str:
    """On Monday morning a share seems low, for all of the weekend waits. How many is not told: it
    would give away how many were finished without an answer."""
    if share == NO_NUMBER or waiting.of < FEW:
        return ""
    return _("Some are still waiting for theirs.")


def _number(each: Measure, found: Mapping[str, adding.Figures], *, public: bool) -> Number:
    words = {name: said(row[each.name], each, public=public) for name, row in found.items()}
    return Number(str(each.label), str(each.sentence), **words)


def _days(period: Period, now: datetime, *, public: bool) -> list[Day]:
    """In public only what was received, and no small numbers or what gives them away."""
    measures = [MEASURES["received"], MEASURES["answered"]]
    found = adding.by(adding.of(period), ["day"], measures, now)
    of = {key[0]: row for key, row in found.items()}
    rows = [
        (day, of[day]["received"].of, of[day]["answered"].of) if day in of else (day, 0, 0)
        for day in period
    ]
    if not public:
        return [Day(*row) for row in rows]
    whole = sum(received for _day, received, _answered in rows)
    table = Table(
        name="days",
        title="",
        what="",
        columns=(Column("received", "", Unit.NUMBER),),
        rows=tuple(Row(Moment(day), (Cell(received),)) for day, received, _answered in rows),
        whole=Row("", (Cell(whole),)),
    )
    seen = [row.cells[0].value for row in for_outside(table).rows]
    return [
        Day(row[0], None if value is None else int(value), None)
        for row, value in zip(rows, seen, strict=True)
    ]


def _waits(row: Conversation) -> Waits:
    where = " · ".join(str(one) for one in (row.account, row.department) if one)
    return Waits(where, row.waiting_since, absolute(reverse("conversation", args=[row.pk])))
