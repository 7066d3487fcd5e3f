"""Moments as milliseconds since 1970 UTC, and how each platform writes them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class _Ahead:
    """How far this outside world is ahead of the real time. One for all worlds of a process."""

    milliseconds = 0


def now_ms() -> int:
    return time.time_ns() // 1_000_000 + _Ahead.milliseconds


def ahead() -> int:
    """Milliseconds between the real time and that of the platforms."""
    return _Ahead.milliseconds


def set_ahead(milliseconds: int) -> None:
    """Let the platforms live ``milliseconds`` later than the real time."""
    _Ahead.milliseconds = milliseconds


def from_ms(at: int) -> datetime:
    return datetime.fromtimestamp(at / SECOND, tz=UTC)


def x_time(at: int) -> str:
    """``2026-11-18T08:15:30.000Z`` (X API docs, Post object, ``created_at``)."""
    return from_ms(at).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def meta_time(at: int) -> str:
    """``2026-11-19T10:00:00+0000`` (Graph API docs, ``created_time``)."""
    return from_ms(at).strftime("%Y-%m-%dT%H:%M:%S+0000")


def parse_moment(value: str) -> int:
    """Milliseconds of an ISO 8601 moment; without an offset it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(value)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(aware.timestamp() * SECOND)
