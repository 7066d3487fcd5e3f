"""From texts to numbers: words, pairs of words and pieces of words, each with its place.

Pieces of words carry Dutch compounds and typos: "parkeervergunningaanvraag" shares most of its
pieces with "parkeervergunning". Each feature knows the token it came from, so that a judgement can
be told in words the citizen wrote.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from routing.classifier.text import Token, tokens
from routing.classifier.wordlist import Phrases

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

SHORTEST, LONGEST = 2, 5  # letters of a piece of a word, the spaces at its edges included
LEAST_PIECES = 2  # messages in which a piece must occur to be counted
MOST_FEATURES = 200_000
PIECE = "p:"
STEP, STEPS = 5, 12  # lengths are told apart by five tokens, up to sixty


@dataclass(frozen=True)
class Found:
    """Where known features stand. The three arrays are of one length.

    texts     row of the text
    places    number of the token, counted over all texts
    features  number of the feature
    shown     all tokens of all texts, as they were written
    owner     row of the text of each token
    count     how many texts
    """

    texts: Ints
    places: Ints
    features: Ints
    shown: list[str]
    owner: Ints
    count: int


class Vectoriser:
    """Counts the features it knows.

    names    in the order of the columns: "w:" words and pairs, "p:" pieces, "d:" product words
    rarity   a weight for each, higher for what few messages have
    """

    def __init__(self, names: Sequence[str], rarity: Floats, phrases: Phrases) -> None:
        self.names = tuple(names)
        self.rarity = rarity
        self.phrases = phrases
        self._is_word = np.array([_is_word(name) for name in names], dtype=bool)
        self._is_piece = np.array([name.startswith(PIECE) for name in names], dtype=bool)
        self._numbers = {name: number for number, name in enumerate(names)}

    def find(self, texts: Sequence[str]) -> Found:
        """The known features of each text, with their places."""
        return _find(texts, self.phrases, self._numbers, grow=False)

    def words_known(self, found: Found) -> NDArray[np.int_]:
        """How many whole words of each text are known. Pieces fit any text, even "asdf qwer"."""
        return np.bincount(found.texts[self._is_word[found.features]], minlength=found.count)

    def matrix(self, found: Found) -> Any:
        """A sparse row for each text, its words and its pieces each of length one."""
        return self.weigh(_counts(found, len(self.names)))

    def weigh(self, counts: Any) -> Any:
        """The same from sparse rows of counts."""
        rows = counts.astype(np.float32)
        rows.data = (1 + np.log(rows.data)) * self.rarity[rows.indices]
        of_text = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        pieces = self._is_piece[rows.indices]
        for block in (pieces, ~pieces):
            squares = np.bincount(of_text[block], rows.data[block] ** 2, rows.shape[0])
            rows.data[block] /= np.sqrt(squares[of_text[block]])
        return rows


class Counted:
    """Texts to learn from, read once; from which of them is learned is chosen afterwards."""

    def __init__(self, texts: Sequence[str], phrases: Phrases) -> None:
        numbers: dict[str, int] = {}
        found = _find(texts, phrases, numbers, grow=True)
        self._names = list(numbers)
        self._counts = _counts(found, len(numbers))
        self._least = np.array(
            [LEAST_PIECES if name.startswith(PIECE) else 1 for name in numbers], dtype=np.int32
        )
        self._phrases = phrases

    def learn(self, chosen: NDArray[np.intp]) -> tuple[Vectoriser, Any]:
        """What the ``chosen`` texts teach, and the counts of all texts in its columns."""
        times = self._counts[chosen].getnnz(axis=0)
        common = np.argsort(-times, kind="stable")[:MOST_FEATURES]
        columns = np.sort(common[times[common] >= self._least[common]])
        rarity = np.log((1 + len(chosen)) / (1 + times[columns])) + 1
        names = [self._names[column] for column in columns]
        vectoriser = Vectoriser(names, rarity.astype(np.float32), self._phrases)
        return vectoriser, self._counts[:, columns]


def _find(texts: Sequence[str], phrases: Phrases, numbers: dict[str, int], *, grow: bool) -> Found:
    """Where features stand. ``grow``: give new ones a number, rather than pass them over."""
    rows, places, features, owner = (array("i") for _ in range(4))
    shown: list[str] = []
    for row, text in enumerate(texts):
        read = tokens(text)
        before = len(shown)
        for name, place in _features(read, phrases):
            number = numbers.setdefault(name, len(numbers)) if grow else numbers.get(name)
            if number is not None:
                rows.append(row)
                places.append(before + place)
                features.append(number)
        shown += [token.shown for token in read]
        owner.extend([row] * len(read))
    arrays = [np.array(values, dtype=np.int32) for values in (rows, places, features, owner)]
    return Found(arrays[0], arrays[1], arrays[2], shown, arrays[3], len(texts))


def _counts(found: Found, width: int) -> Any:
    """A sparse row for each text: how often each feature stands in it."""
    ones = np.ones(len(found.features), dtype=np.float32)
    rows = sparse.csr_matrix((ones, (found.texts, found.features)), shape=(found.count, width))
    rows.sum_duplicates()
    return rows


def _is_word(name: str) -> bool:
    """Whether a feature is a whole word of three letters or more."""
    return name.startswith("w:") and name[2:].isalpha() and len(name) > 4


def _features(read: Sequence[Token], phrases: Phrases) -> Iterator[tuple[str, int]]:
    """(feature, place of its token)."""
    words = [token.word for token in read]
    for place, word in enumerate(words):
        for name in _of_word(word):
            yield name, place
    for place, (word, following) in enumerate(pairwise(words)):
        yield f"w:{word} {following}", place
    for department, place in phrases.hits(words):
        yield f"d:{department}", place
    if words:
        yield from _edges(words)


def _edges(words: list[str]) -> Iterator[tuple[str, int]]:
    """How a message begins and ends and how long it is: a question shows there."""
    last = len(words) - 1
    yield f"w:^{words[0]}", 0
    if last:
        yield f"w:^{words[0]} {words[1]}", 0
        yield f"w:^+{words[1]}", 1
    yield f"w:{words[last]}$", last
    yield f"w:length {min(len(words) // STEP, STEPS)}", 0


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    pieces = (
        PIECE + padded[start : start + size]
        for size in range(SHORTEST, LONGEST + 1)
        for start in range(len(padded) - size + 1)
    )
    return (f"w:{word}", *pieces)
