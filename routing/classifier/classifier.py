"""Judging texts: for each, guesses with probabilities and the words that spoke for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from routing.classifier.explaining import spoken_for
from routing.classifier.features import Floats, Found, Vectoriser

GUESSES = 3
AT_ONCE = 200  # texts: what is counted of so many fits well in memory


@dataclass(frozen=True)
class Guess:
    """One answer. ``probability``: 0 to 1, calibrated; ``words``: at most four, as written."""

    label: str
    probability: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opinion:
    """What the classifier thinks of one text.

    departments  the likeliest first; three, or all when fewer are known
    kinds        likewise; empty when the examples had no kinds
    sentiment    None when the examples had none
    confident    sure enough of the first department to assign it
    """

    departments: tuple[Guess, ...]
    kinds: tuple[Guess, ...] = ()
    sentiment: Guess | None = None
    confident: bool = False


@dataclass(frozen=True)
class Head:
    """One question, such as "which department": a linear model on the shared features.

    weights      a row for each feature, a column for each label; the rows sum to nought
    sharpness    what scores are multiplied with to become probabilities
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    sharpness: float

    def scores(self, rows: Any) -> Floats:
        """Sparse rows of features to rows of scores, one for each label."""
        found: Floats = np.asarray(rows @ self.weights, dtype=np.float32) + self.bias
        return found

    def probabilities(self, scores: Floats) -> Floats:
        """Rows of scores to rows that sum to one."""
        powers = np.exp((scores - scores.max(axis=1, keepdims=True)) * self.sharpness)
        rows: Floats = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
        return rows


@dataclass(frozen=True)
class Classifier:
    """Immutable, and safe to share between threads.

    threshold   probability from which the first department is assigned
    about       facts on its making for people: figures, dates; plain JSON values
    """

    vectoriser: Vectoriser
    department: Head
    threshold: float
    kind: Head | None = None
    sentiment: Head | None = None
    about: dict[str, object] = field(default_factory=dict)

    def judge(self, texts: Sequence[str]) -> list[Opinion]:
        """An opinion on each text. Takes any text: an empty one gets an unsure opinion."""
        starts = range(0, len(texts), AT_ONCE)
        return [
            opinion for start in starts for opinion in self._judge(texts[start : start + AT_ONCE])
        ]

    def _judge(self, texts: Sequence[str]) -> list[Opinion]:
        found = self.vectoriser.find(texts)
        rows = self.vectoriser.matrix(found)
        asked = zip(
            _ask(self.department, found, rows, GUESSES),
            _ask(self.kind, found, rows, GUESSES),
            _ask(self.sentiment, found, rows, 1),
            self.vectoriser.words_known(found) > 0,
            strict=True,
        )
        return [
            Opinion(
                departments,
                kinds,
                sentiment[0] if sentiment else None,
                bool(known) and departments[0].probability >= self.threshold,
            )
            for departments, kinds, sentiment, known in asked
        ]


def _ask(head: Head | None, found: Found, rows: Any, wanted: int) -> list[tuple[Guess, ...]]:
    """For each text the likeliest answers of a head, at most as many as wanted."""
    if head is None:
        return [()] * found.count
    chances = head.probabilities(head.scores(rows))
    order = np.argsort(-chances, axis=1, kind="stable")[:, :wanted]
    words = [spoken_for(found, rows, head.weights, best) for best in order.T]
    return [
        tuple(
            Guess(head.labels[best], float(chances[row, best]), words[place][row])
            for place, best in enumerate(order[row])
        )
        for row in range(found.count)
    ]
