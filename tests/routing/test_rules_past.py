"""What the inbox tells about rules: past conversations, and what each rule did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inbox.models import Conversation, Message
from inbox.sorting.past import InboxPast
from routing.decide import Test as Check
from routing.models import Department, Rule
from routing.rules import Plan, save
from routing.rules.counting import LATELY, Tally, did
from routing.rules.past import Count, past
from tests.factories import (
    NOON,
    ConversationFactory,
    DepartmentFactory,
    MessageFactory,
    RuleFactory,
)

pytestmark = pytest.mark.django_db

PERSON, RULE = Conversation.By.PERSON, Conversation.By.RULE


def test_inbox_is_the_past_of_rules() -> None:
    assert isinstance(past(), InboxPast)


def test_case_has_all_that_routing_knew() -> None:
    conversation = ConversationFactory(
        private=True,
        neighbourhood="Centrum",
        district="Midden",
        language="nl",
        danger="gas",
        department=DepartmentFactory(),
        decided_by=PERSON,
    )
    MessageFactory(conversation=conversation, text="Nog iets.", created_at=NOON + timedelta(1))
    MessageFactory(conversation=conversation, text="Ons antwoord.", incoming=False)
    MessageFactory(conversation=conversation, text="", deleted_at=NOON)
    [case] = past().recent(10)
    facts = case.facts
    assert facts.text == "Wanneer worden de bomen gesnoeid?\nNog iets."
    assert (facts.channel, facts.account) == ("x", conversation.account_id)
    assert (facts.author, facts.at) == (conversation.author.handle, NOON)
    assert (facts.private, facts.neighbourhood, facts.district) == (True, "Centrum", "Midden")
    assert (facts.language, facts.danger) == ("nl", "gas")
    assert (case.department, case.chosen) == (conversation.department_id, True)


@pytest.mark.parametrize("decided_by", ["", "rule", "model"])
def test_what_no_colleague_decided_was_not_chosen(decided_by: str) -> None:
    ConversationFactory(decided_by=decided_by)
    [case] = past().recent(10)
    assert (case.department, case.chosen) == (None, False)


def test_newest_conversations_come_first_and_not_more_than_asked() -> None:
    for number in range(4):
        ConversationFactory(message__text=f"Bericht {number}")
    assert [case.facts.text for case in past().recent(2)] == ["Bericht 3", "Bericht 2"]


def test_past_costs_the_same_for_many_conversations(django_assert_num_queries: Any) -> None:
    for _ in range(5):
        ConversationFactory(rule=1, rule_version=1)
    with django_assert_num_queries(2):
        past().recent(1000)
    with django_assert_num_queries(1):
        past().counts(NOON)


def test_counts_tell_versions_and_choices_apart() -> None:
    waste, green = DepartmentFactory(), DepartmentFactory()
    for version, department, by in [
        (1, green, RULE),
        (2, green, RULE),
        (2, waste, PERSON),
        (2, waste, PERSON),
        (2, green, PERSON),
        (2, None, PERSON),
    ]:
        ConversationFactory(rule=7, rule_version=version, department=department, decided_by=by)
    ConversationFactory(department=green)
    assert past().counts(NOON) == {
        (7, 1): Count(1, {}),
        (7, 2): Count(5, {waste.pk: 2, green.pk: 1, None: 1}),
    }


def test_what_began_before_is_not_counted() -> None:
    ConversationFactory(rule=7, rule_version=1)
    assert past().counts(NOON + timedelta(seconds=1)) == {}


def test_accounts_are_named() -> None:
    account = ConversationFactory().account
    assert past().accounts() == [(account.pk, str(account))]


# What each rule did ------------------------------------------------------------------------------


@pytest.fixture
def rule(openbare_ruimte: Department) -> Rule:
    return save(None, Plan("Bomen", openbare_ruimte.slug, (Check("words", "boom"),)), None)


def _decided(rule: Rule, **more: Any) -> Conversation:
    given = {"rule_version": rule.version, "department": rule.department, "decided_by": RULE}
    made: Conversation = ConversationFactory(
        rule=rule.pk, **{**given, "created_at": timezone.now(), **more}
    )
    return made


def test_rule_that_did_nothing_did_nothing(rule: Rule) -> None:
    told = did([rule])[rule.pk]
    assert (told.lately, told.newest) == (Tally(), Tally())
    assert told.lately.share is None


def test_correction_counts_when_a_colleague_chose_another_department(rule: Rule) -> None:
    _decided(rule)
    _decided(rule, decided_by=PERSON)  # confirmed
    _decided(rule, decided_by=PERSON, department=DepartmentFactory())
    _decided(rule, decided_by=PERSON, department=None)
    told = did([rule])[rule.pk]
    assert told.lately == told.newest == Tally(4, 2)
    assert told.lately.share == 50


def test_lately_is_thirty_days_of_all_versions_and_newest_is_one(rule: Rule) -> None:
    rule.versions.update(at=timezone.now() - 3 * LATELY)
    _decided(rule, created_at=timezone.now() - 2 * LATELY)
    _decided(rule)
    _decided(rule, rule_version=0)
    told = did([rule])[rule.pk]
    assert (told.lately.matched, told.newest.matched) == (2, 2)


def test_earlier_version_is_judged_by_the_department_it_named_itself(rule: Rule) -> None:
    other = DepartmentFactory()
    _decided(rule, decided_by=PERSON)
    plan = Plan("Bomen", other.slug, rule.line().tests)
    newer = save(rule, plan, None)
    assert did([newer])[rule.pk].lately == Tally(1, 0)


def test_rule_of_before_versions_is_counted_too() -> None:
    old: Rule = RuleFactory(words="boom")
    _decided(old)
    assert did([old])[old.pk].lately == Tally(1, 0)


@pytest.mark.usefixtures("rule")
def test_many_rules_cost_as_much_as_one(django_assert_num_queries: Any) -> None:
    for _ in range(5):
        RuleFactory(words="boom")
    rules = list(Rule.objects.all())
    with django_assert_num_queries(4):
        did(rules)


def test_messages_of_others_are_not_mixed_up() -> None:
    one, other = ConversationFactory(message__text="Een"), ConversationFactory(message__text="Twee")
    assert [case.facts.text for case in past().recent(2)] == ["Twee", "Een"]
    assert Message.objects.filter(conversation__in=[one, other]).count() == 2
