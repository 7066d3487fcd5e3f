"""The storm of the demo history is found within the hour; the ordinary Monday peak is not said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.history import UNTIL, past, taken_back
from webcare.demo.history.planted import Planted, planted
from webcare.warnings.learning import learn
from webcare.warnings.looking_back import look_back
from webcare.warnings.models import Signal
from webcare.warnings.showing import Shown
from webcare.warnings.signalling import look

pytestmark = pytest.mark.django_db

MONTHS, MESSAGES = 2, 8000  # as busy as the demo: see ``manage.py demo_history``
MONDAY = datetime(2026, 11, 9, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def history(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Planted]]:
    with django_db_blocker.unblock(), taken_back():
        past(months=MONTHS, messages=MESSAGES)
        yield planted(MONTHS, UNTIL)


def test_the_storm_is_found_within_the_hour(history: list[Planted]) -> None:
    storm = next(one for one in history if one.kind == "storm")
    learn(storm.begins)
    for minutes in range(0, 61, 10):
        look(storm.begins + timedelta(minutes=minutes))
    found = Signal.objects.get()
    assert "storm" in " ".join(Shown(found).words)
    assert found.noticed_at - storm.begins <= HOUR


def test_the_ordinary_monday_peak_is_not_said(history: list[Planted]) -> None:
    assert all(abs(MONDAY - one.begins) > timedelta(days=1) for one in history)
    learn(MONDAY)
    for quarter in range(0, 13 * 4, 2):
        look(MONDAY + quarter * HOUR / 4)
    assert not Signal.objects.exists()


def test_looking_back_leaves_what_would_have_been_said(history: list[Planted]) -> None:
    storm = next(one for one in history if one.kind == "storm")
    begin, end = storm.begins - 2 * HOUR, storm.begins + 14 * HOUR
    rows = look_back(begin, end, minutes=30)
    assert [Shown(one).words[:1] for one in rows]
    assert look_back(begin, end, minutes=30) == rows  # nothing is said twice
    assert sum("storm" in " ".join(Shown(one).words) for one in rows) == 1
