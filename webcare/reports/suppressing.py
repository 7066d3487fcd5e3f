"""What leaves the team tells of nobody in particular: small numbers are left out, and with them
whatever they could be worked out from.

A count from one through four is hidden; nothing is not, for nobody is recognised in it. A share is
hidden where either of its two sides is that small, a median where it is of fewer than five. Then
others are hidden as well, until no number that had to be hidden follows from what is left: not by
adding and taking away, nor because numbers are never less than nothing. All hidden numbers look
alike.

Averages are left out wholly: with the number of the whole, one of few could be worked out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from webcare.charts import Unit
from webcare.reports.puzzle import Count, Equation, Puzzle, Spot
from webcare.reports.tables import Cell, Column, Row, Table

FEW = 5  # fewer than this is too few
MOST = 400  # counts; in larger tables whole rows are left out, for puzzling takes too long
LEFT = "left"


HIDDEN = Cell(None, hidden=True)


def for_outside(table: Table) -> Table:
    """The same table without what tells of too few."""
    known = _Known.of(table)
    hidden = known.hidden()
    lines = [
        Row(
            row.label,
            tuple(
                HIDDEN if _left_out(Spot(at, column.name), column, cell, hidden) else cell
                for column, cell in zip(table.columns, row.cells, strict=True)
            ),
        )
        for at, row in enumerate(table.lines)
    ]
    whole = lines.pop() if table.whole else None
    return replace(table, rows=tuple(lines), whole=whole)


def _left_out(spot: Spot, column: Column, cell: Cell, hidden: set[Spot]) -> bool:
    if cell.value is None:
        return False
    if column.counts:
        return spot in hidden
    if column.unit is Unit.PERCENT:
        return spot in hidden or cell.of is None
    if column.unit is Unit.DECIMAL or cell.of is None or cell.of < FEW:
        return True
    return any(one.row == spot.row for one in hidden)  # else it would tell which of them is small


@dataclass
class _Known:
    """The counts of a table, and what is known of how they hang together."""

    counts: dict[Count, int]
    equations: list[Equation]
    has_whole: bool

    @classmethod
    def of(cls, table: Table) -> _Known:
        counts = dict(_counts(table))
        equations = [*_sums(table, counts), *_across(table, counts)]
        left = dict(_left(table, counts))
        lefts = {count: _value(equation, counts) for count, equation in left.items()}
        equations += [{**equation, count: -1} for count, equation in left.items()]
        equations += _sums_of_left(table, lefts)
        return cls(counts | lefts, equations, has_whole=table.whole is not None)

    def hidden(self) -> set[Spot]:
        """The cells to leave out."""
        found = {
            count.spot
            for count, number in self.counts.items()
            if 0 < number < FEW and count.aspect != LEFT
        }
        if len(self.counts) > MOST:
            return self._whole_rows()
        while told := self.told(found):
            more = {spot for count in told if (spot := self._beside(count, found))}
            if not more:  # nothing is left beside it
                return {count.spot for count in self.counts if count.aspect != LEFT}
            found |= more
        return found

    def _whole_rows(self) -> set[Spot]:
        """Of a large table: each row with a small number, and more of the smallest until those that
        are left out are several, and together come to nothing small either. Then the whole tells no
        more of one of them than how many they are together."""
        whole = max(count.spot.row for count in self.counts) if self.has_whole else None
        rows = {count.spot.row for count, number in self.counts.items() if 0 < number < FEW}
        by_size = sorted({count.spot.row for count in self.counts} - {whole}, key=self._size)
        while self._tell(rows, whole) and (more := [row for row in by_size if row not in rows]):
            rows.add(more[0])
        spots = {count.spot for count in self.counts if count.aspect != LEFT}
        return {spot for spot in spots if spot.row in rows}

    def _tell(self, rows: set[int], whole: int | None) -> bool:
        """Whether the whole, without the other rows, tells something small of these."""
        if whole is None or whole in rows or not rows:
            return False
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for (spot, aspect), number in self.counts.items():
            if spot.row in rows:
                sums[spot.column, aspect] += number
        return len(rows) == 1 or any(0 < number < FEW for number in sums.values())

    def _size(self, row: int) -> tuple[int, int]:
        return sum(n for count, n in self.counts.items() if count.spot.row == row), row

    def told(self, hidden: set[Spot]) -> list[Count]:
        """Small counts that follow from what is left when these cells are not shown."""
        unknown = [one for one in self.counts if one.spot in hidden or one.aspect == LEFT]
        small = [count for count in unknown if 0 < self.counts[count] < FEW]
        return (
            Puzzle.of(self.counts, self.equations, self.lowest, unknown).solved(small)
            if small
            else []
        )

    def lowest(self, count: Count) -> int:
        """Everybody knows that nothing is never hidden on its own; of a share both sides are."""
        return 1 if count.aspect == "count" else 0

    def _beside(self, told: Count, hidden: set[Spot]) -> Spot | None:
        """The smallest that is shown in what gives it away, or else hangs together with it."""
        near, seen = {told}, set[Count]()
        while near:
            seen |= near
            around = {one for each in self.equations if seen & each.keys() for one in each}
            shown = [
                one
                for one in around
                if one.spot not in hidden and one.aspect != LEFT and self.counts[one]
            ]
            if shown:
                return min(shown, key=lambda one: (self.counts[one], one)).spot
            near = around - seen
        return None


def _counts(table: Table) -> Iterator[tuple[Count, int]]:
    for at, row in enumerate(table.lines):
        for column, cell in zip(table.columns, row.cells, strict=True):
            spot = Spot(at, column.name)
            if column.counts and cell.value is not None:
                yield Count(spot, "count"), round(cell.value)
            elif cell.of is not None and cell.part is not None:
                yield Count(spot, "part"), cell.part
                yield Count(spot, "rest"), cell.of - cell.part


def _sums(table: Table, counts: Mapping[Count, int]) -> Iterator[Equation]:
    """Of each column the rows add up to the whole."""
    if not table.whole:
        return
    last = len(table.rows)
    for column in table.columns:
        for aspect in ("count",) if column.counts else ("part", "rest"):
            whole = Count(Spot(last, column.name), aspect)
            parts = [Count(Spot(at, column.name), aspect) for at in range(last)]
            if whole in counts:
                yield {whole: -1, **{one: 1 for one in parts if one in counts}}


def _across(table: Table, counts: Mapping[Count, int]) -> Iterator[Equation]:
    """What holds between the columns of a row, where all of them are there."""
    for at in range(len(table.lines)):
        for terms in table.equations:
            one = {Count(Spot(at, term.column), term.aspect): term.times for term in terms}
            if counts.keys() >= one.keys():
                yield one


def _left(table: Table, counts: Mapping[Count, int]) -> Iterator[tuple[Count, Equation]]:
    """What follows by taking away where some columns are not there: of what was received and what
    was answered, how many were not. Each with what it is."""
    for at in range(len(table.lines)):
        for number, terms in enumerate(table.equations):
            one = {Count(Spot(at, term.column), term.aspect): term.times for term in terms}
            there = {count: times for count, times in one.items() if count in counts}
            missing = {times for count, times in one.items() if count not in counts}
            if len(there) > 1 and missing == {-1}:
                yield Count(Spot(at, f"{LEFT} {number}"), LEFT), there


def _value(equation: Equation, counts: Mapping[Count, int]) -> int:
    return sum(times * counts[count] for count, times in equation.items())


def _sums_of_left(table: Table, lefts: Mapping[Count, int]) -> Iterator[Equation]:
    last = len(table.rows)
    for whole in lefts:
        if table.whole and whole.spot.row == last:
            parts = [one for one in lefts if one.spot.column == whole.spot.column]
            yield {**dict.fromkeys(parts, 1), whole: -1}
