"""Product words: "kliko" belongs to afval-reiniging; "berk*" is every word that begins so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from routing.classifier.text import normal

KEY = 4  # letters by which a word with a * is looked up


@dataclass(frozen=True)
class ProductWord:
    """A word or phrase that speaks for a department; ``*`` at the end of a word is its rest."""

    department: str
    phrase: str


@dataclass(frozen=True)
class _Entry:
    department: str
    parts: tuple[str, ...]


class Phrases:
    """Finds product words in a row of words without trying them all."""

    def __init__(self, words: Iterable[ProductWord]) -> None:
        self.words = tuple(words)
        self._whole: dict[str, list[_Entry]] = {}
        self._start: dict[str, list[_Entry]] = {}
        for word in self.words:
            parts = tuple(_part(part) for part in word.phrase.split())
            if not parts or parts[0] == "*":
                continue
            first = parts[0].rstrip("*")
            into, key = (self._start, first[:KEY]) if first != parts[0] else (self._whole, first)
            into.setdefault(key, []).append(_Entry(word.department, parts))

    def hits(self, text: Sequence[str]) -> Iterator[tuple[str, int]]:
        """(department, place) for each word of each product word in ``text``."""
        for place, word in enumerate(text):
            for entry in self._near(word):
                if _stands_at(entry.parts, text, place):
                    for step in range(len(entry.parts)):
                        yield entry.department, place + step

    def _near(self, word: str) -> Iterator[_Entry]:
        yield from self._whole.get(word, ())
        for size in range(1, min(KEY, len(word)) + 1):
            yield from self._start.get(word[:size], ())


def _part(part: str) -> str:
    return normal(part.rstrip("*")) + ("*" if part.endswith("*") else "")


def _stands_at(parts: tuple[str, ...], text: Sequence[str], place: int) -> bool:
    if place + len(parts) > len(text):
        return False
    return all(_fits(part, text[place + step]) for step, part in enumerate(parts))


def _fits(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
