"""A table as plain data: what a page shows, a spreadsheet holds and a reader of figures would get.

Any page makes one. It knows nothing of the database, of HTML or of files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from webcare.charts import Category, Unit

SHARES = (Unit.PERCENT,)


@dataclass(frozen=True)
class Cell:
    """One number.

    value   of a share from 0 to 100; None for no number
    of      how many it was worked out over; None where nobody told
    part    of a share: how many of those count
    hidden  left out, for it tells of too few people: see ``suppressing``
    """

    value: float | None
    of: int | None = None
    part: int | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Column:
    """``name`` tells it apart in code; ``sentence`` says how it comes about, or ""."""

    name: str
    label: str
    unit: Unit
    sentence: str = ""

    @property
    def counts(self) -> bool:
        """Whole things: those of the rows add up to that of the whole."""
        return self.unit is Unit.NUMBER


@dataclass(frozen=True)
class Row:
    """``label``: what it is of; a day, week or month as a ``Moment``."""

    label: Category
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Term:
    """Part of an equation: so many times a count.

    aspect   "count" of a column that counts, "part" or "rest" of a share
    """

    column: str
    times: int
    aspect: str = "count"


@dataclass(frozen=True)
class Table:
    """A table with everything that has to go along with it.

    name       of its file, without what comes after the dot
    what       the rows are, such as "Department"
    whole      all rows together; None where they do not add up to anything
    facts      what it is about: the period, what was chosen, by whom it was made
    notes      sentences to read with it
    equations  what always holds between the counts of one row: the terms add up to nothing
    """

    name: str
    title: str
    what: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    whole: Row | None = None
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    equations: tuple[tuple[Term, ...], ...] = ()

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.lines):
            raise ValueError("Each row has one cell for each column.")

    @property
    def lines(self) -> tuple[Row, ...]:
        """The rows, and the whole beneath them."""
        return (*self.rows, self.whole) if self.whole else self.rows

    def __iter__(self) -> Iterator[Row]:
        return iter(self.lines)

    @property
    def hides(self) -> bool:
        return any(cell.hidden for row in self.lines for cell in row.cells)
