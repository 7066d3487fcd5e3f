"""Whether a new classifier takes the place of the old one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from routing.classifier.classifier import Classifier
from routing.classifier.corpus import Example

ONE_IN = 10  # held back
MANY = 50  # from so many corrections on, some of the new ones are held back too
_SIZE = 8  # bytes of a fingerprint


def held_back(
    examples: Iterable[Example], learned: Collection[bytes] = frozenset()
) -> tuple[list[Example], list[Example]]:
    """(to learn from, held back). The same text always falls on the same side.

    learned   fingerprints of what the version in use learned from: that stays to be learned from

    So neither the version in use nor the new one has seen what the two are compared on. While
    corrections are few, all are learned from: a colleague who corrects something expects it to be
    known the next time. When they are many, of those that are new a part is held back.
    """
    every = list(examples)
    corrected = {example.key for example in every if example.weight > 1}
    few = corrected if sum(example.weight > 1 for example in every) < MANY else set()
    learn: list[Example] = []
    held: list[Example] = []
    for example in every:
        mark = fingerprint(example.key)
        stays = example.key in few or mark in learned
        side = learn if stays or int.from_bytes(mark[:4]) % ONE_IN else held
        side.append(example)
    return learn, held


@dataclass(frozen=True)
class Compared:
    """The parts of the same examples, 0 to 1, that two classifiers are right about."""

    new: float
    old: float

    @property
    def is_better(self) -> bool:
        """Whether the new one is to be used. As often right is enough: it knows the latest."""
        return self.new >= self.old


def compare(new: Classifier, old: Classifier, held: Sequence[Example]) -> Compared:
    """By department. ``held``: examples neither has learned from, at least one."""
    return Compared(right_part(new, held), right_part(old, held))


def right_part(classifier: Classifier, held: Sequence[Example]) -> float:
    """The part of the weight of these examples it is right about, 0 to 1."""
    opinions = classifier.judge([example.text for example in held])
    right = sum(
        example.weight
        for example, opinion in zip(held, opinions, strict=True)
        if opinion.departments[0].label == example.department
    )
    return right / sum(example.weight for example in held)


def fingerprint(key: str) -> bytes:
    """Eight bytes that stand for a text, and from which it cannot be read."""
    return sha256(key.encode()).digest()[:_SIZE]


def pack(examples: Iterable[Example]) -> bytes:
    """The fingerprints of these texts, each once and in order, to keep with a version."""
    return b"".join(sorted({fingerprint(example.key) for example in examples}))


def unpack(kept: bytes) -> frozenset[bytes]:
    """What ``pack`` made."""
    return frozenset(kept[start : start + _SIZE] for start in range(0, len(kept), _SIZE))
