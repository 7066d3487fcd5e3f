"""Conditions on what routing found out first: place, language, danger, public or private."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from routing.conditions import About, Broken, check, evaluate
from routing.danger import DangerKind
from routing.decide import Line, decide
from routing.decide import Test as Check
from routing.facts import Facts

FACTS = Facts("Losse tegel", "x", 1, "noor", datetime(2026, 11, 18, 12, 0, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def why(about: str, values: str, **facts: Any) -> str:
    match = evaluate(about, values, replace(FACTS, **facts))
    return match.why if match else ""


@pytest.mark.parametrize(
    ("values", "facts", "says"),
    [
        ("Centrum", {"neighbourhood": "Centrum"}, "place: Centrum"),
        ("centrum", {"neighbourhood": "Céntrum"}, "place: Céntrum"),
        ("Noord\nCentrum", {"neighbourhood": "Centrum"}, "place: Centrum"),
        ("Midden", {"neighbourhood": "Centrum", "district": "Midden"}, "place: Midden"),
        ("Midden", {"district": "Midden"}, "place: Midden"),
        ("Noord", {"neighbourhood": "Centrum"}, ""),
        ("Centrum", {}, ""),
    ],
)
def test_neighbourhood_or_district(values: str, facts: dict[str, str], says: str) -> None:
    assert why(About.NEIGHBOURHOOD, values, **facts) == says


@pytest.mark.parametrize(
    ("values", "language", "says"),
    [
        ("en", "en", "language: English"),
        ("EN\nde", "de", "language: German"),
        ("so", "so", "language: Somali"),
        ("xx", "xx", "language: xx"),
        ("en", "nl", ""),
        ("en", "", ""),
    ],
)
def test_language(values: str, language: str, says: str) -> None:
    assert why(About.LANGUAGE, values, language=language) == says


@pytest.mark.parametrize(
    ("values", "danger", "says"),
    [
        ("any", "gas", "danger: gas"),
        ("any", "", ""),
        ("gas\nfire", "fire", "danger: fire"),
        ("gas", "fire", ""),
        ("any", "of another version", "danger: of another version"),
    ],
)
def test_danger(values: str, danger: str, says: str) -> None:
    assert why(About.DANGER, values, danger=danger) == says


@pytest.mark.parametrize("kind", DangerKind.values)
def test_every_danger_can_be_a_condition(kind: str) -> None:
    assert why(About.DANGER, kind, danger=kind)


@pytest.mark.parametrize(
    ("values", "private", "says"),
    [
        ("private", True, "private message"),
        ("private", False, ""),
        ("public", False, "public message"),
        ("public", True, ""),
        ("public\nprivate", True, "private message"),
    ],
)
def test_public_or_private(values: str, private: bool, says: str) -> None:
    assert why(About.PRIVATE, values, private=private) == says


@pytest.mark.parametrize(
    ("about", "values"),
    [
        (About.LANGUAGE, "Engels"),
        (About.LANGUAGE, "nl\ne1"),
        (About.DANGER, "gevaar"),
        (About.DANGER, "any\ngevaar"),
        (About.PRIVATE, "dm"),
    ],
)
def test_value_that_means_nothing_is_broken_whatever_the_message_says(
    about: str, values: str
) -> None:
    with pytest.raises(Broken, match="“"):
        check(about, values)


@pytest.mark.parametrize(
    ("about", "values"),
    [
        (About.WORDS, "berk"),
        (About.NEIGHBOURHOOD, "Centrum"),
        (About.LANGUAGE, "nl"),
        (About.DANGER, "any"),
        (About.PRIVATE, "public"),
        (About.TIME, "ma-vr"),
    ],
)
def test_condition_that_means_something_passes_the_check(about: str, values: str) -> None:
    check(about, values)


# What is not known -------------------------------------------------------------------------------


def reached(about: str, values: str, *, negate: bool, **facts: Any) -> bool:
    line = Line(1, "Regel", 10, (Check(about, values, negate),))
    decision = decide(replace(FACTS, **facts), [line])
    assert decision.problems == {}
    return decision.rule == 1


@pytest.mark.parametrize("negate", [False, True])
def test_rule_on_a_place_is_not_for_a_message_without_one(negate: bool) -> None:
    assert not reached(About.NEIGHBOURHOOD, "Centrum", negate=negate)


@pytest.mark.parametrize("negate", [False, True])
def test_rule_on_a_language_is_not_for_a_message_in_none(negate: bool) -> None:
    assert not reached(About.LANGUAGE, "nl", negate=negate)


def test_everywhere_but_one_place_is_every_other_place() -> None:
    assert reached(About.NEIGHBOURHOOD, "Centrum", negate=True, neighbourhood="Noord")
    assert not reached(About.NEIGHBOURHOOD, "Centrum", negate=True, neighbourhood="Centrum")


def test_no_danger_is_known() -> None:
    assert reached(About.DANGER, "any", negate=True)
    assert not reached(About.DANGER, "any", negate=True, danger="gas")


def test_broken_condition_on_what_is_not_known_is_reported_all_the_same() -> None:
    line = Line(1, "Regel", 10, (Check(About.LANGUAGE, "Engels"),))
    assert 1 in decide(FACTS, [line]).problems
