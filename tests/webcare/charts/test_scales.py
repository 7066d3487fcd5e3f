from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcare.charts import Unit
from webcare.charts.scales import every, scale, spread

NUMBERS = st.floats(0, 1e12, allow_nan=False)


@pytest.mark.parametrize(
    ("highest", "unit", "marks"),
    [
        (4, Unit.NUMBER, [0, 1, 2, 3, 4]),
        (97, Unit.NUMBER, [0, 20, 40, 60, 80, 100]),
        (94, Unit.PERCENT, [0, 25, 50, 75, 100]),
        (12, Unit.PERCENT, [0, 5, 10, 15]),
        (130, Unit.MINUTES, [0, 30, 60, 90, 120, 150]),
        (0.4, Unit.DECIMAL, [0, 0.1, 0.2, 0.3, 0.4]),
        (0, Unit.NUMBER, [0, 1]),
    ],
)
def test_marks_are_round_numbers(highest: float, unit: Unit, marks: list[float]) -> None:
    assert scale([None, highest], unit).marks == pytest.approx(marks)


def test_no_number_at_all_has_a_scale() -> None:
    assert scale([None, None], Unit.NUMBER).marks == [0, 1]


@given(st.lists(NUMBERS, min_size=1), st.sampled_from(Unit))
def test_all_that_is_drawn_fits_on_few_marks(values: list[float], unit: Unit) -> None:
    found = scale(values, unit)
    assert found.top >= max(values) * (1 - 1e-9)
    assert len(found.marks) <= 12


def test_half_is_drawn_half_as_high() -> None:
    found = scale([100], Unit.NUMBER)
    assert found.place(50, 0, 200) == pytest.approx(found.place(100, 0, 200) / 2)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 12)), max_size=8))
def test_names_do_not_touch_and_stay_on_the_paper(asked: list[tuple[float, float]]) -> None:
    wanted, sizes = [place for place, _ in asked], [size for _, size in asked]
    places = spread(wanted, sizes, 0, 100)
    edges = sorted((at - size / 2, at + size / 2) for at, size in zip(places, sizes, strict=True))
    for (_, end), (start, _) in pairwise(edges):
        assert end <= start + 1e-6
    assert all(start >= -1e-6 and end <= 100 + 1e-6 for start, end in edges)


def test_what_has_room_stays_where_it_was_wanted() -> None:
    assert spread([10, 50, 90], [10, 10, 10], 0, 100) == [10, 50, 90]


def test_at_most_so_many_are_written() -> None:
    assert every(31, 10) == 4
    assert every(3, 10) == 1
