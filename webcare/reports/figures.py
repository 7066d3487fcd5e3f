"""The measures as a table: a row for each channel, department, week …, a column for each measure.

Never a row for each person: what somebody does is between them and their lead, on a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.models import Account
from inbox.together import together
from routing.models import Department, Kind, Sentiment
from webcare.charts import Category, Moment, Step, Unit
from webcare.dashboards.asking import SMALLEST_TEAM
from webcare.figures import adding
from webcare.figures.measures import MEASURES, Figure, Measure, Share
from webcare.figures.measures import Unit as Of
from webcare.figures.periods import Period
from webcare.models import Team
from webcare.reports.tables import Cell, Column, Row, Table, Term
from webcare.reports.wishes import Asked

UNITS: Mapping[Of, Unit] = {
    Of.QUESTIONS: Unit.NUMBER,
    Of.SHARE: Unit.PERCENT,
    Of.SERVICE_MINUTES: Unit.MINUTES,
    Of.WALL_MINUTES: Unit.ELAPSED,
    Of.TIMES: Unit.DECIMAL,
}
CORE = (
    "received",
    "answered",
    "answered_share",
    "waiting",
    "first_median",
    "first_p90",
    "first_within",
    "whole_within",
    "one_touch",
)
SETS: Mapping[str, tuple[Promise, tuple[str, ...]]] = {
    "core": (gettext_lazy("The most important ones"), CORE),
    "all": (gettext_lazy("All measures"), tuple(MEASURES)),
}
SMALL_TEAMS = gettext_lazy(
    "Teams of fewer than three people are left out: their figures would be those of a person."
)
# What always holds between counts of the same questions.
EQUATIONS = (
    (
        Term("received", 1),
        *(Term(name, -1) for name in ("answered", "waiting", "finished", "withdrawn")),
    ),
    # Whoever sees both knows how many were not answered, though it is no column.
    (Term("received", 1), Term("answered", -1), Term("unanswered", -1)),
    (Term("answered", 1), Term("answered_share", -1, "part")),
    (
        Term("received", 1),
        Term("withdrawn", -1),
        *(Term("answered_share", -1, side) for side in ("part", "rest")),
    ),
    *(
        (Term("answered", 1), *(Term(name, -1, side) for side in ("part", "rest")))
        for name in ("switched", "bundled", "native")
    ),
)


@dataclass(frozen=True)
class Known:
    """Names of what is told apart."""

    accounts: Mapping[int, Account]
    departments: Mapping[int, Department]
    teams: Mapping[int, Team]


@dataclass(frozen=True)
class Rows:
    """What the rows can be.

    what   heads the first column
    named  what to call one; None is what has none
    steps  of time: how long one row lasts; those in which nothing was asked are rows as well
    """

    name: str
    label: Promise
    what: Promise
    named: Callable[[Any, Known], Category]
    step: Step | None = None


def _account(pk: Any, known: Known) -> str:
    return str(known.accounts[pk]) if pk in known.accounts else _("No longer there")


def _department(pk: Any, known: Known) -> str:
    return str(known.departments[pk]) if pk in known.departments else _("No department")


def _team(pk: Any, known: Known) -> str:
    return str(known.teams[pk]) if pk in known.teams else _("No team")


def _channel(kind: Any, known: Known) -> str:
    return str(settings.CONNECTORS[kind][0]) if kind in settings.CONNECTORS else str(kind)


def _kind(kind: Any, known: Known) -> str:
    return str(Kind(kind).label).capitalize() if kind else _("Not known")


def _sentiment(feeling: Any, known: Known) -> str:
    return str(Sentiment(feeling).label).capitalize() if feeling else _("Not known")


def _place(name: Any, known: Known) -> str:
    return str(name) or _("Not known")


def _private(private: Any, known: Known) -> str:
    return _("In private") if private else _("In public")


def _weekday(number: Any, known: Known) -> str:
    return str(WEEKDAYS[number - 1]).capitalize()


def _hour(number: Any, known: Known) -> str:
    return f"{number}:00–{number + 1}:00"


def _since(step: Step) -> Callable[[Any, Known], Moment]:
    return lambda day, _known: Moment(_day(day), step)


def _day(said: Any) -> date:
    return said.date() if isinstance(said, datetime) else said


ROWS: Mapping[str, Rows] = {
    rows.name: rows
    for rows in (
        Rows("account", gettext_lazy("By account"), gettext_lazy("Account"), _account),
        Rows("channel", gettext_lazy("By platform"), gettext_lazy("Platform"), _channel),
        Rows("department", gettext_lazy("By department"), gettext_lazy("Department"), _department),
        Rows("kind", gettext_lazy("By kind"), gettext_lazy("Kind"), _kind),
        Rows("team", gettext_lazy("By team"), gettext_lazy("Team"), _team),
        Rows("private", gettext_lazy("Public or private"), gettext_lazy("Where"), _private),
        Rows(
            "neighbourhood", gettext_lazy("By neighbourhood"), gettext_lazy("Neighbourhood"), _place
        ),
        Rows("sentiment", gettext_lazy("By tone"), gettext_lazy("Tone"), _sentiment),
        Rows("day", gettext_lazy("By day"), gettext_lazy("Day"), _since(Step.DAY), Step.DAY),
        Rows("week", gettext_lazy("By week"), gettext_lazy("Week"), _since(Step.WEEK), Step.WEEK),
        Rows(
            "month", gettext_lazy("By month"), gettext_lazy("Month"), _since(Step.MONTH), Step.MONTH
        ),
        Rows("weekday", gettext_lazy("By day of the week"), gettext_lazy("Day"), _weekday),
        Rows("hour", gettext_lazy("By hour"), gettext_lazy("Hour"), _hour),
    )
}
DEFAULT = ROWS["department"]


def table(asked: Asked) -> Table:
    """Three queries."""
    rows = ROWS.get(asked.wish.by, DEFAULT)
    measures = [MEASURES[name] for name in SETS.get(asked.wish.columns, SETS["core"])[1]]
    known, cases, chosen = _narrowed(asked)
    now = timezone.now()
    found = {key: row for (key,), row in adding.by(cases, [rows.name], measures, now).items()}
    if rows.name == "team":
        found = {key: row for key, row in found.items() if key is None or key in known.teams}
    if rows.step:
        found = _filled(found, asked.period, rows.step, measures)
    lines = [Row(rows.named(key, known), _cells(row, measures)) for key, row in found.items()]
    small = rows.name == "team"  # those of one or two are left out, so there is no whole either
    return Table(
        name=f"webcare-{rows.name}-{asked.period.first}-{asked.period.last}",
        title=f"{_('Figures')}: {rows.label}",
        what=str(rows.what),
        columns=tuple(_column(each) for each in measures),
        rows=tuple(lines if rows.step else _in_order(lines, rows)),
        whole=None if small else Row(_("All together"), _whole(cases, measures, now)),
        notes=(str(SMALL_TEAMS),) if small else (),
        facts=chosen,
        equations=EQUATIONS,
    )


def _whole(cases: adding.Cases, measures: Sequence[Measure], now: datetime) -> tuple[Cell, ...]:
    return _cells(adding.tally(cases, measures, now), measures)


def _narrowed(asked: Asked) -> tuple[Known, adding.Cases, tuple[tuple[str, str], ...]]:
    accounts, departments, teams = everything()
    known = Known(
        {one.pk: one for one in accounts},
        {one.pk: one for one in departments},
        {one.pk: one for one in teams},
    )
    cases, facts = adding.of(asked.period), []
    for one in departments:
        if asked.wish.department in {one.slug, str(one.pk)}:
            cases = cases.filter(department=one)
            facts.append((_("Department"), str(one)))
    for account in accounts:
        if str(account.pk) == asked.wish.channel:
            cases = cases.filter(account=account)
            facts.append((_("Account"), str(account)))
    if asked.wish.kind in Kind.values:
        cases = cases.filter(kind=asked.wish.kind)
        facts.append((_("Kind"), str(Kind(asked.wish.kind).label)))
    return known, cases, tuple(facts)


def everything() -> tuple[QuerySet[Account], QuerySet[Department], QuerySet[Team]]:
    """What rows are named after, and what can be chosen. One query."""
    accounts = Account.objects.order_by("name", "pk").only("kind", "name")
    departments = Department.objects.order_by("name")
    several = Team.objects.annotate(number=Count("people", filter=Q(people__is_active=True)))
    teams = several.filter(number__gte=SMALLEST_TEAM)
    together(accounts, departments, teams)
    return accounts, departments, teams


def _column(measure: Measure) -> Column:
    unit = UNITS[measure.unit]
    return Column(measure.name, str(measure.label), unit, str(measure.sentence))


def _cells(row: Mapping[str, Figure], measures: Iterable[Measure]) -> tuple[Cell, ...]:
    return tuple(_cell(row[each.name], each) for each in measures)


def _cell(figure: Figure, measure: Measure) -> Cell:
    if figure.value is None:
        return Cell(None, figure.of)
    if isinstance(measure, Share):
        return Cell(100 * figure.value, figure.of, round(figure.value * figure.of))
    return Cell(figure.value, figure.of)


def _in_order(lines: Sequence[Row], rows: Rows) -> Sequence[Row]:
    """By name, never by result; hours and weekdays as they come."""
    if rows.name in {"hour", "weekday"}:
        return lines
    return sorted(lines, key=lambda row: str(row.label).casefold())


def _filled(
    found: Mapping[Any, adding.Figures], period: Period, step: Step, measures: Sequence[Measure]
) -> dict[Any, adding.Figures]:
    """With those in which nothing was asked."""
    nothing = {each.name: _nothing(each) for each in measures}
    there = {_day(key): row for key, row in found.items()}
    return {day: there.get(day, nothing) for day in sorted(set(map(_begin(step), period)))}


def _nothing(measure: Measure) -> Figure:
    return Figure(0 if measure.unit is Of.QUESTIONS else None, 0)


def _begin(step: Step) -> Callable[[date], date]:
    if step is Step.DAY:
        return lambda day: day
    if step is Step.MONTH:
        return lambda day: day.replace(day=1)
    return lambda day: date.fromordinal(day.toordinal() - day.weekday())
