"""Service hours on ordinary and special days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import pytest
from django.utils.translation import override

from routing.promises import OFFICE_HOURS, Hours, Span
from routing.promises.local import ZONE
from tests.routing.promises.town_hours import (
    ALWAYS,
    at,
    office,
    shown,
    span,
    special,
    weekly,
)

LUNCH = weekly("09:00-12:30", "13:00-17:00", days="ma di wo do vr")


# Spans -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "end"), [(540, 540), (600, 540), (-1, 60), (0, 1441)])
def test_span_that_is_none_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no span"):
        Span(start, end)


def test_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="seven"):
        Hours(((Span(540, 1020),),) * 5)


def test_spans_that_touch_or_overlap_are_one() -> None:
    hours = weekly("13:00-17:00", "09:00-12:00", "12:00-13:30")
    assert hours.open_spans(date(2026, 11, 20)) == (span("09:00-17:00"),)


def test_spans_of_a_day_are_in_order() -> None:
    hours = weekly("13:00-17:00", "09:00-12:00")
    expected = (span("09:00-12:00"), span("13:00-17:00"))
    assert hours.open_spans(date(2026, 11, 20)) == expected


def test_weekday_has_its_own_hours() -> None:
    assert OFFICE_HOURS.open_spans(date(2026, 11, 20)) == (span("09:00-17:00"),)
    assert OFFICE_HOURS.open_spans(date(2026, 11, 21)) == ()


def test_special_day_goes_before_the_weekday() -> None:
    hours = office(special("2026-11-20", "10:00-12:00"))
    assert hours.open_spans(date(2026, 11, 20)) == (span("10:00-12:00"),)


def test_special_day_without_hours_is_closed() -> None:
    assert office(special("2026-11-20")).open_spans(date(2026, 11, 20)) == ()


def test_special_day_opens_on_a_holiday() -> None:
    hours = office(special("2026-12-25", "10:00-12:00"))
    assert hours.open_spans(date(2026, 12, 25)) == (span("10:00-12:00"),)


# Why ---------------------------------------------------------------------------------------------


def test_special_day_tells_its_reason() -> None:
    hours = office(special("2026-12-24", "09:00-16:00", reason="Kerstavond"))
    assert hours.reason(date(2026, 12, 24)) == "Kerstavond"


def test_observed_holiday_tells_its_name() -> None:
    with override("en"):
        assert OFFICE_HOURS.reason(date(2026, 4, 27)) == "King's Day"


def test_special_day_without_a_reason_leaves_the_holiday_its_name() -> None:
    with override("en"):
        hours = office(special("2026-04-27", "10:00-12:00"))
        assert hours.reason(date(2026, 4, 27)) == "King's Day"


@pytest.mark.parametrize("day", ["2026-11-20", "2026-04-03"])
def test_day_like_any_other_has_no_reason(day: str) -> None:
    assert OFFICE_HOURS.reason(date.fromisoformat(day)) == ""


# Open, and open again ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-20 08:59:59", False),
        ("2026-11-20 09:00", True),
        ("2026-11-20 12:29:59", True),
        ("2026-11-20 12:30", False),
        ("2026-11-20 13:00", True),
        ("2026-11-20 17:00", False),
        ("2026-11-21 10:00", False),
    ],
)
def test_open_from_the_first_minute_until_the_last(moment: str, is_open: bool) -> None:
    assert LUNCH.is_open(at(moment)) is is_open


def test_hours_are_those_of_amsterdam_in_winter_and_summer() -> None:
    assert not OFFICE_HOURS.is_open(datetime(2026, 11, 20, 7, 30, tzinfo=UTC))
    assert OFFICE_HOURS.is_open(datetime(2026, 7, 3, 7, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-20 11:15", "2026-11-20 11:15"),
        ("2026-11-20 08:00", "2026-11-20 09:00"),
        ("2026-11-20 12:30", "2026-11-20 13:00"),
        ("2026-11-20 17:00", "2026-11-23 09:00"),
        ("2026-11-21 23:59", "2026-11-23 09:00"),
    ],
)
def test_next_opening(moment: str, opens: str) -> None:
    assert shown(LUNCH.next_opening(at(moment))) == opens


def test_moments_come_out_in_utc() -> None:
    moments = (
        OFFICE_HOURS.next_opening(at("2026-11-20 10:00")),
        OFFICE_HOURS.next_opening(at("2026-11-20 18:00")),
        OFFICE_HOURS.add_minutes(at("2026-11-20 10:00"), 0),
        OFFICE_HOURS.add_minutes(at("2026-11-20 10:00"), 10),
    )
    assert [moment.tzinfo for moment in moments] == [UTC] * 4


@pytest.mark.parametrize("zone", [ZONE, timezone(timedelta(hours=-5))])
def test_moment_may_come_in_any_time_zone(zone: tzinfo) -> None:
    start, end = (at("2026-10-25 02:30", again=again).astimezone(zone) for again in (False, True))
    assert ALWAYS.minutes_between(start, end) == 60
    assert ALWAYS.add_minutes(start, 60) == end.astimezone(UTC)
    assert ALWAYS.next_opening(end) == end.astimezone(UTC)


def test_naive_moment_is_refused() -> None:
    naive = at("2026-11-20 10:00").replace(tzinfo=None)
    for ask in (OFFICE_HOURS.is_open, OFFICE_HOURS.next_opening):
        with pytest.raises(ValueError, match="time zone"):
            ask(naive)
    with pytest.raises(ValueError, match="time zone"):
        OFFICE_HOURS.add_minutes(naive, 10)
    with pytest.raises(ValueError, match="time zone"):
        OFFICE_HOURS.minutes_between(at("2026-11-20 10:00"), naive)


# Counting ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-20 10:00", "2026-11-20 11:30", 90),
        ("2026-11-20 12:00", "2026-11-20 14:00", 90),
        ("2026-11-20 08:00", "2026-11-20 18:00", 450),
        ("2026-11-20 16:00", "2026-11-23 10:00", 120),
        ("2026-11-21 10:00", "2026-11-22 10:00", 0),
        ("2026-11-20 10:00", "2026-11-20 10:00", 0),
        ("2026-11-20 10:00:30", "2026-11-20 10:02:29", 1),
        ("2026-11-20 11:00", "2026-11-20 10:00", 0),
        ("2026-11-16 00:00", "2026-11-23 00:00", 5 * 450),
    ],
)
def test_service_minutes_between(start: str, end: str, minutes: int) -> None:
    assert LUNCH.minutes_between(at(start), at(end)) == minutes


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-11-20 10:00", 60, "2026-11-20 11:00"),
        ("2026-11-20 12:00", 60, "2026-11-20 13:30"),
        ("2026-11-20 07:00", 60, "2026-11-20 10:00"),  # before hours
        ("2026-11-21 10:00", 60, "2026-11-23 10:00"),  # on a closed day
        ("2026-11-20 17:00", 60, "2026-11-23 10:00"),  # exactly at closing
        ("2026-11-20 16:00", 60, "2026-11-20 17:00"),  # full exactly at closing
        ("2026-11-20 12:30", 0, "2026-11-20 12:30"),  # nothing to add, closed or not
        ("2026-11-20 16:00", 240, "2026-11-23 12:00"),  # a weekend between
        ("2026-11-16 09:00", 5 * 450, "2026-11-20 17:00"),
        ("2026-11-16 09:00", 5 * 450 + 1, "2026-11-23 09:01"),
    ],
)
def test_moment_after_so_many_service_minutes(start: str, minutes: int, due: str) -> None:
    assert shown(LUNCH.add_minutes(at(start), minutes)) == due


def test_seconds_are_kept() -> None:
    due = LUNCH.add_minutes(at("2026-11-20 16:59:30"), 1)
    assert due == at("2026-11-23 09:00:30")


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="backwards"):
        LUNCH.add_minutes(at("2026-11-20 10:00"), -1)
