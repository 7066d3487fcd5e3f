"""Every write on a rule: what it changes, the version it keeps, and when it is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from routing.decide import Test as Check
from routing.models import Department, Rule, RuleVersion
from routing.rules import Changed, Gone, Plan, Refused, move, remove, restore, save, switch
from routing.rules.plan import plan_of
from tests.factories import DepartmentFactory, RuleFactory
from tests.routing.race import race
from webcare.models import User

pytestmark = pytest.mark.django_db

BERK = Check("words", "berk*\nboom")
ON_X = Check("channel", "x", negate=True)


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def plan(openbare_ruimte: Department) -> Plan:
    return Plan(name="Bomen", department=openbare_ruimte.slug, tests=(BERK, ON_X), kind="melding")


def _names() -> list[str]:
    return list(Rule.objects.order_by("order").values_list("name", flat=True))


def _versions(rule: Rule) -> list[RuleVersion]:
    return list(rule.versions.order_by("pk"))


# Saving ------------------------------------------------------------------------------------------


def test_new_rule_is_asked_as_it_was_planned(plan: Plan, openbare_ruimte: Department) -> None:
    rule = save(None, plan, None)
    [line] = Rule.objects.lines()
    assert line == plan.line(rule, openbare_ruimte.pk)
    assert line.tests == (BERK, ON_X)


def test_first_version_keeps_all_that_was_said_and_by_whom(plan: Plan, fatma: User) -> None:
    [version] = _versions(save(None, plan, fatma))
    assert (version.number, version.by, version.name) == (1, fatma, "Bomen")
    assert version.said == {
        "order": 1,
        "name": "Bomen",
        "department": "openbare-ruimte",
        "kind": "melding",
        "urgent": False,
        "four_eyes": False,
        "active": True,
        "conditions": [
            {"about": "words", "values": "berk*\nboom", "negate": False},
            {"about": "channel", "values": "x", "negate": True},
        ],
    }


def test_change_makes_the_next_version(plan: Plan, fatma: User) -> None:
    rule = save(None, plan, None)
    save(rule, replace(plan, urgent=True), fatma)
    rule.refresh_from_db()
    assert (rule.version, rule.urgent) == (2, True)
    assert [version.number for version in _versions(rule)] == [1, 2]


def test_conditions_are_replaced_and_not_added(plan: Plan) -> None:
    rule = save(None, plan, None)
    save(rule, replace(plan, tests=(ON_X,)), None)
    [line] = Rule.objects.lines()
    assert line.tests == (ON_X,)


def test_saving_what_stands_makes_no_version(plan: Plan) -> None:
    rule = save(None, plan, None)
    assert save(rule, plan, None).version == 1
    assert save(rule, replace(plan, order=1), None).version == 1


def test_saving_takes_the_problem_away(plan: Plan) -> None:
    rule = save(None, plan, None)
    Rule.objects.update(problem="Kapot.")
    save(rule, plan, None)
    assert Rule.objects.get().problem == ""


def test_what_stood_before_there_were_versions_can_be_put_back() -> None:
    rule = RuleFactory(name="Oud", words="berk", version=0)
    changed = save(rule, replace(plan_of(rule), name="Nieuw"), None)
    beginning, first = _versions(changed)
    assert (beginning.number, first.number) == (0, 1)
    assert restore(beginning, None).name == "Oud"


# Places ------------------------------------------------------------------------------------------


def _three(plan: Plan) -> list[Rule]:
    return [save(None, replace(plan, name=name), None) for name in "ABC"]


def test_new_rule_stands_at_the_end(plan: Plan) -> None:
    _three(plan)
    assert _names() == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("order", "names"), [(1, "NABC"), (2, "ANBC"), (4, "ABCN"), (99, "ABCN"), (None, "ABCN")]
)
def test_new_rule_stands_where_it_was_planned(plan: Plan, order: int | None, names: str) -> None:
    _three(plan)
    save(None, replace(plan, name="N", order=order), None)
    assert _names() == list(names)


@pytest.mark.parametrize(
    ("which", "steps", "names"),
    [(2, -1, "ACB"), (0, 1, "BAC"), (1, -1, "BAC"), (0, -1, "ABC"), (2, 1, "ABC")],
)
def test_rule_moves(plan: Plan, which: int, steps: int, names: str) -> None:
    move(_three(plan)[which], steps, None)
    assert _names() == list(names)


def test_only_who_was_moved_gets_a_version(plan: Plan, fatma: User) -> None:
    first, second, _third = _three(plan)
    move(second, -1, fatma)
    assert [version.said["order"] for version in _versions(second)] == [2, 1]
    assert len(_versions(first)) == 1


def test_rule_at_the_end_that_cannot_move_gets_no_version(plan: Plan) -> None:
    first = _three(plan)[0]
    move(first, -1, None)
    assert len(_versions(first)) == 1


def test_version_does_not_call_it_a_move_when_others_moved_around_it(plan: Plan) -> None:
    _first, second, third = _three(plan)
    move(third, -1, None)
    changed = save(second, replace(plan_of(second), urgent=True), None)
    assert [version.said["order"] for version in _versions(changed)] == [2, 2]
    assert _names() == ["A", "C", "B"]


def test_rules_with_one_number_are_put_in_order_first() -> None:
    for name in "ABC":
        RuleFactory(name=name, words="berk", order=100)
    move(Rule.objects.get(name="C"), -1, None)
    assert _names() == ["A", "C", "B"]


# Off, away and back ------------------------------------------------------------------------------


def test_rule_that_is_switched_off_is_not_asked_and_comes_back(plan: Plan) -> None:
    rule = save(None, plan, None)
    assert switch(rule, False, None).version == 2
    assert Rule.objects.lines() == []
    switch(rule, True, None)
    assert len(Rule.objects.lines()) == 1


def test_switching_off_what_is_off_makes_no_version(plan: Plan) -> None:
    rule = save(None, replace(plan, active=False), None)
    assert switch(rule, False, None).version == 1


def test_broken_rule_can_be_switched_off_and_moved() -> None:
    RuleFactory(words="berk")
    broken = RuleFactory(words="*", department__active=False)
    move(broken, -1, None)
    assert switch(broken, False, None).active is False


def test_removed_rule_is_gone_and_its_versions_stay(plan: Plan, fatma: User) -> None:
    removal = remove(save(None, plan, None), fatma)
    assert not Rule.objects.exists()
    assert (removal.said, removal.by, removal.number) == ({}, fatma, 2)
    assert RuleVersion.objects.count() == 2


def test_removed_rule_comes_back_where_it_stood(plan: Plan, fatma: User) -> None:
    middle = _three(plan)[1]
    removal = remove(middle, None)
    assert _names() == ["A", "C"]
    back = restore(removal, fatma)
    assert _names() == ["A", "B", "C"]
    assert plan_of(back) == replace(plan, name="B")


def test_of_two_removed_rules_with_one_name_the_right_one_comes_back(plan: Plan) -> None:
    first = remove(save(None, plan, None), None)
    second = remove(save(None, replace(plan, tests=(ON_X,)), None), None)
    assert plan_of(restore(first, None)).tests == (BERK, ON_X)
    remove(Rule.objects.get(), None)
    assert plan_of(restore(second, None)).tests == (ON_X,)


def test_older_version_comes_back_as_a_new_one(plan: Plan, fatma: User) -> None:
    rule = save(None, plan, None)
    save(rule, replace(plan, name="Eiken", tests=(ON_X,)), None)
    back = restore(_versions(rule)[0], fatma)
    assert plan_of(back) == plan
    assert [(version.number, version.name) for version in _versions(back)] == [
        (1, "Bomen"),
        (2, "Eiken"),
        (3, "Bomen"),
    ]


def test_restoring_undoes_a_move(plan: Plan) -> None:
    third = _three(plan)[2]
    move(third, -1, None)
    restore(_versions(third)[0], None)
    assert _names() == ["A", "B", "C"]


def test_restoring_leaves_a_rule_where_it_is_when_it_was_not_moved_itself(plan: Plan) -> None:
    first, second, _third = _three(plan)
    save(second, replace(plan_of(second), urgent=True), None)
    move(first, 1, None)
    restore(_versions(second)[0], None)
    assert _names() == ["B", "A", "C"]


# Refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"tests": (Check("words", "*"),)}, "tests", "matches everything"),
        ({"tests": (BERK, Check("weather", "rain"))}, "tests", "weather"),
        ({"tests": ()}, "tests", "no conditions"),
        ({"department": "bestaat-niet"}, "department", "bestaat-niet"),
    ],
)
def test_plan_that_cannot_work_is_refused(
    plan: Plan, change: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        save(None, replace(plan, **change), None)
    assert refused.value.field == field
    assert not Rule.objects.exists()


def test_department_that_is_switched_off_is_refused(plan: Plan) -> None:
    gone = DepartmentFactory(name="Havendienst", active=False)
    with pytest.raises(Refused, match="Havendienst"):
        save(None, replace(plan, department=gone.slug), None)


def test_second_rule_of_one_name_is_refused(plan: Plan) -> None:
    save(None, plan, None)
    with pytest.raises(Refused) as refused:
        save(None, plan, None)
    assert refused.value.field == "name"


def test_who_looked_at_an_older_version_is_told_of_the_newer(plan: Plan, fatma: User) -> None:
    rule = save(None, plan, None)
    save(rule, replace(plan, urgent=True), fatma, seen=1)
    with pytest.raises(Changed) as refused:
        save(rule, replace(plan, name="Eiken"), None, seen=1)
    assert (refused.value.version.number, refused.value.version.by) == (2, fatma)
    assert Rule.objects.get().name == "Bomen"


def test_who_saw_the_newer_version_may_save(plan: Plan) -> None:
    rule = save(None, plan, None)
    save(rule, replace(plan, urgent=True), None, seen=1)
    assert save(rule, replace(plan, name="Eiken"), None, seen=2).version == 3


@pytest.mark.parametrize(
    "act",
    [
        lambda rule: save(rule, Plan("Bomen", "openbare-ruimte", (BERK,)), None),
        lambda rule: move(rule, 1, None),
        lambda rule: switch(rule, False, None),
        lambda rule: remove(rule, None),
    ],
)
def test_what_was_removed_meanwhile_cannot_be_changed(plan: Plan, act: Any) -> None:
    rule = save(None, plan, None)
    remove(Rule.objects.get(), None)
    with pytest.raises(Gone):
        act(rule)


def test_rule_whose_name_was_given_away_does_not_come_back(plan: Plan) -> None:
    removal = remove(save(None, plan, None), None)
    save(None, plan, None)
    with pytest.raises(Refused, match="already"):
        restore(removal, None)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_told(plan: Plan) -> None:
    rule = save(None, plan, None)
    outcomes = race(
        lambda: save(rule, replace(plan, name="Eiken"), None, seen=1),
        lambda: save(rule, replace(plan, name="Linden"), None, seen=1),
    )
    assert [isinstance(each, Changed) for each in outcomes].count(True) == 1, outcomes
    assert RuleVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_rules_made_at_the_same_moment_get_a_place_each(plan: Plan) -> None:
    race(*(lambda name=name: save(None, replace(plan, name=name), None) for name in "AB"))
    assert sorted(Rule.objects.values_list("order", flat=True)) == [1, 2]
