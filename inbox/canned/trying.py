"""A canned answer before it is saved: as a citizen would read it, and how long that is where."""

from __future__ import annotations

from dataclasses import dataclass

from connectors import registry
from connectors.base import Way
from inbox.canned.variables import example, fill, left_open
from inbox.ways import parts_of


@dataclass(frozen=True)
class Length:
    """How long a text is on one platform, as that counts. ``parts``: in how many messages it goes
    there, 0 where it cannot go at all."""

    platform: str
    private: bool
    length: int
    limit: int
    parts: int


@dataclass(frozen=True)
class Trial:
    """The text filled in for an invented citizen; ``open``: what nothing is known for."""

    text: str
    open: list[str]
    lengths: list[Length]


def trial(text: str, language: str = "", department: str = "") -> Trial:
    filled = fill(text, example(language, department)).strip()
    return Trial(filled, left_open(filled), lengths(filled))


def lengths(text: str) -> list[Length]:
    """On each platform there is, in public and in private; ways that count alike once."""
    found = []
    for kind, label in registry.kinds():
        seen = set()
        for way in registry.connector_class(kind).ways:
            rule = (way.public, way.text.limit)
            if rule not in seen:
                found.append(_length(label, way, text))
            seen.add(rule)
    return found


def _length(platform: str, way: Way, text: str) -> Length:
    length, parts = way.text.count(text), 1
    if length > way.text.limit:
        spread = len(parts_of(way, text)) if way.parts > 1 else 0
        parts = spread if spread <= way.parts else 0
    return Length(platform, not way.public, length, way.text.limit, parts)
