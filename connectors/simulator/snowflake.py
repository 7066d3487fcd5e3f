"""Identifiers in the manner of each platform."""

from __future__ import annotations

import hashlib

EPOCH_MS = 1288834974657
_SEQUENCE_BITS = 22
_FACEBOOK_BASE = 122_100_000_000_000
_INSTAGRAM_BASE = {"media": 18_000_000_000_000_000, "comment": 17_900_000_000_000_000}
_STEP = 7_919


class Numbers:
    """Makes ids. ``used`` counts the ids made, and is all there is to save."""

    def __init__(self, used: int = 0) -> None:
        self.used = used

    def snowflake(self, at_ms: int) -> str:
        """An X post id: 41 bits of milliseconds since X's epoch, then a sequence."""
        return str((at_ms - EPOCH_MS) << _SEQUENCE_BITS | self._next() & (1 << _SEQUENCE_BITS) - 1)

    def facebook(self) -> str:
        """The last part of a Facebook post or comment id."""
        return str(_FACEBOOK_BASE + self._next() * _STEP)

    def instagram(self, kind: str) -> str:
        """An Instagram id; ``kind`` is ``media`` or ``comment``."""
        return str(_INSTAGRAM_BASE[kind] + self._next() * _STEP)

    def _next(self) -> int:
        self.used += 1
        return self.used


def person_id(platform: str, handle: str) -> str:
    """The id of a fictional person: the same in every world, so that restarts recognise them."""
    digest = int.from_bytes(hashlib.sha256(f"{platform}:{handle.casefold()}".encode()).digest()[:6])
    length = 19 if platform == "x" else 17
    return str(16 * 10 ** (length - 2) + digest)
