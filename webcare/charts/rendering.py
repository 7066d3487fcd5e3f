"""A chart as it stands on a page: its pictures, the words that say what they show, its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from webcare.charts import bars, columns, heat, lines, sparkline
from webcare.charts.drawing import BROAD, NARROW, WIDE, Paper
from webcare.charts.heat import called
from webcare.charts.moments import in_full
from webcare.charts.parts import named
from webcare.charts.plain import Area, Bars, Chart, Columns, Heat, Reference, Sparkline
from webcare.charts.tables import Table, table
from webcare.charts.units import written

MANY_LINKS = 12  # more than these can be skipped


@dataclass(frozen=True)
class Figure:
    """What the template shows.

    pictures    one for each width
    papers      their kinds, such as "narrow-wide": CSS shows one of them
    empty       there is no number at all
    sources     of the references that tell theirs
    """

    chart: Chart
    pictures: Sequence[SafeString]
    papers: str
    empty: bool
    many_links: bool
    table: Table
    sources: Sequence[tuple[str, str]]


def figure(chart: Chart) -> Figure:
    """Everything there is to show of it. No number at all makes no picture."""
    numbers = table(chart)
    empty = not _numbers(chart)
    about = in_words(chart)
    papers = () if empty else _papers(chart)
    drawn = [mark_safe(_draw(chart, paper, about)) for paper in papers]  # noqa: S308 # escaped in drawing.py
    links = sum(bool(cell.link) for row in numbers.rows for cell in row.cells)
    return Figure(
        chart=chart,
        pictures=drawn,
        papers="-".join(paper.kind for paper in papers),
        empty=empty,
        many_links=links > MANY_LINKS,
        table=numbers,
        sources=[(named(one, chart.unit), one.source) for one in _references(chart) if one.source],
    )


def line_of(chart: Sparkline) -> SafeString:
    """A sparkline; nothing for no number."""
    if all(value is None for value in chart.values):
        return SafeString()
    return mark_safe(sparkline.draw(chart))  # noqa: S308 # escaped in drawing.py


def _papers(chart: Chart) -> tuple[Paper, ...]:
    """A week by the hour has no half size: its numbers could not be read."""
    return (NARROW, BROAD) if isinstance(chart, Heat) else (NARROW, WIDE, BROAD)


def _draw(chart: Chart, paper: Paper, about: str) -> str:
    if isinstance(chart, Heat):
        return heat.draw(chart, paper, about)
    if isinstance(chart, Bars):
        return bars.draw(chart, paper, about)
    if isinstance(chart, Columns):
        return columns.draw(chart, paper, about)
    return lines.draw(chart, paper, about)


def _references(chart: Chart) -> tuple[Reference, ...]:
    return () if isinstance(chart, Heat) else chart.references


def _numbers(chart: Chart) -> list[tuple[str, float]]:
    """Each number that there is, with what it is the number of; those of earlier left out."""
    if isinstance(chart, Heat):
        found = [
            (called(weekday, hour), value)
            for weekday, row in enumerate(chart.values)
            for hour, value in enumerate(row)
        ]
    elif isinstance(chart, Bars):
        found = [(bar.label, bar.value) for bar in chart.bars]
    else:
        series = (chart.series,) if isinstance(chart, Area) else chart.series
        found = [
            (f"{in_full(category)}, {one.label}" if len(series) > 1 else in_full(category), value)
            for one in series
            for category, value in zip(chart.categories, one.values, strict=True)
        ]
    return [(name, value) for name, value in found if value is not None]


def in_words(chart: Chart) -> str:
    """The lowest and the highest number, for who does not see the picture."""
    found = _numbers(chart)
    if not found:
        return _("There are no numbers.")
    (low, lowest), (high, highest) = (
        min(found, key=lambda one: one[1]),
        max(found, key=lambda one: one[1]),
    )
    if lowest == highest:
        return _("Everywhere %(value)s.") % {"value": written(highest, chart.unit)}
    return _("Highest: %(highest)s (%(high)s). Lowest: %(lowest)s (%(low)s).") % {
        "highest": written(highest, chart.unit),
        "high": high,
        "lowest": written(lowest, chart.unit),
        "low": low,
    }
