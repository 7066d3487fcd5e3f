"""Four departments with examples of the starter corpus: enough to learn from in a few seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from routing.classifier import Example as Read
from routing.classifier import ProductWord, dumps, held_back, starter, train
from routing.models import Department, Example, Product, Trained
from tests.factories import DepartmentFactory

NAMES = {
    "afval-reiniging": "Afval & Reiniging",
    "burgerzaken": "Burgerzaken",
    "openbare-ruimte": "Openbare Ruimte & Groen",
    "verkeer-parkeren": "Verkeer & Parkeren",
}


def four_departments() -> dict[str, Department]:
    """By short name."""
    return {
        slug: Department.objects.filter(slug=slug).first()
        or DepartmentFactory(slug=slug, name=name)
        for slug, name in NAMES.items()
    }


FEW = 12  # of a dozen messages one: nearly thirty for each department, which is enough to learn


def messages(step: int = 3) -> Sequence[Read]:
    """Every third message, or as ``step`` says, of these departments."""
    return _messages()[::step]


@cache
def _messages() -> tuple[Read, ...]:
    return tuple(example for example in starter.messages() if example.department in NAMES)


@cache
def _words() -> tuple[ProductWord, ...]:
    return tuple(word for word in starter.words() if word.department in NAMES)


def teach(step: int = 3) -> dict[str, Department]:
    """Let there be examples and product words; the departments."""
    departments = four_departments()
    Example.objects.bulk_create(
        Example(
            text=read.text,
            department=departments[read.department],
            kind=read.kind,
            sentiment=read.sentiment,
            origin=Example.Origin.FILE,
        )
        for read in messages(step)
    )
    Product.objects.bulk_create(
        Product(department=departments[word.department], word=word.phrase) for word in _words()
    )
    return departments


@cache
def learned(*, of_all: bool = True) -> bytes:
    """A classifier of these messages, as it is kept. ``of_all``: also of what is held back."""
    examples = messages() if of_all else held_back(messages())[0]
    return dumps(train(examples).classifier)


@cache
def mistaken() -> bytes:
    """One that learned every department under the name of the next."""
    names = sorted(NAMES)
    following = dict(zip(names, names[1:] + names[:1], strict=True))
    wrong = [replace(each, department=following[each.department]) for each in messages()]
    return dumps(train(wrong).classifier)


def version(number: int = 1, model: bytes = b"", **more: Any) -> Trained:
    """A version that was trained some time."""
    return Trained.objects.create(number=number, model=model, examples=400, **more)
