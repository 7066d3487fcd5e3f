"""Which examples are left out together when a classifier is measured in training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.classifier.corpus import Example

FOLDS = 5
MOST_FOLDS = 8
LARGE, SOURCES = 50, 3  # so many sources of so many examples, and whole sources are left out


def folds(examples: Sequence[Example], seed: int) -> NDArray[np.intp]:
    """The fold of each example.

    People who wrote many examples repeat themselves, so a measurement that has seen half of one
    person's examples flatters. Where there are enough sources, each is left out as a whole; the
    small ones are spread. Otherwise all examples are spread, evenly for each department.
    """
    sizes = Counter(example.source for example in examples if example.source)
    large = [source for source, size in sizes.most_common() if size >= LARGE]
    if len(large) < SOURCES:
        return _spread(examples, FOLDS, seed)
    count = min(len(large), MOST_FOLDS)
    found = _spread(examples, count, seed)
    for place, example in enumerate(examples):
        if example.source in large:
            found[place] = large.index(example.source) % count
    return found


def _spread(examples: Sequence[Example], count: int, seed: int) -> NDArray[np.intp]:
    found = np.zeros(len(examples), dtype=np.intp)
    dealt: Counter[str] = Counter()
    for place in np.random.default_rng(seed).permutation(len(examples)):
        department = examples[place].department
        found[place] = dealt[department] % count
        dealt[department] += 1
    return found
