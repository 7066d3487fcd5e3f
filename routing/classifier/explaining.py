"""Which words of a text spoke for an answer, so that a person can check it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.classifier.features import Floats, Found

MOST = 4  # words that are told
LEAST_SHARE = 0.2  # of what the strongest word said
SHORTEST = 3  # letters

# Words that say nothing to a reader, whatever their weight. Words that ask or judge are not here.
EMPTY = frozenset(
    """
    aan aangezien al alle als alsnog altijd ben bent bij daar dan dat de den der des deze die dit
    doe doen doet dus echt een eens eerst elke en er eraan erbij eruit even gaan gaat geen ge had
    hadden heb hebben hebt heeft heel hele hem hen het hier hij hun iemand iets ik in is ja jaar je
    jij jou jouw jullie kan kon kunnen maar me meer men met mij mijn moest moet moeten mogen mn na
    naar net nog nou nu of om omdat onder ons onze ook op over sinds staat staan steeds te tegen ten
    ter terug toch toe toen tot tussen uit uw van vanaf veel via voor waar waren was wat weer wel
    werd wie wij wil willen word worden wordt wordt zal ze zelf zich zij zijn zit zitten zo zou
    the and for you this that with are our your have has can
    """.split()  # noqa: SIM905 (two hundred quoted words are hard to read)
)


def spoken_for(
    found: Found, rows: Any, weights: Floats, labels: NDArray[np.intp]
) -> list[tuple[str, ...]]:
    """For each text the words that spoke most for its label: at most four, the strongest first.

    A feature's part of the score is shared among the tokens it stands at; the pieces of a word
    count for the whole word.
    """
    strength = _values(found, rows) * weights[found.features, labels[found.texts]]
    totals = np.bincount(found.places, strength, len(found.shown)).astype(np.float64)
    starts = np.searchsorted(found.owner, np.arange(found.count + 1))
    return [
        _strongest(found.shown[start:end], totals[start:end])
        for start, end in pairwise(starts.tolist())
    ]


def _values(found: Found, rows: Any) -> NDArray[np.float64]:
    """The value of each occurrence: that of its feature in its text, divided by how often."""
    width = np.int64(rows.shape[1])
    keys = found.texts.astype(np.int64) * width + found.features
    of_text = np.repeat(np.arange(found.count, dtype=np.int64), np.diff(rows.indptr))
    known = of_text * width + rows.indices  # sorted: by text, then by feature
    cell = np.searchsorted(known, keys)
    times = np.bincount(cell, minlength=len(known))
    values: NDArray[np.float64] = rows.data[cell] / times[cell]
    return values


def _strongest(shown: list[str], strength: NDArray[np.float64]) -> tuple[str, ...]:
    said: dict[str, float] = {}
    for word, value in zip(shown, strength, strict=True):
        plain = word.lower().lstrip("#")
        if _readable(plain):
            said[plain] = said.get(plain, 0.0) + float(value)
    best = sorted(said, key=lambda word: (-said[word], word))[:MOST]
    return tuple(word for word in best if said[word] > max(0.0, LEAST_SHARE * said[best[0]]))


def _readable(word: str) -> bool:
    """A whole word that says something, a question mark, or a sign such as an emoji."""
    if any(char.isalpha() for char in word):
        return len(word) >= SHORTEST and word not in EMPTY
    return word.startswith("?") or (not word.isascii() and not word[0].isnumeric() and word != "…")
