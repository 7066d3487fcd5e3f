"""Promised times on the days on which calendars go wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from routing.promises import OFFICE_HOURS, USUAL, Duty, Holiday, Hours, Span
from tests.routing.promises.town_hours import ALWAYS, at, office, shown, span, special, weekly

EVENINGS = Duty((span("17:00-21:00"),), "avonddienst", weekdays=frozenset(range(5)))
SATURDAY_AND_SUNDAY = weekly("10:00-14:00", days="za zo")
GOOD_FRIDAY_OFF = replace(OFFICE_HOURS, holidays=USUAL | {Holiday.GOOD_FRIDAY})
CHRISTMAS_EVE = special("2026-12-24", "09:00-16:00", reason="Kerstavond")


def observing(hours: Hours, *holidays: Holiday) -> Hours:
    return replace(hours, holidays=frozenset(holidays))


# Easter, King's Day, Liberation Day, Ascension, Whitsun ------------------------------------------


def test_good_friday_evening_is_open_where_people_work() -> None:
    hours = office(roster=(EVENINGS,))
    assert hours.is_open(at("2026-04-03 19:00"))
    assert shown(hours.add_minutes(at("2026-04-03 20:30"), 60)) == "2026-04-07 09:30"


def test_good_friday_evening_is_closed_where_it_is_observed() -> None:
    hours = replace(GOOD_FRIDAY_OFF, roster=(EVENINGS,))
    assert not hours.is_open(at("2026-04-03 19:00"))
    assert shown(hours.add_minutes(at("2026-04-02 20:30"), 60)) == "2026-04-07 09:30"


def test_good_friday_evening_is_open_when_the_roster_counts_on_holidays_too() -> None:
    hours = replace(GOOD_FRIDAY_OFF, roster=(replace(EVENINGS, special_days=True),))
    assert not hours.is_open(at("2026-04-03 16:00"))
    assert hours.is_open(at("2026-04-03 19:00"))


def test_norm_from_before_good_friday_waits_until_after_easter() -> None:
    start = at("2026-04-02 16:30")
    assert shown(GOOD_FRIDAY_OFF.add_minutes(start, 60)) == "2026-04-07 09:30"
    assert shown(OFFICE_HOURS.add_minutes(start, 60)) == "2026-04-03 09:30"


@pytest.mark.parametrize("year", [2025, 2031])
def test_kings_day_on_a_sunday_closes_the_saturday_before(year: int) -> None:
    hours = observing(SATURDAY_AND_SUNDAY, Holiday.KINGS_DAY)
    assert hours.open_spans(date(year, 4, 26)) == ()
    assert hours.open_spans(date(year, 4, 27)) == (span("10:00-14:00"),)
    assert shown(hours.next_opening(at(f"{year}-04-25 18:00"))) == f"{year}-04-27 10:00"


def test_kings_day_on_a_monday_makes_a_long_weekend() -> None:
    due = OFFICE_HOURS.add_minutes(at("2026-04-24 16:30"), 60)
    assert shown(due) == "2026-04-28 09:30"


@pytest.mark.parametrize(
    ("chosen", "closed_in"),
    [
        ((), set()),
        ((Holiday.LIBERATION_LUSTRUM,), {2025, 2030}),
        ((Holiday.LIBERATION_DAY,), {2025, 2026, 2027, 2028, 2029, 2030}),
    ],
)
def test_liberation_day_is_a_choice(chosen: tuple[Holiday, ...], closed_in: set[int]) -> None:
    hours = observing(ALWAYS, *chosen)
    assert {y for y in range(2025, 2031) if not hours.open_spans(date(y, 5, 5))} == closed_in


def test_norm_over_ascension_with_a_bridge_day() -> None:
    hours = office(special("2026-05-15", reason="brugdag"))
    assert shown(hours.add_minutes(at("2026-05-13 16:30"), 60)) == "2026-05-18 09:30"


def test_norm_over_ascension_without_a_bridge_day() -> None:
    due = OFFICE_HOURS.add_minutes(at("2026-05-13 16:30"), 60)
    assert shown(due) == "2026-05-15 09:30"


def test_norm_over_whitsun() -> None:
    due = OFFICE_HOURS.add_minutes(at("2026-05-22 16:00"), 480)
    assert shown(due) == "2026-05-26 16:00"


# Weekends ----------------------------------------------------------------------------------------


def test_norm_of_two_working_days_spans_a_weekend() -> None:
    due = OFFICE_HOURS.add_minutes(at("2026-11-20 13:00"), 2 * 8 * 60)
    assert shown(due) == "2026-11-24 13:00"


# Christmas and the new year ----------------------------------------------------------------------


def test_christmas_eve_closes_at_four() -> None:
    hours = office(CHRISTMAS_EVE)
    assert hours.is_open(at("2026-12-24 15:59"))
    assert not hours.is_open(at("2026-12-24 16:00"))


def test_norm_that_is_full_when_christmas_eve_closes_is_due_then() -> None:
    due = office(CHRISTMAS_EVE).add_minutes(at("2026-12-24 15:30"), 30)
    assert shown(due) == "2026-12-24 16:00"


def test_norm_over_christmas_goes_on_after_the_weekend() -> None:
    due = office(CHRISTMAS_EVE).add_minutes(at("2026-12-24 15:30"), 60)
    assert shown(due) == "2026-12-28 09:30"


def test_christmas_eve_has_no_evening_roster_when_it_closes_early() -> None:
    hours = office(CHRISTMAS_EVE, roster=(EVENINGS,))
    assert hours.is_open(at("2026-12-23 19:00"))
    assert not hours.is_open(at("2026-12-24 19:00"))


def test_second_day_of_christmas_closes_a_saturday() -> None:
    both = (Holiday.CHRISTMAS, Holiday.SECOND_CHRISTMAS)
    hours = observing(SATURDAY_AND_SUNDAY, *both)
    assert shown(hours.next_opening(at("2026-12-24 12:00"))) == "2026-12-27 10:00"


def test_roster_on_christmas_day_opens_it() -> None:
    duty = Duty((span("10:00-14:00"),), "piket", dates=frozenset({date(2026, 12, 25)}))
    hours = office(CHRISTMAS_EVE, roster=(duty,))
    assert shown(hours.add_minutes(at("2026-12-24 15:30"), 60)) == "2026-12-25 10:30"


def test_norm_over_new_year_goes_on_in_the_new_year() -> None:
    due = OFFICE_HOURS.add_minutes(at("2026-12-31 16:30"), 60)
    assert shown(due) == "2027-01-04 09:30"


def test_night_of_the_new_year_is_counted_through() -> None:
    assert shown(ALWAYS.add_minutes(at("2026-12-31 23:30"), 60)) == "2027-01-01 00:30"


def test_new_year_is_skipped_from_midnight_until_midnight() -> None:
    hours = observing(ALWAYS, Holiday.NEW_YEAR)
    assert shown(hours.add_minutes(at("2026-12-31 23:30"), 60)) == "2027-01-02 00:30"
    assert hours.minutes_between(at("2026-12-31 23:00"), at("2027-01-02 01:00")) == 120


def test_year_boundary_is_that_of_amsterdam() -> None:
    only_2027 = replace(ALWAYS, special_days=(special("2026-12-31"),))
    assert shown(only_2027.next_opening(at("2026-12-31 12:00"))) == "2027-01-01 00:00"
    assert only_2027.minutes_between(at("2026-12-31 12:00"), at("2027-01-01 00:30")) == 30


def test_leap_day_is_a_day() -> None:
    assert OFFICE_HOURS.open_spans(date(2028, 2, 29)) == (Span(540, 1020),)
    assert shown(OFFICE_HOURS.add_minutes(at("2028-02-28 16:30"), 60)) == "2028-02-29 09:30"
    assert shown(OFFICE_HOURS.add_minutes(at("2028-12-29 16:30"), 60)) == "2029-01-02 09:30"
