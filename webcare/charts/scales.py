"""From a number to a place on the paper, and where the axis has its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from webcare.charts.units import Unit

ROUND = (1, 2, 5, 10)
# Minutes are not counted in tens.
ROUND_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1440, 2880, 5760, 10080)
MARKS = 5  # about as many as an axis has
HUNDRED = 100


@dataclass(frozen=True)
class Scale:
    """From 0 to ``top``, which is a round number, in steps of ``step``."""

    top: float
    step: float

    def place(self, value: float, start: float, end: float) -> float:
        """Where ``value`` is between ``start`` (0) and ``end`` (the top)."""
        return start + (end - start) * min(max(value, 0), self.top) / self.top

    @property
    def marks(self) -> list[float]:
        """From 0 up to the top."""
        return [self.step * number for number in range(round(self.top / self.step) + 1)]


def scale(values: Sequence[float | None], unit: Unit) -> Scale:
    """For these numbers. It begins at nothing: a bar half as long is half as much."""
    highest = max((value for value in values if value is not None), default=0)
    if unit is Unit.PERCENT and HUNDRED / 2 < highest <= HUNDRED:
        return Scale(HUNDRED, HUNDRED / 4)
    step = _step(highest / MARKS, unit)
    return Scale(max(ceil(highest / step - 1e-9), 1) * step, step)


def _step(at_least: float, unit: Unit) -> float:
    """The first round number that is at least this."""
    if unit in {Unit.MINUTES, Unit.ELAPSED}:
        fits = [step for step in ROUND_MINUTES if step >= at_least]
        return fits[0] if fits else _decimal(at_least / ROUND_MINUTES[-1]) * ROUND_MINUTES[-1]
    if unit is Unit.DECIMAL:
        return _decimal(max(at_least, 0.1))
    return max(_decimal(at_least), 1)


def _decimal(at_least: float) -> float:
    if at_least <= 0:
        return 1
    power: float = 10.0 ** floor(log10(at_least))
    return next(power * each for each in ROUND if power * each >= at_least - power * 1e-9)


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Middles for things of these sizes, in the order of what was wanted and as near to it as they
    can be without touching; within ``low`` and ``high`` where they fit."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    halves = [sizes[at] / 2 for at in order]
    places = [wanted[at] for at in order]
    edge = low
    for at, half in enumerate(halves):
        places[at] = max(places[at], edge + half)
        edge = places[at] + half
    edge = high
    for at in reversed(range(len(places))):
        places[at] = min(places[at], edge - halves[at])
        edge = places[at] - halves[at]
    found = [0.0] * len(places)
    for place, at in zip(places, order, strict=True):
        found[at] = place
    return found


def every(number: int, most: int) -> int:
    """The step by which at most ``most`` of so many are written: 2 for every second one."""
    return max(1, ceil(number / max(most, 1)))
