"""Danger reaches somebody: it goes before all else, whatever department has the question."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox import actions
from inbox.danger import unseen
from inbox.models import Conversation, Event, Forwarding
from inbox.sorting import sort_again
from inbox.standing import settle
from inbox.unheard import lost_words
from inbox.workflow import Status
from routing import desk
from routing.models import Department
from tests.factories import NOON, ConversationFactory, MessageFactory
from tests.inbox.promised import again
from webcare.models import User

pytestmark = pytest.mark.django_db

FIRE = "Er is brand in de flat, help!"


@pytest.fixture
def asked(conversation: Conversation, anouk: User, openbare_ruimte: Department) -> Forwarding:
    """A department has the question, and Anouk the conversation."""
    return actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk)


def _says(conversation: Conversation, text: str) -> Conversation:
    """The citizen writes, as the inbox reads it."""
    MessageFactory(conversation=conversation, text=text)
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
