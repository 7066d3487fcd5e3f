"""Whether two messages are the same text, however they are typed."""

from __future__ import annotations

from routing.conditions import fold


def key(text: str) -> str:
    """The same for texts that differ in case, accents and spaces only."""
    return " ".join(fold(text).split())
