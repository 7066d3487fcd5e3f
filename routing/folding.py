"""Text for comparing, which still knows where each letter stood in the text as written.

``routing.conditions.fold`` is enough to test a rule. Who shows the words that were found, or
replaces them, needs the way back: a folded text is often longer or shorter than the written one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from routing.conditions import fold

# What people type for one another: quotes, and letters which are letters of their own elsewhere.
LOOKALIKES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "ı": "i", "ł": "l"},
)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True)
class Folded:
    """A text without case and accents.

    text      the folded text
    original  the text as written
    at        for each letter of ``text`` where it stands in ``original``; and where that ends
    """

    text: str
    original: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]``, which is not empty, stands in the original."""
        # An accent that was written apart, or a letter that was drawn out, goes along.
        return self.at[start], max(self.at[end - 1] + 1, self.at[end])

    def written(self, start: int, end: int) -> str:
        """``text[start:end]`` as it was written."""
        first, last = self.span(start, end)
        return self.original[first:last]

    def squeezed(self, most: int) -> Folded:
        """With a letter repeated at most so often: "braaand" is "brand" with 1.

        Only letters that stand three times or more are drawn out: with 1, "brrr" is "br" and
        "laan" stays.
        """
        if not _DRAWN_OUT.search(self.text):
            return self
        keep = bytearray(b"\1" * len(self.text))
        for found in _DRAWN_OUT.finditer(self.text):
            for place in range(found.start() + most, found.end()):
                keep[place] = 0
        kept = [place for place, wanted in enumerate(keep) if wanted]
        at = (*(self.at[place] for place in kept), self.at[-1])
        return Folded("".join(self.text[place] for place in kept), self.original, at)


def folded(text: str) -> Folded:
    """Any text, folded. Never raises."""
    if text.isascii():
        return Folded(text.lower().translate(LOOKALIKES), text, range(len(text) + 1))
    parts = [_letter(char) for char in text]
    at = [place for place, part in enumerate(parts) for _char in part]
    return Folded("".join(parts), text, (*at, len(text)))


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    return fold(char).translate(LOOKALIKES)
