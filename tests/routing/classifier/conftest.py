"""A classifier of a part of the starter corpus, trained once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from routing.classifier import Example, Trained, starter, train

DEPARTMENTS = ("afval-reiniging", "burgerzaken", "openbare-ruimte", "verkeer-parkeren")


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    """Four departments, some 110 messages each."""
    return [e for e in starter.messages() if e.department in DEPARTMENTS][::3]


@pytest.fixture(scope="session")
def trained(examples: list[Example]) -> Trained:
    return train(examples, [w for w in starter.words() if w.department in DEPARTMENTS])


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences as they stand in the code, whatever they are in Dutch."""
    with translation.override("en"):
        yield
