"""What a department asks before it answers, and what it is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from connectors.base import Incoming, Person
from inbox import actions
from inbox.hops.unheard import lost_words
from inbox.ingest.reading import read
from inbox.models import Conversation, Forwarding, Message, Outbound
from inbox.refusals import Refused
from inbox.workflow import Sending, Status
from routing import desk
from routing.models import Department, Referral, Remark
from tests.factories import MessageFactory
from tests.inbox.promised import again, at, keep_hours
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(conversation: Conversation, anouk: User, openbare_ruimte: Department) -> Forwarding:
    return actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)


def _ask_agent(asked: Forwarding, by: User) -> Remark:
    remark = desk.ask_agent(asked.referral, "Welke straat?", by)
    actions.take_remark(remark)
    return remark


def _ask_citizen(asked: Forwarding, by: User) -> Remark:
    remark = desk.ask_citizen(asked.referral, "Welke boom is het?", by)
    actions.take_remark(remark)
    return remark


def _verbs(asked: Forwarding) -> list[str]:
    return list(asked.conversation.events.values_list("verb", flat=True))


def _told(asked: Forwarding) -> list[tuple[str, str]]:
    rows = asked.referral.remarks.filter(way__startswith="from_")
    return list(rows.values_list("way", "text"))


# The webcare team --------------------------------------------------------------------------------


def test_question_to_the_team_waits_in_the_queue(asked: Forwarding, bram: User) -> None:
    remark = _ask_agent(asked, bram)
    assert again(asked.conversation).status == Status.OPEN
    assert _verbs(asked) == ["referred", "asked"]
    assert remark.taken_at is None
    remark.refresh_from_db()
    assert remark.taken_at


def test_question_is_heard_once(asked: Forwarding, bram: User) -> None:
    actions.take_remark(_ask_agent(asked, bram))
    assert _verbs(asked) == ["referred", "asked"]


def test_what_the_team_says_lets_the_department_go_on(
    asked: Forwarding, anouk: User, bram: User
) -> None:
    _ask_agent(asked, bram)
    actions.tell_department(asked, " De Dorpsstraat. ", anouk)
    assert again(asked.conversation).status == Status.REFERRED
    assert _told(asked) == [("from_agent", "De Dorpsstraat.")]
    assert Referral.objects.get().waiting_for == ""


def test_team_may_say_something_that_was_not_asked(asked: Forwarding, anouk: User) -> None:
    actions.tell_department(asked, "Er is haast bij.", anouk)
    assert _told(asked) == [("from_agent", "Er is haast bij.")]


def test_second_click_says_nothing_more(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    keep_hours()
    with time_machine.travel(at("wo 13:00"), tick=False):
        asked = actions.refer(
            conversation, openbare_ruimte, "Wanneer?", anouk, deadline=at("do 12:00")
        )
        _ask_agent(asked, bram)
        clicks = [Forwarding.objects.get(pk=asked.pk) for _number in range(2)]
        for one in clicks:
            assert one.referral.waiting_for  # both read it before either spoke
    with time_machine.travel(at("wo 15:00"), tick=False):
        for one in clicks:
            actions.tell_department(one, "De Dorpsstraat.", anouk)
    assert _told(asked) == [("from_agent", "De Dorpsstraat.")]
    assert Referral.objects.get().deadline == at("do 14:00")
    assert _verbs(asked).count("remarked") == 1


def test_same_words_to_another_question_are_said(
    asked: Forwarding, anouk: User, bram: User
) -> None:
    actions.tell_department(asked, "Ja.", anouk)
    _ask_agent(asked, bram)
    actions.tell_department(asked, "Ja.", anouk)
    assert _told(asked) == [("from_agent", "Ja.")] * 2


def test_names_are_taken_out_of_what_is_told(asked: Forwarding, anouk: User) -> None:
    name = asked.conversation.author.name
    actions.tell_department(asked, f"{name} belde net.", anouk)
    assert name not in _told(asked)[0][1]


def test_nothing_is_no_answer(asked: Forwarding, anouk: User) -> None:
    with pytest.raises(Refused):
        actions.tell_department(asked, "  ", anouk)


def test_question_that_is_closed_hears_nothing_more(
    asked: Forwarding, anouk: User, bram: User
) -> None:
    desk.answer(asked.referral, "In week 48.", bram)
    with pytest.raises(Refused):
        actions.tell_department(asked, "De Dorpsstraat.", anouk)


def test_conversation_cannot_be_closed_while_the_department_asks(
    asked: Forwarding, anouk: User, bram: User
) -> None:
    _ask_agent(asked, bram)
    with pytest.raises(Refused):
        actions.close(again(asked.conversation), anouk)


def test_department_gets_back_the_time_it_stood_still(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    keep_hours()
    with time_machine.travel(at("wo 13:00"), tick=False):
        asked = actions.refer(
            conversation, openbare_ruimte, "Wanneer?", anouk, deadline=at("do 12:00")
        )
    with time_machine.travel(at("wo 16:00"), tick=False):
        _ask_agent(asked, bram)
    with time_machine.travel(at("do 10:00"), tick=False):
        actions.tell_department(asked, "De Dorpsstraat.", anouk)
    assert Referral.objects.get().deadline == at("do 14:00")


# The citizen -------------------------------------------------------------------------------------


def test_question_to_the_citizen_waits_until_an_agent_puts_it(
    asked: Forwarding, anouk: User, bram: User
) -> None:
    _ask_citizen(asked, bram)
    assert again(asked.conversation).status == Status.OPEN
    actions.reply(again(asked.conversation), "Welke boom is het?", anouk)
    assert again(asked.conversation).status == Status.REFERRED


def test_question_that_could_not_be_placed_waits_again(
    asked: Forwarding, anouk: User, bram: User
) -> None:
    _ask_citizen(asked, bram)
    outbound = actions.reply(again(asked.conversation), "Welke boom is het?", anouk)
    Outbound.objects.filter(pk=outbound.pk).update(state=Sending.FAILED)
    actions.drop(outbound, anouk)
    assert again(asked.conversation).status == Status.OPEN


def _citizen_says(asked: Forwarding, text: str) -> Message:
    made: Message = MessageFactory(
        conversation=asked.conversation, text=text, created_at=timezone.now()
    )
    return made


def _citizen_changes(asked: Forwarding, message: Message, text: str) -> None:
    """As the platform tells it."""
    row = again(asked.conversation)
    item = Incoming(
        external_id=message.external_id or "",
        thread_id=row.thread_id,
        author=Person(row.author.external_id, row.author.handle, row.author.name),
        text=text,
        created_at=message.created_at,
        private=False,
        parent_id="",
        as_of=timezone.now() + timedelta(seconds=1),
    )
    read(row.account, timezone.now(), [item])


def test_answer_of_the_citizen_goes_to_the_department(
    asked: Forwarding, anouk: User, bram: User
) -> None:
    _ask_citizen(asked, bram)
    actions.reply(again(asked.conversation), "Welke boom is het?", anouk)
    _citizen_says(asked, "De berk, bel mij op 06-12345678")
    actions.relay(asked.conversation)
    [(way, text)] = _told(asked)
    assert way == "from_citizen"
    assert text.startswith("De berk")
    assert "12345678" not in text
    assert Referral.objects.get().waiting_for == ""


def test_words_go_to_the_department_once(asked: Forwarding, anouk: User, bram: User) -> None:
    _ask_citizen(asked, bram)
    actions.reply(again(asked.conversation), "Welke boom is het?", anouk)
    _citizen_says(asked, "De berk.")
    actions.relay(asked.conversation)
    actions.relay(asked.conversation)
    _citizen_says(asked, "Bij nummer 12.")
    actions.relay(asked.conversation)
    assert [text for _way, text in _told(asked)] == ["De berk.", "Bij nummer 12."]


def test_words_before_the_question_was_put_are_no_answer(asked: Forwarding, bram: User) -> None:
    _ask_citizen(asked, bram)
    _citizen_says(asked, "Hallo?")
    actions.relay(asked.conversation)
    assert _told(asked) == []


def test_words_without_a_question_stay_here(asked: Forwarding) -> None:
    _citizen_says(asked, "Hallo?")
    actions.relay(asked.conversation)
    assert _told(asked) == []


def test_danger_reaches_the_department_at_once(asked: Forwarding) -> None:
    _citizen_says(asked, "Hallo?")
    _citizen_says(asked, "Er is brand in de flat, help!")
    actions.relay(asked.conversation)
    actions.relay(asked.conversation)
    [(way, text)] = _told(asked)
    assert way == "from_citizen"
    assert "Hallo?" in text  # what stands around it tells what it is about
    assert "brand" in text


def test_danger_in_changed_words_reaches_the_department(asked: Forwarding) -> None:
    message = asked.conversation.messages.get()
    _citizen_changes(asked, message, "Er is brand in de flat, help!")
    assert list(lost_words()) == [asked.conversation]
    actions.relay(asked.conversation)
    actions.relay(asked.conversation)
    assert [text for _way, text in _told(asked)] == ["Er is brand in de flat, help!"]
    assert not lost_words().exists()


def test_danger_that_was_taken_back_wakes_nobody_for_ever(asked: Forwarding) -> None:
    message = asked.conversation.messages.get()
    _citizen_changes(asked, message, "Er is brand in de flat, help!")
    _citizen_changes(asked, message, "Het was de barbecue.")
    _citizen_says(asked, "Sorry!")
    assert list(lost_words()) == [asked.conversation]
    actions.relay(asked.conversation)
    assert _told(asked) == []
    assert not lost_words().exists()


def test_answer_that_the_citizen_corrects_is_told_again(
    asked: Forwarding, anouk: User, bram: User
) -> None:
    _ask_citizen(asked, bram)
    actions.reply(again(asked.conversation), "Welke boom is het?", anouk)
    answer = _citizen_says(asked, "De berk.")
    actions.relay(asked.conversation)
    _citizen_changes(asked, answer, "De beuk, bedoel ik.")
    actions.relay(asked.conversation)
    assert [text for _way, text in _told(asked)] == ["De berk.", "De beuk, bedoel ik."]


@pytest.mark.parametrize("ask", [_ask_agent, _ask_citizen])
def test_danger_does_not_answer_what_the_department_asked(
    asked: Forwarding, bram: User, ask: Any
) -> None:
    ask(asked, bram)
    before = Referral.objects.get()
    _citizen_says(asked, "Er is brand in de flat, help!")
    actions.relay(asked.conversation)
    after = Referral.objects.get()
    assert len(_told(asked)) == 1
    assert (after.waiting_for, after.deadline) == (before.waiting_for, before.deadline)
    assert again(asked.conversation).status == Status.OPEN


def test_danger_that_was_there_when_it_was_asked_is_not_told_again(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    conversation.messages.update(text="Er is brand in de flat, help!")
    asked = actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk)
    actions.relay(conversation)
    assert _told(asked) == []


def test_incoming_answer_wakes_the_passing_on(
    asked: Forwarding, anouk: User, bram: User, bells: Any, django_capture_on_commit_callbacks: Any
) -> None:
    _ask_citizen(asked, bram)
    actions.reply(again(asked.conversation), "Welke boom is het?", anouk)
    row = asked.conversation
    item = Incoming(
        external_id="77",
        thread_id=row.thread_id,
        author=Person(row.author.external_id, row.author.handle, row.author.name),
        text="De berk.",
        created_at=timezone.now() + timedelta(seconds=1),
        private=False,
        parent_id="",
    )
    with django_capture_on_commit_callbacks(execute=True):
        read(row.account, timezone.now(), [item])
    assert any("relay_words" in str(task) for task in bells.lrange("answers", 0, -1))
