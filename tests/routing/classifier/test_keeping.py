"""Whether a new classifier takes the place of the old one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.classifier import (
    CORRECTION,
    Classifier,
    Example,
    Trained,
    compare,
    held_back,
    pack,
    right_part,
    starter,
    train,
    unpack,
)
from tests.routing.classifier.conftest import DEPARTMENTS

MANY = [Example(f"bericht {number}", "wonen") for number in range(1000)]


@pytest.fixture(scope="session")
def wrong(examples: list[Example]) -> Classifier:
    """One that learned every department under the name of the next."""
    names = sorted({example.department for example in examples})
    following = dict(zip(names, names[1:] + names[:1], strict=True))
    return train([replace(e, department=following[e.department]) for e in examples]).classifier


@pytest.fixture
def held(examples: list[Example]) -> list[Example]:
    return examples[::20]


def test_about_a_tenth_is_held_back() -> None:
    learn, held = held_back(MANY)
    assert 70 < len(held) < 130
    assert len(learn) + len(held) == 1000


def test_the_same_text_is_always_held_back() -> None:
    _learn, held = held_back(MANY)
    _learn, again = held_back([replace(e, text=e.text.upper()) for e in reversed(MANY)])
    assert {example.key for example in held} == {example.key for example in again}


def test_a_few_corrections_are_all_learned_from() -> None:
    corrections = [replace(example, weight=CORRECTION) for example in MANY[:49]]
    assert held_back(corrections)[1] == []


def test_of_many_corrections_some_are_held_back() -> None:
    corrections = [replace(example, weight=CORRECTION) for example in MANY[:200]]
    assert held_back(corrections)[1]


def test_what_the_version_in_use_learned_is_never_held_back() -> None:
    corrections = [replace(example, weight=CORRECTION) for example in MANY[:200]]
    learned = unpack(pack(corrections[:49]))
    learn, held = held_back(corrections, learned)
    assert held
    assert not learned & unpack(pack(held))
    assert not unpack(pack(learn)) & unpack(pack(held))


def test_text_that_a_colleague_corrected_is_held_back_in_no_other_row() -> None:
    _learn, held = held_back(MANY)
    correction = replace(held[0], department="burgerzaken", weight=CORRECTION)
    assert held_back([held[0], correction])[1] == []


def test_version_that_learned_old_corrections_does_not_win_by_them() -> None:
    """Day after day: no version is measured on what only the one before it had learned."""
    mine = [each for each in starter.messages() if each.department in DEPARTMENTS]
    base = [each for each in mine if each.source in ("x", "facebook")][::2]
    pool = [each for each in mine if each.source == "sloppy"]
    corrections = [replace(each, weight=CORRECTION, source="") for each in pool]
    learn, _held = held_back(base)
    active, learned = train(learn).classifier, unpack(pack(learn))
    used = []
    for number in (45, 49, 55, 70, 100):
        learn, held = held_back(base + corrections[:number], learned)
        assert not unpack(pack(held)) & (learned | unpack(pack(learn)))
        made = train(learn).classifier
        if compare(made, active, held).is_better:
            active, learned = made, unpack(pack(learn))
            used.append(number)
    assert any(number > 50 for number in used)


def test_fingerprints_tell_texts_apart_and_are_small() -> None:
    kept = pack(MANY)
    assert len(kept) == 8 * len(MANY)
    assert len(unpack(kept)) == len(MANY)
    assert unpack(b"") == frozenset()


def test_the_part_that_is_right_is_by_weight(trained: Trained) -> None:
    text = "wanneer kan ik mijn paspoort ophalen"
    held = [Example(text, "burgerzaken", weight=3), Example("kliko", "burgerzaken")]
    assert right_part(trained.classifier, held) == pytest.approx(0.75)


def test_one_that_is_right_less_often_is_not_kept(
    trained: Trained, wrong: Classifier, held: list[Example]
) -> None:
    assert not compare(wrong, trained.classifier, held).is_better
    assert compare(trained.classifier, wrong, held).is_better


def test_one_that_is_right_as_often_is_kept(trained: Trained, held: list[Example]) -> None:
    assert compare(trained.classifier, trained.classifier, held).is_better


def test_a_correction_counts_by_its_weight(trained: Trained, wrong: Classifier) -> None:
    text = "wanneer kan ik mijn paspoort ophalen"
    held = [
        Example(text, "burgerzaken"),
        Example(text, "openbare-ruimte", weight=CORRECTION),  # which the wrong one says
    ]
    assert compare(wrong, trained.classifier, held).is_better
    assert not compare(trained.classifier, wrong, held).is_better
