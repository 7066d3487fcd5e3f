"""Columns: single, beside each other, or on top of each other."""

from __future__ import annotations

from collections.abc import Iterator

import svg

from webcare.charts.drawing import Paper, box, picture, point, text
from webcare.charts.lettering import width
from webcare.charts.moments import in_full
from webcare.charts.parts import (
    Name,
    Plot,
    axes,
    filled,
    in_margin,
    legend,
    margin,
    named,
    patterns,
    plot,
    references,
)
from webcare.charts.parts import height_of as height_of_names
from webcare.charts.plain import Columns
from webcare.charts.scales import scale
from webcare.charts.units import short, written

FULL = 0.72  # of the place of a category is column, the rest is between them
WIDEST = 56  # a column; few of them do not become blocks


def draw(chart: Columns, paper: Paper, about: str) -> str:
    """The picture on this paper. ``about`` says in words what it shows."""
    key = f"chart-{chart.name}-{paper.kind}-fill"
    beside, cut = margin([named(one, chart.unit) for one in chart.references], paper)
    several = [one.label for one in chart.series] if len(chart.series) > 1 else []
    explained, above = legend(paper, several, key) if several else ([], 0)
    on = plot(
        paper,
        scale([*_tops(chart), *(one.value for one in chart.references)], chart.unit),
        chart.unit,
        len(chart.categories),
        beside,
        above,
        height_of_names(cut, paper),
    )
    names = [
        Name(lines, on.y(one.value), of="chart__name chart__name--reference")
        for one, lines in zip(chart.references, cut, strict=True)
    ]
    parts = [
        *([patterns(key, len(chart.series))] if several else []),
        *explained,
        *axes(on, chart.unit, chart.categories),
        *_columns(chart, on, key),
        *references(on, chart.references),
        *in_margin(on, names),
    ]
    return picture(paper, on.height, chart.name, (chart.title, about), parts)


def _tops(chart: Columns) -> list[float]:
    if not chart.stacked:
        return [value or 0 for one in chart.series for value in one.values]
    return [sum(one.values[at] or 0 for one in chart.series) for at in range(len(chart.categories))]


def _columns(chart: Columns, on: Plot, key: str) -> Iterator[svg.Element]:
    beside = 1 if chart.stacked else len(chart.series)
    wide = min(on.band * FULL, WIDEST * beside) / max(beside, 1)
    for at, category in enumerate(chart.categories):
        base = 0.0
        for number, one in enumerate(chart.series):
            value = one.values[at]
            if value is None:
                continue
            x = on.x(at) - wide * beside / 2 + (0 if chart.stacked else wide * number)
            top = on.y(base + value)
            parts = [box(x, top, wide, on.y(base) - top, *filled(number, key))]
            if not chart.stacked:
                parts.insert(0, _target(on, at, x, wide, beside))
            if _values_fit(chart, on):
                words = short(value, chart.unit)
                parts.append(text(words, on.x(at), top - 5, "chart__value", "middle"))
            name = f"{in_full(category)}: {one.label} {written(value, chart.unit)}"
            yield point(name, _link(chart, on, number, at), parts)
            base += value if chart.stacked else 0


def _link(chart: Columns, on: Plot, number: int, at: int) -> str:
    """Where a column has room to be pressed; else the table has the link alone."""
    return "" if on.dense or len(chart.series) > 1 else chart.series[number].link(at)


def _target(on: Plot, at: int, x: float, wide: float, beside: int) -> svg.Element:
    """The whole height: what is small can be pointed at, too."""
    if beside == 1:
        return box(on.left + on.band * at, on.top, on.band, on.bottom - on.top, "chart__target")
    return box(x, on.top, wide, on.bottom - on.top, "chart__target")


def _values_fit(chart: Columns, on: Plot) -> bool:
    """The numbers stand above the columns where all of them have room there."""
    if len(chart.series) > 1 or chart.references:
        return False
    size = on.paper.size
    return all(
        width(short(value, chart.unit), size) < on.band - 4
        for value in chart.series[0].values
        if value is not None
    )
