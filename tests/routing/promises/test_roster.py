"""What a roster adds to service hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from routing.promises import Duty
from tests.routing.promises.town_hours import (
    at,
    office,
    shown,
    span,
    special,
)

MONDAY_EVENING = Duty((span("17:00-21:00"),), "avonddienst", weekdays=frozenset({0}))


def test_evening_of_the_roster_follows_the_day() -> None:
    hours = office(roster=(MONDAY_EVENING,))
    assert hours.open_spans(date(2026, 11, 23)) == (span("09:00-21:00"),)
    assert shown(hours.add_minutes(at("2026-11-23 16:30"), 60)) == "2026-11-23 17:30"


def test_evening_of_the_roster_with_a_break_before_it() -> None:
    late = replace(MONDAY_EVENING, spans=(span("18:30-21:00"),))
    hours = office(roster=(late,))
    assert shown(hours.add_minutes(at("2026-11-23 16:30"), 60)) == "2026-11-23 19:00"


def test_roster_holds_on_its_weekdays_only() -> None:
    hours = office(roster=(MONDAY_EVENING,))
    assert hours.open_spans(date(2026, 11, 24)) == (span("09:00-17:00"),)


def test_roster_opens_a_weekend() -> None:
    duty = Duty((span("10:00-14:00"),), weekdays=frozenset({5, 6}))
    hours = office(roster=(duty,))
    assert shown(hours.add_minutes(at("2026-11-20 16:30"), 300)) == "2026-11-22 10:30"


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2026-11-02", False), ("2026-11-09", True), ("2026-11-23", True), ("2026-11-30", False)],
)
def test_roster_holds_from_its_first_until_its_last_day(day: str, holds: bool) -> None:
    duty = replace(MONDAY_EVENING, first=date(2026, 11, 9), last=date(2026, 11, 23))
    assert office(roster=(duty,)).is_open(at(f"{day} 19:00")) is holds


def test_two_duties_on_one_evening_count_once() -> None:
    hours = office(roster=(MONDAY_EVENING, replace(MONDAY_EVENING, name="tweede")))
    assert hours.minutes_between(at("2026-11-23 00:00"), at("2026-11-24 00:00")) == 12 * 60


def test_roster_on_weekdays_yields_to_a_special_day() -> None:
    hours = office(special("2026-11-23", "09:00-12:00"), roster=(MONDAY_EVENING,))
    assert hours.open_spans(date(2026, 11, 23)) == (span("09:00-12:00"),)


def test_roster_for_special_days_too_adds_to_a_special_day() -> None:
    duty = replace(MONDAY_EVENING, special_days=True)
    hours = office(special("2026-11-23", "09:00-12:00"), roster=(duty,))
    assert hours.open_spans(date(2026, 11, 23)) == (span("09:00-12:00"), span("17:00-21:00"))


def test_roster_on_a_date_holds_whatever_day_it_is() -> None:
    duty = Duty((span("10:00-14:00"),), dates=frozenset({date(2026, 12, 25)}))
    hours = office(special("2026-12-25"), roster=(duty,))
    assert hours.open_spans(date(2026, 12, 25)) == (span("10:00-14:00"),)


@pytest.mark.parametrize(
    "change",
    [
        {"spans": ()},
        {"weekdays": frozenset()},
        {"dates": frozenset({date(2026, 12, 25)})},
        {"dates": frozenset({date(2026, 12, 25)}), "weekdays": frozenset(), "special_days": True},
    ],
)
def test_duty_that_says_too_little_or_too_much_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a duty has"):
        replace(MONDAY_EVENING, **change)  # type: ignore[arg-type]
