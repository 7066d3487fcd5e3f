"""When colleagues come to a question: in service hours, one after the other, later in a rush."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta

from routing.promises import Hours
from routing.promises.local import opened
from webcare.demo.history.planted import HERE

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BESIDE = 40  # days around a history in which something may be promised


class Clock:
    """Service hours as one line of minutes, to count with fast."""

    def __init__(self, hours: Hours, start: datetime, end: datetime) -> None:
        self.starts: list[datetime] = []
        self.ends: list[datetime] = []
        self.before: list[float] = []
        passed, day = 0.0, start.astimezone(HERE).date() - DAY
        while day <= end.astimezone(HERE).date() + BESIDE * DAY:
            for opens, closes in opened(day, hours.open_spans(day)):
                self.starts.append(opens)
                self.ends.append(closes)
                self.before.append(passed)
                passed += (closes - opens) / MINUTE
            day += DAY

    def minutes(self, at: datetime) -> float:
        """Service minutes until then."""
        number = bisect_right(self.starts, at) - 1
        if number < 0:
            return 0.0
        return self.before[number] + (min(at, self.ends[number]) - self.starts[number]) / MINUTE

    def moment(self, minutes: float) -> datetime:
        """When so many have passed."""
        number = max(bisect_right(self.before, minutes) - 1, 0)
        return self.starts[number] + (minutes - self.before[number]) * MINUTE

    def is_open(self, at: datetime) -> bool:
        number = bisect_right(self.starts, at) - 1
        return number >= 0 and at < self.ends[number]

    def later(self, at: datetime, minutes: float) -> datetime:
        """So many service minutes after a moment."""
        return self.moment(self.minutes(at) + minutes)


class Team:
    """The webcare team takes questions as they came. Who writes in a rush, waits longer."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.free = clock, 0.0

    def turn(self, at: datetime, cost: float) -> datetime:
        """When a colleague begins on what was asked then. ``cost``: service minutes until the team
        is free for the next one."""
        begins = max(self.clock.minutes(at), self.free)
        self.free = begins + cost
        return self.clock.moment(begins)


def part(day: date, first: date, last: date) -> float:
    """How far a day is: 0 at the beginning, 1 at the end."""
    return (day - first).days / max((last - first).days, 1)
