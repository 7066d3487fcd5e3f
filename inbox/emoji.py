"""Emoji that suit a municipality, by group, with the words by which they are found.

No flags, no gestures that mean something else elsewhere, nothing that makes fun of anyone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from routing.conditions import fold

SOURCE = Path(__file__).with_name("emoji.toml")


@dataclass(frozen=True)
class Emoji:
    """``nl`` and ``en`` are words for it; the first of them is its name."""

    char: str
    nl: tuple[str, ...]
    en: tuple[str, ...]

    @property
    def name(self) -> str:
        return (self.nl if (get_language() or "nl").startswith("nl") else self.en)[0]

    def has(self, asked: str) -> bool:
        return any(fold(word).startswith(asked) for word in self._words())

    def _words(self) -> Iterator[str]:
        for name in (*self.nl, *self.en):
            yield name
            yield from name.split()[1:]


@dataclass(frozen=True)
class Group:
    nl: str
    en: str
    emoji: tuple[Emoji, ...]

    @property
    def name(self) -> str:
        return self.nl if (get_language() or "nl").startswith("nl") else self.en


def groups(asked: str = "") -> list[Group]:
    """Those of which a word begins with ``asked``; groups without any are left out."""
    wanted = fold(asked).strip()
    narrowed = [
        Group(group.nl, group.en, tuple(one for one in group.emoji if one.has(wanted)))
        for group in _all()
    ]
    return [group for group in narrowed if group.emoji]


def is_known(char: str) -> bool:
    return any(one.char == char for group in _all() for one in group.emoji)


@lru_cache(maxsize=1)
def _all() -> tuple[Group, ...]:
    read = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return tuple(Group(one["nl"], one["en"], tuple(_emoji(one))) for one in read["groups"])


def _emoji(group: dict[str, str]) -> Iterator[Emoji]:
    """A line each: the emoji, its Dutch words, its English words."""
    for line in group["emoji"].strip().splitlines():
        char, nl, en = (part.strip() for part in line.split("|"))
        yield Emoji(char, _words(nl), _words(en))


def _words(listed: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in listed.split(","))
