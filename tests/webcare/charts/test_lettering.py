from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webcare.charts.lettering import cut, width, wrap


@given(st.text(max_size=80), st.integers(40, 300), st.integers(1, 3))
def test_every_line_fits(words: str, room: int, most: int) -> None:
    lines = wrap(words, room, 13, most)
    assert 1 <= len(lines) <= most
    assert all(width(line, 13) <= room for line in lines)


def test_a_long_name_takes_two_lines() -> None:
    assert wrap("Wonen & Ruimtelijke ordening", 160, 13) == ["Wonen & Ruimtelijke", "ordening"]


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    assert cut("Communicatie", 60, 13).endswith("…")
