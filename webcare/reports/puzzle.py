"""Whether a number that is left out follows from those that are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

TRIES = 6  # directions to look in before each number is looked at on its own


class Spot(NamedTuple):
    """A cell: its row, from 0 in the order of ``Table.lines``, and its column."""

    row: int
    column: str


class Count(NamedTuple):
    """A count behind a cell: of itself, or of one side of a share; or what is left of one when the
    others are taken away, which stands in no cell ("left")."""

    spot: Spot
    aspect: str


Equation = Mapping[Count, int]  # each count so many times; together nothing


@dataclass
class Puzzle:
    """What somebody outside could try to work out: unknowns at least so large, in equations."""

    unknown: list[Count]
    truth: np.ndarray
    lowest: np.ndarray
    matrix: np.ndarray

    @classmethod
    def of(
        cls,
        counts: Mapping[Count, int],
        equations: Iterable[Equation],
        lowest: Callable[[Count], int],
        unknown: list[Count],
    ) -> Puzzle:
        """``lowest``: what everybody knows an unknown to be at least."""
        place = {count: at for at, count in enumerate(unknown)}
        rows = []
        for equation in equations:
            row = np.zeros(len(unknown))
            for count, times in equation.items():
                if count in place:
                    row[place[count]] = times
            if row.any():
                rows.append(row)
        matrix = np.array(rows) if rows else np.zeros((0, len(unknown)))
        truth = np.array([float(counts[count]) for count in unknown])
        least = np.array([float(min(lowest(one), counts[one])) for one in unknown])
        return cls(unknown, truth, least, matrix)

    def solved(self, which: Iterable[Count]) -> list[Count]:
        """Those of these that can have one value only."""
        place = {count: at for at, count in enumerate(self.unknown)}
        open_ = {place[count] for count in which}
        directions = np.random.default_rng(1)
        for _try in range(TRIES):
            if not open_:
                break
            goal = directions.normal(size=len(self.unknown))
            open_ -= self._moved(goal) | self._moved(-goal)
        told = {at for at in open_ if not self._moves(at)}
        return [self.unknown[at] for at in sorted(told)]

    def _moves(self, at: int) -> bool:
        goal = np.zeros(len(self.unknown))
        goal[at] = 1
        return at in self._moved(goal) or at in self._moved(-goal)

    def _moved(self, goal: np.ndarray) -> set[int]:
        """Unknowns that are something else where ``goal`` is least, and so could be."""
        from scipy.optimize import linprog  # a second of each process that never asks

        found = linprog(
            goal,
            A_eq=self.matrix if len(self.matrix) else None,
            b_eq=self.matrix @ self.truth if len(self.matrix) else None,
            bounds=[(low, max(2 * self.truth.max(), 100)) for low in self.lowest],
        )
        if found.x is None:
            return set()
        return {int(at) for at in np.flatnonzero(np.abs(found.x - self.truth) > 1 - 1e-6)}
