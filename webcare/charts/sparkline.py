"""A line of a word's height."""

from __future__ import annotations

from webcare.charts.drawing import Paper, marker, path, picture
from webcare.charts.lines import stretches
from webcare.charts.moments import in_full
from webcare.charts.plain import Sparkline
from webcare.charts.scales import scale
from webcare.charts.units import written

PAPER = Paper("narrow", 120, 12)
HEIGHT = 32
EDGE = 4


def draw(chart: Sparkline) -> str:
    """The picture; what it says is said in words, too."""
    found = scale(chart.values, chart.unit)
    step = (PAPER.width - EDGE * 2) / max(len(chart.values) - 1, 1)
    parts = []
    last = None
    for stretch in stretches(chart.values):
        points = [
            (EDGE + step * at, found.place(value, HEIGHT - EDGE, EDGE)) for at, value in stretch
        ]
        last = points[-1]
        parts.append(path(points, "chart__line", "chart__line--1"))
    if last:
        parts.append(marker(0, *last, radius=3))
    return picture(PAPER, HEIGHT, chart.name, (chart.title, _said(chart)), parts)


def _said(chart: Sparkline) -> str:
    """The first and the last number."""
    known = [
        (category, value)
        for category, value in zip(chart.categories, chart.values, strict=True)
        if value is not None
    ]
    ends = known if len(known) < 2 else [known[0], known[-1]]
    return ", ".join(f"{in_full(at)}: {written(value, chart.unit)}" for at, value in ends)
