"""When the clock trains."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

import pytest

from webcare.env import Env
from webcare.schedule import Nightly, schedule


def until(now: datetime) -> timedelta:
    """How long it lasts until the nightly training, when it ran long ago at this moment."""
    nightly = Nightly(hour=3, minute=0, nowfun=lambda: now)
    left: timedelta = nightly.remaining_estimate(now)
    return left


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 1, 15, 23, 0, tzinfo=UTC), 3),  # 00:00 in winter
        (datetime(2026, 7, 15, 23, 0, tzinfo=UTC), 2),  # 01:00 in summer
    ],
)
def test_nightly_is_at_three_by_the_clock_on_the_wall(now: datetime, hours: int) -> None:
    assert until(now) == timedelta(hours=hours)


def test_training_is_nightly_and_survives_being_kept() -> None:
    """The clock keeps its table in a file; read from there it is still Dutch time."""
    trains = schedule(Env(_env_file=None))["routing.tasks.train"]["schedule"]
    assert isinstance(pickle.loads(pickle.dumps(trains)), Nightly)  # noqa: S301 ours, made here
    assert trains.hour == {3}


def test_what_was_never_trained_is_looked_for_every_hour() -> None:
    assert schedule(Env(_env_file=None))["routing.tasks.train_waiting"]["schedule"] == 3600
