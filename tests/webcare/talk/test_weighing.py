"""What stands out, worked out by hand."""

from __future__ import annotations

from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcare.talk.weighing import SURE, TIMES, Counts, Standing, joined, stand_out


def test_by_hand() -> None:
    """20 of 100 now, 7 of 800 before: 27 of 900 is 3%, and 3 and 24 were no surprise."""
    [one] = stand_out(Counts(100, {"boom": 20}), Counts(800, {"boom": 7}))
    ratio = 20 * log(20 / 3) + 80 * log(80 / 97) + 7 * log(7 / 24) + 793 * log(793 / 776)
    assert one.score == pytest.approx(sqrt(2 * ratio))
    assert (one.heard, one.of, one.expected) == (20, 100, 0.875)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (Counts(10, {"boom": 4}), Counts(800, {})),  # of too few
        (Counts(100, {"boom": 10}), Counts(800, {"boom": 80})),  # as ever
        (Counts(300, {"boom": 30}), Counts(800, {"boom": 80})),  # a busy day says more of all
        (Counts(1000, {"boom": 130}), Counts(8000, {"boom": 800})),  # sure, and no news
    ],
)
def test_what_does_not(now: Counts, before: Counts) -> None:
    assert stand_out(now, before) == []


def test_six_of_ten_is_much_where_nobody_said_it_before() -> None:
    assert stand_out(Counts(10, {"datalek": 6}), Counts(80, {}))


def test_what_was_never_heard_needs_some_to_say_it() -> None:
    assert [one.term for one in stand_out(Counts(60, {"datalek": 9}), Counts(480, {}))] == [
        "datalek"
    ]


@given(
    st.integers(5, 80),
    st.integers(0, 400),
    st.integers(0, 40),
)
def test_more_of_it_never_stands_out_less(said: int, earlier: int, more: int) -> None:
    before = Counts(800, {"boom": earlier})
    one = stand_out(Counts(160, {"boom": said}), before)
    other = stand_out(Counts(160, {"boom": said + more}), before)
    assert len(other) >= len(one)
    for found in other:
        assert found.score >= SURE
        assert found.heard >= TIMES * found.expected


def _found(**heard: int) -> list[Standing]:
    return [Standing(term.replace("_", " "), n, 100, 1, n) for term, n in heard.items()]


def test_a_pair_says_more_than_its_word_where_they_go_together() -> None:
    who = {"oud papier": range(9), "oud": range(10), "papier": range(40)}
    found = joined(_found(papier=40, oud=10, oud_papier=9), who, 10)
    assert [one.term for one in found] == ["papier"]
    found = joined(_found(oud_papier=9, oud=10), who, 10)
    assert [one.term for one in found] == ["oud papier"]


def test_what_is_said_in_the_same_conversations_is_one_subject() -> None:
    who = {"storm": range(20), "takken": range(4, 16), "paspoort": range(50, 60)}
    found = joined(_found(storm=20, takken=12, paspoort=10), who, 10)
    assert [(one.term, one.also) for one in found] == [("storm", ("takken",)), ("paspoort", ())]
