"""Danger reaches somebody: it goes before all else, whatever department has the question."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from inbox import actions
from inbox.danger import in_danger, unseen
from inbox.hops.unheard import lost_words
from inbox.models import Conversation, Event, Forwarding, Message
from inbox.sorting import sort_again
from inbox.standing import settle
from inbox.workflow import Status
from routing import desk
from routing.models import Condition, Department
from tests.factories import NOON, ConversationFactory, MessageFactory, RuleFactory
from tests.inbox.promised import again, at, norm, place, said
from webcare.models import User

pytestmark = pytest.mark.django_db

FIRE = "Er is brand in de flat, help!"


@pytest.fixture
def asked(conversation: Conversation, anouk: User, openbare_ruimte: Department) -> Forwarding:
    """A department has the question, and Anouk the conversation."""
    return actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk)


def _says(conversation: Conversation, text: str, **more: Any) -> Conversation:
    """The citizen writes, as the inbox reads it."""
    MessageFactory(conversation=conversation, text=text, **more)
    row = again(conversation)
    sort_again({row: [text]})
    settle(row, heard=True)
    return again(conversation)


# In the queue ------------------------------------------------------------------------------------


def test_danger_goes_before_what_a_rule_calls_urgent() -> None:
    urgent = ConversationFactory(waiting_since=NOON - timedelta(days=1), urgent=True)
    plain = ConversationFactory(waiting_since=NOON - timedelta(days=2))
    danger = ConversationFactory(waiting_since=NOON, urgent=True, danger="suicide")
    rows = Conversation.objects.in_queue_order()
    assert [row.pk for row in rows] == [danger.pk, urgent.pk, plain.pk]


def test_pages_of_the_queue_go_on_after_danger() -> None:
    made = [
        ConversationFactory(danger="fire", urgent=True),
        ConversationFactory(urgent=True),
        ConversationFactory(),
    ]
    walked, rest = [], Conversation.objects.in_queue_order()
    while first := rest.first():
        walked.append(first.pk)
        rest = Conversation.objects.in_queue_order().after(
            first.rank, first.waiting_since, first.pk
        )
    assert walked == [row.pk for row in made]


def test_danger_is_ours_whatever_department_has_the_question(asked: Forwarding) -> None:
    assert again(asked.conversation).status == Status.REFERRED
    assert _says(asked.conversation, FIRE).status == Status.OPEN


def test_other_words_stay_with_the_department(asked: Forwarding) -> None:
    assert _says(asked.conversation, "Weet u al iets?").status == Status.REFERRED


def test_answer_to_the_danger_leaves_the_rest_to_the_department(
    asked: Forwarding, anouk: User
) -> None:
    actions.reply(_says(asked.conversation, FIRE), "Bel 112.", anouk)
    assert again(asked.conversation).status == Status.REFERRED


def test_danger_that_was_calmed_leaves_the_rest_to_the_department(
    asked: Forwarding, anouk: User
) -> None:
    actions.calm(_says(asked.conversation, FIRE), anouk, "Het was de barbecue.")
    assert again(asked.conversation).status == Status.REFERRED


def test_danger_that_an_agent_forwarded_is_with_the_department(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    row = _says(conversation, FIRE)
    actions.refer(row, openbare_ruimte, "Kunt u nu gaan kijken?", anouk)
    assert again(row).status == Status.REFERRED


def test_answer_of_the_department_does_not_hide_danger(asked: Forwarding, bram: User) -> None:
    row = _says(asked.conversation, FIRE)
    actions.take_answer(desk.answer(asked.referral, "In week 48.", bram))
    assert again(row).status == Status.OPEN
    assert unseen(again(row))


# Whether somebody acted --------------------------------------------------------------------------


def test_who_was_on_it_before_did_not_act(asked: Forwarding, anouk: User) -> None:
    row = _says(asked.conversation, FIRE)
    assert row.assignee == anouk
    assert unseen(row)


def test_who_is_on_it_already_says_so_again(asked: Forwarding, anouk: User) -> None:
    row = _says(asked.conversation, FIRE)
    actions.claim(row, anouk)
    assert not unseen(again(row))
    assert row.events.filter(verb="claimed", actor=anouk).count() == 1
    actions.claim(row, anouk)
    assert row.events.filter(verb="claimed").count() == 1


def test_note_of_a_colleague_is_something(conversation: Conversation, anouk: User) -> None:
    row = _says(conversation, FIRE)
    actions.note(row, "112 gebeld.", anouk)
    assert not unseen(row)


@pytest.mark.parametrize("verb", ["replied", "remarked"])
def test_machine_did_not_act(conversation: Conversation, verb: str) -> None:
    row = _says(conversation, FIRE)
    Event.objects.create(conversation=row, verb=verb)
    assert unseen(row)


def test_same_danger_again_is_news_once_somebody_acted(
    conversation: Conversation, anouk: User
) -> None:
    row = _says(conversation, FIRE)
    _says(row, "Er is echt brand!")
    assert row.events.filter(verb="danger").count() == 1
    actions.reply(again(row), "Bel 112.", anouk)
    row = _says(row, FIRE)
    assert row.events.filter(verb="danger").count() == 2
    assert unseen(row)


# When it is over ---------------------------------------------------------------------------------


def _goes_first(conversation: Conversation) -> tuple[str, bool]:
    row = again(conversation)
    return row.danger, row.urgent


def test_closing_ends_danger_and_the_history_keeps_it(
    conversation: Conversation, anouk: User
) -> None:
    actions.close(_says(conversation, FIRE), anouk)
    assert _goes_first(conversation) == ("", False)
    assert conversation.events.get(verb="closed").data == {"danger": "fire"}
    assert conversation.events.filter(verb="danger").count() == 1
    assert _says(conversation, "Dank u wel.").status == Status.OPEN
    assert _goes_first(conversation) == ("", False)


def test_danger_that_is_noticed_after_closing_counts(
    conversation: Conversation, anouk: User
) -> None:
    actions.close(_says(conversation, FIRE), anouk)
    row = _says(conversation, "Er is weer brand!")
    assert _goes_first(row) == ("fire", True)
    assert unseen(row)


@pytest.mark.parametrize(("about", "urgent"), [("words", True), ("danger", False)])
def test_what_a_rule_calls_urgent_for_other_reasons_stays_so(
    conversation: Conversation, anouk: User, about: str, urgent: bool
) -> None:
    rule = RuleFactory(urgent=True)
    Condition.objects.create(rule=rule, about=about, values="fire")
    Conversation.objects.update(rule=rule.pk, decided_by="rule")
    actions.close(_says(conversation, FIRE), anouk)
    assert _goes_first(conversation) == ("", urgent)


def _says_weeks_later(conversation: Conversation, text: str) -> Conversation:
    with time_machine.travel(at("do 10:00", 3), tick=False):
        return _says(conversation, text, created_at=at("do 10:00", 3))


@pytest.fixture
def put_out(conversation: Conversation, anouk: User) -> Conversation:
    """The citizen wrote of fire and was answered; nobody closed it."""
    with time_machine.travel(at("wo 13:01"), tick=False):
        place(actions.reply(_says(conversation, FIRE), "De brandweer is er.", anouk))
    return again(conversation)


def test_new_case_ends_danger(put_out: Conversation) -> None:
    assert (put_out.status, put_out.danger) == (Status.ANSWERED, "fire")
    assert _says_weeks_later(put_out, "Dank u wel.").status == Status.OPEN
    assert _goes_first(put_out) == ("", False)


def test_urgent_promise_goes_with_the_danger(put_out: Conversation) -> None:
    norm(60)
    norm(5, urgent=True)
    assert said(_says_weeks_later(put_out, "Dank u wel.").answer_by) == "do 11:00 +3"


def test_danger_in_a_new_case_stays(put_out: Conversation) -> None:
    _says_weeks_later(put_out, "Er is weer brand!")
    assert _goes_first(put_out) == ("fire", True)
    assert put_out.events.filter(verb="danger").count() == 2


def test_danger_of_which_nobody_said_anything_stays_with_the_same_danger_weeks_later(
    conversation: Conversation,
) -> None:
    """It is no news, so nothing but the words tells that it is of now."""
    with time_machine.travel(at("wo 13:01"), tick=False):
        _says(conversation, FIRE)
    Message.objects.filter(conversation=conversation).update(text="", deleted_at=at("wo 14:00"))
    row = _says_weeks_later(conversation, "Er is weer brand!")
    assert row.events.filter(verb="danger").count() == 1
    assert _goes_first(row) == ("fire", True)


def test_taking_the_words_back_does_not_end_danger(conversation: Conversation) -> None:
    with time_machine.travel(at("wo 13:01"), tick=False):
        _says(conversation, FIRE)
    Message.objects.filter(conversation=conversation).update(text="", deleted_at=at("wo 14:00"))
    with time_machine.travel(at("do 10:00"), tick=False):
        row = _says(conversation, "Hallo?", created_at=at("do 10:00"))
    assert _goes_first(row) == ("fire", True)


def test_danger_that_was_answered_is_not_looked_at_every_minute(put_out: Conversation) -> None:
    assert not in_danger().exists()
    _says(put_out, "Hoe lang duurt het?")
    assert in_danger().exists()


# What the department should know -----------------------------------------------------------------


def test_danger_of_which_the_bell_was_lost_is_passed_on(asked: Forwarding) -> None:
    row = _says(asked.conversation, FIRE)
    assert list(lost_words()) == [row]
    actions.relay(row)
    assert not lost_words().exists()


def test_question_that_waits_for_a_silent_citizen_wakes_nobody(
    asked: Forwarding, anouk: User, bram: User
) -> None:
    actions.take_remark(desk.ask_citizen(asked.referral, "Welke boom is het?", bram))
    row = again(asked.conversation)
    actions.reply(row, "Welke boom is het?", anouk)
    assert not lost_words().exists()
    MessageFactory(conversation=row, text="De berk.")
    assert list(lost_words()) == [row]
