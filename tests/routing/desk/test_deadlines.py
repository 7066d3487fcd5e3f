"""Until when a department has, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from routing.models import Referral
from routing.templatetags.deadlines import due, due_state, due_words

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def asked(*, ago: timedelta, left: timedelta | None) -> Referral:
    return Referral(asked_at=NOW - ago, deadline=None if left is None else NOW + left)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(seconds=20), "1 min left"),
        (timedelta(minutes=59), "59 min left"),
        (HOUR, "1 hour left"),
        (3 * HOUR + timedelta(minutes=59), "3 hours left"),
        (47 * HOUR, "47 hours left"),
        (48 * HOUR, "2 days left"),
        (5 * DAY, "5 days left"),
        (timedelta(), "1 min too late"),
        (-timedelta(minutes=12), "12 min too late"),
        (-2 * DAY, "2 days too late"),
    ],
)
def test_deadline_is_said_in_one_unit(left: timedelta, words: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert due_words(NOW + left) == words


@pytest.mark.parametrize(
    ("ago", "left", "state"),
    [
        (HOUR, 4 * HOUR, "calm"),
        (4 * HOUR, HOUR, "calm"),
        (4 * HOUR, HOUR - timedelta(minutes=1), "soon"),
        (4 * HOUR, timedelta(seconds=1), "soon"),
        (4 * HOUR, timedelta(), "late"),
        (4 * HOUR, -DAY, "late"),
        (4 * HOUR, None, "calm"),
    ],
)
def test_last_fifth_of_the_time_is_soon(ago: timedelta, left: timedelta | None, state: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert due_state(asked(ago=ago, left=left)) == state


def test_deadline_has_its_exact_moment_on_hover() -> None:
    with time_machine.travel(NOW, tick=False):
        html = due(asked(ago=HOUR, left=3 * HOUR))
    assert 'datetime="2026-11-18T15:00:00+00:00"' in html
    assert "16:00" in html  # in Amsterdam
    assert "3 hours left" in html


def test_question_without_a_deadline_says_nothing() -> None:
    assert due(asked(ago=HOUR, left=None)) == ""
