"""Lines over time, and an area beneath one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import svg

from webcare.charts.drawing import Paper, box, marker, path, picture, point, surface
from webcare.charts.moments import in_full
from webcare.charts.parts import Name, Plot, axes, height_of, in_margin, margin, named, plot
from webcare.charts.parts import references as reference_lines
from webcare.charts.plain import Area, Category, Lines, Reference, Series
from webcare.charts.scales import scale
from webcare.charts.units import Unit, written

MARKED = {"narrow": 12, "wide": 24, "broad": 36}  # points of a line at most that all have a sign
NEAR = 10  # how far from a point it can be pressed


def draw(chart: Lines | Area, paper: Paper, about: str) -> str:
    """The picture on this paper. ``about`` says in words what it shows."""
    series = chart.series if isinstance(chart, Lines) else (chart.series,)
    before = chart.before if isinstance(chart, Lines) else None
    on, names = _plot(chart, paper, series, before)
    parts = [
        *axes(on, chart.unit, chart.categories),
        *reference_lines(on, chart.references),
        *(_area(on, series[0]) if isinstance(chart, Area) else ()),
        *(_line(on, before, "chart__before") if before else ()),
    ]
    for number, one in enumerate(series):
        parts += _line(on, one, f"chart__line--{number + 1}")
    parts += in_margin(on, names)
    parts += _points(on, chart.categories, series, chart.unit, before)
    return picture(paper, on.height, chart.name, (chart.title, about), parts)


def _plot(
    chart: Lines | Area, paper: Paper, series: Sequence[Series], before: Series | None
) -> tuple[Plot, list[Name]]:
    """Where the numbers go, and what stands in the margin: a line that is alone needs no name."""
    lines = [*series, *([before] if before else [])]
    alone = len(lines) == 1
    drawn = [] if alone else [one for one in lines if _last(one) is not None]
    labels = [one.label for one in drawn]
    beside, cut = margin([*labels, *(named(one, chart.unit) for one in chart.references)], paper)
    values = [value for one in lines for value in one.values]
    on = plot(
        paper,
        scale([*values, *(one.value for one in chart.references)], chart.unit),
        chart.unit,
        len(chart.categories),
        beside,
        0,
        height_of(cut, paper),
    )
    names = [
        Name(cut[at], on.y(_last(one) or 0), None if one is before else series.index(one))
        for at, one in enumerate(drawn)
    ]
    names += _of_references(on, chart.references, cut[len(drawn) :])
    return on, names


def _of_references(
    on: Plot, found: Sequence[Reference], cut: Sequence[tuple[str, ...]]
) -> Iterator[Name]:
    for one, lines in zip(found, cut, strict=True):
        yield Name(lines, on.y(one.value), of="chart__name chart__name--reference")


def _last(series: Series) -> float | None:
    return next((value for value in reversed(series.values) if value is not None), None)


def stretches(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """What belongs together: nothing is drawn over a gap."""
    stretch: list[tuple[int, float]] = []
    for at, value in enumerate(values):
        if value is not None:
            stretch.append((at, value))
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _line(on: Plot, series: Series, of: str) -> Iterator[svg.Element]:
    for stretch in stretches(series.values):
        if len(stretch) > 1:
            yield path([(on.x(at), on.y(value)) for at, value in stretch], "chart__line", of)


def _area(on: Plot, series: Series) -> Iterator[svg.Element]:
    for stretch in stretches(series.values):
        over = [(on.x(at), on.y(value)) for at, value in stretch]
        yield surface([(over[0][0], on.bottom), *over, (over[-1][0], on.bottom)], "chart__area")


def _points(
    on: Plot,
    categories: Sequence[Category],
    series: Sequence[Series],
    unit: Unit,
    before: Series | None,
) -> Iterator[svg.Element]:
    """Each number says itself on hover. One line alone is pressed anywhere above its category."""
    signs = [_signed(one, len(categories), on.paper) for one in series]
    for at, category in enumerate(categories):
        for number, one in enumerate(series):
            value = one.values[at]
            if value is None:
                continue
            x, y = on.x(at), on.y(value)
            name = f"{in_full(category)}: {one.label} {written(value, unit)}"
            if before and len(series) == 1:
                name += f" ({before.label} {written(before.values[at], unit)})"
            yield point(
                name,
                "" if on.dense else one.link(at),
                [
                    _target(on, at, x, y, len(series) == 1),
                    *([marker(number, x, y)] if at in signs[number] else []),
                ],
            )


def _target(on: Plot, at: int, x: float, y: float, alone: bool) -> svg.Element:
    if alone:
        left = on.left + on.band * at
        return box(left, on.top, on.band, on.bottom - on.top, "chart__target")
    return box(x - NEAR, y - NEAR, NEAR * 2, NEAR * 2, "chart__target")


def _signed(series: Series, number: int, paper: Paper) -> set[int]:
    """Which points have a sign: all of a few, else the last one, and each that stands alone."""
    if number <= MARKED[paper.kind]:
        return set(range(number))
    found = list(stretches(series.values))
    ends = {stretch[-1][0] for stretch in found[-1:]}
    return ends | {stretch[0][0] for stretch in found if len(stretch) == 1}
