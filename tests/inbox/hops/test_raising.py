"""What nobody claims rises by itself, and what came back too often goes to the lead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inbox import actions
from inbox.filters import ConversationFilter
from inbox.hops import raising
from inbox.models import Conversation, Forwarding, Unmailed
from routing import desk
from routing.mail.addresses import reply_address
from routing.models import Department, Referral
from tests.factories import ConversationFactory
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


def test_time_that_stood_still_does_not_make_it_rise(asked: Forwarding, postbox: Postbox) -> None:
    Referral.objects.update(back_at=at("do 09:00"), deadline=at("do 17:00"))
    _run("do 10:59")
    assert not _raised()
    _run("do 11:00")
    assert _raised()


def test_question_that_somebody_took_up_by_the_link_does_not_rise(
    asked: Forwarding, postbox: Postbox
) -> None:
    Referral.objects.update(claimed_name="Bram Smit")
    _run("do 16:00")
    assert not _raised()


def test_queue_no_longer_says_so_once_somebody_took_it_up_by_the_link(
    asked: Forwarding, postbox: Postbox
) -> None:
    _run("wo 13:00")
    assert vars(Conversation.objects.with_row().get())["nobody_claims"]
    Referral.objects.update(claimed_name="Bram Smit")
    with time_machine.travel(at("do 16:59"), tick=False):
        assert not vars(Conversation.objects.with_row().get())["nobody_claims"]


def test_who_took_it_up_by_the_link_keeps_it_until_the_deadline(
    asked: Forwarding, postbox: Postbox
) -> None:
    Referral.objects.update(claimed_name="Jan Bos")
    _run("do 16:59")
    assert not _raised()
    _run("do 17:00")
    assert _raised()
    assert "Jan Bos took up" in postbox.text("lena")
    assert asked.conversation.events.get(verb="raised").data["because"] == "late"


def test_lead_sees_again_what_somebody_took_up_by_the_link_and_let_lie(
    asked: Forwarding, postbox: Postbox
) -> None:
    _run("wo 13:00")
    Referral.objects.update(claimed_name="Jan Bos")
    with time_machine.travel(at("do 17:00"), tick=False):
        assert vars(Conversation.objects.with_row().get())["nobody_claims"]
        assert ConversationFilter({"lead": "1"}, queryset=Conversation.objects.all()).qs.exists()


@pytest.fixture
def by_mail(asked: Forwarding, openbare_ruimte: Department) -> Forwarding:
    """Nobody there has an account: 80 % of the 16 hours is Thursday at 13:48."""
    openbare_ruimte.members.clear()
    Department.objects.filter(pk=openbare_ruimte.pk).update(email="groen@gemeente.example")
    return asked


def test_mailbox_without_members_hears_first_and_can_answer_from_there(
    by_mail: Forwarding, settings: Any, postbox: Postbox
) -> None:
    settings.REPLY_ADDRESS = "antwoord@gemeente-voorbeeld.example"
    _run("wo 12:59")
    assert postbox.people() == []
    _run("wo 13:00")
    _run("do 10:00")
    assert postbox.people() == ["groen"]
    assert postbox.mails[0]["Reply-To"] == reply_address(by_mail.referral)
    assert "Nobody has taken up this question yet" in postbox.text("groen")
    assert not _raised()


def test_question_of_a_mailbox_rises_when_it_is_almost_late(
    by_mail: Forwarding, postbox: Postbox
) -> None:
    _run("wo 13:00")
    _run("do 13:47")
    assert not _raised()
    _run("do 13:48")
    assert _raised()
    assert postbox.people() == ["groen", "lena"]


def test_question_that_nobody_at_all_sees_rises_early(asked: Forwarding, postbox: Postbox) -> None:
    asked.referral.department.members.clear()
    _run("wo 13:00")
    assert _raised()
    assert postbox.people() == ["lena"]


def test_address_that_is_none_keeps_nobody_else_waiting(
    asked: Forwarding, bram: User, postbox: Postbox
) -> None:
    User.objects.filter(pk=bram.pk).update(email="bram@x.example\nBcc: iedereen@x.example")
    _run("wo 13:00")
    assert postbox.people() == ["lena"]
    assert Unmailed.objects.get().problem == "address"


def test_telling_costs_as_many_queries_for_many_questions(
    asked: Forwarding, anouk: User, openbare_ruimte: Department, postbox: Postbox
) -> None:
    _run("wo 13:00")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            raising.tell_raised()
        return len(queries)

    one = cost()
    for _number in range(3):
        row = ConversationFactory()
        actions.refer(row, openbare_ruimte, "Wanneer?", anouk, deadline=at("do 17:00", 99))
    Referral.objects.update(raised_at=at("wo 13:00"))
    raising.tell_raised()
    assert cost() == one


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
