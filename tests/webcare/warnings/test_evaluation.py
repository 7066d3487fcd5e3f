"""A made-up year with spikes that we know of."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command

from webcare.warnings.simulating.scoring import Score, score
from webcare.warnings.simulating.watching import Said, watch
from webcare.warnings.simulating.year import BEGIN, Planted, make
from webcare.warnings.spikes import Scope, Sensitivity

WEEKS = 9


@pytest.fixture(scope="module")
def told() -> Score:
    year = make(WEEKS, seed=5)
    return score(year.planted, watch(year, Sensitivity()), WEEKS)


def test_large_spikes_are_found_within_the_hour(told: Score) -> None:
    large = told.by(lambda one: one.size)["large"]
    assert len(large) >= 4
    assert all(one.minutes is not None and one.minutes <= 60 for one in large)


def test_most_are_found_and_hardly_anything_is_said_for_nothing(told: Score) -> None:
    assert told.recall > 0.75
    assert told.false_a_week <= 0.25


def test_the_same_seed_is_the_same_year() -> None:
    one, two, other = make(2, seed=1), make(2, seed=1), make(2, seed=2)
    assert np.array_equal(one.minute, two.minute)
    assert one.planted == two.planted
    assert not np.array_equal(one.minute[:100], other.minute[:100])


def test_the_command_prints_what_was_found() -> None:
    out = StringIO()
    call_command("evaluate_warnings", weeks=1, seed=4, stdout=out)
    assert "recall" in out.getvalue()
    assert "false alarms" in out.getvalue()


def test_a_signal_about_something_else_is_a_false_alarm() -> None:
    planted = Planted("place", "large", "1 hour", BEGIN, place=2)
    soon = BEGIN + timedelta(minutes=20)
    there, elsewhere = (Said(Scope.PLACE, key, soon, None) for key in (2, 3))
    late = Said(Scope.ALL, 0, BEGIN + timedelta(hours=9), None)
    told = score([planted], [there, elsewhere, late], 1)
    assert told.false == [elsewhere, late]
    assert [one.minutes for one in told.found] == [20]
