"""What nobody claims rises by itself, and what came back too often goes to the lead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from inbox import actions, raising
from inbox.models import Conversation, Forwarding
from routing import desk
from routing.models import Department, Referral
from tests.inbox.mailing import Postbox, running_postbox, with_mail
from tests.inbox.promised import at, keep_hours
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with running_postbox(settings) as box:
        yield box


@pytest.fixture
def asked(
    conversation: Conversation, anouk: User, bram: User, lena: User, openbare_ruimte: Department
) -> Forwarding:
    """Asked on Wednesday at 9:00, due on Thursday at 17:00: 16 hours, of which 4 a quarter."""
    keep_hours()
    with_mail(anouk, bram, lena)
    with time_machine.travel(at("wo 09:00"), tick=False):
        return actions.refer(
            conversation, openbare_ruimte, "Wanneer?", anouk, deadline=at("do 17:00")
        )


def _run(when: str, weeks: int = 0) -> None:
    with time_machine.travel(at(when, weeks), tick=False):
        raising.raise_unclaimed()


def _raised() -> bool:
    return Referral.objects.get().raised_at is not None


def test_question_rises_after_a_quarter_of_its_time(asked: Forwarding, postbox: Postbox) -> None:
    _run("wo 12:59")
    assert not _raised()
    _run("wo 13:00")
    assert _raised()
    assert asked.conversation.events.filter(verb="raised").count() == 1


def test_question_in_a_hurry_rises_after_an_hour_at_least(
    asked: Forwarding, postbox: Postbox
) -> None:
    Referral.objects.update(deadline=at("wo 11:00"))
    _run("wo 09:59")
    assert not _raised()
    _run("wo 10:00")
    assert _raised()


def test_members_and_lead_are_mailed_once(asked: Forwarding, postbox: Postbox) -> None:
    _run("wo 13:00")
    _run("wo 13:05")
    _run("do 10:00")
    assert sorted(postbox.people()) == ["bram", "lena"]
    assert f"/vragen/{asked.referral_id}/" in postbox.text("bram")
    assert f"/inbox/{asked.conversation_id}/" in postbox.text("lena")


def test_mail_that_cannot_be_sent_is_tried_again(asked: Forwarding, postbox: Postbox) -> None:
    postbox.closed = True
    _run("wo 13:00")
    postbox.closed = False
    _run("wo 13:05")
    assert sorted(postbox.people()) == ["bram", "lena"]


def test_claimed_question_does_not_rise(asked: Forwarding, bram: User, postbox: Postbox) -> None:
    desk.claim(asked.referral, bram)
    _run("do 16:00")
    assert not _raised()


def test_question_that_waits_for_us_does_not_rise(
    asked: Forwarding, bram: User, postbox: Postbox
) -> None:
    desk.ask_agent(asked.referral, "Welke straat?", None, sender="bram@gemeente.example")
    _run("do 16:00")
    assert not _raised()


def test_what_was_claimed_after_it_rose_is_not_mailed(
    asked: Forwarding, bram: User, postbox: Postbox
) -> None:
    postbox.closed = True
    _run("wo 13:00")
    postbox.closed = False
    asked.referral.refresh_from_db()
    desk.claim(asked.referral, bram)
    _run("wo 13:05")
    assert postbox.people() == []


def test_second_hand_back_is_mailed_to_the_lead(
    asked: Forwarding, anouk: User, bram: User, openbare_ruimte: Department, postbox: Postbox
) -> None:
    actions.take_answer(desk.hand_back(asked.referral, "Nee.", bram))
    again = actions.refer(asked.conversation, openbare_ruimte, "Echt niet?", anouk)
    actions.take_answer(desk.hand_back(again.referral, "Nee!", bram))
    _run("do 10:00")
    _run("do 10:05")
    assert postbox.people() == ["lena"]
    assert "came back 2 times" in postbox.text("lena")


def test_nobody_is_told_what_the_lead_chose_already(
    asked: Forwarding, lena: User, openbare_ruimte: Department, postbox: Postbox
) -> None:
    actions.withdraw(asked, lena)
    Conversation.objects.update(needs_lead=True, hand_backs=2)
    actions.refer(asked.conversation, openbare_ruimte, "Toch jullie.", lena)
    raising.tell_raised()
    assert postbox.people() == []
