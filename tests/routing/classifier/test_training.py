"""From examples to a classifier."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from routing.classifier import CORRECTION, Example, TooLittle, Trained, dumps, train
from routing.classifier.folding import folds

WASTE = [
    f"{word} {what}" for word in ("kliko", "container", "gft") for what in ("vol", "stuk", "weg")
]
HOMES = [
    f"{word} {what}"
    for word in ("huurhuis", "urgentie", "kavel")
    for what in ("wanneer", "hoe", "nu")
]


def labelled(texts: Iterable[str], department: str) -> list[Example]:
    return [Example(text, department) for text in texts]


TWO = labelled(WASTE, "afval") + labelled(HOMES, "wonen")


def department(trained: Trained, text: str) -> str:
    return trained.classifier.judge([text])[0].departments[0].label


def test_the_same_examples_give_the_same_classifier() -> None:
    assert dumps(train(TWO, seed=3).classifier) == dumps(
        train(list(reversed(TWO)), seed=3).classifier
    )


def test_two_departments_are_enough() -> None:
    trained = train(TWO)
    assert department(trained, "mijn kliko") == "afval"
    assert department(trained, "een huurhuis") == "wonen"
    assert len(trained.classifier.judge(["kliko"])[0].departments) == 2


@pytest.mark.parametrize("examples", [[], labelled(WASTE, "afval"), TWO[:13]])
def test_one_department_is_too_little(examples: list[Example]) -> None:
    with pytest.raises(TooLittle, match="At least two departments need 5 examples each"):
        train(examples)


def test_a_department_with_few_examples_is_left_out_and_told() -> None:
    trained = train([*TWO, *labelled(["paspoort", "rijbewijs"], "burgerzaken")])
    assert trained.left_out == {"burgerzaken": 2}
    assert trained.classifier.department.labels == ("afval", "wonen")


def test_few_examples_are_never_sure() -> None:
    assert not train(TWO).classifier.judge(["kliko vol"])[0].confident


def test_without_kinds_and_sentiments_there_are_none() -> None:
    judged = train(TWO).classifier.judge(["kliko"])[0]
    assert (judged.kinds, judged.sentiment) == ((), None)


def test_sentiment_is_learned_from_the_examples_that_have_it() -> None:
    happy = [Example(f"dank voor {text}", "afval", sentiment="positief") for text in WASTE]
    angry = [Example(f"schande die {text}", "afval", sentiment="negatief") for text in WASTE]
    judged = train([*TWO, *happy, *angry]).classifier.judge(["schande", "dank"])
    assert [j.sentiment.label for j in judged if j.sentiment] == ["negatief", "positief"]


def test_a_correction_changes_the_next_similar_message(examples: list[Example]) -> None:
    """It did belong to public space; this municipality has its traffic department do it."""
    before = train(examples)
    assert department(before, "Er zit een gat in de stoep bij de apotheek") == "openbare-ruimte"
    corrected = Example(
        "gat in de stoep voor de apotheek", "verkeer-parkeren", "melding", weight=CORRECTION
    )
    after = train([*examples, corrected])
    assert department(after, "Er zit een gat in de stoep bij de apotheek") == "verkeer-parkeren"


def test_of_one_text_the_heavier_example_counts() -> None:
    corrected = Example("kliko vol", "wonen", weight=CORRECTION)
    for examples in ([corrected, *TWO], [*TWO, corrected]):
        assert department(train(examples), "kliko vol") == "wonen"


def test_of_one_text_the_later_example_counts() -> None:
    other = labelled(WASTE, "wonen")
    assert len(train([*TWO, *other, *labelled(["x y", "z", "q", "v", "w"], "afval")]).left_out) == 0
    with pytest.raises(TooLittle):
        train([*labelled(WASTE, "afval"), *other])


def test_the_report_is_measured_on_examples_left_out(trained: Trained) -> None:
    """On what it was trained on it is nearly always right; the report must not say so."""
    assert 0.8 < trained.report.department.accuracy < 0.99
    assert trained.report.kind


def test_what_is_assigned_is_nearly_always_right(trained: Trained) -> None:
    assert trained.report.accuracy_within >= 0.985
    assert trained.report.share >= 0.3


def test_the_report_stays_with_the_classifier(trained: Trained) -> None:
    assert trained.classifier.about["report"] == trained.report.as_json()


def test_large_sources_are_left_out_as_a_whole() -> None:
    examples = [
        Example(f"{source} {n}", "afval", source=source) for source in "abc" for n in range(60)
    ]
    found = folds([*examples, *labelled("klm", "wonen")], seed=0)
    by_source = {
        source: {int(f) for e, f in zip(examples, found, strict=False) if e.source == source}
        for source in "abc"
    }
    assert sorted(map(len, by_source.values())) == [1, 1, 1]
    assert set.union(*by_source.values()) == {0, 1, 2}


def test_without_sources_every_department_is_spread() -> None:
    found = folds(labelled(map(str, range(50)), "afval") + labelled("abcdefghij", "wonen"), seed=0)
    assert [list(found[:50]).count(number) for number in range(5)] == [10] * 5
    assert [list(found[50:]).count(number) for number in range(5)] == [2] * 5
