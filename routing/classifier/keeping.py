"""Whether a new classifier takes the place of the old one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from routing.classifier.classifier import Classifier
from routing.classifier.corpus import Example

ONE_IN = 10  # held back
MANY = 50  # from so many corrections on, some of them are held back too


def held_back(examples: Iterable[Example]) -> tuple[list[Example], list[Example]]:
    """(to learn from, held back). The same text always falls on the same side.

    So no version has ever seen what versions are compared on. While corrections are few, all are
    learned from: a colleague who corrects something expects it to be known the next time.
    """
    every = list(examples)
    few = sum(example.weight > 1 for example in every) < MANY
    learn: list[Example] = []
    held: list[Example] = []
    for example in every:
        kept = few and example.weight > 1
        side = learn if kept or _number(example.key) % ONE_IN else held
        side.append(example)
    return learn, held


def better(new: Classifier, old: Classifier | None, held: Sequence[Example]) -> bool:
    """Whether ``new`` is to be used: at least as often right about the department as ``old``.

    ``held``: examples neither has learned from; by weight. As often right is good enough: the new
    one knows the latest corrections. Without an old one, or anything to compare on, it is new.
    """
    if old is None or not held:
        return True
    return _right(new, held) >= _right(old, held)


def _right(classifier: Classifier, held: Sequence[Example]) -> float:
    opinions = classifier.judge([example.text for example in held])
    return sum(
        example.weight
        for example, opinion in zip(held, opinions, strict=True)
        if opinion.departments[0].label == example.department
    )


def _number(key: str) -> int:
    return int.from_bytes(sha256(key.encode()).digest()[:4])
