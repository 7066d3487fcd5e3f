"""Horizontal bars with names of any length."""

from __future__ import annotations

from collections.abc import Iterator

import svg

from webcare.charts.drawing import LINE, Paper, box, lines_of_text, picture, point, rule, text
from webcare.charts.lettering import width, wrap
from webcare.charts.parts import named
from webcare.charts.plain import Bar, Bars
from webcare.charts.scales import Scale, scale
from webcare.charts.units import written

NAMES = 0.34  # of the paper, for names beside their bars
BAR = 14  # how thick one is
ROW = 30  # how high its row is, at least: it is pressed as a whole
BETWEEN = 6


def draw(chart: Bars, paper: Paper, about: str) -> str:
    """The picture on this paper: on a narrow one the names stand above their bars."""
    beside = paper.kind != "narrow"
    names = paper.width * NAMES if beside else 0
    left = min(names, _widest_name(chart, paper, names)) + 10 if beside else 0
    right = paper.width - _widest_value(chart, paper) - 14
    values = [value for bar in chart.bars for value in (bar.value, bar.before)]
    on = scale([*values, *(one.value for one in chart.references)], chart.unit)
    parts, y = _explained(chart, paper, left)
    rows_at = y
    for bar in chart.bars:
        lines = wrap(bar.label, left - 10 if beside else paper.width, paper.size)
        high = _row_height(lines, paper, beside)
        parts.append(_row(chart, bar, paper, lines, (left, right, y, high), on))
        y += high
    for one in chart.references:
        x = on.place(one.value, left, right)
        parts.append(rule(x, rows_at - 2, x, y, "chart__reference"))
    parts.append(rule(left, rows_at - 2, left, y, "chart__axis"))
    return picture(paper, y + 4, chart.name, (chart.title, about), parts)


def _widest_name(chart: Bars, paper: Paper, room: float) -> float:
    lines = (line for bar in chart.bars for line in wrap(bar.label, room, paper.size))
    return max((width(line, paper.size) for line in lines), default=0)


def _widest_value(chart: Bars, paper: Paper) -> float:
    return max((width(_said(bar, chart), paper.size) for bar in chart.bars), default=0)


def _said(bar: Bar, chart: Bars) -> str:
    return f"{written(bar.value, chart.unit)} {bar.note}".strip()


def _row_height(lines: list[str], paper: Paper, beside: bool) -> float:
    words = len(lines) * paper.size * LINE
    return max(ROW, words + BETWEEN * 1.5) if beside else words + BAR + BETWEEN * 2.5


def _row(
    chart: Bars,
    bar: Bar,
    paper: Paper,
    lines: list[str],
    place: tuple[float, float, float, float],
    on: Scale,
) -> svg.Element:
    left, right, y, high = place
    beside = left > 0
    words = len(lines) * paper.size * LINE
    middle = y + high / 2 if beside else y + BETWEEN / 2 + words + BAR / 2 + 2
    end = on.place(bar.value or 0, left, right)
    drawn: list[svg.Element] = [box(0, y, paper.width, high, "chart__target")]
    if beside:
        drawn += lines_of_text(lines, left - 10, middle, "chart__name", paper.size, "end")
    else:
        drawn += lines_of_text(lines, 0, y + BETWEEN / 2 + words / 2, "chart__name", paper.size)
    drawn.append(box(left, middle - BAR / 2, end - left, BAR, "chart__fill", "chart__fill--1"))
    drawn += _before(bar, on, (left, right, middle))
    said = _said(bar, chart)
    drawn.append(text(said, paper.width, middle + paper.size * 0.35, "chart__name", "end"))
    name = f"{bar.label}: {said}"
    if bar.before is not None:
        name += f" ({chart.before} {written(bar.before, chart.unit)})"
    return point(name, bar.link, drawn)


def _before(bar: Bar, on: Scale, place: tuple[float, float, float]) -> Iterator[svg.Element]:
    """A stroke where this bar ended a period ago."""
    if bar.before is not None:
        left, right, middle = place
        x = on.place(bar.before, left, right)
        yield rule(x, middle - BAR / 2 - 4, x, middle + BAR / 2 + 4, "chart__stroke")


def _explained(chart: Bars, paper: Paper, left: float) -> tuple[list[svg.Element], float]:
    """What the strokes and the lines stand for; and how high that is."""
    drawn: list[svg.Element] = []
    y = 0.0
    if chart.before:
        y += paper.size * 1.6
        drawn += [
            rule(left + 4, y - paper.size * 1.1, left + 4, y + 3, "chart__stroke"),
            text(chart.before, left + 14, y - 2, "chart__tick"),
        ]
    for one in chart.references:
        y += paper.size * 1.6
        drawn += [
            rule(left + 4, y - paper.size * 1.1, left + 4, y + 3, "chart__reference"),
            *(
                text(line, left + 14, y - 2, "chart__tick")
                for line in wrap(named(one, chart.unit), paper.width - left - 14, paper.size, 1)
            ),
        ]
    return drawn, y + (10 if y else 2)
