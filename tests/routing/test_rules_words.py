"""Versions in words: what changed, and what a rule says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from routing.decide import Test as Check
from routing.models import Condition, Department, Place, Rule
from routing.rules import Plan, remove, save
from routing.rules.changes import Wording
from routing.rules.offered import LANGUAGES, Offered
from routing.rules.overview import (
    history,
    in_words,
    overview,
    removed,
    since,
    trouble,
    why_broken,
    without_place,
    words,
)
from tests.factories import AccountFactory, DepartmentFactory, RuleFactory

SAID: dict[str, Any] = {
    "order": 3,
    "name": "Bomen",
    "department": "openbare-ruimte",
    "kind": "melding",
    "urgent": False,
    "four_eyes": False,
    "active": True,
    "conditions": [{"about": "words", "negate": False, "values": "berk\neik"}],
}
NAMES = {"openbare-ruimte": "Openbare Ruimte", "afval": "Afval"}
WORDS = "words or phrases in the text: one of"


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def changes(**after: Any) -> list[str]:
    return Wording(NAMES, Offered()).changes(SAID, SAID | after)


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ({"name": "Groen"}, "Name: Bomen → Groen."),
        ({"department": "afval"}, "Department: Openbare Ruimte → Afval."),
        ({"department": "weg"}, "Department: Openbare Ruimte → weg."),
        ({"kind": "klacht"}, "Kind: report → complaint."),
        ({"kind": ""}, "Kind: report → left open."),
        ({"order": 1}, "Place: 3 → 1."),
        ({"urgent": True}, "Urgent."),
        ({"four_eyes": True}, "A second colleague looks along."),
        ({"active": False}, "Switched off."),
        ({}, "Nothing changed."),
    ],
)
def test_difference_is_said_in_a_sentence(after: dict[str, Any], told: str) -> None:
    assert changes(**after) == [told]


def test_switching_back_is_said_too() -> None:
    wording = Wording(NAMES, Offered())
    on = SAID | {"urgent": True, "four_eyes": True, "active": False}
    assert wording.changes(on, SAID) == [
        "Not urgent any more.",
        "No second colleague looks along.",
        "Switched on.",
    ]


def test_words_that_came_and_went_are_named() -> None:
    conditions = [{"about": "words", "negate": False, "values": "berk\nlinde\niep"}]
    assert changes(conditions=conditions) == [
        f"Added to “{WORDS}”: linde, iep.",
        f"Gone from “{WORDS}”: eik.",
    ]


def test_condition_that_came_is_named_with_its_values() -> None:
    more = [*SAID["conditions"], {"about": "channel", "negate": True, "values": "x"}]
    assert changes(conditions=more) == ["New condition, platform: none of X."]


def test_condition_that_went_is_named_with_its_values() -> None:
    private = {"about": "private", "negate": False, "values": "private"}
    more = SAID | {"conditions": [*SAID["conditions"], private]}
    assert Wording(NAMES, Offered()).changes(more, SAID) == [
        "Condition gone, public or private message: one of private message."
    ]


def test_first_version_is_new_and_the_last_one_removed() -> None:
    wording = Wording(NAMES, Offered())
    assert wording.changes(None, SAID) == ["New."]
    assert wording.changes(SAID, {}) == ["Removed."]


@pytest.mark.parametrize(
    ("about", "value", "label"),
    [
        ("channel", "facebook", "Facebook"),
        ("channel", "elders", "elders"),
        ("language", "de", "German"),
        ("danger", "any", "any danger"),
        ("danger", "gas", "gas"),
        ("private", "public", "public message"),
        ("words", "berk", "berk"),
    ],
)
def test_value_is_called_by_its_name(about: str, value: str, label: str) -> None:
    assert Offered().label(about, value) == label


@pytest.mark.django_db
def test_account_is_called_by_its_name() -> None:
    account = AccountFactory(name="Gemeente Voorbeeld")
    assert Offered().label("account", str(account.pk)) == "X · Gemeente Voorbeeld"


def test_every_language_has_a_name() -> None:
    named = dict(Offered().choices("language") or ())
    assert [code for code in LANGUAGES if named[code] == code] == []


# A rule with its versions ------------------------------------------------------------------------


@pytest.mark.django_db
def test_history_tells_each_change_newest_first(openbare_ruimte: Department) -> None:
    plan = Plan("Bomen", openbare_ruimte.slug, (Check("words", "berk"),))
    rule = save(None, plan, None)
    rule = save(rule, Plan("Bomen", openbare_ruimte.slug, plan.tests, urgent=True), None)
    assert [(step.changes, step.current) for step in history(rule)] == [
        (("Urgent.",), True),
        (("New.",), False),
    ]


@pytest.mark.django_db
def test_history_begins_with_what_stood_before() -> None:
    old: Rule = RuleFactory(words="berk")
    rule = save(old, Plan("Bomen", old.department.slug, (Check("words", "berk"),)), None)
    assert history(rule)[-1].changes == ("As it was before versions were kept.",)


@pytest.mark.django_db
def test_what_changed_since_is_told_over_several_versions(openbare_ruimte: Department) -> None:
    plan = Plan("Bomen", openbare_ruimte.slug, (Check("words", "berk"),))
    rule = save(None, plan, None)
    rule = save(rule, replace(plan, urgent=True), None)
    rule = save(rule, replace(plan, urgent=True, name="Groen"), None)
    assert since(rule, 1) == ["Name: Bomen → Groen.", "Urgent."]


@pytest.mark.django_db
def test_long_list_of_words_is_cut_and_says_how_many_more() -> None:
    rule = RuleFactory(words="\n".join(f"woord{number}" for number in range(20)))
    [told] = in_words(rule, words(), most=3)
    assert (told.name, told.values, told.more) == (WORDS, "woord0, woord1, woord2", 17)


# What is wrong -----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({"words": "*"}, "matches everything"),
        ({}, "no conditions"),
        ({"words": "berk", "department__active": False}, "switched off"),
        ({"words": "berk", "problem": "Ging mis."}, "Ging mis."),
    ],
)
def test_rule_that_does_nothing_says_why(made: dict[str, Any], says: str) -> None:
    assert says in why_broken(RuleFactory(**made))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("about", "value", "says"),
    [
        ("neighbourhood", "Bomebuurt", "Do you mean “Bomenbuurt”?"),
        ("account", "987654", "“987654” does not exist (account number)."),
        ("channel", "hyves", "“hyves” does not exist (platform)."),
        ("language", "xx", "“xx” does not exist (language)."),
    ],
)
def test_rule_on_what_is_gone_says_so(about: str, value: str, says: str) -> None:
    Place.objects.create(neighbourhood="Bomenbuurt")
    rule = RuleFactory(words="berk")
    Condition.objects.create(rule=rule, about=about, values=value)
    assert says in why_broken(rule)
    assert trouble() == "1 rule does not do what it says"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("about", "value"), [("neighbourhood", "bomenbuurt"), ("channel", "X"), ("language", "nl")]
)
def test_rule_on_what_exists_says_nothing(about: str, value: str) -> None:
    Place.objects.create(neighbourhood="Bomenbuurt")
    rule = RuleFactory()
    Condition.objects.create(rule=rule, about=about, values=value)
    assert why_broken(rule) == ""
    assert trouble() == ""


@pytest.mark.django_db
def test_rule_on_a_place_says_so_where_there_is_no_list_of_places() -> None:
    rule = RuleFactory()
    Condition.objects.create(rule=rule, about="neighbourhood", values="Bomenbuurt")
    assert "no list of places" in why_broken(rule)
    assert without_place() == [rule]


@pytest.mark.django_db
def test_rule_that_works_says_nothing() -> None:
    assert why_broken(RuleFactory(words="berk")) == ""


@pytest.mark.django_db
def test_rule_that_is_switched_off_is_not_called_broken() -> None:
    RuleFactory(words="*", active=False)
    assert [row.problem for row in overview()] == [""]


@pytest.mark.django_db
def test_overview_costs_the_same_for_many_rules(django_assert_max_num_queries: Any) -> None:
    for _ in range(6):
        RuleFactory(words="berk")
    with django_assert_max_num_queries(6):
        overview()


# What was removed --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_of_what_was_removed_twice_only_the_last_is_offered(openbare_ruimte: Department) -> None:
    plan = Plan("Bomen", openbare_ruimte.slug, (Check("words", "berk"),))
    remove(save(None, plan, None), None)
    last = remove(save(None, plan, None), None)
    assert list(removed()) == [last]


@pytest.mark.django_db
def test_what_was_brought_back_is_not_offered(openbare_ruimte: Department) -> None:
    plan = Plan("Bomen", openbare_ruimte.slug, (Check("words", "berk"),))
    remove(save(None, plan, None), None)
    save(None, plan, None)
    assert list(removed()) == []


# Places ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_a_list_of_places_every_name_will_do() -> None:
    assert Offered().unknown_place("Nergenshuizen") == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "says"),
    [("centrum", ""), ("MIDDEN", ""), ("Centrm", "Centrum"), ("Zzz", "not in the list")],
)
def test_place_that_is_not_in_the_list_is_told_with_the_nearest(name: str, says: str) -> None:
    Place.objects.create(street="Lindelaan", neighbourhood="Centrum", district="Midden")
    told = Offered().unknown_place(name)
    assert says in told if says else told == ""


@pytest.mark.django_db
def test_places_are_named_once() -> None:
    for street in ("Lindelaan", "Kerkstraat"):
        Place.objects.create(street=street, neighbourhood="Centrum", district="")
    DepartmentFactory()
    assert Offered().places == ["Centrum"]
