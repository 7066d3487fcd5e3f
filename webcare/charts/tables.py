"""The very same numbers as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from webcare.charts.moments import in_full
from webcare.charts.plain import HOURS, Area, Bars, Chart, Columns, Heat, Series
from webcare.charts.units import written


@dataclass(frozen=True)
class Cell:
    """A number as it is shown, and the address of what is behind it; "" for none."""

    words: str
    link: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """``head`` names the first column, which names the rows, and then the others."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


def table(chart: Chart) -> Table:
    """What the picture shows, number for number."""
    if isinstance(chart, Bars):
        return _of_bars(chart)
    if isinstance(chart, Heat):
        return _of_heat(chart)
    series = _series(chart)
    rows = tuple(
        Row(
            in_full(category),
            tuple(Cell(written(one.values[at], chart.unit), one.link(at)) for one in series),
        )
        for at, category in enumerate(chart.categories)
    )
    first = _("When") if _over_time(chart) else _("What")
    return Table((first, *(one.label for one in series)), rows)


def _series(chart: Chart) -> tuple[Series, ...]:
    if isinstance(chart, Area):
        return (chart.series,)
    if isinstance(chart, Columns):
        return chart.series
    if isinstance(chart, Bars | Heat):
        return ()
    return (*chart.series, *([chart.before] if chart.before else []))


def _over_time(chart: Chart) -> bool:
    if isinstance(chart, Bars | Heat):
        return False
    return not all(isinstance(category, str) for category in chart.categories)


def _of_bars(chart: Bars) -> Table:
    rows = []
    for bar in chart.bars:
        said = f"{written(bar.value, chart.unit)} {bar.note}".strip()
        cells = [Cell(said, bar.link)]
        if chart.before:
            cells.append(Cell(written(bar.before, chart.unit)))
        rows.append(Row(bar.label, tuple(cells)))
    head = (chart.what, chart.label, *([chart.before] if chart.before else []))
    return Table(head, tuple(rows))


def _of_heat(chart: Heat) -> Table:
    return Table((_("Hour"), *(str(name) for name in WEEKDAYS.values())), tuple(_hours(chart)))


def _hours(chart: Heat) -> Iterator[Row]:
    for hour in range(HOURS):
        yield Row(
            f"{hour}:00–{hour + 1}:00",
            tuple(
                Cell(written(row[hour], chart.unit), chart.link(weekday, hour))
                for weekday, row in enumerate(chart.values)
            ),
        )
