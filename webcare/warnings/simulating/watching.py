"""The detector goes through a made-up year as it does on the clock: it learns every night from what
was, and looks every few minutes at what is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from webcare.warnings.simulating.year import (
    BEGIN,
    DEPARTMENTS,
    PLACES,
    WARM_UP,
    WORDS,
    Ints,
    Year,
)
from webcare.warnings.slots import HOUR, SLOTS, slot
from webcare.warnings.spikes import WINDOWS, Course, Scope, Sensitivity, follow, judge
from webcare.warnings.usual import KEPT_WEEKS, Usual, fit

LOOK = 5  # minutes between two looks
LEARN = 24 * 60  # minutes between two nights
SAME = 180  # minutes in which one person counts once
SCOPES = {Scope.ALL: 1, Scope.PLACE: PLACES, Scope.DEPARTMENT: DEPARTMENTS, Scope.WORD: WORDS}


@dataclass(frozen=True)
class Said:
    """One signal: which series, and from when until when."""

    scope: Scope
    key: int
    since: datetime
    over_at: datetime | None


def watch(year: Year, sensitivity: Sensitivity) -> list[Said]:
    """Every signal of the year."""
    slots = np.array([slot(BEGIN + hour * HOUR) for hour in range(year.hours)])
    everything = _people(year, np.ones(len(year.minute), dtype=bool))
    said: list[Said] = []
    for scope, series in SCOPES.items():
        for key in range(series):
            mine = everything if scope == Scope.ALL else _people(year, _of(year, scope) == key)
            overall = everything if scope == Scope.WORD else None
            said += _series(Series(scope, key, mine, overall, slots), sensitivity)
    return said


def _of(year: Year, scope: Scope) -> Ints:
    return {Scope.PLACE: year.place, Scope.DEPARTMENT: year.department, Scope.WORD: year.word}[
        scope
    ]


def _people(year: Year, mine: NDArray[np.bool_]) -> Ints:
    """The minutes in which somebody wrote who had not written for some hours."""
    minute, author = year.minute[mine], year.author[mine]
    order = np.lexsort((minute, author))
    minute, author = minute[order], author[order]
    again = (np.diff(author, prepend=-1) == 0) & (np.diff(minute, prepend=-SAME) < SAME)
    return np.sort(minute[~again])


@dataclass(frozen=True)
class Series:
    """``people`` and ``overall``: the minutes in which people wrote; ``overall`` for a word, which
    is held against its share of everything."""

    scope: Scope
    key: int
    people: Ints
    overall: Ints | None
    slots: Ints

    def learned(self, hour: int) -> tuple[Usual | None, float]:
        """What was known at that hour, and which share of it this series is."""
        from_hour = max(0, hour - KEPT_WEEKS * SLOTS)
        minutes = self.people if self.overall is None else self.overall
        known = fit(self.slots[from_hour:hour], _hourly(minutes, from_hour, hour))
        if self.overall is None or known is None:
            return known, 1.0
        said = _hourly(self.people, from_hour, hour).sum()
        return Usual(known.levels, WORDS_VARY, known.weeks), float(
            said / max(_hourly(self.overall, from_hour, hour).sum(), 1)
        )


WORDS_VARY = 3.0  # what people talk about varies more than how many talk


def _hourly(minutes: Ints, from_hour: int, hour: int) -> Ints:
    inside = minutes[(minutes >= from_hour * 60) & (minutes < hour * 60)]
    return np.bincount(inside // 60 - from_hour, minlength=hour - from_hour)


def _series(series: Series, sensitivity: Sensitivity) -> Iterator[Said]:
    course: Course | None = None
    number = SCOPES[series.scope]
    for night in range(WARM_UP * SLOTS * 60, len(series.slots) * 60, LEARN):
        ticks = np.arange(night, night + LEARN, LOOK)
        seen = {
            window: np.searchsorted(series.people, ticks, "left")
            - np.searchsorted(series.people, ticks - window, "left")
            for window in WINDOWS
        }
        busy = np.max(list(seen.values()), axis=0) >= sensitivity.least
        if not busy.any() and (course is None or course.over_at):
            continue
        usual, share = series.learned(night // 60)
        if usual is None:
            continue
        for place, tick in enumerate(ticks):
            if not busy[place] and (course is None or course.over_at):
                continue
            now = BEGIN + timedelta(minutes=int(tick))
            counted = {window: int(found[place]) for window, found in seen.items()}
            after = follow(course, judge(usual, counted, now, sensitivity, number, share), now)
            if course and after and after.since != course.since:
                yield Said(series.scope, series.key, course.since, course.over_at)
            course = after
    if course:
        yield Said(series.scope, series.key, course.since, course.over_at)
