"""From examples to a classifier: the same examples give the same classifier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from routing.classifier.classifier import Classifier, Guess, Head, Opinion
from routing.classifier.corpus import Example
from routing.classifier.evaluation import Report, compare
from routing.classifier.features import Counted, Floats, Vectoriser
from routing.classifier.fitting import fit, sharpness, threshold
from routing.classifier.folding import folds
from routing.classifier.wordlist import Phrases, ProductWord

CORRECTION = 5.0  # the weight of an example that a colleague corrected
LEAST = 5  # examples without which a label is not learned
WANTED = 0.985  # of what is assigned must be right; the aim is 0.97, and life is harder than this
UNKNOWN = -3.0  # the score of a label that a fold has no examples of

# Chosen on the development messages and by leaving out one source at a time; see docs/routing.md.
_RECIPES: dict[str, dict[str, float]] = {
    "department": {"penalty": 1.0, "bayes": 0.25},
    "kind": {"penalty": 2.0, "bayes": 0.0},
    "sentiment": {"penalty": 1.0, "bayes": 0.0},
}


class TooLittle(ValueError):
    """There is not enough to learn from, in words for the administrator."""


@dataclass(frozen=True)
class Trained:
    """What ``train`` made.

    report    what it is worth, measured on examples that were left out in turn
    left_out  department → how many examples, of departments that have too few
    """

    classifier: Classifier
    report: Report
    left_out: dict[str, int]


@dataclass(frozen=True, eq=False)
class _Question:
    """One thing to learn. ``places``: the examples that answer it; ``right``: their labels."""

    name: str
    labels: tuple[str, ...]
    places: NDArray[np.intp]
    right: NDArray[np.intp]


def train(examples: Iterable[Example], words: Iterable[ProductWord] = (), seed: int = 0) -> Trained:
    """A classifier from examples. Raises TooLittle.

    A text that is there twice counts once: the heaviest example, and of those the last.
    """
    kept, left_out = _usable(examples)
    lesson = _Lesson(kept, Phrases(words), seed)
    vectoriser, _counts, heads = lesson.learn(np.arange(len(kept)))
    chances = {}
    for question, scores in lesson.scores_when_left_out():
        sharp = sharpness(scores, question.right)
        heads[question.name] = replace(heads[question.name], sharpness=sharp)
        chances[question] = heads[question.name].probabilities(scores)
    sure = _threshold(*next(iter(chances.items())))
    report = compare(kept, _opinions(len(kept), chances, sure))
    about = {"examples": len(kept), "seed": seed, "left_out": left_out, "report": report.as_json()}
    return Trained(Classifier(vectoriser, threshold=sure, about=about, **heads), report, left_out)


def _usable(examples: Iterable[Example]) -> tuple[list[Example], dict[str, int]]:
    """One example for each text, of departments that have enough, in a fixed order."""
    by_key: dict[str, Example] = {}
    for example in examples:
        earlier = by_key.get(example.key)
        if earlier is None or example.weight >= earlier.weight:
            by_key[example.key] = example
    sizes = Counter(example.department for example in by_key.values())
    left_out = {name: size for name, size in sorted(sizes.items()) if size < LEAST}
    if len(sizes) - len(left_out) < 2:
        raise TooLittle(
            _("At least two departments need %(least)d examples each to learn from.")
            % {"least": LEAST}
        )
    kept = [
        example for _key, example in sorted(by_key.items()) if example.department not in left_out
    ]
    return kept, left_out


def _question(name: str, kept: Sequence[Example]) -> _Question | None:
    """None when the examples do not tell two labels apart often enough."""
    answers = [str(getattr(example, name)) for example in kept]
    sizes = Counter(filter(None, answers))
    labels = tuple(sorted(label for label, size in sizes.items() if size >= LEAST))
    places = [place for place, answer in enumerate(answers) if answer in labels]
    right = [labels.index(answers[place]) for place in places]
    if len(labels) < 2:
        return None
    return _Question(name, labels, np.array(places), np.array(right))


class _Lesson:
    """Examples, read once, from any part of which heads can be learned."""

    def __init__(self, kept: Sequence[Example], phrases: Phrases, seed: int) -> None:
        self.kept = kept
        self.seed = seed
        self.questions = [found for name in _RECIPES if (found := _question(name, kept))]
        self.counted = Counted([example.text for example in kept], phrases)
        self.weights = np.array([example.weight for example in kept], dtype=np.float32)

    def learn(self, chosen: NDArray[np.intp]) -> tuple[Vectoriser, Any, dict[str, Head]]:
        """Features and heads from the ``chosen`` examples only, and the counts of all."""
        vectoriser, counts = self.counted.learn(chosen)
        heads = {}
        for question in self.questions:
            here = np.intersect1d(chosen, question.places)
            answers = [str(getattr(self.kept[place], question.name)) for place in here]
            if len(set(answers)) > 1:
                heads[question.name] = fit(
                    vectoriser.weigh(counts[here]),
                    answers,
                    self.weights[here],
                    seed=self.seed,
                    **_RECIPES[question.name],
                )
        return vectoriser, counts, heads

    def scores_when_left_out(self) -> list[tuple[_Question, Floats]]:
        """For each question the scores of its examples, by heads that have not seen them."""
        shapes = [(len(question.places), len(question.labels)) for question in self.questions]
        found = [np.full(shape, UNKNOWN, dtype=np.float32) for shape in shapes]
        numbers = folds(self.kept, self.seed)
        for number in np.unique(numbers):
            vectoriser, counts, heads = self.learn(np.flatnonzero(numbers != number))
            for question, scores in zip(self.questions, found, strict=True):
                mine = np.flatnonzero(numbers[question.places] == number)
                head = heads.get(question.name)
                if head and len(mine):
                    columns = np.array([question.labels.index(label) for label in head.labels])
                    rows = vectoriser.weigh(counts[question.places[mine]])
                    scores[np.ix_(mine, columns)] = head.scores(rows)
        return list(zip(self.questions, found, strict=True))


def _threshold(question: _Question, chances: Floats) -> float:
    best = chances.argmax(axis=1)
    return threshold(chances.max(axis=1), best == question.right, WANTED)


def _opinions(count: int, chances: dict[_Question, Floats], sure: float) -> list[Opinion]:
    """The opinions of the classifiers that had not seen the example; without words."""
    guesses: dict[str, list[tuple[Guess, ...]]] = {name: [()] * count for name in _RECIPES}
    for question, table in chances.items():
        for place, row in zip(question.places, table, strict=True):
            order = np.argsort(-row, kind="stable")[:3]
            guesses[question.name][place] = tuple(
                Guess(question.labels[best], float(row[best])) for best in order
            )
    return [
        Opinion(
            departments,
            kinds,
            sentiment[0] if sentiment else None,
            departments[0].probability >= sure,
        )
        for departments, kinds, sentiment in zip(*guesses.values(), strict=True)
    ]
