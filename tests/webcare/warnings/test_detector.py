"""What is usual, and what is a spike: pure, on weeks that are made here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from webcare.warnings.causes import causes
from webcare.warnings.chance import at_least, none
from webcare.warnings.simulating.year import rates
from webcare.warnings.slots import HOUR, SLOTS, parts, slot
from webcare.warnings.spikes import AGAIN, CALM, Course, Judged, Sensitivity, follow, judge
from webcare.warnings.usual import Ints, Usual, fit

MONDAY = datetime(2026, 9, 6, 22, tzinfo=UTC)  # midnight in Amsterdam
WEEK = timedelta(days=7)


def weeks(number: int, a_week: int = 1200, seed: int = 3) -> tuple[Ints, Ints]:
    """The hours of the week and the people of so many ordinary weeks, up to MONDAY."""
    hours = number * SLOTS
    slots = np.array([slot(MONDAY - (hours - hour) * HOUR) for hour in range(hours)])
    counts = np.random.default_rng(seed).poisson(rates(SLOTS)[slots] * a_week / SLOTS)
    return slots, counts


def learned(number: int = 10, a_week: int = 1200) -> Usual:
    usual = fit(*weeks(number, a_week))
    assert usual
    return usual


def at(hour: int, day: int = 0) -> datetime:
    """Of the week that follows."""
    return MONDAY + timedelta(days=day, hours=hour)


# Chance ------------------------------------------------------------------------------------------


@given(
    st.integers(0, 300),
    st.floats(0.01, 200, allow_subnormal=False),
    st.floats(0.5, 50, allow_subnormal=False),
)
def test_the_chance_is_that_of_the_negative_binomial(seen: int, mean: float, size: float) -> None:
    theirs = stats.nbinom.sf(seen - 1, size, size / (size + mean))
    assert at_least(seen, mean, size) == pytest.approx(theirs, rel=1e-6, abs=1e-14)
    assert none(mean, size) == pytest.approx(1 - at_least(1, mean, size), abs=1e-9)


# Hours of the week -------------------------------------------------------------------------------


def test_a_holiday_is_a_sunday() -> None:
    assert slot(datetime(2026, 12, 25, 9, 30, tzinfo=UTC)) == 6 * 24 + 10  # a Friday
    assert slot(datetime(2026, 12, 18, 9, 30, tzinfo=UTC)) == 4 * 24 + 10


def test_hours_are_those_of_amsterdam_in_summer_and_winter() -> None:
    assert slot(datetime(2026, 10, 23, 8, tzinfo=UTC)) % 24 == 10
    assert slot(datetime(2026, 10, 26, 8, tzinfo=UTC)) % 24 == 9


def test_minutes_are_shared_among_the_hours_that_they_touch() -> None:
    assert list(parts(at(9) + timedelta(minutes=15), 60)) == [(9, 0.25), (8, 0.75)]
    assert sum(share for _slot, share in parts(at(9), 180)) == pytest.approx(3)


# What is usual -----------------------------------------------------------------------------------


def test_what_is_usual_is_learned_for_each_hour_of_the_week() -> None:
    truth = rates(SLOTS) * 1200 / SLOTS
    assert np.abs(np.array(learned().levels) - truth).mean() < 0.15 * truth.mean()


def test_last_months_storm_does_not_hide_the_next() -> None:
    slots, counts = weeks(10)
    stormy = counts.copy()
    stormy[-4 * SLOTS + 50 : -4 * SLOTS + 62] += 150
    calm, after = fit(slots, counts), fit(slots, stormy)
    assert calm
    assert after
    assert max(np.array(after.levels) - np.array(calm.levels)) < 5


def test_slow_growth_is_followed() -> None:
    slots, counts = weeks(12)
    grown = np.round(counts * np.repeat(np.linspace(1, 1.6, 12), SLOTS)).astype(np.int64)
    usual = fit(slots, grown)
    assert usual
    first, last = counts[:SLOTS].sum(), counts[-SLOTS:].sum() * 1.6
    assert sum(usual.levels) == pytest.approx(last, rel=0.1)
    assert sum(usual.levels) > 1.35 * first


def test_who_began_last_week_is_not_judged() -> None:
    slots, counts = weeks(10)
    assert fit(slots[-SLOTS:], counts[-SLOTS:]) is None


def test_with_three_weeks_of_history_it_takes_more_to_be_a_spike() -> None:
    few, many = learned(3), learned(12)
    assert few.doubt(10) < many.doubt(10)


def test_what_is_learned_is_stored_and_read_again() -> None:
    usual = learned()
    again = Usual.from_json(usual.to_json())
    assert again.levels == pytest.approx(usual.levels, abs=1e-4)
    assert (again.size, again.weeks) == (usual.size, usual.weeks)


# A spike -----------------------------------------------------------------------------------------

SENSITIVE = Sensitivity()


def test_a_storm_is_a_spike() -> None:
    usual, now = learned(), at(15)
    judged = judge(usual, {30: 20, 60: 60, 180: 90}, now, SENSITIVE)
    assert judged.spike
    assert judged.minutes == 60
    assert judged.serious


def test_the_ordinary_monday_peak_is_none() -> None:
    usual = learned()
    for hour in range(7, 18):
        usually = {m: round(usual.expected(list(parts(at(hour), m))) * 1.3) for m in (30, 60, 180)}
        assert not judge(usual, usually, at(hour), SENSITIVE).spike


def test_the_same_peak_on_a_sunday_morning_is_one() -> None:
    usual = learned()
    monday = {m: round(usual.expected(list(parts(at(10), m))) * 1.3) for m in (30, 60, 180)}
    assert judge(usual, monday, at(6, day=6), SENSITIVE).spike


def test_five_people_are_no_spike_however_quiet_it_is() -> None:
    assert not judge(learned(a_week=20), {30: 5, 60: 5, 180: 5}, at(4), SENSITIVE).spike


def test_a_storm_creeps_up_in_three_hours() -> None:
    judged = judge(learned(), {30: 7, 60: 15, 180: 45}, at(4), SENSITIVE)
    assert judged.spike


def test_where_many_are_looked_at_each_has_to_be_more_remarkable() -> None:
    assert SENSITIVE.chance(50) < SENSITIVE.chance(1)


def test_what_is_expected_is_no_spike() -> None:
    usual, crowd = learned(), {30: 20, 60: 60, 180: 90}
    assert not judge(usual, crowd, at(15), SENSITIVE, lift=6.0).spike


# One signal for one event ------------------------------------------------------------------------


def look(spike: bool = False, high: bool = False) -> Judged:
    return Judged(60, 10, 1, 0.5, spike, spike or high)


def go(steps: str, minutes: int = 30) -> list[Course]:
    """Each event after these looks: S a spike, h still high, . calm."""
    course: Course | None = None
    events: list[Course] = []
    for number, step in enumerate(steps):
        now = MONDAY + number * timedelta(minutes=minutes)
        course = follow(course, look(step == "S", step == "h"), now)
        if course and (not events or events[-1].since != course.since):
            events.append(course)
        elif course:
            events[-1] = course
    return events


def test_an_event_is_said_once_and_ends_by_itself() -> None:
    (event,) = go("..SSShhh..........")
    assert event.since == MONDAY + timedelta(hours=1)
    assert event.over_at == event.high_at + CALM


def test_it_does_not_begin_with_what_is_only_high() -> None:
    assert go("hhhh....") == []


def test_a_lull_does_not_end_it() -> None:
    (event,) = go("SS.h.hS")
    assert event.over_at is None


def test_a_second_wave_is_the_same_event() -> None:
    (event,) = go("SS.....SS")
    assert event.over_at is None


def test_much_later_is_another_event() -> None:
    calm = "." * int((AGAIN + CALM) / timedelta(minutes=30) + 2)
    assert len(go(f"SS{calm}S")) == 2


# Causes ------------------------------------------------------------------------------------------

BEFORE = {"stroom": 0.002, "gemeente": 0.2, "afval": 0.1, "storing": 0.01}


def test_causes_are_what_is_said_more_than_ever() -> None:
    now = {"stroom": 20, "gemeente": 6, "afval": 3, "stroomstoring": 9, "lamp": 1}
    assert causes(now, 30, BEFORE) == ["stroom", "stroomstoring"]


def test_a_pair_says_what_its_words_say() -> None:
    now = {"code": 19, "oranje": 18, "code oranje": 18, "boom": 12}
    assert causes(now, 30, {}) == ["code oranje", "boom"]


def test_a_word_that_goes_with_many_stays_a_word() -> None:
    now = {"boom": 20, "boom omgewaaid": 6, "grote boom": 5}
    assert causes(now, 30, {}) == ["boom"]


def test_nobodys_word_is_no_cause() -> None:
    assert causes({"lamp": 2, "boom": 1}, 30, BEFORE) == []
