"""From a body to its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from connectors.base import Connection, Deleted, Item, Raw, Unreadable

Reader = Callable[[Raw, Connection], list[Item]]

MISSING = "missing"  # source of the error body that says that an object is gone


def items(raw: Raw, us: Connection, readers: Mapping[str, Reader]) -> list[Item]:
    """What ``raw`` says, read by what ``readers`` has for its source. Raises Unreadable."""
    if raw.source == MISSING:
        return [Deleted(subject_of(raw))]
    if raw.source not in readers:
        raise Unreadable(f"unknown source {raw.source!r}")
    return readers[raw.source](raw, us)


def subject_of(raw: Raw) -> str:
    """Raises Unreadable when it is not known what was asked about."""
    if not raw.subject:
        raise Unreadable(f"{raw.source} of nothing")
    return raw.subject
