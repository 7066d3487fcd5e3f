"""The starter corpus, and that the classifier it gives meets its aims."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from routing.classifier import Example, evaluate, starter
from routing.classifier.corpus import KINDS
from routing.models import Kind
from tests.routing.classifier.kept import classifier_of_the_starter_corpus


@pytest.fixture(scope="module")
def messages() -> list[Example]:
    return starter.messages()


@pytest.fixture(scope="module")
def held_out() -> list[Example]:
    return starter.held_out()


def test_the_kinds_are_those_of_the_inbox() -> None:
    assert set(KINDS) == set(Kind.values)


def test_every_department_has_sixty_messages_at_least(messages: list[Example]) -> None:
    sizes = Counter(example.department for example in messages)
    assert set(sizes) == set(starter.DEPARTMENTS)
    assert min(sizes.values()) >= 60


def test_every_department_has_messages_of_every_kind(messages: list[Example]) -> None:
    pairs = Counter((example.department, example.kind) for example in messages)
    rare = {(d, k) for d in starter.DEPARTMENTS for k in KINDS if pairs[d, k] < 3}
    assert rare == set()


def test_every_department_has_product_words() -> None:
    sizes = Counter(word.department for word in starter.words())
    assert set(sizes) == set(starter.DEPARTMENTS)
    assert min(sizes.values()) >= 20


def test_nothing_that_is_held_out_is_learned_from(
    messages: list[Example], held_out: list[Example]
) -> None:
    learned = {example.key for example in messages}
    assert not learned & {example.key for example in held_out}


def test_nothing_that_is_held_out_is_nearly_the_same_as_what_is_learned_from(
    messages: list[Example], held_out: list[Example]
) -> None:
    learned = [example.key for example in messages]
    held = [example.key for example in held_out]
    assert _alike(["onze hond is overleden"], ["hond is overleden"]).max() > 0.6
    assert _alike(held, learned).max() <= 0.6


def _alike(texts: list[str], others: list[str]) -> NDArray[np.float64]:
    """Jaccard's index of the sets of four letters in a row: a row for each of ``texts``."""
    counter = CountVectorizer(analyzer="char", ngram_range=(4, 4), binary=True, lowercase=False)
    table = counter.fit_transform([*texts, *others])
    both = (table[: len(texts)] @ table[len(texts) :].T).toarray()
    sizes = np.asarray(table.sum(axis=1)).ravel()
    shared: NDArray[np.float64] = both / (
        sizes[: len(texts), None] + sizes[None, len(texts) :] - both
    )
    return shared


@pytest.mark.timeout(900)
def test_on_messages_never_seen_the_aims_are_met(held_out: list[Example]) -> None:
    report = evaluate(classifier_of_the_starter_corpus(), held_out)
    assert report.department.accuracy >= 0.85
    assert report.department.top3 >= 0.97
    assert report.department.macro_f1 >= 0.83
    assert report.kind
    assert report.kind.accuracy >= 0.85
    assert report.accuracy_within >= 0.97
    assert report.share >= 0.5


def test_a_classifier_of_the_starter_corpus_fits_in_memory() -> None:
    """Arrays, and what a dictionary takes for each name (some 150 bytes)."""
    classifier = classifier_of_the_starter_corpus()
    heads = filter(None, (classifier.department, classifier.kind, classifier.sentiment))
    arrays = sum(head.weights.nbytes for head in heads) + classifier.vectoriser.rarity.nbytes
    assert arrays + 150 * len(classifier.vectoriser.names) < 150e6
