"""Chance that can be repeated."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Dice:
    """The same throws for the same seed."""

    def __init__(self, seed: object) -> None:
        self.random = Random(str(seed))  # noqa: S311 - a town is invented here, nothing hidden
        self.share = self.random.random

    def chance(self, share: float) -> bool:
        return self.share() < share

    def one(self, choices: Sequence[T]) -> T:
        return choices[int(self.share() * len(choices))]

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.share()

    def around(self, median: float, spread: float) -> float:
        """Log-normal: half lies under the median, and some of it far above."""
        return median * math.exp(self.random.gauss(0, spread))

    def count(self, mean: float) -> int:
        """How often something happens that happens so often on average."""
        if mean <= 0:
            return 0
        if mean > 50:
            return max(0, round(self.random.gauss(mean, math.sqrt(mean))))
        limit, product, found = math.exp(-mean), self.share(), 0
        while product > limit:
            product *= self.share()
            found += 1
        return found

    def key(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def letters(self, alphabet: str, number: int) -> str:
        return "".join(self.random.choices(alphabet, k=number))


class Weighted(Generic[T]):
    """Things of which some come more often than others."""

    def __init__(self, things: Sequence[T], weights: Sequence[float]) -> None:
        self.things = list(things)
        self.sums = list(accumulate(weights))

    @property
    def total(self) -> float:
        return self.sums[-1] if self.sums else 0.0

    def one(self, dice: Dice) -> T:
        return dice.random.choices(self.things, cum_weights=self.sums)[0]
