"""Service hours (openingstijden): when people are at work to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from routing.promises import public_holidays, shape
from routing.promises.local import MINUTE
from routing.promises.public_holidays import USUAL, Holiday
from routing.promises.spans import Duty, Span, SpecialDay, merged
from routing.promises.timeline import Timeline

NINE_TO_FIVE = (Span(9 * 60, 17 * 60),)


@dataclass(frozen=True)
class Hours:
    """When people are at work, and counting in that time.

    week           the spans of each weekday; seven, Monday first. Raises ValueError otherwise.
    holidays       those that are observed: closed
    special_days   dates with hours of their own; they go before weekday and holiday. At most one
                   a date; of two the last counts.
    roster         adds time to what the day has

    Years of minutes are counted quickly, once the years they lie in were looked at: keep the
    object for as long as there is something to count.
    """

    week: tuple[tuple[Span, ...], ...]
    holidays: frozenset[Holiday] = frozenset()
    special_days: tuple[SpecialDay, ...] = ()
    roster: tuple[Duty, ...] = ()

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")

    @classmethod
    def from_json(cls, value: Any) -> Hours:
        """Hours as ``routing.promises.shape`` describes them. Raises BadHours, with all of it."""
        return cls(*shape.read(value))

    def to_json(self) -> dict[str, Any]:
        """The same, for a JSONField; ``from_json`` gives these hours back."""
        return shape.write(shape.Parts(self.week, self.holidays, self.special_days, self.roster))

    def open_spans(self, day: date) -> tuple[Span, ...]:
        """The spans of a day in Amsterdam, in order, none overlapping; () when it is closed."""
        special = self._is_special(day)
        duties = (duty for duty in self.roster if duty.holds(day, special=special))
        added = (span for duty in duties for span in duty.spans)
        return merged([*self._without_roster(day), *added])

    def reason(self, day: date) -> str:
        """Why a day has other hours than its weekday: "Kerstavond", "Koningsdag"; "" if it has not.

        Holidays in the language of the reader.
        """
        special = self._special_days.get(day)
        if special and special.reason:
            return special.reason
        return public_holidays.spoken(self._observed(day))

    def is_open(self, at: datetime) -> bool:
        """Whether the moment lies in service hours; the minute of closing does not."""
        return self._timeline.is_open(at)

    def next_opening(self, at: datetime) -> datetime:
        """The first open moment from ``at`` on, in UTC; ``at`` itself while open.

        Raises NeverOpen when none of the 366 days after it has service hours.
        """
        return self._timeline.next_opening(at)

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole service minutes that pass from ``start`` until ``end``; 0 when the end is first.

        Real minutes: an hour the clock skips is none, an hour that comes twice is two.
        """
        return self.elapsed(start, end) // MINUTE

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """When so many service minutes have passed since ``start``; see ``add``."""
        return self.add(start, minutes * MINUTE)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """As ``minutes_between``, to the microsecond."""
        return self._timeline.elapsed(start, end)

    def add(self, start: datetime, time: timedelta) -> datetime:
        """The first moment, in UTC, at which so much service time has passed since ``start``.

        What is full at closing time is due at closing time, not at the next opening. Nothing to
        add gives ``start``, open or closed. Raises NeverOpen when the way there holds more than
        366 days without service hours, ValueError for less than nothing, OverflowError for
        more than 50 years ahead.
        """
        return self._timeline.add(start, time)

    @cached_property
    def _timeline(self) -> Timeline:
        return Timeline(self.open_spans)

    @cached_property
    def _special_days(self) -> dict[date, SpecialDay]:
        return {special.day: special for special in self.special_days}

    def _observed(self, day: date) -> frozenset[Holiday]:
        return self.holidays & public_holidays.on(day)

    def _is_special(self, day: date) -> bool:
        return day in self._special_days or bool(self._observed(day))

    def _without_roster(self, day: date) -> tuple[Span, ...]:
        if day in self._special_days:
            return self._special_days[day].spans
        return () if self._observed(day) else self.week[day.weekday()]


# A starting point: Monday to Friday from nine to five.
OFFICE_HOURS = Hours((NINE_TO_FIVE,) * 5 + ((), ()), USUAL)
