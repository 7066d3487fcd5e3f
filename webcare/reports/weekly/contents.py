"""What a week came to, as the mail and the wall tell it.

In public a number under five is "fewer than 5", and a share is told no more precisely than that
fewer than five were otherwise. There are no words of citizens, but compliments that were picked for
the wall; no conversations, no signals, no colleagues.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.models import Conversation, Outbound
from inbox.together import together
from inbox.workflow import Sending, Status
from routing.models import Kind
from webcare.charts import Moment, Unit, written
from webcare.figures import adding
from webcare.figures.measures import HEADLINE, MEASURES, Figure, Measure
from webcare.figures.models import Case
from webcare.figures.periods import Period
from webcare.reports.figures import UNITS
from webcare.reports.suppressing import FEW, for_outside
from webcare.reports.tables import Cell, Column, Row, Table
from webcare.talk.models import Complaint, Finding, Praise
from webcare.warnings.models import Signal
from webcare.warnings.showing import Shown

if TYPE_CHECKING:
    from webcare.models import User

TOLD = ("received", "answered_share", "first_within", "whole_within", "first_median")
LONGEST = 5  # conversations that wait longest
WORDS = 6  # that stand out
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
class Todo:
    words: str
    link: str


@dataclass(frozen=True)
class Contents:
    """All that there is to tell. ``headline`` is a whole sentence."""

    period: Period
    public: bool
    headline: str
    share: str
    numbers: Sequence[Number]
    days: Sequence[Day]
    praise: Sequence[str]
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
    """For this lead, as far as they may see it. Seven queries."""
    whole = _numbers(period, public=False)
    standing = Finding.objects.filter(span=Finding.Span.WEEK, department=None, neighbourhood="")
    words = standing.order_by("rank").values_list("term", "heard")[:WORDS]
    begun = Signal.objects.filter(noticed_at__gte=period.start, noticed_at__lt=period.end)
    signals = begun.exclude(verdict=Signal.Verdict.FALSE).order_by("-noticed_at")[:LONGEST]
    visible = Conversation.objects.visible_to(user)
    waiting = visible.filter(status=Status.OPEN, snoozed_at=None).select_related(
        "account", "department"
    )
    longest = list(waiting.order_by("waiting_since")[:LONGEST])
    together(words, signals)
    return replace(
        whole,
        standing=list(words),
        signals=[f"{one.headline}: {one.sentence}" for one in map(Shown, signals)],
        waiting=[_waits(one) for one in longest],
        todo=_todo(user),
    )


def _numbers(period: Period, *, public: bool) -> Contents:
    now = timezone.now()
    measures = [MEASURES[name] for name in TOLD]
    periods = {"now": period, "before": period.previous, "year": period.year_before}
    found = adding.compared(Case.objects.all(), periods, measures, now)
    share = _said(found["now"][HEADLINE.name], HEADLINE, public=public)
    return Contents(
        period=period,
        public=public,
        headline=_headline(found["now"], share),
        share=share,
        numbers=[_number(each, found, public=public) for each in measures],
        days=_days(period, now, public=public),
        praise=[one.text for one in Praise.objects.on_the_wall()[:COMPLIMENTS]],
    )


def _headline(found: adding.Figures, share: str) -> str:
    if not found["received"].of:
        return _("Nobody asked us anything this week.")
    return _("%(share)s of the questions got an answer.") % {"share": share}


def _number(each: Measure, found: Mapping[str, adding.Figures], *, public: bool) -> Number:
    words = {name: _said(row[each.name], each, public=public) for name, row in found.items()}
    return Number(str(each.label), str(each.sentence), **words)


def _said(figure: Figure, measure: Measure, *, public: bool) -> str:
    unit = UNITS[measure.unit]
    value = figure.value
    if value is not None and unit is Unit.PERCENT:
        value *= 100
    if not public or value is None:
        return written(value, unit)
    return publicly(figure, unit)


def publicly(figure: Figure, unit: Unit) -> str:
    """So that nothing under five can be told from it."""
    if figure.value is None or (unit is not Unit.NUMBER and figure.of < FEW):
        return "–"
    if unit is Unit.NUMBER:
        few = 0 < figure.value < FEW
        return _("fewer than %(few)d") % {"few": FEW} if few else written(figure.value, unit)
    if unit is Unit.PERCENT:
        return _share(round(figure.value * figure.of), figure.of)
    return written(figure.value, unit)


def _share(part: int, of: int) -> str:
    """In whole percents; at either end only that fewer than five were otherwise."""
    if of < 2 * FEW:
        return "–"
    edge = 100 * FEW / of
    if of - part < FEW:
        return _("more than %(share)s") % {"share": written(math.floor(100 - edge), Unit.PERCENT)}
    if part < FEW:
        return _("less than %(share)s") % {"share": written(math.ceil(edge), Unit.PERCENT)}
    return written(round(100 * part / of), Unit.PERCENT)


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


def _todo(user: User) -> list[Todo]:
    """What waits for somebody to decide. One query."""
    visible = Conversation.objects.visible_to(user)
    to_check = Outbound.objects.filter(state=Sending.TO_CHECK, conversation__in=visible)
    ideas = visible.filter(kind=Kind.IDEA, idea=None)
    complaints = Complaint.objects.pressing(timezone.localdate()).filter(conversation__in=visible)
    signals = Signal.objects.going_on().filter(verdict="")
    numbers = [rows.values_list("pk", flat=True) for rows in (to_check, ideas, complaints, signals)]
    together(*numbers)
    checks, new, pressing, warned = (len(rows) for rows in numbers)
    found = (
        (
            checks,
            ngettext("%(n)d answer to check", "%(n)d answers to check", checks),
            f"{reverse('inbox')}?check=to_check&status=all",
        ),
        (
            new,
            ngettext("%(n)d idea that nobody looked at", "%(n)d ideas that nobody looked at", new),
            reverse("talk_ideas"),
        ),
        (
            pressing,
            ngettext(
                "%(n)d complaint of which the last day is near",
                "%(n)d complaints of which the last day is near",
                pressing,
            ),
            reverse("talk_complaints"),
        ),
        (
            warned,
            ngettext("%(n)d signal to look at", "%(n)d signals to look at", warned),
            reverse("signals"),
        ),
    )
    return [Todo(words % {"n": n}, absolute(path)) for n, words, path in found if n]


def absolute(path: str) -> str:
    """As mail needs it; "" where nobody knows our address."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else ""
