"""Until when we have to answer, and to be done with it, whatever happens to a conversation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connectors.base import ConnectorError, Reason
from inbox import actions, promises
from inbox.models import Conversation, Message, Outbound
from inbox.outbox import refused
from inbox.promises import reckoning
from inbox.workflow import Sending, Status
from routing import desk
from routing.models import Department, Remark, ServiceHours
from routing.promises import Hours
from tests.factories import ConversationFactory, DepartmentFactory, MessageFactory
from tests.inbox.promised import again, at, keep_hours, norm, place, reckoned, said
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def _reply(conversation: Conversation, by: User, when: str, text: str = "In week 48.") -> Outbound:
    with time_machine.travel(at(when), tick=False):
        return actions.reply(again(conversation), text, by)


def _place(outbound: Outbound, when: str) -> None:
    with time_machine.travel(at(when), tick=False):
        place(outbound)


def _answer(conversation: Conversation, by: User, when: str, text: str = "In week 48.") -> None:
    """Written and placed at once."""
    _place(_reply(conversation, by, when, text), when)


def _writes(conversation: Conversation, when: str, weeks: int = 0, **more: Any) -> Message:
    """The citizen writes again; what was closed or answered is open again."""
    moment = at(when, weeks)
    made: Message = MessageFactory(
        conversation=conversation, created_at=moment, observed_at=moment, **more
    )
    Conversation.objects.filter(pk=conversation.pk).update(status=Status.OPEN)
    return made


# The first answer --------------------------------------------------------------------------------


def test_answer_is_promised_from_the_citizens_words_on(
    conversation: Conversation, in_english: None
) -> None:
    norm(60)
    row = reckoned(conversation)
    assert said(row.answer_by) == "wo 14:00"
    assert said(row.answer_soon) == "wo 13:48"
    assert row.norm == "norm: every message, 60 minutes"


def test_nothing_is_promised_without_a_norm(conversation: Conversation) -> None:
    row = reckoned(conversation)
    assert (row.answer_by, row.solve_by, row.norm) == (None, None, "")


def test_only_service_hours_count(conversation: Conversation) -> None:
    norm(300)
    assert said(reckoned(conversation).answer_by) == "do 10:00"


def test_hours_of_the_webcare_team_are_those_that_were_set(conversation: Conversation) -> None:
    norm(300)
    keep_hours(Hours.from_json({"week": {"wo": ["09:00-21:00"]}}))
    assert said(reckoned(conversation).answer_by) == "wo 18:00"


def test_hours_of_a_department_do_not_count_for_the_citizen(conversation: Conversation) -> None:
    norm(300)
    department = DepartmentFactory()
    keep_hours(Hours.from_json({"week": {"wo": ["09:00-21:00"]}}), department)
    Conversation.objects.update(department=department)
    assert said(reckoned(conversation).answer_by) == "do 10:00"


def test_answer_that_is_written_does_not_stop_the_clock(
    conversation: Conversation, anouk: User
) -> None:
    norm(60)
    _reply(conversation, anouk, "wo 13:10")
    row = reckoned(conversation)
    assert row.status == Status.ANSWERED
    assert (said(row.answer_by), row.answered_at) == ("wo 14:00", None)


def test_answer_that_is_placed_stops_it(conversation: Conversation, anouk: User) -> None:
    norm(60)
    outbound = _reply(conversation, anouk, "wo 13:10")
    _place(outbound, "wo 13:15")
    row = reckoned(conversation)
    assert (row.answer_by, row.answer_soon) == (None, None)
    assert said(row.answered_at) == "wo 13:15"


@pytest.mark.parametrize("state", sorted(set(Sending.values) - {Sending.SENT}))
def test_answer_in_any_other_state_is_none(
    conversation: Conversation, anouk: User, state: str
) -> None:
    norm(60)
    outbound = _reply(conversation, anouk, "wo 13:10")
    Outbound.objects.filter(pk=outbound.pk).update(state=state)
    row = reckoned(conversation)
    assert (said(row.answer_by), row.answered_at) == ("wo 14:00", None)


def test_answer_that_the_platform_refused_is_none(conversation: Conversation, anouk: User) -> None:
    norm(60)
    outbound = _reply(conversation, anouk, "wo 13:10")
    Outbound.objects.update(state=Sending.SENDING)
    outbound.refresh_from_db()
    refused(outbound, ConnectorError(Reason.TOO_LONG, permanent=True))
    row = reckoned(conversation)
    assert (row.status, said(row.answer_by)) == (Status.OPEN, "wo 14:00")


def test_answer_in_parts_counts_when_its_last_part_stands(
    conversation: Conversation, anouk: User
) -> None:
    norm(60)
    with time_machine.travel(at("wo 13:10"), tick=False):
        first = actions.reply(conversation, "Een lange zin. " * 30, anouk, split=True)
    parts = list(Outbound.objects.order_by("pk"))
    assert len(parts) > 1
    _place(first, "wo 13:11")
    assert said(reckoned(conversation).answer_by) == "wo 14:00"
    for part in parts[1:]:
        _place(part, "wo 13:20")
    assert said(reckoned(conversation).answered_at) == "wo 13:20"


def test_answer_of_which_a_part_was_dropped_counts_without_it(
    conversation: Conversation, anouk: User
) -> None:
    norm(60)
    with time_machine.travel(at("wo 13:10"), tick=False):
        first = actions.reply(conversation, "Een lange zin. " * 30, anouk, split=True)
    _place(first, "wo 13:11")
    Outbound.objects.exclude(pk=first.pk).update(state=Sending.DROPPED)
    assert said(reckoned(conversation).answered_at) == "wo 13:11"


def test_answer_typed_on_the_platform_counts(conversation: Conversation) -> None:
    norm(60)
    MessageFactory(
        conversation=conversation, incoming=False, author=None, created_at=at("wo 13:05")
    )
    row = reckoned(conversation)
    assert (row.answer_by, said(row.answered_at)) == (None, "wo 13:05")


def test_answer_typed_on_the_platform_before_the_words_does_not(
    conversation: Conversation,
) -> None:
    norm(60)
    MessageFactory(
        conversation=conversation, incoming=False, author=None, created_at=at("wo 12:55")
    )
    assert said(reckoned(conversation).answer_by) == "wo 14:00"


def test_automatic_answer_counts_for_nothing(conversation: Conversation, anouk: User) -> None:
    norm(60)
    _answer(conversation, anouk, "wo 13:10")
    Outbound.objects.update(by=None)
    row = reckoned(conversation)
    assert (said(row.answer_by), row.answered_at) == ("wo 14:00", None)


def test_citizen_who_writes_twice_waits_since_the_first_words(conversation: Conversation) -> None:
    norm(60)
    _writes(conversation, "wo 13:30")
    assert said(reckoned(conversation).answer_by) == "wo 14:00"


def test_words_taken_back_are_not_waited_for(conversation: Conversation) -> None:
    norm(60)
    _writes(conversation, "wo 13:30")
    conversation.messages.filter(created_at=at("wo 13:00")).update(
        text="", deleted_at=at("wo 14:00")
    )
    assert said(reckoned(conversation).answer_by) == "wo 14:30"


def test_citizen_who_took_everything_back_is_promised_nothing(conversation: Conversation) -> None:
    norm(60, 120)
    conversation.messages.update(text="", deleted_at=at("wo 13:10"))
    row = reckoned(conversation)
    assert (row.answer_by, row.solve_by) == (None, None)


def test_new_words_after_an_answer_start_anew(conversation: Conversation, anouk: User) -> None:
    norm(60)
    _answer(conversation, anouk, "wo 13:10")
    _writes(conversation, "wo 15:00")
    row = reckoned(conversation)
    assert said(row.answer_by) == "wo 16:00"
    assert said(row.answered_at) == "wo 13:10"


def test_words_that_crossed_the_answer_wait(conversation: Conversation, anouk: User) -> None:
    """Written before the answer was placed, heard after it was written."""
    norm(60)
    outbound = _reply(conversation, anouk, "wo 13:10")
    _writes(conversation, "wo 13:09")
    _place(outbound, "wo 13:15")
    assert said(reckoned(conversation).answer_by) == "wo 14:09"


def test_words_changed_after_the_answer_are_new_words(
    conversation: Conversation, anouk: User
) -> None:
    norm(60)
    _answer(conversation, anouk, "wo 13:10")
    conversation.messages.filter(incoming=True).update(edited_at=at("wo 13:40"))
    assert said(reckoned(conversation).answer_by) == "wo 14:40"


def test_words_changed_before_the_answer_are_answered(
    conversation: Conversation, anouk: User
) -> None:
    norm(60)
    conversation.messages.filter(incoming=True).update(edited_at=at("wo 13:05"))
    _answer(conversation, anouk, "wo 13:10")
    assert reckoned(conversation).answer_by is None


# Closing and reopening ---------------------------------------------------------------------------


def _close(conversation: Conversation, by: User, when: str) -> None:
    with time_machine.travel(at(when), tick=False):
        actions.close(again(conversation), by)


def test_closed_conversation_is_promised_nothing(conversation: Conversation, anouk: User) -> None:
    norm(60, 480)
    _close(conversation, anouk, "wo 13:10")
    row = reckoned(conversation)
    assert (row.answer_by, row.answer_soon, row.solve_by, row.solve_soon) == (None,) * 4


def test_words_after_closing_begin_a_new_case(conversation: Conversation, anouk: User) -> None:
    norm(60, 120)
    _answer(conversation, anouk, "wo 13:10")
    _close(conversation, anouk, "wo 13:20")
    _writes(conversation, "do 10:00")
    row = reckoned(conversation)
    assert (said(row.answer_by), said(row.solve_by)) == ("do 11:00", "do 12:00")


def test_what_was_closed_unanswered_is_not_waited_for(
    conversation: Conversation, anouk: User
) -> None:
    norm(60)
    _close(conversation, anouk, "wo 13:20")
    _writes(conversation, "wo 16:00")
    assert said(reckoned(conversation).answer_by) == "wo 17:00"


def test_colleague_who_reopens_starts_the_clock(conversation: Conversation, anouk: User) -> None:
    norm(60, 120)
    _answer(conversation, anouk, "wo 13:10")
    _close(conversation, anouk, "wo 13:20")
    with time_machine.travel(at("do 10:00"), tick=False):
        actions.reopen(again(conversation), anouk)
    row = reckoned(conversation)
    assert (said(row.answer_by), said(row.solve_by)) == ("do 11:00", "do 12:00")
    _answer(conversation, anouk, "do 10:30", "Toch in week 49.")
    assert reckoned(conversation).answer_by is None


# Being done with it ------------------------------------------------------------------------------


def test_resolution_stands_still_while_the_citizen_is_to_answer(
    conversation: Conversation, anouk: User
) -> None:
    norm(60, 120)
    assert said(reckoned(conversation).solve_by) == "wo 15:00"
    _answer(conversation, anouk, "wo 13:10")
    row = reckoned(conversation)
    assert (row.solve_by, row.solve_soon) == (None, None)


def test_who_writes_long_after_all_was_answered_asks_something_new(
    conversation: Conversation, anouk: User, settings: Any
) -> None:
    norm(60, 120)
    _answer(conversation, anouk, "wo 13:10")
    MessageFactory(conversation=conversation, created_at=at("do 10:00", 2))
    Conversation.objects.update(status=Status.OPEN)
    row = reckoned(conversation)
    assert (said(row.solve_by), row.case_since) == ("do 12:00 +2", at("do 10:00", 2))
    settings.NEW_CASE_DAYS = 15
    row = reckoned(conversation)
    assert (said(row.solve_by), said(row.case_since)) == ("do 11:50 +2", "wo 13:00")


def test_what_a_department_still_has_is_no_new_case(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    norm(60, 120)
    with time_machine.travel(at("wo 13:05"), tick=False):
        actions.refer(again(conversation), openbare_ruimte, "Wanneer?", anouk)
    _answer(conversation, anouk, "wo 13:10", "We zoeken het uit.")
    MessageFactory(conversation=conversation, created_at=at("do 10:00", 3))
    assert said(reckoned(conversation).case_since) == "wo 13:00"


def test_what_a_department_asked_a_slow_citizen_is_no_new_case(
    conversation: Conversation, referred: Any, bram: User, anouk: User
) -> None:
    """Else the hand-backs before it would not count any more."""
    Remark.objects.create(
        referral=referred.referral,
        way=Remark.Way.TO_CITIZEN,
        text="Welke straat?",
        by=bram,
        at=at("wo 14:00"),
    )
    _answer(conversation, anouk, "wo 14:30", "In welke straat woont u?")
    assert said(reckoned(conversation).case_since) == "wo 13:00"
    _writes(conversation, "do 10:00")
    first = reckoned(conversation).solve_by
    Message.objects.filter(created_at=at("do 10:00")).delete()
    _writes(conversation, "do 10:00", weeks=3)
    row = reckoned(conversation)
    assert said(row.case_since) == "wo 13:00"
    assert (said(first), said(row.solve_by)) == ("do 16:40", "do 16:40 +3")


def test_resolution_goes_on_where_it_stood(conversation: Conversation, anouk: User) -> None:
    """Ten minutes ran before the answer; of the two hours 110 minutes are left."""
    norm(60, 120)
    _answer(conversation, anouk, "wo 13:10")
    _writes(conversation, "do 10:00")
    row = reckoned(conversation)
    assert (said(row.solve_by), said(row.solve_soon)) == ("do 11:50", "do 11:26")


def test_resolution_runs_on_while_an_answer_is_on_its_way(
    conversation: Conversation, anouk: User
) -> None:
    norm(60, 120)
    _reply(conversation, anouk, "wo 13:10")
    assert said(reckoned(conversation).solve_by) == "wo 15:00"


@pytest.fixture
def referred(conversation: Conversation, anouk: User, openbare_ruimte: Department) -> Any:
    """Asked at 13:20, after the citizen was told at 13:10."""
    norm(60, 480)
    _answer(conversation, anouk, "wo 13:10", "Wij vragen het na.")
    with time_machine.travel(at("wo 13:20"), tick=False):
        return actions.refer(again(conversation), openbare_ruimte, "Wanneer?", anouk)


def test_resolution_runs_while_a_department_works_on_it(
    conversation: Conversation, referred: Any
) -> None:
    """Eight hours of service, ten minutes of which stood still."""
    row = reckoned(conversation)
    assert (row.answer_by, said(row.solve_by)) == (None, "do 13:10")


def test_resolution_runs_while_the_departments_words_wait_for_an_agent(
    conversation: Conversation, referred: Any, bram: User, anouk: User
) -> None:
    with time_machine.travel(at("wo 15:00"), tick=False):
        actions.take_answer(desk.answer(referred.referral, "In week 48.", bram))
    assert said(reckoned(conversation).solve_by) == "do 13:10"
    with time_machine.travel(at("wo 16:00"), tick=False):
        place(
            actions.reply(again(conversation), "In week 48!", anouk, proposal=referred.pk),
        )
    assert reckoned(conversation).solve_by is None


def test_question_that_was_withdrawn_is_nobodys_turn(
    conversation: Conversation, referred: Any, anouk: User
) -> None:
    with time_machine.travel(at("wo 15:00"), tick=False):
        actions.withdraw(referred, anouk)
    assert reckoned(conversation).solve_by is None


def test_resolution_stands_still_while_the_department_waits_for_the_citizen(
    conversation: Conversation, referred: Any, bram: User, anouk: User
) -> None:
    """Asked at 14:00, put to the citizen at 14:30, answered the next day at 10:00."""
    Remark.objects.create(
        referral=referred.referral,
        way=Remark.Way.TO_CITIZEN,
        text="Welke straat?",
        by=bram,
        at=at("wo 14:00"),
    )
    assert said(reckoned(conversation).solve_by) == "do 13:10"
    _answer(conversation, anouk, "wo 14:30", "In welke straat woont u?")
    assert reckoned(conversation).solve_by is None
    _writes(conversation, "do 10:00")
    assert said(reckoned(conversation).solve_by) == "do 16:40"


# Which norm --------------------------------------------------------------------------------------


def test_each_promise_has_its_own_norm(conversation: Conversation, in_english: None) -> None:
    norm(240, 480)
    norm(None, 960, kind="klacht")
    Conversation.objects.update(kind="klacht")
    row = reckoned(conversation)
    assert (said(row.answer_by), said(row.solve_by)) == ("wo 17:00", "vr 13:00")
    assert row.norm == "norm: every message, 4 hours; dealt with: complaint, 16 hours"


def test_norm_looks_at_channel_kind_urgency_and_department(
    conversation: Conversation, in_english: None
) -> None:
    groen = DepartmentFactory(name="Groen")
    norm(1)
    norm(2, channel="x")
    norm(3, department=groen)
    norm(4, kind="vraag")
    norm(5, urgent=True)
    assert said(reckoned(conversation).answer_by) == "wo 13:02"
    Conversation.objects.update(department=groen)
    assert said(reckoned(conversation).answer_by) == "wo 13:03"
    Conversation.objects.update(kind="vraag")
    assert said(reckoned(conversation).answer_by) == "wo 13:04"
    Conversation.objects.update(urgent=True)
    row = reckoned(conversation)
    assert said(row.answer_by) == "wo 13:05"
    assert row.norm == "norm: urgent, 5 minutes"


def test_norm_for_what_is_not_urgent_lets_urgent_go(conversation: Conversation) -> None:
    norm(60, urgent=False)
    assert said(reckoned(conversation).answer_by) == "wo 14:00"
    Conversation.objects.update(urgent=True)
    assert reckoned(conversation).answer_by is None


def test_hours_that_cannot_be_read_are_office_hours(
    conversation: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    norm(300)
    ServiceHours.objects.create(hours={"week": "altijd"})
    assert said(reckoned(conversation).answer_by) == "do 10:00"
    assert "cannot be read" in caplog.text


def test_nobody_at_work_promises_nothing(conversation: Conversation) -> None:
    norm(60)
    keep_hours(Hours.from_json({"week": {}}))
    assert reckoned(conversation).answer_by is None


# Many --------------------------------------------------------------------------------------------


def test_other_norms_reach_every_open_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reckoning, "TOGETHER", 2)
    rows = ConversationFactory.create_batch(5)
    norm(60)
    promises.reckon_open()
    assert {said(again(row).answer_by) for row in rows} == {"wo 14:00"}
    norm(30, channel="x")
    promises.reckon_open()
    assert {said(again(row).answer_by) for row in rows} == {"wo 13:30"}


def test_norm_that_is_gone_takes_its_promises_along(conversation: Conversation) -> None:
    row = norm(60)
    promises.reckon_open()
    row.delete()
    promises.reckon_open()
    assert again(conversation).answer_by is None


def test_conversation_does_not_seem_touched_by_it(conversation: Conversation) -> None:
    norm(60)
    before = again(conversation).updated_at
    assert reckoned(conversation).updated_at == before


@pytest.mark.parametrize("number", [1, 12])
def test_many_cost_as_many_queries_as_one(number: int) -> None:
    norm(60)
    rows = ConversationFactory.create_batch(number)
    fresh = list(Conversation.objects.filter(pk__in=[row.pk for row in rows]))
    with CaptureQueriesContext(connection) as asked:
        promises.reckon_all(fresh)
    selects = [query for query in asked.captured_queries if query["sql"].startswith("SELECT")]
    assert len(selects) == 6


def test_nothing_is_written_when_nothing_changed(conversation: Conversation) -> None:
    norm(60)
    row = reckoned(conversation)
    with CaptureQueriesContext(connection) as asked:
        promises.reckon(row)
    assert not [query for query in asked.captured_queries if "UPDATE" in query["sql"]]


def test_answer_soon_lies_before_answer_by(conversation: Conversation) -> None:
    norm(1)
    row = reckoned(conversation)
    assert row.answer_by
    assert row.answer_soon
    assert row.answer_by - row.answer_soon >= timedelta()
