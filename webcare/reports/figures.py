"""The measures as a table: a row for each channel, department, week …, a column for each measure.

Never a row for each person: what somebody does is between them and their lead, on a screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.models import Account
from inbox.together import together
from routing.models import Department, Kind
from webcare.charts import Step, Unit
from webcare.figures import adding, teams
from webcare.figures.measures import MEASURES, Figure, Measure, Share
from webcare.figures.measures import Unit as Of
from webcare.figures.periods import Period, beginnings
from webcare.models import Team
from webcare.reports.rows import DEFAULT, ROWS, STEPS, Known, Rows, day_of
from webcare.reports.tables import Cell, Column, Row, Table, Term
from webcare.reports.wishes import Asked, NotYours, Wish

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


def table(asked: Asked) -> Table:
    """Three queries."""
    rows = ROWS.get(asked.wish.by, DEFAULT)
    measures = [MEASURES[name] for name in SETS.get(asked.wish.columns, SETS["core"])[1]]
    known, cases, chosen = _narrowed(asked)
    now = timezone.now()
    small = rows.name == "team"  # some are left out, so there is no whole either
    asked_of = [*measures, teams.PEOPLE] if small else measures
    found = {key: row for (key,), row in adding.by(cases, [rows.name], asked_of, now).items()}
    if small:
        found = teams.told_apart(found)
    if rows.step:
        found = _filled(found, asked.period, rows.step, measures)
    lines = [Row(rows.named(key, known), _cells(row, measures)) for key, row in found.items()]
    return Table(
        name=f"webcare-{rows.name}-{asked.period.first}-{asked.period.last}",
        title=f"{_('Figures')}: {rows.label}",
        what=str(rows.what),
        columns=tuple(_column(each) for each in measures),
        rows=tuple(lines if rows.step else _in_order(lines, rows)),
        whole=None if small else Row(_("All together"), _whole(cases, measures, now)),
        notes=(str(teams.LEFT_OUT),) if small else (),
        facts=chosen,
        equations=EQUATIONS,
    )


def _whole(cases: adding.Cases, measures: Sequence[Measure], now: datetime) -> tuple[Cell, ...]:
    return _cells(adding.tally(cases, measures, now), measures)


def _narrowed(asked: Asked) -> tuple[Known, adding.Cases, tuple[tuple[str, str], ...]]:
    accounts, departments, told_apart = everything()
    known = Known(
        {one.pk: one for one in accounts},
        {one.pk: one for one in departments},
        {one.pk: one for one in told_apart},
    )
    cases, facts = adding.of(asked.period), []
    for filtered, label, name in _chosen(asked.wish, known):
        cases = cases.filter(**filtered)
        facts.append((label, name))
    return known, cases, tuple(facts)


def _chosen(wish: Wish, known: Known) -> Iterator[tuple[dict[str, Any], str, str]]:
    """What narrows the cases, with its name. Raises NotYours for what is not there: a table of
    everything would be taken for one of this."""
    if wish.department:
        department = _found(
            one for one in known.departments.values() if wish.department in {one.slug, str(one.pk)}
        )
        yield {"department": department}, _("Department"), str(department)
    if wish.channel:
        account = _found(one for one in known.accounts.values() if str(one.pk) == wish.channel)
        yield {"account": account}, _("Account"), str(account)
    if wish.kind:
        kind = _found(one for one in Kind if one.value == wish.kind)
        yield {"kind": kind}, _("Kind"), str(kind.label)


Found = TypeVar("Found")


def _found(those: Iterator[Found]) -> Found:
    found = next(those, None)
    if found is None:
        raise NotYours
    return found


def everything() -> tuple[QuerySet[Account], QuerySet[Department], QuerySet[Team]]:
    """What rows are named after, and what can be chosen. One query."""
    accounts = Account.objects.order_by("name", "pk").only("kind", "name")
    departments = Department.objects.order_by("name")
    told_apart = teams.large()
    together(accounts, departments, told_apart)
    return accounts, departments, told_apart


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
    there = {day_of(key): row for key, row in found.items()}
    return {day: there.get(day, nothing) for day in beginnings(period, STEPS[step])}


def _nothing(measure: Measure) -> Figure:
    return Figure(0 if measure.unit is Of.QUESTIONS else None, 0)
