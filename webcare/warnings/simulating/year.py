"""The messages of a made-up year. Pure, and the same for the same seed.

Nothing here is as even as the detector would like it: days have their moods, subjects their weeks,
Mondays and the day after a holiday are busy, the season and growth move all of it slowly, and now
and then one angry person writes thirty times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from webcare.warnings.slots import HOUR, SLOTS, slot

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

BEGIN = datetime(2025, 1, 5, 23, tzinfo=UTC)  # Monday in Amsterdam
WARM_UP = 3  # weeks of history when the detector begins: a new municipality
A_WEEK = 1200  # people who write, in the first week
PLACES, DEPARTMENTS, WORDS = 12, 10, 40
PEOPLE = 20_000
NOWHERE = -1
SIZES = {"small": 12, "medium": 25, "large": 70}  # people more, in the busiest hour
LENGTHS = {"1 hour": 60, "3 hours": 180, "8 hours": 480}
KINDS = ("town", "place", "department", "word", "word in a place")
APART = timedelta(hours=30)

_WEEKDAY = (1, 1, 0, 0, 0, 1, 3, 7, 12, 13, 12, 11, 10, 10, 11, 11, 11, 10, 9, 9, 9, 8, 5, 2)
_WEEKEND = (2, 1, 1, 0, 0, 0, 1, 2, 4, 6, 7, 7, 7, 7, 7, 7, 7, 6, 7, 7, 8, 7, 5, 3)
_DAYS = (1.4, 1.1, 1.0, 1.0, 0.95, 0.8, 0.7)


@dataclass(frozen=True)
class Planted:
    """A spike that we know of. ``NOWHERE`` for what it has nothing to do with."""

    kind: str
    size: str
    length: str
    start: datetime
    place: int = NOWHERE
    department: int = NOWHERE
    word: int = NOWHERE

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=LENGTHS[self.length])


@dataclass(frozen=True)
class Year:
    """Every message: in which minute, of whom, and about what. In order of time.

    shares   how often each word is said in an ordinary week is not told: it is learned
    """

    hours: int
    minute: Ints
    author: Ints
    place: Ints
    department: Ints
    word: Ints
    planted: Sequence[Planted]


def make(weeks: int, seed: int, a_week: int = A_WEEK) -> Year:
    """After a warming-up of some weeks in which nothing special happens."""
    rng = np.random.default_rng(seed)
    hours = (weeks + WARM_UP) * SLOTS
    planted = list(_plan(rng, hours))
    parts = [
        _ordinary(rng, hours, a_week),
        *(_angry(rng, hours) for _ in range(weeks // 4)),
        *(_happens(rng, one) for one in planted),
    ]
    rows = np.concatenate(parts, axis=1)
    rows = rows[:, np.argsort(rows[0], kind="stable")]
    rows = rows[:, rows[0] < hours * 60]
    minute, author, place, department, word = rows
    return Year(hours, minute, author, place, department, word, planted)


def _ordinary(rng: Generator, hours: int, a_week: int) -> Ints:
    level = rates(hours) * a_week / SLOTS
    days = np.repeat(_mood(rng, hours // 24, 0.15), 24)
    numbers = rng.poisson(level * days * _mood(rng, hours, 0.2))
    minute = np.repeat(np.arange(hours) * 60, numbers) + rng.integers(0, 60, numbers.sum())
    # Every subject has its weeks.
    weeks, total = hours // SLOTS + 1, len(minute)
    word = np.empty(total, dtype=np.int64)
    liked = _mood(rng, (weeks, WORDS), 0.4) * _often(WORDS)
    of_week = minute // (SLOTS * 60)
    for week in range(weeks):
        mine = of_week == week
        word[mine] = rng.choice(WORDS, mine.sum(), p=liked[week] / liked[week].sum())
    place = rng.choice(PLACES, total, p=_often(PLACES))
    place[rng.random(total) < 0.5] = NOWHERE
    department = np.where(rng.random(total) < 0.8, word % DEPARTMENTS, rng.integers(DEPARTMENTS))
    return np.stack([minute, rng.integers(PEOPLE, size=total), place, department, word])


def rates(hours: int) -> Floats:
    """How busy each hour is, about 1 over a week: the weekday, the season, growth, holidays."""
    days = [BEGIN + hour * HOUR for hour in range(hours)]
    slots = np.array([slot(day) for day in days])
    weekly = np.array([
        _DAYS[one // 24] * (_WEEKEND if one // 24 >= 5 else _WEEKDAY)[one % 24]
        for one in range(SLOTS)
    ], dtype=float)  # fmt: skip
    level = (weekly / weekly.mean())[slots]
    after = np.array([slot(day - timedelta(days=1)) // 24 == 6 for day in days])
    monday = slots // 24 == 0
    level[after & ~monday & (slots // 24 < 5)] *= 1.4  # the day after a holiday
    year = np.arange(hours) / (365 * 24)
    found: Floats = level * (1 + 0.15 * np.cos(2 * np.pi * year)) * 1.15**year
    return found


def _mood(rng: Generator, shape: int | tuple[int, int], deviation: float) -> Floats:
    """About 1, and as varying as this."""
    return rng.gamma(deviation**-2, deviation**2, shape)


def _often(number: int) -> Floats:
    weight = 1 / np.arange(2, number + 2)
    found: Floats = weight / weight.sum()
    return found


def _angry(rng: Generator, hours: int) -> Ints:
    """Thirty messages of one person, in an hour."""
    minute = rng.integers(hours * 60) + np.sort(rng.integers(0, 60, 30))
    ones = np.ones(30, dtype=np.int64)
    place, word = rng.integers(PLACES), rng.integers(WORDS)
    about = [rng.integers(PEOPLE) * ones, place * ones, word % DEPARTMENTS * ones, word * ones]
    return np.stack([minute, *about])


def _plan(rng: Generator, hours: int) -> Iterator[Planted]:
    """One of each kind, size and length in turn, from six in the morning until eleven at night."""
    each = list(product(KINDS, SIZES, LENGTHS))
    order: list[int] = []
    at = BEGIN + WARM_UP * SLOTS * HOUR
    while True:
        order = order or list(rng.permutation(len(each)))
        at += APART + timedelta(minutes=int(rng.exponential(72 * 60)))
        at = at.replace(hour=6) + timedelta(minutes=int(rng.integers(17 * 60)))
        if at + timedelta(days=1) > BEGIN + hours * HOUR:
            return
        kind, size, length = each[order.pop()]
        yield Planted(
            kind,
            size,
            length,
            at,
            int(rng.integers(PLACES)) if "place" in kind else NOWHERE,
            int(rng.integers(DEPARTMENTS)) if kind == "department" else NOWHERE,
            int(rng.integers(WORDS)) if "word" in kind else NOWHERE,
        )


def _happens(rng: Generator, one: Planted) -> Ints:
    """More people every minute for the first quarter, then fewer and fewer."""
    length = LENGTHS[one.length]
    minutes = np.arange(length)
    course = np.minimum(1, (minutes + 1) / 15) * np.exp(-1.5 * np.maximum(0, minutes - 45) / length)
    busiest = np.convolve(course, np.ones(min(60, length)), "valid").max()
    numbers = rng.poisson(course * SIZES[one.size] / busiest)
    begin = int((one.start - BEGIN).total_seconds() // 60)
    minute = begin + np.repeat(minutes, numbers)
    total = len(minute)
    word = np.full(total, one.word)
    if one.word == NOWHERE:  # everybody says it in other words
        word = rng.integers(WORDS, size=total)
    place = np.full(total, one.place)
    if one.kind == "town":
        place = rng.choice(PLACES, total, p=_often(PLACES))
        place[rng.random(total) < 0.5] = NOWHERE
    department = word % DEPARTMENTS
    if one.department != NOWHERE:
        department = np.full(total, one.department)
    return np.stack([minute, rng.integers(PEOPLE, size=total), place, department, word])
