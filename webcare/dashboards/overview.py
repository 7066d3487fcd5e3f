"""How it was in a period: every number with its differences, and what is behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.models import Kind
from webcare.charts import Chart
from webcare.dashboards import charting
from webcare.dashboards.addresses import behind, others
from webcare.dashboards.asking import NONE, Asked, Known
from webcare.dashboards.groups import BESIDE, GROUPS, OF_TEAMS, TOLD_APART
from webcare.dashboards.writing import Difference, difference, words
from webcare.figures import teams
from webcare.figures.adding import Figures, backlog, by, by_each, compared, of
from webcare.figures.measures import HEADLINE, MEASURES, Figure, Measure, Worked
from webcare.figures.models import Case

NOW, PREVIOUS, YEAR_BEFORE = "now", "previous", "year_before"


@dataclass(frozen=True)
class Number:
    """One measure of the period.

    behind       the address of what it is made of; "" for nothing
    others       of those of a share that do not count; "" for none
    """

    measure: Measure
    figure: Figure
    differences: Sequence[Difference] = ()
    behind: str = ""
    others: str = ""

    @property
    def words(self) -> str:
        return words(self.measure, self.figure.value)

    @property
    def missed(self) -> int:
        """Of a share: how many do not count."""
        return self.figure.of - round((self.figure.value or 0) * self.figure.of)


@dataclass(frozen=True)
class Told:
    """A row of a table: one channel, department, kind or team."""

    name: str
    numbers: Sequence[Number]


@dataclass(frozen=True)
class Table:
    """``what`` its rows are, such as "Channel"."""

    name: str
    label: Promise
    what: Promise
    head: Sequence[Measure]
    rows: Sequence[Told]


@dataclass(frozen=True)
class Overview:
    """Everything the page shows. ``empty``: nobody asked anything."""

    asked: Asked
    empty: bool
    headline: Number
    beside: Sequence[Number]
    groups: Sequence[tuple[Promise, Sequence[Number]]]
    charts: Mapping[str, Chart]
    tables: Sequence[Table]


@dataclass(frozen=True)
class Counted:
    """What the database says of a period, before it is put in words.

    at       when it was counted
    figures  by name of the period: NOW, PREVIOUS, YEAR_BEFORE
    course   by NOW and YEAR_BEFORE, day by day or by the week or month
    week     by weekday and hour
    waited   at the end of each day
    apart    by what is told apart
    """

    at: datetime
    figures: Mapping[str, Figures]
    course: charting.Course
    week: Mapping[tuple[Any, ...], Figures]
    waited: Sequence[tuple[date, int]]
    apart: Mapping[str, Mapping[Any, Figures]]

    @property
    def received(self) -> int:
        """In all of the periods."""
        return sum(one["received"].of for one in self.figures.values())


def count(asked: Asked, now: datetime) -> Counted:
    """Six queries."""
    return Counted(
        at=now,
        figures=_compared(asked, MEASURES.values(), now),
        course=_course(asked, charting.step_of(asked.period), now),
        week=by(asked.cases(), ("weekday", "hour"), charting.OF_A_WEEK, now),
        waited=backlog(asked.narrow(Case.objects.all()), asked.period),
        apart=by_each(asked.cases(), _APART, now),
    )


def overview(asked: Asked, known: Known, counted: Counted) -> Overview:
    """No query."""
    numbers = {name: _number(name, counted.figures, asked) for name in MEASURES}
    charts = charting.charts(
        asked, known, values_of(numbers), counted.course, counted.week, counted.waited
    )
    return Overview(
        asked=asked,
        empty=not numbers["received"].figure.value,
        headline=numbers[HEADLINE.name],
        beside=[numbers[name] for name in BESIDE],
        groups=[(one.label, [numbers[name] for name in one.measures]) for one in GROUPS],
        charts=charts,
        tables=_tables(asked, known, counted.apart),
    )


def values_of(numbers: Mapping[str, Number]) -> dict[str, float | None]:
    return {name: number.figure.value for name, number in numbers.items()}


def compare(asked: Asked, measures: Iterable[Measure], now: datetime) -> dict[str, Number]:
    """By name, each with its differences. One query."""
    wanted = list(measures)
    figures = _compared(asked, wanted, now)
    return {measure.name: _number(measure.name, figures, asked) for measure in wanted}


def _compared(asked: Asked, measures: Iterable[Measure], now: datetime) -> dict[str, Figures]:
    periods = {NOW: asked.period, PREVIOUS: asked.previous}
    if asked.year_before:
        periods[YEAR_BEFORE] = asked.year_before
    return compared(asked.narrow(Case.objects.all()), periods, measures, now)


def _course(asked: Asked, step: str, now: datetime) -> dict[str, dict[Any, Figures]]:
    """Day by day, or by the week or month; of the period, and of what it is drawn against."""
    both = {NOW: asked.period, YEAR_BEFORE: asked.year_before or asked.previous}
    return {
        name: {
            day: figures
            for (day,), figures in by(
                asked.narrow(of(period)), (step,), charting.OF_A_COURSE, now
            ).items()
        }
        for name, period in both.items()
    }


def _number(name: str, figures: Mapping[str, Figures], asked: Asked) -> Number:
    measure, figure = MEASURES[name], figures[NOW][name]
    against = [(PREVIOUS, _("in the period before")), (YEAR_BEFORE, _("a year before"))]
    found = [
        difference(
            measure,
            figure,
            figures[which][name],
            when,
            judged=not asked.is_running,
            received=_received(figures[NOW], figures[which]),
        )
        for which, when in against
        if which in figures
    ]
    return Number(
        measure,
        figure,
        [one for one in found if one],
        behind=behind(asked, measure) if _is_made_of_something(measure, figure) else "",
        others=others(asked, measure, figure),
    )


def _received(*sides: Figures) -> int | None:
    """In the one with fewer; None where that was not asked."""
    return min((side["received"].of for side in sides if "received" in side), default=None)


# Told apart --------------------------------------------------------------------------------------

_TABLES = (
    ("channel", "account", gettext_lazy("By channel"), gettext_lazy("Channel")),
    ("department", "department", gettext_lazy("By department"), gettext_lazy("Department")),
    ("kind", "kind", gettext_lazy("By kind"), gettext_lazy("Kind")),
    ("team", "team", gettext_lazy("By team of who answered"), gettext_lazy("Team")),
)
_HEADS = {
    name: [MEASURES[one] for one in (OF_TEAMS if name == "team" else TOLD_APART)]
    for name, *_rest in _TABLES
}
_APART = {
    column: [*_HEADS[name], *([teams.PEOPLE] if name == "team" else ())]
    for name, column, *_rest in _TABLES
}


def _tables(
    asked: Asked,
    known: Known,
    apart: Mapping[str, Mapping[Any, Figures]],
) -> Sequence[Table]:
    names = names_of(known)
    found = []
    for name, column, label, what in _TABLES:
        told = teams.told_apart(apart[column]) if name == "team" else apart[column]
        if name == "team" and told.keys() == {None}:
            continue  # nothing is told apart
        if rows := _rows(asked, name, names[name], told, _HEADS[name]):
            found.append(Table(name, label, what, _HEADS[name], rows))
    return found


def names_of(known: Known) -> dict[str, dict[Any, str]]:
    """By filter and by what the database says: what it is called on the screen, in that order."""
    return {
        "channel": {**{row.pk: str(row) for row in known.channels}, None: _("No longer there")},
        "department": {**{row.pk: str(row) for row in known.departments}, None: _("No department")},
        "kind": {**{str(value): str(label) for value, label in Kind.choices}, "": _("Not known")},
        "team": {**{row.pk: str(row) for row in known.teams}, None: str(teams.REST)},
    }


def _rows(
    asked: Asked,
    name: str,
    names: Mapping[Any, str],
    found: Mapping[Any, Figures],
    measures: Sequence[Measure],
) -> list[Told]:
    """In the order of their names: these are no rankings."""
    return [
        Told(words, [_of_row(asked, name, key, each, found[key]) for each in measures])
        for key, words in names.items()
        if key in found
    ]


def _of_row(asked: Asked, name: str, key: Any, measure: Measure, figures: Figures) -> Number:
    figure = figures[measure.name]
    some = _is_made_of_something(measure, figure) and (name, key) != ("team", None)
    address = behind(asked, measure, **{name: key or NONE}) if some else ""
    return Number(measure, figure, behind=address)


def _is_made_of_something(measure: Measure, figure: Figure) -> bool:
    """A median of no minutes is a number of many questions, a share of nothing is of none."""
    return bool(figure.of if isinstance(measure, Worked) else figure.value)
