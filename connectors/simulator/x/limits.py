"""Rate limits per user and 15 minutes (X API docs, "Rate limits", August 2026)."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.simulator.clock import MINUTE, SECOND, now_ms

WINDOW = 15 * MINUTE
LIMITS = {
    "mentions": 300,
    "timeline": 900,
    "search": 300,
    "posts": 5_000,
    "post": 900,
    "create": 100,
    "delete": 50,
    "me": 75,
    "users": 900,
}


@dataclass(frozen=True)
class Allowance:
    """Where a user stands with one endpoint. ``reset`` is in epoch seconds."""

    limit: int
    remaining: int
    reset: int
    exceeded: bool

    def headers(self) -> dict[str, str]:
        return {
            "x-rate-limit-limit": str(self.limit),
            "x-rate-limit-remaining": str(self.remaining),
            "x-rate-limit-reset": str(self.reset),
        }


def exhausted(seconds: float) -> Allowance:
    """A bucket that is empty for ``seconds``."""
    return Allowance(300, 0, int(now_ms() / SECOND + seconds), exceeded=True)


@dataclass
class RateLimits:
    """Counts requests. Not saved: a restart empties the buckets."""

    _windows: dict[str, tuple[int, int]] = field(default_factory=dict)

    def take(self, bucket: str, now: int, override: int = 0) -> Allowance:
        """Count one request to ``bucket`` at ``now`` (ms). ``override`` replaces the limit."""
        limit = override or LIMITS[bucket]
        began, used = self._windows.get(bucket, (now, 0))
        if now >= began + WINDOW:
            began, used = now, 0
        exceeded = used >= limit
        used += not exceeded
        self._windows[bucket] = (began, used)
        return Allowance(limit, limit - used, (began + WINDOW) // SECOND + 1, exceeded)
