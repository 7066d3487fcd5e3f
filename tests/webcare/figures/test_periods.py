"""Stretches of days and what they are compared with."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from webcare.figures.periods import (
    Period,
    beginnings,
    month_of,
    quarter_of,
    week_of,
    year_of,
)


def days(period: Period) -> str:
    return f"{period.first:%d-%m-%y} {period.last:%d-%m-%y}"


DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("period", "itself", "previous", "year_before"),
    [
        (week_of(DAY), "16-11-26 22-11-26", "09-11-26 15-11-26", "17-11-25 23-11-25"),
        (month_of(DAY), "01-11-26 30-11-26", "01-10-26 31-10-26", "01-11-25 30-11-25"),
        (quarter_of(DAY), "01-10-26 31-12-26", "01-07-26 30-09-26", "01-10-25 31-12-25"),
        (year_of(DAY), "01-01-26 31-12-26", "01-01-25 31-12-25", "01-01-25 31-12-25"),
        (month_of(date(2024, 2, 9)), "01-02-24 29-02-24", "01-01-24 31-01-24", "01-02-23 28-02-23"),
        (
            Period(date(2026, 11, 3), date(2026, 11, 5)),
            *("03-11-26 05-11-26", "31-10-26 02-11-26", "04-11-25 06-11-25"),
        ),
    ],
)
def test_what_a_period_is_compared_with(
    period: Period, itself: str, previous: str, year_before: str
) -> None:
    assert (days(period), days(period.previous), days(period.year_before)) == (
        *(itself, previous, year_before),
    )


def test_days_begin_at_midnight_in_amsterdam() -> None:
    summer = Period(date(2026, 3, 29), date(2026, 3, 29))  # the clock goes forward
    assert summer.start == datetime(2026, 3, 28, 23, 0, tzinfo=UTC)
    assert summer.end == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)  # 23 hours later
    assert datetime(2026, 3, 29, 21, 59, tzinfo=UTC) in summer
    assert datetime(2026, 3, 29, 22, 0, tzinfo=UTC) not in summer
    assert (summer.days, list(summer)) == (1, [date(2026, 3, 29)])


def test_period_ends_after_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        Period(date(2026, 11, 2), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("step", "first", "last", "number"),
    [
        ("day", date(2026, 1, 31), date(2026, 3, 1), 30),
        ("week", date(2026, 1, 26), date(2026, 2, 23), 5),
        ("month", date(2026, 1, 1), date(2026, 3, 1), 3),
    ],
)
def test_what_begins_in_it(step: str, first: date, last: date, number: int) -> None:
    found = beginnings(Period(date(2026, 1, 31), date(2026, 3, 1)), step)
    assert (found[0], found[-1], len(found)) == (first, last, number)
