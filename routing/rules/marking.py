"""The words in a text that a rule looks at, to show them marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from routing.conditions import About, Broken, pattern
from routing.decide import Test
from routing.folding import folded

LONGEST = 320  # characters of a text that are shown
BEFORE = 60  # characters that lead up to the first mark


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether it is what the rule found."""

    text: str
    found: bool = False


def mark(text: str, tests: Sequence[Test]) -> tuple[Piece, ...]:
    """The text in pieces, cut to what a person reads, around what was found."""
    spans = list(_spans(text, tests))
    begin = _begin(text, spans)
    end = min(len(text), begin + LONGEST)
    pieces = [*_cut(text, [span for span in spans if begin <= span[0] < end], begin, end)]
    if begin:
        pieces.insert(0, Piece("… "))
    if end < len(text):
        pieces.append(Piece(" …"))
    return tuple(pieces)


def _spans(text: str, tests: Sequence[Test]) -> Iterator[tuple[int, int]]:
    """Where words were found, in order; none lies in another."""
    letters = folded(text)
    found = sorted(
        (match.start(), -match.end())
        for phrase in _phrases(tests)
        for match in pattern(phrase).finditer(letters.text)
    )
    last = 0
    for start, minus_end in found:
        if start >= last:
            last = -minus_end
            yield letters.span(start, last)


def _phrases(tests: Sequence[Test]) -> Iterator[str]:
    for test in tests:
        if test.about == About.WORDS and not test.negate:
            for phrase in filter(None, map(str.strip, test.values.splitlines())):
                try:
                    pattern(phrase)
                except Broken:
                    continue
                yield phrase


def _begin(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """At the beginning; of a long text a little before the first mark, at a word."""
    if len(text) <= LONGEST or not spans or spans[0][0] < LONGEST // 2:
        return 0
    space = text.find(" ", spans[0][0] - BEFORE, spans[0][0])
    return space + 1 if space >= 0 else spans[0][0]


def _cut(text: str, spans: Sequence[tuple[int, int]], begin: int, end: int) -> Iterator[Piece]:
    at = begin
    for start, stop in spans:
        if at < start:
            yield Piece(text[at:start])
        yield Piece(text[start : min(stop, end)], found=True)
        at = min(stop, end)
    if at < end:
        yield Piece(text[at:end])
