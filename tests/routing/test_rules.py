"""The stored rules: which are asked, in what order, and how a broken one is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from inbox.sorting import sort
from routing.facts import Facts
from routing.models import Condition, Department, Rule
from routing.rules import route
from tests.factories import ConversationFactory, DepartmentFactory, RuleFactory
from webcare.models import User

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
    assert route(FACTS, Rule.objects.lines()).rule == works.pk
    broken.refresh_from_db()
    assert broken.problem == "“*” past op alles."


def test_rule_without_conditions_shows_its_problem() -> None:
    rule = RuleFactory()
    route(FACTS, Rule.objects.lines())
    rule.refresh_from_db()
    assert "geen voorwaarden" in rule.problem


def test_problem_too_long_to_keep_is_cut_off() -> None:
    rule = RuleFactory(words="*" * 400)
    route(FACTS, Rule.objects.lines())
    rule.refresh_from_db()
    assert len(rule.problem) == 300


@pytest.mark.parametrize("day", [f"2026-11-{16 + n}" for n in range(7)])
def test_moment_without_meaning_is_refused_on_every_day_it_is_entered(day: str) -> None:
    condition = Condition(rule=RuleFactory(), about="time", values="ma 25:00-26:00")
    with time_machine.travel(f"{day}T12:00Z"), pytest.raises(ValidationError) as refused:
        condition.full_clean()
    assert "25:00" in refused.value.message_dict["values"][0]


# The admin ---------------------------------------------------------------------------------------


def _rule_form(department: Department, values: str) -> dict[str, str]:
    return {
        "order": "1",
        "name": "Bomen",
        "department": str(department.pk),
        "active": "on",
        "conditions-TOTAL_FORMS": "1",
        "conditions-INITIAL_FORMS": "0",
        "conditions-0-about": "words",
        "conditions-0-values": values,
    }


def test_administrator_writes_a_rule(as_user: Any, fatma: User, openbare_ruimte: Any) -> None:
    client = as_user(fatma)
    client.post(reverse("admin:routing_rule_add"), _rule_form(openbare_ruimte, "berk*"))
    [line] = Rule.objects.lines()
    assert [test.values for test in line.tests] == ["berk*"]


def test_administrator_is_told_of_a_broken_condition(
    as_user: Any, fatma: User, openbare_ruimte: Department
) -> None:
    client = as_user(fatma)
    told = client.post(reverse("admin:routing_rule_add"), _rule_form(openbare_ruimte, "*"))
    assert "“*” past op alles." in told.content.decode()
    assert not Rule.objects.exists()


def test_repaired_rule_starts_without_a_problem(
    as_user: Any, fatma: User, openbare_ruimte: Department
) -> None:
    rule = RuleFactory(department=openbare_ruimte, problem="De regel heeft geen voorwaarden.")
    client = as_user(fatma)
    address = reverse("admin:routing_rule_change", args=[rule.pk])
    client.post(address, _rule_form(openbare_ruimte, "berk"))
    rule.refresh_from_db()
    assert (rule.name, rule.problem) == ("Bomen", "")
