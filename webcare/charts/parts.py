"""What several kinds of charts share: the margins of the paper, the axes, names in the margin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import svg

from webcare.charts.drawing import LINE, TARGET, Paper, box, lines_of_text, marker, rule, text
from webcare.charts.lettering import width, wrap
from webcare.charts.moments import on_axis
from webcare.charts.plain import Category, Moment, Reference, Step
from webcare.charts.scales import Scale, every, spread
from webcare.charts.units import Unit, short, written

HEIGHTS = {"narrow": 190.0, "wide": 210.0, "broad": 240.0}  # of what is plotted, at least
MARGINS = {"narrow": 0.36, "wide": 0.3, "broad": 0.3}  # of the paper at most, for names
LINES_AT_MOST = 3
SIGN = 16  # the marker and the space after it
WEEK = 7


@dataclass(frozen=True)
class Name:
    """What stands in the margin beside the end of a line.

    y      where its line ends
    sign   which series it is; None for a reference, which has no marker
    of     the class of its text
    """

    lines: tuple[str, ...]
    y: float
    sign: int | None = None
    of: str = "chart__name"


@dataclass(frozen=True)
class Plot:
    """Where the numbers go on the paper, with a place for each of ``number`` categories."""

    paper: Paper
    scale: Scale
    left: float
    right: float
    top: float
    bottom: float
    number: int

    @property
    def band(self) -> float:
        """How wide the place of one category is."""
        return (self.right - self.left) / max(self.number, 1)

    @property
    def height(self) -> float:
        """Of the whole picture, with the axis beneath."""
        return self.bottom + self.paper.size * 2

    @property
    def dense(self) -> bool:
        """The places are too small to press on: the links are in the table alone."""
        return self.band < TARGET * 1.15

    def x(self, at: int) -> float:
        """The middle of a category's place."""
        return self.left + self.band * (at + 0.5)

    def y(self, value: float) -> float:
        return self.scale.place(value, self.bottom, self.top)


def margin(labels: Sequence[str], paper: Paper) -> tuple[float, list[tuple[str, ...]]]:
    """How wide the margin for these names is, and the names in lines that fit."""
    if not labels:
        return paper.size, []
    room = paper.width * MARGINS[paper.kind]
    cut = [tuple(wrap(label, room - SIGN, paper.size, LINES_AT_MOST)) for label in labels]
    widest = max(width(line, paper.size) for lines in cut for line in lines)
    return SIGN + min(widest, room - SIGN) + 2, cut


def height_of(names: Sequence[tuple[str, ...]], paper: Paper) -> float:
    """What the names need beneath each other."""
    return sum((len(lines) * LINE + 0.35) * paper.size for lines in names)


def plot(
    paper: Paper, scale: Scale, unit: Unit, number: int, beside: float, above: float, least: float
) -> Plot:
    """With room for the axis on the left, ``beside`` for names on the right, ``above`` for a legend
    and at least ``least`` for the numbers themselves."""
    widest = max(width(short(mark, unit), paper.size) for mark in scale.marks)
    top = above + paper.size
    return Plot(
        paper=paper,
        scale=scale,
        left=widest + 8,
        right=paper.width - beside,
        top=top,
        bottom=top + max(HEIGHTS[paper.kind], least),
        number=number,
    )


def axes(on: Plot, unit: Unit, categories: Sequence[Category]) -> list[svg.Element]:
    """Thin lines with what they stand for, and the names of the categories beneath."""
    size = on.paper.size
    drawn: list[svg.Element] = []
    for mark in on.scale.marks:
        y = on.y(mark)
        drawn += [
            rule(on.left, y, on.right, y, "chart__axis" if mark == 0 else "chart__grid"),
            text(short(mark, unit), on.left - 8, y + size * 0.35, "chart__tick", "end"),
        ]
    names = [on_axis(category) for category in categories]
    for place in _labelled(on, categories, names):
        x = on.x(place)
        drawn += [
            rule(x, on.bottom, x, on.bottom + 4, "chart__axis"),
            text(names[place], x, on.bottom + size * 1.5, "chart__tick", "middle"),
        ]
    return drawn


