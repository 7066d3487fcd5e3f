"""Counting in open time, over years: each year is a table, made once.

A table has the open time before each day of the year, and that of the whole year as its last;
so whole days and years are taken together, and only the first and the last day are looked into.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from routing.promises.local import DAY, day_of, opened, utc
from routing.promises.spans import Span

HORIZON = 366  # days without any open time, after which nobody waits for more
FURTHEST = 50  # years; beyond it somebody typed too many zeros
NOTHING = timedelta()


class NeverOpen(Exception):
    """No open time in the 366 days after a day: nothing can be promised. Says so in words."""


class Timeline:
    """The open time of a calendar, given the spans of each day, in order and not overlapping."""

    def __init__(self, open_spans: Callable[[date], tuple[Span, ...]]) -> None:
        self._open_spans = open_spans
        self._tables: dict[int, list[timedelta]] = {}

    def is_open(self, at: datetime) -> bool:
        """Whether the moment lies in open time; the minute of closing does not."""
        at = utc(at)
        return any(start <= at < end for start, end in self._opened(day_of(at)))

    def next_opening(self, at: datetime) -> datetime:
        """The first open moment from ``at`` on: ``at`` itself while open. Raises NeverOpen."""
        at = utc(at)
        day = day_of(at)
        for start, end in self._opened(day):
            if at < end:
                return max(at, start)
        return next(self._opened(self._next_open_day(day)))[0]

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The open time from ``start`` until ``end``; nothing when the end is first."""
        start, end = utc(start), utc(end)
        if end <= start:
            return NOTHING
        year = day_of(start).year
        return self._passed(end, year) - self._passed(start, year)

    def add(self, start: datetime, time: timedelta) -> datetime:
        """The first moment at which so much open time has passed; see ``Hours.add``."""
        start = utc(start)
        if time < NOTHING:
            raise ValueError("open time does not run backwards")
        if not time:
            return start
        day = day_of(start)
        left = self._passed(start, day.year) + time
        return self._reached(day, left)

    def _reached(self, day: date, left: timedelta) -> datetime:
        """When ``left`` has passed since the year of ``day`` began; that is after the day begins.

        Raises NeverOpen for a gap after that day of more than the horizon, as next_opening does.
        """
        year, last_open = day.year, day
        while left > (whole := self._table(year)[-1]):
            if year - day.year == FURTHEST:
                raise OverflowError("nobody promises anything that far ahead")
            left -= whole
            last_open = max(last_open, self._last_open_day(year) or last_open)
            self._next_open_day(last_open)
            year += 1
        table = self._table(year)
        number = bisect_left(table, left) - 1
        left -= table[number]
        for start, end in self._opened(date(year, 1, 1) + number * DAY):
            if left <= end - start:
                return start + left
            left -= end - start
        raise AssertionError("the table of a year is made of its days")

    def _passed(self, at: datetime, year: int) -> timedelta:
        """The open time from the first of January of ``year`` until a moment in or after it."""
        day = day_of(at)
        years = sum((self._table(earlier)[-1] for earlier in range(year, day.year)), NOTHING)
        whole_days = self._table(day.year)[_number(day)]
        today = (min(at, end) - start for start, end in self._opened(day) if start < at)
        return sum(today, years + whole_days)

    def _next_open_day(self, day: date) -> date:
        """The first day with open time after this one. Raises NeverOpen beyond the horizon."""
        for later in range(1, HORIZON + 1):
            coming = day + later * DAY
            if self._open_on(coming):
                return coming
        told = {"days": HORIZON, "day": day}
        raise NeverOpen(_("No service hours in the %(days)d days after %(day)s.") % told)

    def _open_on(self, day: date) -> bool:
        table = self._table(day.year)
        return table[_number(day) + 1] > table[_number(day)]

    def _last_open_day(self, year: int) -> date | None:
        table = self._table(year)
        number = bisect_left(table, table[-1]) - 1
        return date(year, 1, 1) + number * DAY if number >= 0 else None

    def _table(self, year: int) -> list[timedelta]:
        if year not in self._tables:
            self._tables[year] = list(self._counted(year))
        return self._tables[year]

    def _counted(self, year: int) -> Iterator[timedelta]:
        passed = NOTHING
        yield passed
        for number in range(_length(year)):
            day = date(year, 1, 1) + number * DAY
            passed += sum((end - start for start, end in self._opened(day)), NOTHING)
            yield passed

    def _opened(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        return opened(day, self._open_spans(day))


def _number(day: date) -> int:
    """0 on the first of January."""
    return day.timetuple().tm_yday - 1


def _length(year: int) -> int:
    return _number(date(year, 12, 31)) + 1
