"""What departments say, as it comes back: proposals, and answers by mandate."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from connectors.models import Account
from inbox import actions
from inbox.models import Conversation, Forwarding, Outbound
from inbox.workflow import Status
from routing import desk
from routing.models import Answer, Concept, Department, Subject
from tests.factories import MessageFactory
from tests.inbox import files
from tests.inbox.promised import again
from webcare.models import User

pytestmark = pytest.mark.django_db

WITH_A_FILE = "With a file it goes to the webcare team first, who see whether the channel takes it."


@pytest.fixture
def subject(openbare_ruimte: Department) -> Subject:
    made = Subject(department=openbare_ruimte, name="Snoeien", mandate=True, four_eyes=False)
    made.save()
    return made


@pytest.fixture
def asked(
    conversation: Conversation, anouk: User, openbare_ruimte: Department, subject: Subject
) -> Forwarding:
    return actions.refer(
        conversation, openbare_ruimte, "Wanneer snoeien we?", anouk, subject=subject
    )


def _answer(asked: Forwarding, by: User, text: str = "In week 48.") -> Answer:
    given = desk.answer_directly(asked.referral, text, by)
    assert isinstance(given, Answer)
    actions.take_answer(given)
    asked.refresh_from_db()
    return given


def _held(asked: Forwarding) -> str:
    return str(asked.conversation.events.get(verb="answered").data.get("held", ""))


def test_answer_by_mandate_leaves_in_the_name_of_the_official(
    asked: Forwarding, bram: User
) -> None:
    _answer(asked, bram)
    outbound = Outbound.objects.get()
    assert (outbound.message.text, outbound.by) == ("In week 48.", bram)
    assert asked.used_by == outbound
    assert again(asked.conversation).status == Status.ANSWERED
    assert _held(asked) == ""


def test_agent_stays_on_it(asked: Forwarding, anouk: User, bram: User) -> None:
    _answer(asked, bram)
    assert again(asked.conversation).assignee == anouk


def test_answer_by_mandate_leaves_once(asked: Forwarding, bram: User) -> None:
    given = _answer(asked, bram)
    actions.take_answer(given)
    Forwarding.objects.update(answer=None, used_by=None)
    actions.take_answer(given)
    assert Outbound.objects.count() == 1


def test_answer_with_four_eyes_leaves_after_the_second_pair(
    asked: Forwarding, bram: User, chris: User, subject: Subject
) -> None:
    Subject.objects.update(four_eyes=True)
    asked = Forwarding.objects.get()
    concept = desk.answer_directly(asked.referral, "In week 48.", bram)
    assert isinstance(concept, Concept)
    actions.take_answer(desk.approve(concept, chris))
    assert Outbound.objects.get().by == bram
    assert asked.conversation.events.get(verb="answered").data["approved_by"] == str(chris)


def test_new_words_of_the_citizen_hold_it(asked: Forwarding, bram: User) -> None:
    MessageFactory(conversation=asked.conversation, text="Laat maar!", created_at=timezone.now())
    _answer(asked, bram)
    assert not Outbound.objects.exists()
    assert _held(asked)
    assert again(asked.conversation).status == Status.OPEN


def test_words_that_the_department_was_told_do_not(
    asked: Forwarding, anouk: User, bram: User
) -> None:
    actions.take_remark(desk.ask_citizen(asked.referral, "Welke boom?", bram))
    actions.reply(again(asked.conversation), "Welke boom is het?", anouk)
    MessageFactory(conversation=asked.conversation, text="De berk.", created_at=timezone.now())
    actions.relay(asked.conversation)
    _answer(asked, bram)
    assert Outbound.objects.filter(by=bram).exists()


def test_file_of_the_department_holds_it(asked: Forwarding, bram: User) -> None:
    picture = ContentFile(files.photograph(), "berk.jpg")
    desk.enclose(asked.referral, "berk.jpg", "image/jpeg", picture, of_department=True)
    _answer(asked, bram, "Zie foto.")
    assert not Outbound.objects.exists()
    assert _held(asked)
    assert again(asked.conversation).status == Status.OPEN


def test_official_reads_before_pressing_what_a_file_does(
    as_user: Any, asked: Forwarding, bram: User
) -> None:
    shown = as_user(bram).get(reverse("question", args=[asked.referral_id])).content.decode()
    said = shown.partition('id="direct-what"')[2].partition("</p>")[0]
    with translation.override("nl"):
        assert gettext(WITH_A_FILE) in html.unescape(said)


def test_changed_words_of_the_citizen_hold_it(asked: Forwarding, bram: User) -> None:
    asked.conversation.messages.update(edited_at=timezone.now())
    _answer(asked, bram)
    assert not Outbound.objects.exists()


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({}, "a" * 281),
        ({"active": False}, "In week 48."),
    ],
)
def test_answer_that_cannot_be_placed_is_a_proposal_with_the_reason(
    asked: Forwarding, bram: User, change: dict[str, Any], text: str
) -> None:
    Account.objects.update(**change)
    _answer(asked, bram, text)
    assert not Outbound.objects.exists()
    assert _held(asked)
    assert asked.answer
    assert asked.answer.text == text
    assert again(asked.conversation).status == Status.OPEN


def test_answer_without_mandate_is_a_proposal(asked: Forwarding, bram: User) -> None:
    actions.take_answer(desk.answer(asked.referral, "In week 48.", bram))
    assert not Outbound.objects.exists()
