"""What is usual in each hour of the week, learned from the last weeks. Pure.

The mean of every hour of the week leans on what is usual at that hour on days like it: with three
weeks of history that says most, with twelve the hour speaks for itself. What stands far above is
cut off first, so that last month's storm does not hide the next one. Slow growth is taken out, and
put back for now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webcare.warnings.slots import SLOTS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KEPT_WEEKS = 12
LEAST_WEEKS = 2  # before that nobody can say what is usual
LEAN = 3.0  # as many weeks the days like it weigh
FAR = 3.0  # as many deviations above the mean, what is more is cut off
STEADIEST, WILDEST = 40.0, 2.0
# Cutting off makes the weeks look steadier than they were.
WILDER = 0.7
SURE = 40.0  # so many people a week more or less say nothing about growth
MOST_GROWTH = 2.0
DAYS_ALIKE = ((0, 1, 2, 3, 4), (5,), (6,))


@dataclass(frozen=True)
class Usual:
    """What is usual now.

    levels  people expected in each hour of the week
    size    how steady that is: their number varies by level + level² / size
    weeks   of history behind it
    """

    levels: tuple[float, ...]
    size: float
    weeks: float

    def expected(self, hours: Sequence[tuple[int, float]]) -> float:
        """People in these hours of the week, and shares of them: see ``slots.parts``."""
        return sum(self.levels[slot] * share for slot, share in hours)

    def doubt(self, expected: float) -> float:
        """``size`` with what is not known of the mean itself: with few weeks that is much."""
        known = expected * (self.weeks + LEAN)
        return 1 / (1 / self.size + 1 / max(known, 0.5))

    def to_json(self) -> dict[str, Any]:
        levels = [round(level, 4) for level in self.levels]
        return {**asdict(self), "levels": levels}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Usual:
        return cls(tuple(kept["levels"]), kept["size"], kept["weeks"])


def fit(slots: Ints, counts: Ints | Floats) -> Usual | None:
    """From as many people as wrote in each hour, the newest last; None with too little history.

    slots   the hour of the week of each, the same number of them
    """
    weeks = len(counts) / SLOTS
    if weeks < LEAST_WEEKS:
        return None
    slots, counts = slots[-KEPT_WEEKS * SLOTS :], counts[-KEPT_WEEKS * SLOTS :]
    growth = _growth(counts)
    even = counts / growth
    cut = np.minimum(even, _first_limit(slots, even))
    levels, size = _levels(slots, cut), WILDEST
    for _ in range(3):
        mean = levels[slots]
        cut = np.minimum(even, mean + FAR * np.sqrt(mean + mean**2 / size) + 1)
        levels = _levels(slots, cut)
        size = _size(cut, _without_itself(slots, cut, levels))
    return Usual(tuple(float(level) for level in levels), size * WILDER, min(weeks, KEPT_WEEKS))


def _growth(counts: Ints | Floats) -> Floats:
    """How busy the week of each hour was, as a share of now. Of three weeks the middle one counts:
    a storm is no growth."""
    ages = np.arange(len(counts))[::-1] // SLOTS
    whole = len(counts) // SLOTS
    sums = np.bincount(ages, weights=counts)[:whole]
    around = np.concatenate([sums[:1], sums, sums[-1:]])
    middle = np.median([around[:-2], around[1:-1], around[2:]], axis=0)
    now = np.median(middle[:3])
    share = np.clip((middle + SURE) / (now + SURE), 1 / MOST_GROWTH, MOST_GROWTH)
    found: Floats = share[np.minimum(ages, whole - 1)]
    return found


def _first_limit(slots: Ints, even: Floats) -> Floats:
    """Before anything is known: far above the middle of this hour and those beside it."""
    middle = np.empty(SLOTS)
    by_slot = [even[slots == slot] for slot in range(SLOTS)]
    for slot in range(SLOTS):
        near = [by_slot[(slot + step) % SLOTS] for step in (-1, 0, 1)]
        middle[slot] = np.median(np.concatenate(near)) if any(map(len, near)) else 0
    found: Floats = (middle + 4 * np.sqrt(middle + 1))[slots]
    return found


def _levels(slots: Ints, cut: Floats) -> Floats:
    sums = np.bincount(slots, weights=cut, minlength=SLOTS)
    weeks = np.bincount(slots, minlength=SLOTS)
    alike = np.empty((7, 24))
    for days in DAYS_ALIKE:
        rows = [slice(day * 24, day * 24 + 24) for day in days]
        together = sum(sums[row] for row in rows) / np.maximum(sum(weeks[row] for row in rows), 1)
        # Beside each other hours are alike too.
        smooth = 0.25 * np.roll(together, 1) + 0.5 * together + 0.25 * np.roll(together, -1)
        alike[list(days)] = smooth
    found: Floats = (LEAN * alike.ravel() + sums) / (LEAN + weeks)
    return found


def _without_itself(slots: Ints, cut: Floats, levels: Floats) -> Floats:
    """What the other weeks say of each hour: with few of them its own part in the mean is large."""
    weight = (LEAN + np.bincount(slots, minlength=SLOTS))[slots]
    found: Floats = np.maximum((weight * levels[slots] - cut) / (weight - 1), 0)
    return found


def _size(cut: Floats, mean: Floats) -> float:
    """By the moments, of single hours and of three together: whichever varies more."""
    whole = len(cut) // 3 * 3
    three, mean_three = (
        cut[-whole:].reshape(-1, 3).sum(axis=1),
        mean[-whole:].reshape(-1, 3).sum(axis=1),
    )
    found = min(_moment(cut, mean), _moment(three, mean_three))
    return float(np.clip(found, WILDEST, STEADIEST))


def _moment(counts: Floats, mean: Floats) -> float:
    more = float(((counts - mean) ** 2 - mean).sum())
    return float((mean**2).sum()) / more if more > 0 else STEADIEST
