"""Stretches of days, by the calendar of Amsterdam, and what each is compared with. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
YEAR_OF_WEEKS = 52 * WEEK  # the same day of the week


@dataclass(frozen=True)
class Period:
    """From the first day through the last. Raises ValueError for a last day before the first."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends after it begins")

    @property
    def start(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return midnight(self.last + DAY)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def previous(self) -> Period:
        """Just before it: as many whole months where these are whole months, else as many days."""
        last = self.first - DAY
        if months := self._months:
            return Period(months_before(self.first, months), last)
        return Period(last - (self.last - self.first), last)

    @property
    def year_before(self) -> Period:
        """The same months, or the same days of the week 52 weeks before."""
        if self._months:
            last = months_before(self.last.replace(day=1), 12)
            return Period(months_before(self.first, 12), end_of_month(last))
        return Period(self.first - YEAR_OF_WEEKS, self.last - YEAR_OF_WEEKS)

    @property
    def _months(self) -> int:
        """How many whole calendar months it is; 0 where it is no whole number of them."""
        if self.first.day != 1 or self.last != end_of_month(self.last):
            return 0
        years, months = self.last.year - self.first.year, self.last.month - self.first.month
        return 12 * years + months + 1

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def __iter__(self) -> Iterator[date]:
        """Its days."""
        return (self.first + number * DAY for number in range(self.days))


def midnight(day: date) -> datetime:
    """When this day begins."""
    return datetime.combine(day, time(), HERE)


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY


def week_of(day: date) -> Period:
    return Period(monday_of(day), monday_of(day) + WEEK - DAY)


def month_of(day: date) -> Period:
    return Period(day.replace(day=1), end_of_month(day))


def quarter_of(day: date) -> Period:
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    return Period(first, end_of_month(months_before(first, -2)))


def year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


BEGIN: Mapping[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": monday_of,
    "month": lambda day: day.replace(day=1),
}


def beginnings(period: Period, step: str) -> list[date]:
    """The first day of each day, week or month ("day", "week", "month") that has something of the
    period."""
    return sorted(set(map(BEGIN[step], period)))


def end_of_month(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_before(first: date, months: int) -> date:
    """The first day of the month so many before that of this day."""
    number = 12 * first.year + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
