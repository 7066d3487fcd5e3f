"""What leaves the team: no small number stands there, and none can be worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from webcare.charts import Unit
from webcare.reports.suppressing import FEW, for_outside
from webcare.reports.tables import Cell, Column, Row, Table, Term

PARTS = ("answered", "waiting", "finished", "withdrawn")
ACROSS = (Term("received", 1), *(Term(name, -1) for name in PARTS))
SHARED = (Term("answered", 1), Term("share", -1, "part"))


def counted(rows: Sequence[tuple[int, ...]]) -> Table:
    """Each row: how many were answered, wait, were finished and taken back."""

    def cells(row: tuple[int, ...]) -> tuple[Cell, ...]:
        of, part = row[0] + row[1] + row[2], row[0]
        share = Cell(100 * part / of, of, part) if of else Cell(None, 0)
        return (Cell(sum(row)), *map(Cell, row), share)

    whole = tuple(map(sum, zip(*rows, strict=True)))
    names = ("received", *PARTS)
    return Table(
        name="t",
        title="t",
        what="t",
        columns=(
            *(Column(name, name, Unit.NUMBER) for name in names),
            Column("share", "share", Unit.PERCENT),
        ),
        rows=tuple(Row(str(at), cells(row)) for at, row in enumerate(rows)),
        whole=Row("all", cells(whole)),
        equations=(ACROSS, SHARED),
    )


def shown(table: Table) -> list[list[str | int]]:
    return [["x" if c.hidden else round(c.value or 0) for c in row.cells] for row in table]


small = st.integers(0, 12)
row = st.tuples(st.integers(0, 60), small, small, small)


Place = tuple[int, str]


@given(st.lists(row, min_size=1, max_size=5))
@settings(max_examples=30)
def test_no_small_number_is_shown_or_follows_from_what_is_left(rows: list[tuple[int, ...]]) -> None:
    table = counted(rows)
    public = for_outside(table)
    numbers = {key: number for key, number, _told in pairs(table, public)}
    told = {key for key, _number, is_told in pairs(table, public) if is_told}
    assert not [key for key in told if 0 < numbers[key] < FEW]
    for least, most in ranges(numbers, told, len(rows)):
        assert most - least > 0.99, shown(public)


def pairs(table: Table, public: Table) -> list[tuple[Place, int, bool]]:
    """Each count, and whether somebody outside knows it. Who knows a share knows its sides, at the
    worst."""
    found: list[tuple[Place, int, bool]] = []
    for at, (whole, left) in enumerate(zip(table, public, strict=True)):
        share, seen = whole.cells[-1], left.cells[-1]
        by_share = share.value is not None and not seen.hidden
        assert not by_share or not {share.part, (share.of or 0) - (share.part or 0)} & {1, 2, 3, 4}
        for column, cell, told in zip(table.columns[:-1], whole.cells, left.cells, strict=False):
            known = not told.hidden or (column.name == "answered" and by_share)
            found.append(((at, column.name), round(cell.value or 0), known))
    return found


def ranges(numbers: dict[Place, int], told: set[Place], last: int) -> list[tuple[float, float]]:
    """Somebody outside sets up every equation there is, and asks what is the least and the most
    that each small number which was left out can be. Nothing is never left out."""
    unknown = [key for key in numbers if key not in told]
    names = ("received", *PARTS)
    equations: list[dict[Place, int]] = [
        {(last, name): -1, **{(at, name): 1 for at in range(last)}} for name in names
    ]
    equations += [
        {(at, "received"): 1, **{(at, name): -1 for name in PARTS}} for at in range(last + 1)
    ]
    matrix = np.array([[each.get(key, 0) for key in unknown] for each in equations])
    sums = [-sum(n * numbers[key] for key, n in each.items() if key in told) for each in equations]
    found = []
    for at, key in enumerate(unknown):
        if 0 < numbers[key] < FEW:
            goal = np.eye(len(unknown))[at]
            given = {"A_eq": matrix, "b_eq": np.array(sums), "bounds": (1, None)}
            least, most = linprog(goal, **given), linprog(-goal, **given)
            found.append((least.fun, np.inf if most.status == 3 else -most.fun))
    return found


def test_a_time_does_not_tell_which_hidden_number_is_small() -> None:
    """Five were answered, and one: whose median stands there, is not the one."""
    columns = (Column("answered", "answered", Unit.NUMBER), Column("time", "time", Unit.MINUTES))
    answered = {"a": 1, "b": 5, "c": 40}
    rows = tuple(Row(name, (Cell(of), Cell(10, of))) for name, of in answered.items())
    table = Table("t", "t", "t", columns, rows, whole=Row("all", (Cell(46), Cell(10, 46))))
    assert shown(for_outside(table)) == [["x", "x"], ["x", "x"], [40, 10], [46, 10]]


def test_one_small_number_takes_another_one_along() -> None:
    public = for_outside(counted([(40, 3, 0, 0), (30, 9, 0, 0), (20, 8, 0, 0)]))
    waiting = [row[2] for row in shown(public)]
    assert waiting[0] == "x"
    assert waiting.count("x") > 1


def test_what_is_left_when_one_column_is_taken_from_another_is_no_small_number_either() -> None:
    """Received and answered alone tell how many were not answered."""
    whole = counted([(40, 3, 0, 0), (30, 9, 6, 0), (20, 8, 7, 0)])
    few = ("received", "answered")
    table = replace(
        whole,
        columns=tuple(one for one in whole.columns if one.name in few),
        rows=tuple(replace(one, cells=one.cells[:2]) for one in whole.rows),
        whole=replace(whole.whole, cells=whole.whole.cells[:2]) if whole.whole else None,
    )
    for received, answered in shown(for_outside(table)):
        assert "x" in {received, answered} or int(received) - int(answered) not in {1, 2, 3, 4}
    assert "x" in shown(for_outside(table))[0]


def test_of_a_long_table_whole_rows_are_left_out_and_the_whole_is_told() -> None:
    rows = [(40, number % 9, 0, 0) for number in range(80)]
    seen = shown(for_outside(counted(rows)))
    for row, cells in zip(rows, seen, strict=False):
        assert (set(cells) == {"x"}) == (0 < row[1] < FEW)
    assert "x" not in seen[-1]


@pytest.mark.parametrize("small", [[(9, 1, 0, 0)], [(9, 1, 0, 0), (8, 2, 0, 0)]])
def test_the_whole_of_a_long_table_tells_nothing_small_of_what_was_left_out(
    small: list[tuple[int, ...]],
) -> None:
    """Of one row everything would follow; of two that three waited in both."""
    rows = [*small, *((40 + number, 5 + number, 0, 0) for number in range(78))]
    seen = shown(for_outside(counted(rows)))
    left_out = [row for row, cells in zip(rows, seen, strict=False) if set(cells) == {"x"}]
    assert len(left_out) > 1
    assert not [1 for column in zip(*left_out, strict=True) if 0 < sum(column) < FEW]
    assert left_out == rows[: len(left_out)]  # no more than that takes
    assert "x" not in seen[-1]


def test_a_long_table_without_a_whole_hides_small_rows_alone() -> None:
    table = replace(counted([(40, 3, 0, 0), *[(40, 6, 0, 0)] * 79]), whole=None)
    seen = shown(for_outside(table))
    assert set(seen[0]) == {"x"}
    assert not [cells for cells in seen[1:] if "x" in cells]


def test_nothing_small_nothing_hidden() -> None:
    table = counted([(40, 8, 0, 0), (30, 9, 5, 0)])
    assert for_outside(table) == table


def test_two_ones_that_add_up_to_two_take_a_third_along() -> None:
    """Nothing is never hidden: two that are hidden and make two would both be one."""
    table = Table(
        name="t",
        title="t",
        what="t",
        columns=(Column("n", "n", Unit.NUMBER),),
        rows=tuple(Row(str(n), (Cell(n),)) for n in (1, 1, 30, 40)),
        whole=Row("all", (Cell(72),)),
    )
    assert [row.cells[0].hidden for row in for_outside(table)] == [True, True, True, False, False]


def test_medians_of_few_and_all_averages_stay_within_the_team() -> None:
    table = Table(
        name="t",
        title="t",
        what="t",
        columns=(Column("m", "m", Unit.MINUTES), Column("a", "a", Unit.DECIMAL)),
        rows=(
            Row("few", (Cell(12.0, 4), Cell(1.2, 50))),
            Row("many", (Cell(12.0, 5), Cell(1.0, 50))),
        ),
    )
    hidden = [[cell.hidden for cell in row.cells] for row in for_outside(table)]
    assert hidden == [[True, True], [False, True]]
