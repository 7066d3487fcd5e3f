"""What each case comes to, computed by hand."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from inbox import actions
from inbox.models import Conversation, Message
from tests.factories import MessageFactory
from tests.inbox.promised import again, at, keep_hours, norm, place, said
from webcare.figures.keeping import keep_up
from webcare.figures.models import Case
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office_hours(db: None) -> None:
    keep_hours()


def cases() -> list[Case]:
    keep_up()
    return list(Case.objects.order_by("conversation", "number"))


def the_case() -> Case:
    [case] = cases()
    return case


def answer(conversation: Conversation, by: User, when: str, placed: str = "") -> None:
    with time_machine.travel(at(when), tick=False):
        outbound = actions.reply(again(conversation), f"Dag, {when}.", by)
    with time_machine.travel(at(placed or when), tick=False):
        place(outbound)


def writes(conversation: Conversation, when: str, weeks: int = 0, **more: Any) -> Message:
    moment = at(when, weeks)
    made: Message = MessageFactory(
        conversation=conversation, created_at=moment, observed_at=moment, **more
    )
    return made


def test_question_that_waits(conversation: Conversation) -> None:
    case = the_case()
    assert (case.outcome, said(case.asked_at)) == ("waiting", "wo 13:00")
    assert (case.answered_at, case.done_at, case.first_minutes) == (None, None, None)
    assert (case.words, case.answers, case.channel) == (1, 0, "x")


def test_first_answer_counts_service_minutes(conversation: Conversation, anouk: User) -> None:
    norm(60)
    answer(conversation, anouk, "wo 16:30", placed="do 09:30")
    case = the_case()
    assert (case.outcome, said(case.answered_at)) == ("answered", "do 09:30")
    assert (case.first_minutes, case.first_norm) == (4 * 60 + 30, 60)
    assert (case.whole_minutes, case.whole_norm) == (4 * 60 + 30, None)
    assert (case.answers, case.by, case.native) == (1, anouk, False)


def test_time_of_the_citizen_is_not_ours(conversation: Conversation, anouk: User) -> None:
    answer(conversation, anouk, "wo 14:00")
    writes(conversation, "do 10:00")
    answer(conversation, anouk, "do 10:15")
    case = the_case()
    assert (case.first_minutes, case.whole_minutes) == (60, 75)
    assert (case.words, case.answers, said(case.done_at)) == (2, 2, "do 10:15")


def test_thanks_that_is_finished_stays_the_same_case(
    conversation: Conversation, anouk: User
) -> None:
    answer(conversation, anouk, "wo 14:00")
    with time_machine.travel(at("wo 15:00"), tick=False):
        actions.close(again(conversation), anouk)
    Conversation.objects.filter(pk=conversation.pk).update(status="open")
    writes(conversation, "do 10:00", text="Bedankt!")
    with time_machine.travel(at("do 10:20"), tick=False):
        actions.close(again(conversation), anouk)
    case = the_case()
    assert (case.outcome, case.reopened) == ("answered", 1)
    assert (case.whole_minutes, said(case.done_at)) == (80, "do 10:20")


def test_finished_without_an_answer(conversation: Conversation, anouk: User) -> None:
    with time_machine.travel(at("wo 13:40"), tick=False):
        actions.close(again(conversation), anouk)
    case = the_case()
    assert (case.outcome, said(case.done_at), case.whole_minutes) == ("finished", "wo 13:40", 40)
    assert (case.answered_at, case.first_minutes) == (None, None)


def test_taken_back_by_the_citizen(conversation: Conversation) -> None:
    Message.objects.update(deleted_at=at("wo 13:30"), text="")
    case = the_case()
    assert (case.outcome, said(case.done_at), case.words) == ("withdrawn", "wo 13:30", 0)


def test_taken_back_after_it_was_answered(conversation: Conversation, anouk: User) -> None:
    answer(conversation, anouk, "wo 14:00")
    Message.objects.filter(incoming=True).update(deleted_at=at("do 10:00"), text="")
    case = the_case()
    assert (case.outcome, said(case.answered_at), case.words) == ("answered", "wo 14:00", 0)


def test_after_weeks_it_is_another_case(conversation: Conversation, anouk: User) -> None:
    answer(conversation, anouk, "wo 14:00")
    writes(conversation, "wo 13:00", weeks=6)
    first, second = cases()
    assert (first.outcome, first.words, said(first.done_at)) == ("answered", 1, "wo 14:00")
    assert (second.outcome, second.number, said(second.asked_at)) == ("waiting", 2, "wo 13:00 +6")


def test_what_is_gone_keeps_its_figures(conversation: Conversation, anouk: User) -> None:
    answer(conversation, anouk, "wo 14:00")
    before = the_case()
    conversation.delete()
    assert (the_case().pk, the_case().outcome) == (before.pk, "answered")
