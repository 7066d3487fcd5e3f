"""Rate limits per 15 minutes and per 24 hours (X API docs, "Rate limits", August 2026)."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.simulator.clock import DAY, MINUTE, SECOND, now_ms

WINDOW = 15 * MINUTE
LIMITS = {
    "mentions": 300,
    "timeline": 900,
    "search": 300,
    "counts": 300,
    "posts": 5_000,
    "post": 900,
    "create": 100,
    "delete": 50,
    "hide": 50,
    "like": 50,
    "mute": 50,
    "dm_block": 50,
    "me": 75,
    "users": 900,
    "dm_read": 15,
    "dm_send": 15,
    "dm_media": 900,
    "upload": 500,
    "upload_part": 1_875,
    "webhooks": 450,
    "subscriptions": 500,
    "usage": 50,
}
# Bucket to whose limit it is, and how much.
DAILY = {
    "create": ("app", 10_000),
    "dm_send": ("user", 1_440),
    "like": ("user", 1_000),
    "upload": ("app", 50_000),
    "upload_part": ("app", 180_000),
}


@dataclass(frozen=True)
class Allowance:
    """Where a caller stands with one endpoint. ``reset`` is in epoch seconds.

    prefix  what the headers begin with
    """

    limit: int
    remaining: int
    reset: int
    exceeded: bool
    prefix: str = "x-rate-limit"

    def headers(self) -> dict[str, str]:
        return {
            f"{self.prefix}-limit": str(self.limit),
            f"{self.prefix}-remaining": str(self.remaining),
            f"{self.prefix}-reset": str(self.reset),
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
        return self._take(bucket, override or LIMITS[bucket], WINDOW, now, "x-rate-limit")

    def take_of_day(self, bucket: str, now: int, override: int = 0) -> Allowance | None:
        """The same for 24 hours; None where X has no such limit."""
        if bucket not in DAILY:
            return None
        whose, limit = DAILY[bucket]
        prefix = f"x-{whose}-limit-24hour"
        return self._take(f"{bucket} day", override or limit, DAY, now, prefix)

    def _take(self, name: str, limit: int, window: int, now: int, prefix: str) -> Allowance:
        began, used = self._windows.get(name, (now, 0))
        if not began <= now < began + window:
            began, used = now, 0
        exceeded = used >= limit
        used += not exceeded
        self._windows[name] = (began, used)
        reset = (began + window) // SECOND + 1
        return Allowance(limit, limit - used, reset, exceeded, prefix)
