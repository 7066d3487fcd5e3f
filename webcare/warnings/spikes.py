"""Is this a spike, and is it still? Pure: no database, no clock.

People are counted, not messages: ten messages of one angry person are one. What was written in the
last half hour, hour and three hours is held against what is usual in them. A spike is what hardly
ever happens by itself, is a multiple of what is usual, and is more than a handful of people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from webcare.warnings.chance import at_least
from webcare.warnings.slots import SLOTS, parts
from webcare.warnings.usual import Usual

WINDOWS = (30, 60, 180)  # minutes
CALM = timedelta(minutes=90)  # so long nothing special: it is over
AGAIN = timedelta(hours=6)  # a second wave within this time is the same event
STILL = 1.5  # times what is usual: it is going on
SERIOUS_TIMES, SERIOUS_PEOPLE = 3, 40
# The same hour is looked at many times, in three windows that overlap: about so many looks.
LOOKS = 2 * len(WINDOWS)


class Scope(StrEnum):
    """Of whom the people are counted. ``CHANNEL`` only to see that one has gone silent."""

    ALL = "all"
    PLACE = "place"
    DEPARTMENT = "department"
    WORD = "word"
    CHANNEL = "channel"


SPIKES = (Scope.ALL, Scope.PLACE, Scope.DEPARTMENT, Scope.WORD)


@dataclass(frozen=True)
class Sensitivity:
    """When it is said.

    least        people, fewer never are a spike
    times        what is usual
    false_alarms that we put up with in a week, over everything that is looked at
    """

    least: int = 10
    times: float = 2.0
    false_alarms: float = 0.2

    def chance(self, series: int) -> float:
        """How unlikely a window has to be, where so many series are looked at beside it: each scope
        has an equal part of the false alarms."""
        looks = SLOTS * LOOKS * max(series, 1)
        return self.false_alarms / len(SPIKES) / looks


@dataclass(frozen=True)
class Judged:
    """The most remarkable window.

    minutes   how long that is
    people    who wrote in it, and how many are usual
    chance    of so many or more
    spike     whether that is a spike; ``high`` whether one that began still goes on: the last hour
              says that, for in three hours much may be over
    """

    minutes: int
    people: int
    expected: float
    chance: float
    spike: bool
    high: bool

    @property
    def times(self) -> float:
        return self.people / max(self.expected, 0.5)

    @property
    def serious(self) -> bool:
        return self.people >= SERIOUS_PEOPLE and self.times >= SERIOUS_TIMES


def judge(
    usual: Usual,
    seen: Mapping[int, int],
    now: datetime,
    sensitivity: Sensitivity,
    series: int = 1,
    share: float = 1.0,
    lift: float = 1.0,
) -> Judged:
    """What these people mean.

    seen    people in the last minutes, by the length of the window
    series  how many of its scope are looked at
    share   of what is usual that this series is, for words
    lift    how many times the usual is expected now: see ``Expectation``
    """
    found = [
        _one(usual, minutes, people, now, sensitivity, series, share * lift)
        for minutes, people in seen.items()
    ]
    return replace(min(found, key=lambda one: one.chance), high=any(one.high for one in found))


def _one(
    usual: Usual,
    minutes: int,
    people: int,
    now: datetime,
    sensitivity: Sensitivity,
    series: int,
    times: float,
) -> Judged:
    expected = usual.expected(list(parts(now, minutes))) * times
    enough = people >= max(sensitivity.least, sensitivity.times * expected)
    chance = at_least(people, expected, usual.doubt(expected)) if enough else 1.0
    high = minutes <= 60 and people >= max(sensitivity.least / 2, STILL * expected)
    spike = enough and chance < sensitivity.chance(series)
    return Judged(minutes, people, expected, chance, spike, high)


@dataclass(frozen=True)
class Course:
    """One event, from when it was said.

    high_at   when it was last seen to go on
    over_at   when it was over; None while it goes on
    """

    since: datetime
    high_at: datetime
    over_at: datetime | None = None


def follow(course: Course | None, judged: Judged, now: datetime) -> Course | None:
    """The event as it is after this look: begun, going on, over, or begun again; None for none."""
    if course is None or (course.over_at and now - course.over_at > AGAIN):
        return Course(now, now) if judged.spike else course
    if judged.high and (judged.spike or course.over_at is None):
        return replace(course, high_at=now, over_at=None)
    if course.over_at is None and now - course.high_at >= CALM:
        return replace(course, over_at=now)
    return course
