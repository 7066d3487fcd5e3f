"""The stored rules: which are asked, in what order, and how a broken one is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from inbox.sorting import sort
from routing.decide import Test as Check
from routing.facts import Facts
from routing.models import Rule
from routing.rules import route, save
from routing.rules.plan import plan_of
from tests.factories import ConversationFactory, DepartmentFactory, RuleFactory

pytestmark = pytest.mark.django_db

FACTS = Facts("De berk", "x", 1, "noor", datetime(2026, 11, 18, 12, 0, tzinfo=UTC))


def test_rules_are_asked_in_their_order() -> None:
    last = RuleFactory(order=20, words="berk")
    first = RuleFactory(order=10, words="berk")
    assert [line.id for line in Rule.objects.lines()] == [first.pk, last.pk]


def test_rule_that_is_switched_off_is_not_asked() -> None:
    RuleFactory(active=False, words="berk")
    assert Rule.objects.lines() == []


def test_rule_of_a_department_that_is_switched_off_is_not_asked() -> None:
    RuleFactory(department=DepartmentFactory(active=False), words="berk")
    assert Rule.objects.lines() == []


def test_many_rules_cost_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    for _ in range(5):
        RuleFactory(words="berk")
    with django_assert_num_queries(2):
        Rule.objects.lines()


def test_conversation_is_sorted_with_the_reason() -> None:
    rule = RuleFactory(name="Bomen", words="bomen", kind="vraag", urgent=True)
    conversation = ConversationFactory()
    sort([conversation])
    conversation.refresh_from_db()
    assert conversation.department == rule.department
    assert (conversation.kind, conversation.urgent) == ("vraag", True)
    assert conversation.why == "Regel “Bomen” (woorden: bomen)"


def test_broken_rule_shows_its_problem_and_does_not_stop_the_next() -> None:
    broken = RuleFactory(order=1, words="*")
    works = RuleFactory(order=2, words="berk")
    assert route([FACTS], Rule.objects.lines())[0].rule == works.pk
    broken.refresh_from_db()
    assert broken.problem == "“*” past op alles."


def test_broken_rule_costs_the_same_for_many_cases(django_assert_num_queries: Any) -> None:
    RuleFactory(words="*")
    lines = Rule.objects.lines()
    with django_assert_num_queries(1):
        route([FACTS] * 50, lines)


def test_rule_without_conditions_shows_its_problem() -> None:
    rule = RuleFactory()
    route([FACTS], Rule.objects.lines())
    rule.refresh_from_db()
    assert "geen voorwaarden" in rule.problem


def test_problem_too_long_to_keep_is_cut_off() -> None:
    rule = RuleFactory(words="*" * 400)
    route([FACTS], Rule.objects.lines())
    rule.refresh_from_db()
    assert len(rule.problem) == 300


def test_rule_that_was_repaired_meanwhile_is_not_called_broken_again() -> None:
    rule = RuleFactory(words="*")
    asked_before = Rule.objects.lines()
    save(rule, replace(plan_of(rule), tests=(Check("words", "berk"),)), None)
    route([FACTS], asked_before)
    rule.refresh_from_db()
    assert rule.problem == ""


def test_decision_names_the_version_of_the_rule() -> None:
    rule = RuleFactory(words="berk", version=4)
    [decision] = route([FACTS], Rule.objects.lines())
    assert (decision.rule, decision.rule_version) == (rule.pk, 4)
