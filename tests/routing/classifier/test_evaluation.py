"""What a report says of a classifier."""

from __future__ import annotations

import json

import pytest

from routing.classifier import Example, Guess, Opinion, Report, Trained, evaluate
from routing.classifier.evaluation import compare, scores


def opinion(*labels: str, confident: bool = False, kind: str = "") -> Opinion:
    departments = tuple(Guess(label, 0.5) for label in labels)
    return Opinion(departments, (Guess(kind, 1.0),) if kind else (), confident=confident)


@pytest.fixture
def report() -> Report:
    examples = [
        Example("1", "a", "vraag"),
        Example("2", "a", "klacht"),
        Example("3", "b", "vraag"),
        Example("4", "b"),
    ]
    opinions = [
        opinion("a", "b", "c", confident=True, kind="vraag"),
        opinion("b", "a", "c", kind="vraag"),
        opinion("b", "a", "c", confident=True, kind="vraag"),
        opinion("c", "d", "a", confident=True, kind="vraag"),
    ]
    return compare(examples, opinions)


def test_accuracy_and_the_first_three(report: Report) -> None:
    assert report.department.n == 4
    assert report.department.accuracy == 0.5
    assert report.department.top3 == 0.75


def test_macro_f1_is_the_mean_over_what_is_right_somewhere(report: Report) -> None:
    assert report.department.f1 == {"a": pytest.approx(2 / 3), "b": 0.5}
    assert report.department.macro_f1 == pytest.approx((2 / 3 + 0.5) / 2)


def test_the_share_that_is_assigned_and_how_often_it_is_right(report: Report) -> None:
    assert report.share == 0.75
    assert report.accuracy_within == pytest.approx(2 / 3)


def test_the_confusion_is_counted(report: Report) -> None:
    assert report.department.confusion == {"a": {"a": 1, "b": 1}, "b": {"b": 1, "c": 1}}


def test_kinds_are_measured_on_the_messages_that_have_one(report: Report) -> None:
    assert report.kind
    assert report.kind.n == 3
    assert report.kind.accuracy == pytest.approx(2 / 3)
    assert report.kind.confusion == {"klacht": {"vraag": 1}, "vraag": {"vraag": 2}}


def test_kind_that_is_too_unsure_is_not_named() -> None:
    sure, unsure = (Opinion((Guess("a", 0.5),), (Guess("vraag", p),)) for p in (0.5, 0.49))
    examples = [Example("1", "a", "vraag"), Example("2", "a", "klacht"), Example("3", "a", "vraag")]
    told = compare(examples, [sure, sure, unsure]).as_json()["kind"]
    assert told["accuracy"] == 0.6667  # of the first guess, named or not
    assert (told["share_named"], told["accuracy_named"]) == (0.6667, 0.5)


def test_without_sentiments_they_are_not_measured(report: Report) -> None:
    assert report.sentiment is None


def test_a_label_that_is_never_answered_has_no_f1() -> None:
    assert scores([("a", ["b"]), ("b", ["b"])]).f1 == {"a": 0.0, "b": pytest.approx(2 / 3)}


def test_for_machines_it_is_plain(report: Report) -> None:
    told = json.loads(json.dumps(report.as_json()))
    assert told["n"] == 4
    assert told["accuracy"] == 0.5
    assert told["top3_accuracy"] == 0.75
    assert told["macro_f1"] == 0.5833
    assert told["share_assigned"] == 0.75
    assert told["accuracy_assigned"] == 0.6667
    assert told["confusion"]["a"] == {"a": 1, "b": 1}
    assert told["kind"]["accuracy"] == 0.6667
    assert told["sentiment"] is None


def test_for_people_it_is_a_table(report: Report) -> None:
    assert report.as_text().splitlines()[:12] == [
        "Department",
        "  n                                  4",
        "  accuracy                       0.500",
        "  top-3 accuracy                 0.750",
        "  macro-F1                       0.583",
        "  share it would assign          0.750",
        "  accuracy within that share     0.667",
        "",
        "  right, and what was answered    1    2    3      F1",
        "   1. a                           1    1    ·   0.667",
        "   2. b                           ·    1    1   0.500",
        "   3. c                           ·    ·    ·       –",
    ]


def test_nothing_assigned_is_not_wrong() -> None:
    report = compare([Example("1", "a")], [opinion("a")])
    assert (report.share, report.accuracy_within) == (0.0, 1.0)


def test_examples_are_judged(trained: Trained, examples: list[Example]) -> None:
    assert evaluate(trained.classifier, examples[:40]).department.accuracy > 0.9


def test_no_examples_are_refused(trained: Trained) -> None:
    with pytest.raises(ValueError, match="no examples"):
        evaluate(trained.classifier, [])
