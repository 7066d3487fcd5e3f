"""A week by the hour. On a phone the hours go down and the days across, so that the numbers can be
read there, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import svg
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

from webcare.charts.drawing import Paper, box, picture, point, rule, text
from webcare.charts.lettering import width
from webcare.charts.plain import HOURS, Heat
from webcare.charts.plain import WEEKDAYS as DAYS
from webcare.charts.scales import scale
from webcare.charts.units import Unit, brief, written

STEPS = 5
NARROW_ROW, BROAD_ROW = 27, 32


@dataclass(frozen=True)
class Grid:
    """Where each hour of the week is. ``down``: the hours go down."""

    left: float
    top: float
    wide: float
    high: float
    down: bool

    def corner(self, weekday: int, hour: int) -> tuple[float, float]:
        across, along = (weekday, hour) if self.down else (hour, weekday)
        return self.left + across * self.wide, self.top + along * self.high


def steps(chart: Heat) -> list[tuple[float, float]]:
    """From and up to what each of the shades goes, lightest first: even steps of a round number.
    Nothing at all has no shade."""
    found = scale([value for row in chart.values for value in row], chart.unit)
    each = found.top / STEPS if chart.unit is Unit.PERCENT else found.step
    return [(each * number, each * (number + 1)) for number in range(STEPS)]


def shade(value: float, of: list[tuple[float, float]]) -> int:
    """From 1 to 5; 0 for nothing."""
    if value <= 0:
        return 0
    return next((number for number, (_, end) in enumerate(of, 1) if value <= end), STEPS)


def draw(chart: Heat, paper: Paper, about: str) -> str:
    """The picture on this paper. ``about`` says in words what it shows."""
    down = paper.kind == "narrow"
    left = paper.size * (2.6 if down else 3)
    grid = Grid(
        left=left,
        top=paper.size * 1.8,
        wide=(paper.width - left - 2) / (DAYS if down else HOURS),
        high=NARROW_ROW if down else BROAD_ROW,
        down=down,
    )
    bottom = grid.top + grid.high * (HOURS if down else DAYS)
    explained, height = _legend(chart, paper, bottom + paper.size * 1.6)
    parts = [*_names(grid, paper), *_cells(chart, grid, paper), *_frame(chart, grid), *explained]
    return picture(paper, height, chart.name, (chart.title, about), parts)


def _names(grid: Grid, paper: Paper) -> Iterator[svg.Element]:
    """Days and hours. On the broad one the hours stand at the lines where they begin."""
    middle = paper.size * 0.35
    for weekday in range(DAYS):
        name = str(WEEKDAYS_ABBR[weekday]).lower()
        x, y = grid.corner(weekday, 0)
        if grid.down:
            yield text(name, x + grid.wide / 2, grid.top - 8, "chart__tick", "middle")
        else:
            yield text(name, grid.left - 8, y + grid.high / 2 + middle, "chart__tick", "end")
    for hour in range(HOURS):
        x, y = grid.corner(0, hour)
        if grid.down:
            yield text(f"{hour}", grid.left - 8, y + grid.high / 2 + middle, "chart__tick", "end")
        else:
            yield text(f"{hour}", x + grid.wide / 2, grid.top - 8, "chart__tick", "middle")


def _cells(chart: Heat, grid: Grid, paper: Paper) -> Iterator[svg.Element]:
    shades = steps(chart)
    size = _size(chart, grid, paper)
    for weekday in range(DAYS):
        for hour in range(HOURS):
            value = chart.values[weekday][hour]
            number = shade(value or 0, shades)
            x, y = grid.corner(weekday, hour)
            drawn = [box(x + 0.5, y + 0.5, grid.wide - 1, grid.high - 1, f"chart__heat--{number}")]
            if value:
                middle = y + grid.high / 2 + size * 0.35
                of = f"chart__cell chart__cell--{number}"
                drawn.append(
                    text(brief(value, chart.unit), x + grid.wide / 2, middle, of, "middle", size)
                )
            name = f"{called(weekday, hour)}: {written(value, chart.unit)}"
            yield point(name, chart.link(weekday, hour), drawn)


def called(weekday: int, hour: int) -> str:
    """Such as "Monday 14:00–15:00"."""
    return f"{WEEKDAYS[weekday]} {hour}:00–{hour + 1}:00"


def _size(chart: Heat, grid: Grid, paper: Paper) -> float:
    """Of the numbers: as large as the longest one allows."""
    longest = max(
        (width(brief(value, chart.unit), 1) for row in chart.values for value in row if value),
        default=1,
    )
    return min(paper.size, (grid.wide - 3) / longest)


def _frame(chart: Heat, grid: Grid) -> Iterator[svg.Element]:
    """A line between every hour within and its neighbours without."""
    for weekday, hour in sorted(chart.within):
        x, y = grid.corner(weekday, hour)
        end_x, end_y = x + grid.wide, y + grid.high
        left, right = (x, y, x, end_y), (end_x, y, end_x, end_y)
        above, beneath = (x, y, end_x, y), (x, end_y, end_x, end_y)
        hours = (above, beneath) if grid.down else (left, right)
        days = (left, right) if grid.down else (above, beneath)
        edges = {
            (weekday, hour - 1): hours[0],
            (weekday, hour + 1): hours[1],
            (weekday - 1, hour): days[0],
            (weekday + 1, hour): days[1],
        }
        for neighbour, edge in edges.items():
            if neighbour not in chart.within:
                yield rule(*edge, "chart__frame")


def _legend(chart: Heat, paper: Paper, y: float) -> tuple[list[svg.Element], float]:
    """What each shade stands for, from and up to; and where it ends."""
    size, x = paper.size, 0.0
    drawn: list[svg.Element] = []
    for number, label in enumerate(ranges(chart)):
        needed = size * 1.6 + width(label, size)
        if x and x + needed > paper.width:
            x, y = 0, y + size * 1.7
        drawn += [
            box(
                x, y - size * 0.85, size * 1.1, size * 1.1, f"chart__heat--{number}", "chart__edge"
            ),
            text(label, x + size * 1.6, y, "chart__tick"),
        ]
        x += needed + size
    if chart.frame:
        if x + size * 1.6 + width(chart.frame, size) > paper.width:
            x, y = 0, y + size * 1.7
        corners = ((x, y - size * 0.85), (x + size * 1.1, y + size * 0.25))
        (left, top), (right, bottom) = corners
        drawn += [
            rule(left, top, right, top, "chart__frame"),
            rule(right, top, right, bottom, "chart__frame"),
            rule(right, bottom, left, bottom, "chart__frame"),
            rule(left, bottom, left, top, "chart__frame"),
            text(chart.frame, x + size * 1.6, y, "chart__tick"),
        ]
    return drawn, y + size * 0.8


def ranges(chart: Heat) -> list[str]:
    """Such as "0", "1–20", "21–40"; of what is measured "–", "≤ 2 h", "2 h–4 h"."""
    shades = steps(chart)
    if chart.unit is not Unit.NUMBER or not float(shades[0][1]).is_integer():
        ends = [written(end, chart.unit) for _, end in shades]
        return ["–", f"≤ {ends[0]}", *(f"{start}–{end}" for start, end in pairwise(ends))]
    found = [written(0, chart.unit)]
    for start, end in shades:
        first, last = written(start + 1, chart.unit), written(end, chart.unit)
        found.append(last if start + 1 == end else f"{first}–{last}")
    return found
