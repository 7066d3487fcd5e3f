"""Pieces of a day, and the days on which they hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, order=True)
class Span:
    """From one minute of the day until another, which is not included: 0 ≤ start < end ≤ 1440.

    Minutes are those on the clock. What stands between 02:00 and 03:00 is skipped on the night
    summer time begins and counts twice on the night it ends. Raises ValueError.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= MINUTES_A_DAY:
            raise ValueError(f"no span of a day: {self.start}-{self.end}")

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"


def clock(minute: int) -> str:
    """540 → "09:00"; 1440 → "24:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in order, without overlaps; spans that touch become one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


@dataclass(frozen=True)
class SpecialDay:
    """A date with hours of its own, instead of those of its weekday or holiday (uitzondering).

    spans    when it is open; () is closed
    reason   why, for the screen, such as "Kerstavond"
    """

    day: date
    spans: tuple[Span, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Duty:
    """Time that a roster adds to the hours (rooster): on named dates, or on weekdays.

    dates          on these dates, whatever day it is: who names a date means it
    weekdays       0 is Monday; within first and last, both included, None is no limit
    special_days   whether these weekdays count on observed holidays and special days too

    Raises ValueError for both dates and weekdays or neither, limits on dates, and no spans.
    """

    spans: tuple[Span, ...]
    name: str = ""
    dates: frozenset[date] = frozenset()
    weekdays: frozenset[int] = frozenset()
    first: date | None = None
    last: date | None = None
    special_days: bool = False

    def __post_init__(self) -> None:
        limited = self.first or self.last or self.special_days
        if not self.spans or bool(self.dates) == bool(self.weekdays) or (self.dates and limited):
            raise ValueError("a duty has spans, and either dates or weekdays")

    def holds(self, day: date, *, special: bool) -> bool:
        """Whether this duty adds its spans; ``special``: the day is a holiday or special day."""
        if day in self.dates:
            return True
        if day.weekday() not in self.weekdays or (special and not self.special_days):
            return False
        return (self.first or day) <= day <= (self.last or day)
