"""What a chart shows, as plain data.

``None`` among values is no number: a gap, and an empty place in the table. A link is an address of
ours that opens what is behind one number; "" for none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from webcare.charts.units import Unit

MOST_SERIES = 4  # that can be told apart without colour
HOURS = 24
WEEKDAYS = 7


class Step(Enum):
    """How long what begins at a moment lasts."""

    DAY = auto()
    WEEK = auto()
    MONTH = auto()


@dataclass(frozen=True)
class Moment:
    """A day, or the week or month that begins on it."""

    at: date
    step: Step = Step.DAY


Category = str | Moment


@dataclass(frozen=True)
class Series:
    """One number for each category.

    links   one address for each category, or none at all
    """

    label: str
    values: tuple[float | None, ...]
    links: tuple[str, ...] = ()

    def link(self, at: int) -> str:
        return self.links[at] if at < len(self.links) else ""


@dataclass(frozen=True)
class Reference:
    """A number to hold the others against, such as the norm of another municipality.

    label    short and with its year: "Nissewaard 2023"
    source   where it stands, and what was counted; shown beneath the chart
    """

    label: str
    value: float
    source: str = ""


@dataclass(frozen=True)
class Lines:
    """One to four series over time.

    name     tells the charts of one page apart: letters, digits and dashes
    about    one sentence beneath the title
    before   the same categories a period earlier, drawn thinner
    """

    name: str
    title: str
    unit: Unit
    categories: tuple[Category, ...]
    series: tuple[Series, ...]
    before: Series | None = None
    references: tuple[Reference, ...] = ()
    about: str = ""

    def __post_init__(self) -> None:
        _fits(self.categories, (*self.series, *([self.before] if self.before else [])))


@dataclass(frozen=True)
class Area:
    """What is there at each moment, as an area beneath its line: a backlog."""

    name: str
    title: str
    unit: Unit
    categories: tuple[Category, ...]
    series: Series
    references: tuple[Reference, ...] = ()
    about: str = ""

    def __post_init__(self) -> None:
        _fits(self.categories, (self.series,))


@dataclass(frozen=True)
class Columns:
    """Columns beside each other, or on top of each other with ``stacked``."""

    name: str
    title: str
    unit: Unit
    categories: tuple[Category, ...]
    series: tuple[Series, ...]
    stacked: bool = False
    references: tuple[Reference, ...] = ()
    about: str = ""

    def __post_init__(self) -> None:
        _fits(self.categories, self.series)


@dataclass(frozen=True)
class Bar:
    """One bar. ``before``: the same number a period earlier; ``note`` is said after its value."""

    label: str
    value: float | None
    before: float | None = None
    link: str = ""
    note: str = ""


@dataclass(frozen=True)
class Bars:
    """Horizontal bars in the order given.

    label   what the numbers are, heads the table
    what    what the names of the bars are, such as "Department"
    before  what ``Bar.before`` is, such as "Last year"; "" for none
    """

    name: str
    title: str
    unit: Unit
    what: str
    label: str
    bars: tuple[Bar, ...]
    before: str = ""
    references: tuple[Reference, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class Heat:
    """A week by the hour. ``values`` has seven rows, Monday first, of 24 hours.

    within   (weekday, hour) pairs, from 0, that are framed: the hours in which we are at work
    frame    says what the frame is
    links    seven rows of 24 addresses, or none at all
    """

    name: str
    title: str
    unit: Unit
    label: str
    values: tuple[tuple[float | None, ...], ...]
    within: frozenset[tuple[int, int]] = frozenset()
    frame: str = ""
    links: tuple[tuple[str, ...], ...] = ()
    about: str = ""

    def __post_init__(self) -> None:
        if len(self.values) != WEEKDAYS or any(len(row) != HOURS for row in self.values):
            raise ValueError("A week has seven days of 24 hours.")

    def link(self, weekday: int, hour: int) -> str:
        return self.links[weekday][hour] if self.links else ""


@dataclass(frozen=True)
class Sparkline:
    """A line of a word's height beside a number; what it says is in ``title``."""

    name: str
    title: str
    unit: Unit
    categories: tuple[Category, ...]
    values: tuple[float | None, ...]


Chart = Lines | Area | Columns | Bars | Heat


def _fits(categories: tuple[Category, ...], series: tuple[Series, ...]) -> None:
    """Raises ValueError where a series has more or fewer numbers than there are categories, or
    where there are more series than can be told apart."""
    if len(series) > MOST_SERIES + 1:
        raise ValueError(f"At most {MOST_SERIES} series can be told apart.")
    for one in series:
        if len(one.values) != len(categories):
            raise ValueError(f"“{one.label}” needs {len(categories)} numbers.")