def _labelled(on: Plot, categories: Sequence[Category], names: Sequence[str]) -> range:
    """Which categories are named: as many as fit. Days go by the week where not all of them do."""
    if not names:
        return range(0)
    widest = max(width(name, on.paper.size) for name in names)
    most = max(int((on.right - on.left) / (widest + on.paper.size)), 1)
    step = every(len(names), most)
    by_day = isinstance(categories[0], Moment) and categories[0].step is Step.DAY
    if by_day and step > 2:
        step = WEEK * every(len(names), most * WEEK)
    return range(0, len(names), step)


def named(reference: Reference, unit: Unit) -> str:
    """Such as "Nissewaard 2023: 94%"."""
    return f"{reference.label}: {written(reference.value, unit)}"


def references(on: Plot, found: Sequence[Reference]) -> list[svg.Element]:
    """Lines over the whole width; their names are in the margin."""
    return [
        rule(on.left, on.y(one.value), on.right, on.y(one.value), "chart__reference")
        for one in found
    ]


def in_margin(on: Plot, names: Sequence[Name]) -> list[svg.Element]:
    """Each name as near to its line as the others allow, with a thin line from there."""
    size = on.paper.size
    sizes = [height_of([name.lines], on.paper) for name in names]
    places = spread([name.y for name in names], sizes, on.top - size, on.bottom + size)
    drawn: list[svg.Element] = []
    for name, y in zip(names, places, strict=True):
        x = on.right + SIGN
        if name.sign is None:
            drawn.append(rule(on.right, name.y, x - 4, y, "chart__leader"))
        elif abs(y - name.y) > size / 3:
            drawn.append(rule(on.right, name.y, x - 8, y, "chart__leader"))
        if name.sign is not None:
            drawn.append(marker(name.sign, x - 8, y))
        drawn += lines_of_text(name.lines, x, y, name.of, size)
    return drawn


def legend(paper: Paper, labels: Sequence[str], key: str) -> tuple[list[svg.Element], float]:
    """What each filling stands for, on as many lines as it takes; and how high that is."""
    size, x, y = paper.size, 0.0, paper.size
    drawn: list[svg.Element] = []
    for number, label in enumerate(labels):
        line = wrap(label, paper.width - SIGN * 2, size, 1)[0]
        needed = SIGN * 1.5 + width(line, size)
        if x and x + needed > paper.width:
            x, y = 0, y + size * 1.6
        drawn += [
            box(x, y - size * 0.8, size, size * 0.9, *filled(number, key)),
            text(line, x + SIGN * 1.4, y, "chart__name"),
        ]
        x += needed + size
    return drawn, y + size * 0.8


def filled(number: int, key: str) -> tuple[str, str, str]:
    """The classes of a surface of this series, and its pattern."""
    return (
        "chart__fill",
        f"chart__fill--{number + 1}",
        f"url(#{key}-{number + 1})" if number else "",
    )


def patterns(key: str, number: int) -> svg.Element:
    """What tells so many surfaces apart without colour: plain, striped, dotted, ruled."""
    return svg.Defs(elements=[_pattern(key, at) for at in range(1, number)])


def _pattern(key: str, at: int) -> svg.Element:
    ground = box(0, 0, 8, 8, "chart__ground", f"chart__ground--{at + 1}")
    ink = [f"chart__ink--{at + 1}", "chart__ink"]
    stripes = [svg.M(-2, 2), svg.L(2, -2), svg.M(0, 8), svg.L(8, 0), svg.M(6, 10), svg.L(10, 6)]
    drawings: dict[int, list[svg.Element]] = {
        1: [svg.Path(d=stripes, class_=ink)],
        2: [svg.Circle(cx=x, cy=x, r=1.3, class_=ink) for x in (2, 6)],
        3: [svg.Path(d=[svg.M(0, 4), svg.L(8, 4)], class_=ink)],
    }
    return svg.Pattern(
        id=f"{key}-{at + 1}",
        patternUnits="userSpaceOnUse",
        width=8,
        height=8,
        elements=[ground, *drawings[at]],
    )
