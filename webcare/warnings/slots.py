"""The hour of the week, as people live it: by the clock of Amsterdam, with holidays as Sundays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from routing.promises import USUAL
from routing.promises.public_holidays import on

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SLOTS = 7 * 24
SUNDAY = 6
HOUR = timedelta(hours=1)


def slot(moment: datetime) -> int:
    """0 for Monday between 0:00 and 1:00, 167 for the last hour of Sunday and of a holiday."""
    there = moment.astimezone(AMSTERDAM)
    return _weekday(there.date()) * 24 + there.hour


@lru_cache(maxsize=2048)
def _weekday(day: date) -> int:
    return SUNDAY if USUAL & on(day) else day.weekday()


def hour_of(moment: datetime) -> datetime:
    """When the hour began in which this was."""
    return moment.replace(minute=0, second=0, microsecond=0)


def parts(end: datetime, minutes: int) -> Iterator[tuple[int, float]]:
    """The hours of the week that these minutes before ``end`` touch, and how much of each."""
    at, start = end, end - timedelta(minutes=minutes)
    while at > start:
        began = max(hour_of(at - timedelta(microseconds=1)), start)
        yield slot(began), (at - began) / HOUR
        at = began
