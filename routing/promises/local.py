"""Between the clock on the wall in Amsterdam and UTC, on days that are not 24 hours long too."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from routing.promises.spans import Span

ZONE = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Stretch:
    """A part of a day, from ``start`` until ``end`` in UTC, in which nobody changes the clock.

    ``midnight`` is when the day would have begun, had the clock always stood as it does here.
    """

    start: datetime
    end: datetime
    midnight: datetime


def utc(at: datetime) -> datetime:
    """The same moment in UTC: there it can be counted with. Raises ValueError for a naive one."""
    if at.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(UTC)


def day_of(at: datetime) -> date:
    """The day in Amsterdam."""
    return at.astimezone(ZONE).date()


def opened(day: date, spans: Iterable[Span]) -> Iterator[tuple[datetime, datetime]]:
    """From when until when, in UTC and in order, the clock shows a minute of one of the spans."""
    ordered = tuple(spans)
    for stretch in _stretches(day):
        for span in ordered:
            start = max(stretch.start, stretch.midnight + span.start * MINUTE)
            end = min(stretch.end, stretch.midnight + span.end * MINUTE)
            if start < end:
                yield start, end


@lru_cache(maxsize=4096)
def _stretches(day: date) -> tuple[Stretch, ...]:
    start, end = _midnight(day), _midnight(day + DAY)
    if _offset(start) == _offset(end):
        return (Stretch(start, end, start),)
    change = _change(start, end)
    shifted = start + _offset(start) - _offset(end)
    return Stretch(start, change, start), Stretch(change, end, shifted)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


def _offset(at: datetime) -> timedelta:
    return at.astimezone(ZONE).utcoffset() or timedelta()


def _change(start: datetime, end: datetime) -> datetime:
    """The first minute at which the clock stands as it does at the end."""
    later = bisect_left(
        range((end - start) // MINUTE),
        True,
        key=lambda minute: _offset(start + minute * MINUTE) == _offset(end),
    )
    return start + later * MINUTE
