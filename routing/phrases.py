"""Phrases as a person can read and write them, looked for in folded text.

Words apart from each other, and in them:

    a|b   one word or the other       *   the rest of a word, or its beginning
    …     at most four words          ?   behind a word: it may be missing
    ~     at most thirty, no comma      #   a digit
    ^ $   the beginning and the end of the text

"hangt … kabel|draad" is found in "er hangt hier een losse draad".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from routing.folding import folded

_APART = r"(?!\w)\W*"
# "…" is three dots when it is folded.
_GAPS = {"...": r"(?:\w+\W+){0,4}", "~": r"(?:\w+[^\w,]+){0,30}?"}
_EDGES = {"^": r"\A\W*", "$": r"\W*\Z"}
_WILD = re.compile(r"[*#]")


@dataclass(frozen=True)
class Phrase:
    """One phrase. Its pattern is made when a text first holds one of its ``needles``."""

    words: tuple[str, ...]

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """Without any of these in the text there is no need to look further."""
        fixed = [
            w for w in self.words if w not in _EDGES and w not in _GAPS and not w.endswith("?")
        ]
        choices = [tuple(map(_longest_part, word.split("|"))) for word in fixed]
        return max(choices, key=lambda parts: min(map(len, parts)))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        made = "".join(_compiled(word) for word in self.words if word not in _EDGES)
        first = _EDGES["^"] if self.words[0] == "^" else r"(?<!\w)"
        last = _EDGES["$"] if self.words[-1] == "$" else ""
        return re.compile(first + made + last)


class Index:
    """Many phrases, looked for at once: time grows with the text, hardly with their number."""

    _STEP = 3

    def __init__(self, wanted: Iterable[Phrase]) -> None:
        # By how a needle begins. Those that are shorter than a step stand under "".
        self._by_start: dict[str, dict[str, list[Phrase]]] = defaultdict(lambda: defaultdict(list))
        for phrase in dict.fromkeys(wanted):
            for needle in phrase.needles:
                start = needle[: self._STEP] if len(needle) >= self._STEP else ""
                self._by_start[start][needle].append(phrase)

    def find(self, text: str) -> list[tuple[Phrase, tuple[int, int]]]:
        """The phrases in a folded text, and where each first stands."""
        starts = {text[place : place + self._STEP] for place in range(len(text))} | {""}
        near = [
            phrase
            for start in starts & self._by_start.keys()
            for needle, phrases in self._by_start[start].items()
            if needle in text
            for phrase in phrases
        ]
        found = ((phrase, phrase.pattern.search(text)) for phrase in dict.fromkeys(near))
        return [(phrase, match.span()) for phrase, match in found if match]


def phrases(lines: str) -> tuple[Phrase, ...]:
    """The phrases in ``lines``, one on each."""
    return tuple(Phrase(tuple(folded(line).text.split())) for line in lines.splitlines() if line)


def _longest_part(word: str) -> str:
    return max(_WILD.split(word), key=len)


def _compiled(word: str) -> str:
    if word in _GAPS:
        return _GAPS[word]
    either = "|".join(
        re.escape(choice).replace(r"\*", r"\w*").replace(r"\#", r"\d")
        for choice in word.removesuffix("?").split("|")
    )
    return f"(?:(?:{either}){_APART}){'?' if word.endswith('?') else ''}"
