"""Bells on their way to one page, so that a busy queue does not keep every browser busy."""

from __future__ import annotations

from math import inf

SPARE_SECONDS = 4.0


class Spared:
    """The first bell of a name goes at once; those that follow shortly after it go as one, later.

    Moments are in seconds, of a clock that never goes back.
    """

    def __init__(self, spare: float = SPARE_SECONDS) -> None:
        self._spare = spare
        self._went: dict[str, float] = {}
        self._waits: list[str] = []

    def ring(self, name: str) -> None:
        if name not in self._waits:
            self._waits.append(name)

    def due_in(self, now: float) -> float:
        """Seconds until the next one that waits may go; infinite when none waits."""
        return min((max(0.0, self._may_go(name) - now) for name in self._waits), default=inf)

    def take(self, now: float) -> list[str]:
        """Those that go now, in the order in which they rang."""
        go = [name for name in self._waits if self._may_go(name) <= now]
        self._waits = [name for name in self._waits if name not in go]
        recent = {name: at for name, at in self._went.items() if now - at < self._spare}
        self._went = recent | dict.fromkeys(go, now)
        return go

    def _may_go(self, name: str) -> float:
        return self._went.get(name, -inf) + self._spare
