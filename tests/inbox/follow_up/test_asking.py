"""Asking after some days whether it is solved: once, where that is still right."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inbox import actions, crisis
from inbox.alone import ASKING_AFTER
from inbox.follow_up import asking
from inbox.models import Conversation, Crisis, Event, FollowUp, FollowUpText, Outbound
from inbox.refusals import Refused
from inbox.standing import settle
from inbox.workflow import Sending, Status
from tests.factories import MessageFactory
from tests.inbox.browsing import at as address
from tests.inbox.follow_up.conftest import stands
from tests.inbox.promised import again, at
from webcare.models import User

pytestmark = pytest.mark.django_db


def answered(conversation: Conversation, by: User) -> None:
    actions.reply(conversation, "Dinsdag.", by)
    stands()


def on(words: str, weeks: int = 0) -> None:
    """The clock strikes at this moment."""
    with time_machine.travel(at(words, weeks), tick=False):
        asking.ask()


def questions() -> list[str]:
    sent = Outbound.objects.filter(follow_up__isnull=False).order_by("pk")
    return list(sent.values_list("message__text", flat=True))


def outcome(row: FollowUp) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.why


def hears(conversation: Conversation) -> None:
    MessageFactory(conversation=conversation, created_at=timezone.now())
    settle(again(conversation), heard=True)


# When --------------------------------------------------------------------------------------------


def test_it_is_asked_on_its_day_in_service_hours_once(
    planned: FollowUp, conversation: Conversation
) -> None:
    for too_soon in ("do 12:00", "vr 08:59"):
        on(too_soon)
        assert questions() == []
    on("vr 09:05")
    on("vr 09:10")
    assert len(questions()) == 1
    assert conversation.author.name in questions()[0]
    assert outcome(planned) == ("asked", "")


def test_day_without_service_hours_is_passed_over(conversation: Conversation, anouk: User) -> None:
    with time_machine.travel(at("wo 14:00"), tick=False):
        answered(conversation, anouk)
        actions.ask_after(conversation, 3, anouk)  # a Saturday
    on("za 12:00")
    on("zo 12:00")
    assert questions() == []
    on("ma 09:05", 1)
    assert len(questions()) == 1


def test_days_are_those_of_the_calendar_here_when_the_clock_changes(
    conversation: Conversation, anouk: User
) -> None:
    late = datetime(2026, 10, 23, 22, 30, tzinfo=UTC)  # Saturday already, by the clock on the wall
    with time_machine.travel(late, tick=False):
        answered(conversation, anouk)
        made = actions.ask_after(conversation, 2, anouk)
    assert made.day.isoformat() == "2026-10-26"
    for hour, asked in ((7, 0), (8, 1)):  # 08:30 and 09:30 in winter
        with time_machine.travel(datetime(2026, 10, 26, hour, 30, tzinfo=UTC), tick=False):
            asking.ask()
        assert len(questions()) == asked


def test_another_worker_at_it_leaves_it_alone(planned: FollowUp) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, 0)", [ASKING_AFTER])
        on("vr 10:00")
        assert questions() == []
    finally:
        other.close()
    on("vr 10:05")
    assert len(questions()) == 1


def test_row_that_was_dealt_with_meanwhile_is_left_alone(planned: FollowUp) -> None:
    with time_machine.travel(at("vr 10:00"), tick=False):
        for _worker in range(2):
            asking._ask(planned.pk, planned.conversation_id, timezone.now())
    assert len(questions()) == 1


# What becomes of the conversation ----------------------------------------------------------------


def test_answered_stays_answered_and_it_is_no_answer_of_its_own(
    planned: FollowUp, conversation: Conversation, anouk: User
) -> None:
    on("vr 10:00")
    assert again(conversation).status == Status.ANSWERED
    sent = Outbound.objects.get(follow_up=planned)
    assert (sent.by, sent.state) == (anouk, Sending.QUEUED)
    assert conversation.events.filter(verb=Event.Verb.REPLIED).count() == 1
    assert conversation.events.filter(verb=Event.Verb.ASKED_AFTER).count() == 1


def test_closed_stays_closed_and_what_the_citizen_says_to_it_opens_it(
    planned: FollowUp, conversation: Conversation, anouk: User
) -> None:
    actions.close(conversation, anouk)
    on("vr 10:00")
    assert again(conversation).status == Status.CLOSED
    stands()
    hears(conversation)
    assert again(conversation).status == Status.OPEN


def test_it_is_signed_where_the_channel_signs(planned: FollowUp, anouk: User) -> None:
    planned.conversation.account.signed = True
    planned.conversation.account.save()
    on("vr 10:00")
    assert questions()[0].endswith(f" {anouk.sign}")


# Why not -----------------------------------------------------------------------------------------


def test_citizen_who_writes_first_is_not_asked(
    planned: FollowUp, conversation: Conversation
) -> None:
    hears(conversation)
    assert outcome(planned) == ("ended", "heard")
    on("vr 10:00")
    assert questions() == []
    assert conversation.events.filter(verb=Event.Verb.NOT_ASKED_AFTER).exists()


def reopened(row: Conversation, by: User) -> None:
    actions.reopen(row, by)


def closed_as_spam(row: Conversation, by: User) -> None:
    actions.close(row, by, because=actions.SPAM)


def stopped(row: Conversation, by: User) -> None:
    actions.do_not_ask_after(row, by)


def answer_removed(row: Conversation, by: User) -> None:
    row.messages.filter(incoming=False).update(deleted_at=timezone.now(), text="")


@pytest.mark.parametrize(
    ("happens", "why"),
    [(reopened, "open"), (closed_as_spam, "spam"), (stopped, "person"), (answer_removed, "gone")],
)
def test_what_is_overtaken_is_not_asked(
    planned: FollowUp, conversation: Conversation, anouk: User, happens: Any, why: str
) -> None:
    happens(conversation, anouk)
    on("vr 10:00")
    assert (questions(), outcome(planned)) == ([], ("ended", why))


@pytest.mark.parametrize("another", [False, True])
def test_spam_that_was_undone_is_asked_after_all(
    agent: Client, planned: FollowUp, conversation: Conversation, anouk: User, another: bool
) -> None:
    agent.post(address("close", conversation), {"because": "spam"})
    assert outcome(planned) == ("ended", "spam")
    if another:  # it is asked once
        FollowUp.objects.create(
            conversation=conversation, answer=planned.answer, days=7, day=planned.day, by=anouk
        )
    agent.post("/inbox/undo/")
    assert outcome(planned) == (("ended", "spam") if another else ("waiting", ""))
    assert FollowUp.objects.waiting().count() == 1


def test_another_day_takes_the_place_of_the_first(
    planned: FollowUp, conversation: Conversation, bas: User
) -> None:
    with time_machine.travel(at("wo 15:00"), tick=False):
        actions.ask_after(conversation, 7, bas)
    on("vr 10:00")
    assert (questions(), outcome(planned)) == ([], ("ended", "replaced"))
    on("wo 10:00", 1)
    assert len(questions()) == 1


def test_it_waits_while_a_crisis_lasts(planned: FollowUp, anouk: User) -> None:
    row = Crisis.objects.create(reason="Brand.", begun_by=anouk)
    on("vr 10:00")
    assert (questions(), outcome(planned)) == ([], ("waiting", ""))
    Crisis.objects.filter(pk=row.pk).update(ended_at=timezone.now(), ended_by=anouk)
    on("vr 11:00")
    assert len(questions()) == 1


def in_private(row: Conversation) -> None:
    """Of a platform that takes private answers for a day."""
    row.account.kind = "facebook"
    row.account.save()
    Conversation.objects.filter(pk=row.pk).update(private=True)
    row.messages.filter(incoming=False).update(way="dm")


def muted(row: Conversation) -> None:
    row.author.quiet_until = at("vr 10:00", 1)
    row.author.save()


def without_words(row: Conversation) -> None:
    FollowUpText.objects.create(
        language="nl", text="x" * 900, by=User.objects.get(username="anouk")
    )


@pytest.mark.parametrize(
    ("happens", "why"), [(in_private, "way"), (muted, "blocked"), (without_words, "text")]
)
def test_what_cannot_go_by_itself_comes_back_with_the_reason(
    agent: Client, planned: FollowUp, conversation: Conversation, happens: Any, why: str
) -> None:
    happens(conversation)
    on("vr 10:00")
    assert (questions(), outcome(planned)) == ([], ("returned", why))
    row = again(conversation)
    assert (row.status, row.waiting_since) == (Status.OPEN, at("vr 10:00"))
    page = agent.get(address("conversation", conversation)).content.decode()
    shown = page.partition('data-testid="follow-up"')[2].partition("</div>")[0]
    assert str(planned.get_why_display()) in shown
    assert "explain-conversation-ask_yourself" in shown


@pytest.mark.parametrize("then", ["waits", "finished", "opened again"])
def test_row_says_so_until_somebody_did_something(
    agent: Client, planned: FollowUp, conversation: Conversation, anouk: User, then: str
) -> None:
    chip = 'data-testid="row-ask-yourself"'
    assert chip not in agent.get("/inbox/?status=all").content.decode()
    muted(conversation)
    on("vr 10:00")
    if then != "waits":
        actions.close(again(conversation), anouk)
    if then == "opened again":
        actions.reopen(again(conversation), anouk)
    for address_of in ("/inbox/?status=all", address("conversation", conversation)):
        page = agent.get(address_of).content.decode()
        assert (chip in page) is (then == "waits")
        assert ("explain-conversation-ask_yourself" in page) is (
            then == "waits" and "status" not in address_of
        )


def test_what_waits_too_long_comes_back(planned: FollowUp, conversation: Conversation) -> None:
    conversation.account.active = False
    conversation.account.save()
    on("vr 10:00")
    assert outcome(planned) == ("waiting", "")
    on("ma 10:00", 2)
    assert outcome(planned) == ("returned", "late")


# On the screen -----------------------------------------------------------------------------------


def test_it_is_chosen_with_the_answer(agent: Client, conversation: Conversation) -> None:
    form = {"text": "Dinsdag.", "key": "6f3b3c9e-8d0e-4d0a-9d55-0d0a4c8f7e11", "ask_after": "3"}
    with time_machine.travel(at("ma 12:00"), tick=False):
        assert agent.post(address("reply", conversation), form).status_code == 303
    made = FollowUp.objects.get()
    assert made.day == at("do 12:00").date()
    page = agent.get(address("conversation", conversation)).content.decode()
    assert re.search(r'data-testid="follow-up".*data-testid="do-not-ask"', page, re.DOTALL)
    agent.post(address("do_not_ask_after", conversation))
    assert outcome(made) == ("ended", "person")


def test_answer_that_is_refused_plans_nothing_and_keeps_the_choice(
    agent: Client, conversation: Conversation
) -> None:
    form = {"text": "", "key": "6f3b3c9e-8d0e-4d0a-9d55-0d0a4c8f7e11", "ask_after": "5"}
    response = agent.post(address("reply", conversation), form)
    assert response.status_code == 422
    assert re.search(r'<option value="5" selected>', response.content.decode())
    assert not FollowUp.objects.exists()


def test_it_is_planned_afterwards(agent: Client, conversation: Conversation, anouk: User) -> None:
    answered(conversation, anouk)
    agent.post(address("ask_after", conversation), {"ask_after": "7"})
    assert FollowUp.objects.get().by == anouk


@pytest.mark.parametrize("days", [0, 4, 365])
def test_other_days_are_refused(conversation: Conversation, anouk: User, days: int) -> None:
    answered(conversation, anouk)
    with pytest.raises(Refused):
        actions.ask_after(conversation, days, anouk)


def test_nothing_to_ask_after_is_refused(conversation: Conversation, anouk: User) -> None:
    with pytest.raises(Refused):
        actions.ask_after(conversation, 3, anouk)


def test_municipality_has_words_of_its_own_in_each_language(
    as_user: Any, planned: FollowUp, conversation: Conversation, lena: User
) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(language="de")
    own = {"nl-text": "", "en-text": "All well, {{naam}}?"}
    assert as_user(lena).post(reverse("follow_up_texts"), own).status_code == 303
    assert not FollowUpText.objects.filter(language="nl").exists()
    on("vr 10:00")
    assert questions() == [f"All well, {conversation.author.name}?"]


def test_variable_that_is_none_is_refused(as_user: Any, lena: User) -> None:
    wrong = {"nl-text": "Beste {{voornaam}}", "en-text": ""}
    response = as_user(lena).post(reverse("follow_up_texts"), wrong)
    assert response.status_code == 422
    assert "{{voornaam}}" in response.content.decode()
    assert not FollowUpText.objects.exists()


# In a crisis -------------------------------------------------------------------------------------


def test_what_did_not_leave_before_a_crisis_waits_until_it_is_over(
    planned: FollowUp, conversation: Conversation, lena: User, anouk: User
) -> None:
    on("vr 10:00")
    with time_machine.travel(at("vr 10:01"), tick=False):
        row = crisis.begin("Brand.", lena)
        assert list(Outbound.objects.due(timezone.now())) == []
        answer = actions.reply(again(conversation), "Houd ramen dicht.", anouk)
        assert list(Outbound.objects.due(timezone.now())) == [answer]
        stands()
    on("vr 10:05")
    with time_machine.travel(at("vr 10:30"), tick=False):
        crisis.end(row, lena)
        assert list(Outbound.objects.due(timezone.now())) == []
    on("vr 11:00")
    assert len(questions()) == 2
    left = Outbound.objects.filter(follow_up__isnull=False, state=Sending.QUEUED)
    assert list(Outbound.objects.due(at("vr 11:00"))) == [left.get()]


def test_what_came_between_is_taken_back_on_the_clock(
    planned: FollowUp, conversation: Conversation, anouk: User
) -> None:
    """It was asked in the moment in which crisis mode began."""
    on("vr 10:00")
    Crisis.objects.create(reason="Brand.", begun_by=anouk)
    [question] = conversation.outbounds.filter(follow_up__isnull=False)
    assert not Outbound.objects.due(at("vr 10:01")).exists()
    with time_machine.travel(at("vr 10:01"), tick=False):
        crisis.tick()
    question.refresh_from_db()
    assert question.state == Sending.DROPPED
    waits = FollowUp.objects.waiting().get()
    assert (waits.answer, waits.day, waits.by) == (planned.answer, planned.day, planned.by)


def test_where_another_was_planned_meanwhile_that_one_stays(
    planned: FollowUp, conversation: Conversation, lena: User, anouk: User
) -> None:
    on("vr 10:00")
    with time_machine.travel(at("vr 10:01"), tick=False):
        other = actions.ask_after(again(conversation), 7, anouk)
        crisis.begin("Brand.", lena)
    assert FollowUp.objects.waiting().get() == other
