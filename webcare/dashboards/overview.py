"""How it was in a period: every number with its differences, and what is behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.models import Kind
from webcare.charts import Chart
from webcare.dashboards import charting
from webcare.dashboards.addresses import behind, others
from webcare.dashboards.asking import NONE, Asked, Known
from webcare.dashboards.groups import BESIDE, GROUPS, HEADLINE, OF_TEAMS, TOLD_APART
from webcare.dashboards.writing import Difference, difference, words
from webcare.figures.adding import Figures, backlog, by, by_each, compared, of
from webcare.figures.measures import MEASURES, Figure, Measure, Worked
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


def overview(asked: Asked, known: Known, now: datetime) -> Overview:
    """Six queries."""
    numbers = compare(asked, MEASURES.values(), now)
    step = charting.step_of(asked.period)
    shown = [MEASURES[name] for name in dict.fromkeys((*TOLD_APART, *OF_TEAMS))]
    course = _course(asked, step, now)
    week = by(asked.cases(), ("weekday", "hour"), charting.OF_A_WEEK, now)
    waited = backlog(asked.narrow(Case.objects.all()), asked.period)
    apart = by_each(asked.cases(), ("account", "department", "kind", "team"), shown, now)
    return Overview(
        asked=asked,
        empty=not numbers["received"].figure.value,
        headline=numbers[HEADLINE],
        beside=[numbers[name] for name in BESIDE],
        groups=[(one.label, [numbers[name] for name in one.measures]) for one in GROUPS],
        charts=charting.charts(asked, known, values_of(numbers), course, week, waited),
        tables=_tables(asked, known, apart),
    )


def values_of(numbers: Mapping[str, Number]) -> dict[str, float | None]:
    return {name: number.figure.value for name, number in numbers.items()}


def compare(asked: Asked, measures: Iterable[Measure], now: datetime) -> dict[str, Number]:
    """By name, each with its differences. One query."""
    periods = {NOW: asked.period, PREVIOUS: asked.previous}
    if asked.year_before:
        periods[YEAR_BEFORE] = asked.year_before
    wanted = list(measures)
    figures = compared(asked.narrow(Case.objects.all()), periods, wanted, now)
    return {measure.name: _number(measure.name, figures, asked) for measure in wanted}


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
        difference(measure, figure, figures[which][name], when, judged=not asked.is_running)
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


# Told apart --------------------------------------------------------------------------------------

_TABLES = (
    ("channel", "account", gettext_lazy("By channel"), gettext_lazy("Channel")),
    ("department", "department", gettext_lazy("By department"), gettext_lazy("Department")),
    ("kind", "kind", gettext_lazy("By kind"), gettext_lazy("Kind")),
    ("team", "team", gettext_lazy("By team of who answered"), gettext_lazy("Team")),
)


def _tables(
    asked: Asked,
    known: Known,
    apart: Mapping[str, Mapping[Any, Figures]],
) -> Sequence[Table]:
    names = names_of(known)
    found = []
    for name, column, label, what in _TABLES:
        measures = [MEASURES[one] for one in (OF_TEAMS if name == "team" else TOLD_APART)]
        if rows := _rows(asked, name, names[name], apart[column], measures):
            found.append(Table(name, label, what, measures, rows))
    return found


def names_of(known: Known) -> dict[str, dict[Any, str]]:
    """By filter and by what the database says: what it is called on the screen, in that order."""
    return {
        "channel": {**{row.pk: str(row) for row in known.channels}, None: _("No longer there")},
        "department": {**{row.pk: str(row) for row in known.departments}, None: _("None yet")},
        "kind": {**{str(value): str(label) for value, label in Kind.choices}, "": _("None yet")},
        "team": {row.pk: str(row) for row in known.teams},
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
    some = _is_made_of_something(measure, figure)
    address = behind(asked, measure, **{name: key or NONE}) if some else ""
    return Number(measure, figure, behind=address)


def _is_made_of_something(measure: Measure, figure: Figure) -> bool:
    """A median of no minutes is a number of many questions, a share of nothing is of none."""
    return bool(figure.of if isinstance(measure, Worked) else figure.value)
