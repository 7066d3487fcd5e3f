"""Service hours on the nights that summer time begins and ends."""

from __future__ import annotations

import pytest

from routing.promises import OFFICE_HOURS, Duty
from tests.routing.promises.town_hours import ALWAYS, at, office, shown, span, weekly


def test_night_summer_time_begins_has_23_hours() -> None:
    assert ALWAYS.minutes_between(at("2026-03-29 00:00"), at("2026-03-30 00:00")) == 23 * 60
    assert shown(ALWAYS.add_minutes(at("2026-03-29 01:30"), 60)) == "2026-03-29 03:30"


def test_night_summer_time_ends_has_25_hours() -> None:
    assert ALWAYS.minutes_between(at("2026-10-25 00:00"), at("2026-10-26 00:00")) == 25 * 60
    due = ALWAYS.add_minutes(at("2026-10-25 01:30"), 120)
    assert due == at("2026-10-25 02:30", again=True)


@pytest.mark.parametrize(("day", "minutes"), [("2026-03-29", 0), ("2026-10-25", 120)])
def test_hour_of_the_change_is_skipped_or_comes_twice(day: str, minutes: int) -> None:
    hours = weekly("02:00-03:00")
    assert hours.minutes_between(at(f"{day} 00:00"), at(f"{day} 12:00")) == minutes


@pytest.mark.parametrize(("day", "minutes"), [("2026-03-29", 60), ("2026-10-25", 180)])
def test_hours_around_the_change_last_as_long_as_they_really_do(day: str, minutes: int) -> None:
    hours = weekly("01:30-03:30")
    assert hours.minutes_between(at(f"{day} 00:00"), at(f"{day} 12:00")) == minutes


def test_minutes_run_on_from_before_the_skipped_hour() -> None:
    due = weekly("01:30-03:30").add_minutes(at("2026-03-29 01:30"), 45)
    assert shown(due) == "2026-03-29 03:15"


def test_hours_within_the_skipped_hour_open_the_day_after() -> None:
    opens = weekly("02:15-02:45").next_opening(at("2026-03-29 00:00"))
    assert shown(opens) == "2026-03-30 02:15"


def test_hours_that_close_within_the_double_hour_open_again() -> None:
    hours = weekly("01:00-02:30")
    assert not hours.is_open(at("2026-10-25 02:30"))
    assert hours.next_opening(at("2026-10-25 02:30")) == at("2026-10-25 02:00", again=True)
    assert hours.is_open(at("2026-10-25 02:29", again=True))
    assert not hours.is_open(at("2026-10-25 02:30", again=True))


@pytest.mark.parametrize("friday", ["2026-03-27", "2026-10-23"])
def test_weekend_of_the_change_costs_office_hours_nothing(friday: str) -> None:
    day = int(friday[-2:])
    monday = f"{friday[:-2]}{day + 3}"
    assert OFFICE_HOURS.minutes_between(at(f"{friday} 16:00"), at(f"{monday} 10:00")) == 120
    assert shown(OFFICE_HOURS.add_minutes(at(f"{friday} 16:00"), 120)) == f"{monday} 10:00"


def test_night_roster_over_the_change_lasts_an_hour_longer() -> None:
    saturday = Duty((span("22:00-24:00"),), "nacht", weekdays=frozenset({5}))
    sunday = Duty((span("00:00-06:00"),), "nacht", weekdays=frozenset({6}))
    hours = office(roster=(saturday, sunday))
    assert hours.minutes_between(at("2026-10-24 20:00"), at("2026-10-25 08:00")) == 9 * 60
