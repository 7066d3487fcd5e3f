"""Calendars that never open, and counting over years."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from routing.promises import OFFICE_HOURS, NeverOpen, Span
from routing.promises.timeline import Timeline
from tests.routing.promises.town_hours import (
    ALWAYS,
    NEVER,
    at,
    shown,
    special,
)


def test_calendar_that_is_never_open_says_so() -> None:
    with pytest.raises(NeverOpen, match="2026-11-20"):
        NEVER.next_opening(at("2026-11-20 10:00"))
    with pytest.raises(NeverOpen):
        NEVER.add_minutes(at("2026-11-20 10:00"), 1)


def test_calendar_that_is_never_open_counts_nothing() -> None:
    start = at("2026-11-20 10:00")
    assert NEVER.minutes_between(start, start + timedelta(days=1000)) == 0
    assert NEVER.add_minutes(start, 0) == start


@pytest.mark.parametrize("start", ["2026-11-20 10:00", "2026-11-20 23:59", "2027-01-01 00:00"])
def test_opening_within_366_days_is_waited_for(start: str) -> None:
    day = date.fromisoformat(start[:10]) + timedelta(days=366)
    hours = replace(NEVER, special_days=(special(f"{day}", "09:00-10:00"),))
    assert shown(hours.next_opening(at(start))) == f"{day} 09:00"
    assert shown(hours.add_minutes(at(start), 30)) == f"{day} 09:30"


@pytest.mark.parametrize("start", ["2026-11-20 10:00", "2026-11-20 23:59", "2027-01-01 00:00"])
def test_opening_after_366_days_is_not_waited_for(start: str) -> None:
    day = date.fromisoformat(start[:10]) + timedelta(days=367)
    hours = replace(NEVER, special_days=(special(f"{day}", "09:00-10:00"),))
    with pytest.raises(NeverOpen):
        hours.next_opening(at(start))
    with pytest.raises(NeverOpen):
        hours.add_minutes(at(start), 30)


def test_calendar_that_closes_for_good_serves_until_then() -> None:
    hours = replace(NEVER, special_days=(special("2026-11-20", "09:00-10:00"),))
    assert shown(hours.add_minutes(at("2026-11-19 10:00"), 60)) == "2026-11-20 10:00"
    with pytest.raises(NeverOpen):
        hours.add_minutes(at("2026-11-19 10:00"), 61)


def test_too_many_zeros_are_refused() -> None:
    with pytest.raises(OverflowError):
        ALWAYS.add_minutes(at("2026-11-20 10:00"), 10**9)


def test_ten_years_are_counted_and_added() -> None:
    start, end = at("2026-01-01 00:00"), at("2036-01-01 00:00")
    real = (end.astimezone(UTC) - start.astimezone(UTC)) // timedelta(minutes=1)
    assert ALWAYS.minutes_between(start, end) == real
    assert ALWAYS.add_minutes(start, real) == end


def test_years_that_were_looked_at_are_not_looked_at_again() -> None:
    asked: list[date] = []

    def open_spans(day: date) -> tuple[Span, ...]:
        asked.append(day)
        return OFFICE_HOURS.open_spans(day)

    timeline = Timeline(open_spans)
    start, end = at("2026-01-01 00:00"), at("2031-12-31 16:00")
    elapsed = timeline.elapsed(start, end)
    asked.clear()
    assert timeline.elapsed(start, end) == elapsed
    assert timeline.add(start, elapsed) == end
    assert set(asked) == {date(2026, 1, 1), date(2031, 12, 31)}
