"""The clock of a promise, as the queue and the conversation show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils.translation import override

from inbox.models import Conversation
from inbox.templatetags.promised import before, clock_of, until
from inbox.workflow import Status
from tests.inbox.promised import at


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def _row(**fields: Any) -> Conversation:
    """One hour promised at 13:00, 80 % of it at 13:48."""
    promised = {"answer_by": at("wo 14:00"), "answer_soon": at("wo 13:48"), "norm": "norm: 60 min"}
    return Conversation(**{"status": Status.OPEN, **promised, **fields})


@pytest.mark.parametrize(
    ("now", "words", "state"),
    [
        ("wo 13:26", "34 min left", "calm"),
        ("wo 13:48", "12 min left", "soon"),
        ("wo 13:59", "1 min left", "soon"),
        ("wo 14:00", "1 min too late", "late"),
        ("wo 14:12", "12 min too late", "late"),
        ("wo 17:30", "3 hours too late", "late"),
        ("za 13:00", "2 days too late", "late"),
        ("wo 09:00", "today before 14:00", "calm"),
        ("di 17:00", "tomorrow before 14:00", "calm"),
        ("ma 17:00", "Wed 18 nov before 14:00", "calm"),
    ],
)
def test_clock_says_how_long_there_is(now: str, words: str, state: str) -> None:
    with time_machine.travel(at(now), tick=False):
        clock = clock_of(_row())
    assert clock
    assert (clock.words, clock.state, clock.at) == (words, state, at("wo 14:00"))


def test_next_year_is_named() -> None:
    with time_machine.travel(at("wo 13:00"), tick=False):
        assert before(at("ma 10:00", 8)) == "11 January 2027 before 10:00"


def test_half_a_minute_left_is_a_minute_left() -> None:
    with time_machine.travel(at("wo 13:59").timestamp() + 30, tick=False):
        assert until(at("wo 14:00")) == "1 min left"


def test_what_is_answered_waits_for_the_citizen() -> None:
    clock = clock_of(_row(status=Status.ANSWERED, answer_by=None, answer_soon=None))
    assert clock
    assert (clock.words, clock.state, clock.at) == ("waits for the citizen", "still", None)


def test_what_is_written_and_not_placed_is_on_its_way() -> None:
    with time_machine.travel(at("wo 13:50"), tick=False):
        clock = clock_of(_row(status=Status.ANSWERED))
    assert clock
    assert (clock.words, clock.state) == ("answer on its way", "soon")


def test_promise_that_is_worse_off_is_shown_whatever_it_is_of() -> None:
    row = _row(answer_by=at("wo 16:00"), answer_soon=at("wo 15:30"))
    row.solve_by, row.solve_soon = at("wo 14:00"), at("wo 13:48")
    with time_machine.travel(at("wo 14:12"), tick=False):
        clock = clock_of(row)
    assert clock
    assert (clock.words, clock.state) == ("not dealt with: 12 min too late", "late")


def test_of_two_promises_that_are_as_well_off_the_first_is_shown() -> None:
    row = _row(solve_by=at("wo 13:30"), solve_soon=at("wo 13:24"))
    with time_machine.travel(at("wo 13:00"), tick=False):
        clock = clock_of(row)
    assert clock
    assert clock.at == at("wo 13:30")


def test_when_the_answer_was_given_the_rest_is_promised() -> None:
    row = _row(answer_by=None, answer_soon=None, status=Status.REFERRED)
    row.solve_by, row.solve_soon = at("do 12:00"), at("do 10:00")
    with time_machine.travel(at("wo 13:00"), tick=False):
        clock = clock_of(row)
    assert clock
    assert clock.words == "deal with it: tomorrow before 12:00"


@pytest.mark.parametrize("promised", [{}, {"norm": "", "answer_by": None, "answer_soon": None}])
def test_who_is_in_danger_is_answered_now(promised: dict[str, Any]) -> None:
    with time_machine.travel(at("ma 13:00"), tick=False):
        clock = clock_of(_row(danger="fire", **promised))
    assert clock
    assert (clock.words, clock.state, clock.at) == ("now", "soon", None)


def test_danger_that_waits_too_long_is_late_all_the_same() -> None:
    with time_machine.travel(at("wo 14:12"), tick=False):
        clock = clock_of(_row(danger="fire"))
    assert clock
    assert (clock.words, clock.state) == ("12 min too late", "late")


@pytest.mark.parametrize(
    "fields",
    [
        {"norm": "", "answer_by": None, "answer_soon": None},
        {"status": Status.CLOSED},
        {"answer_by": None, "answer_soon": None},
    ],
)
def test_where_nothing_is_promised_there_is_no_clock(fields: dict[str, Any]) -> None:
    assert clock_of(_row(**fields)) is None


def test_clock_has_the_exact_moment_and_the_norm_for_who_points_at_it() -> None:
    with time_machine.travel(at("wo 13:26"), tick=False):
        html = render_to_string("inbox/_clock.html", {"clock": clock_of(_row())})
    assert 'datetime="2026-11-18T14:00:00+01:00"' in html
    assert 'title="18 November 2026 14:00 · norm: 60 min"' in html
    assert "34 min left" in html
