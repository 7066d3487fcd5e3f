"""The seam to the library that writes SVG. Everything that is not ours is escaped here, and here
alone: the library writes what it is given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import svg

Anchor = Literal["start", "middle", "end"]

LINE = 1.25  # from one line of text to the next, of its size
TARGET = 24  # of what can be pressed, at least
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Paper:
    """What is drawn on: one chart is drawn on several, and CSS shows the one that fits.

    kind    "narrow" for a phone, "wide" for half a screen, "broad" for a whole one
    width   in units; at the least width at which it is shown, ``size`` units are 12 pixels
    size    of the letters
    """

    kind: Literal["narrow", "wide", "broad"]
    width: float
    size: float


NARROW = Paper("narrow", 312, 13)  # from 288 pixels: a phone of 320
WIDE = Paper("wide", 560, 14)  # from 480
BROAD = Paper("broad", 820, 14)  # from 704


def written_out(text: str) -> str:
    """Any text, as it can stand in an element or an attribute."""
    return escape(NOT_IN_XML.sub("\ufffd", text))


def at(number: float) -> float:
    """Rounded: a tenth of a unit is less than can be seen."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def picture(
    paper: Paper, height: float, name: str, words: tuple[str, str], parts: Sequence[svg.Element]
) -> str:
    """The whole of it. ``words`` are its title and what it says. With links in it, it is a group
    of them; without, one image."""
    title, about = words
    key = f"chart-{name}-{paper.kind}"
    linked = any(_has_link(part) for part in parts)
    drawn = svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, at(paper.width), at(height)),
        class_=["chart__picture", f"chart__picture--{paper.kind}"],
        extra={
            "font-size": str(at(paper.size)),
            "role": "group" if linked else "img",
            "aria-labelledby": written_out(f"{key}-title"),
            "aria-describedby": written_out(f"{key}-about"),
        },
        elements=[
            svg.Title(id=written_out(f"{key}-title"), text=written_out(title)),
            svg.Desc(id=written_out(f"{key}-about"), text=written_out(about)),
            *parts,
        ],
    )
    return str(drawn)


def _has_link(part: svg.Element) -> bool:
    return isinstance(part, svg.A) or any(map(_has_link, part.elements or []))


def text(
    words: str, x: float, y: float, of: str, anchor: Anchor = "start", size: float = 0
) -> svg.Element:
    """One line. ``of`` names its classes; ``y`` is its base line; ``size`` where it is not the
    paper's."""
    return svg.Text(
        x=at(x),
        y=at(y),
        text_anchor=None if anchor == "start" else anchor,
        font_size=at(size) if size else None,
        class_=[of],
        text=written_out(words),
    )


def lines_of_text(
    lines: Sequence[str], x: float, y: float, of: str, size: float, anchor: Anchor = "start"
) -> list[svg.Element]:
    """Beneath each other, around the middle ``y``."""
    first = y - (len(lines) - 1) * size * LINE / 2 + size * 0.35
    return [
        text(line, x, first + number * size * LINE, of, anchor) for number, line in enumerate(lines)
    ]


def rule(x1: float, y1: float, x2: float, y2: float, of: str) -> svg.Element:
    return svg.Line(x1=at(x1), y1=at(y1), x2=at(x2), y2=at(y2), class_=[of])


def box(
    x: float, y: float, width: float, height: float, of: str, also: str = "", fill: str = ""
) -> svg.Element:
    """``fill`` names what it is filled with where CSS cannot say it: a pattern of this picture."""
    return svg.Rect(
        x=at(x),
        y=at(y),
        width=at(max(width, 0)),
        height=at(max(height, 0)),
        class_=[of, also] if also else [of],
        fill=written_out(fill) or None,
    )


def path(points: Sequence[tuple[float, float]], of: str, also: str = "") -> svg.Element:
    """An open line through these points."""
    return svg.Polyline(
        points=[svg.Point(at(x), at(y)) for x, y in points], class_=[of, also] if also else [of]
    )


def surface(points: Sequence[tuple[float, float]], of: str) -> svg.Element:
    """What is within these points."""
    return svg.Polygon(points=[svg.Point(at(x), at(y)) for x, y in points], class_=[of])


def marker(number: int, x: float, y: float, radius: float = 4) -> svg.Element:
    """The sign of a series, another shape for each: round, square, triangle, diamond."""
    classes = ["chart__marker", f"chart__marker--{number + 1}"]
    r = radius
    if number % 4 == 0:
        return svg.Circle(cx=at(x), cy=at(y), r=at(r), class_=classes)
    if number % 4 == 1:
        corners = [(-r, -r), (r, -r), (r, r), (-r, r)]
    elif number % 4 == 2:
        corners = [(0, -r * 1.2), (r * 1.15, r * 0.8), (-r * 1.15, r * 0.8)]
    else:
        corners = [(0, -r * 1.3), (r * 1.3, 0), (0, r * 1.3), (-r * 1.3, 0)]
    return svg.Polygon(
        points=[svg.Point(at(x + dx), at(y + dy)) for dx, dy in corners], class_=classes
    )


def point(name: str, address: str, parts: Sequence[svg.Element]) -> svg.Element:
    """A number that can be pointed at: its name appears on hover. With an address it is a link of
    that name."""
    named = svg.Title(text=written_out(name))
    if not address:
        return svg.G(class_=["chart__point"], elements=[named, *parts])
    return svg.A(
        href=written_out(address),
        class_=["chart__point", "chart__link"],
        elements=[named, *parts],
    )
