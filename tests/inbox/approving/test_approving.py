"""An answer that a colleague approves before it goes: who, when, and what comes in between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox import actions, outbox
from inbox.colleagues.absence import give_back_of_absent
from inbox.models import Attachment, Conversation, Crisis, Draft, Event, Outbound
from inbox.refusals import Refused
from inbox.standing import settle
from inbox.undoing import each, undo
from inbox.watching import lateness
from inbox.workflow import Sending, Status
from routing.models import Department
from tests.factories import ConversationFactory, MessageFactory
from tests.inbox.approving.conftest import TEXT
from webcare.models import User

pytestmark = pytest.mark.django_db

Verb = Event.Verb


def state(outbound: Outbound) -> str:
    outbound.refresh_from_db()
    return outbound.state


def now(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def verbs(conversation: Conversation) -> list[str]:
    return list(conversation.events.order_by("pk").values_list("verb", flat=True))


# Who has to ---------------------------------------------------------------------------------------


def test_answer_of_a_newcomer_is_to_be_checked(waiting: Outbound) -> None:
    assert (waiting.state, waiting.asked) == (Sending.TO_CHECK, Outbound.Asked.NEWCOMER)


def test_answer_of_another_goes(conversation: Conversation, anouk: User) -> None:
    made = actions.reply(conversation, TEXT, anouk)
    assert (made.state, made.asked) == (Sending.QUEUED, "")


def test_where_a_rule_asks_everybody_is_checked(conversation: Conversation, anouk: User) -> None:
    Conversation.objects.update(four_eyes="Bestuur")
    made = actions.reply(now(conversation), TEXT, anouk)
    assert (made.state, made.asked) == (Sending.TO_CHECK, Outbound.Asked.RULE)


def test_who_is_trusted_from_now_on_writes_without(
    conversation: Conversation, waiting: Outbound, iris: User
) -> None:
    iris.checked_since = None
    iris.save()
    assert state(waiting) == Sending.TO_CHECK  # it was written before
    actions.take_back(waiting, iris)
    assert actions.reply(conversation, "Woensdag.", iris).state == Sending.QUEUED


# It waits -----------------------------------------------------------------------------------------


def test_nothing_takes_it_along(waiting: Outbound) -> None:
    assert not Outbound.objects.due(timezone.now()).exists()
    assert outbox.claim(waiting.pk) is None
    outbox.deliver(waiting.pk)
    assert state(waiting) == Sending.TO_CHECK


def test_meanwhile_the_citizen_waits(conversation: Conversation, waiting: Outbound) -> None:
    row = now(conversation)
    assert (row.status, row.answered_at) == (Status.OPEN, None)
    assert row.waiting_since == conversation.waiting_since
    assert verbs(conversation) == [Verb.TO_CHECK]


def test_what_was_answered_before_is_open_again(
    conversation: Conversation, anouk: User, iris: User
) -> None:
    actions.reply(conversation, "Dinsdag.", anouk)
    actions.release(conversation, anouk)
    assert now(conversation).status == Status.ANSWERED
    actions.reply(conversation, "Of toch woensdag.", iris)
    assert now(conversation).status == Status.OPEN


def test_while_a_department_has_it_as_well(
    conversation: Conversation, iris: User, openbare_ruimte: Department
) -> None:
    actions.refer(conversation, openbare_ruimte, "Wanneer?", iris)
    assert now(conversation).status == Status.REFERRED
    made = actions.reply(conversation, "We vragen het na.", iris)
    assert now(conversation).status == Status.OPEN
    actions.take_back(made, iris)
    assert now(conversation).status == Status.REFERRED


def test_department_is_not_shown_what_nobody_said(
    waiting: Outbound, conversation: Conversation, iris: User, openbare_ruimte: Department
) -> None:
    made = actions.refer(conversation, openbare_ruimte, "Wanneer?", iris)
    assert TEXT not in str(made.referral.snapshot)


def test_it_neither_sleeps_nor_ends(
    waiting: Outbound, conversation: Conversation, iris: User
) -> None:
    with pytest.raises(Refused):
        actions.close(conversation, iris)
    with pytest.raises(Refused):
        actions.snooze(conversation, None, iris)


def test_what_slept_wakes(conversation: Conversation, iris: User) -> None:
    actions.snooze(conversation, None, iris)
    actions.reply(conversation, TEXT, iris)
    assert now(conversation).snoozed_at is None


def test_no_other_answer_beside_it(
    waiting: Outbound, conversation: Conversation, iris: User, anouk: User
) -> None:
    for by in (iris, anouk):
        actions.claim(conversation, by, take_over=True)
        with pytest.raises(Refused, match=r"."):
            actions.reply(conversation, "Morgen.", by)
    assert conversation.outbounds.count() == 1


def test_the_same_key_is_the_same_answer(conversation: Conversation, iris: User) -> None:
    key = "7c1f6f0e-6f0b-4f6a-9a53-1a1f0a3f5b7e"
    first = actions.reply(conversation, TEXT, iris, key=key)  # type: ignore[arg-type]
    assert actions.reply(conversation, TEXT, iris, key=key) == first  # type: ignore[arg-type]


def test_writer_who_left_holds_nobody_up(
    waiting: Outbound, conversation: Conversation, iris: User, anouk: User
) -> None:
    actions.give_back(conversation, iris)
    assert now(conversation).assignee is None
    actions.approve(waiting, anouk)
    assert state(waiting) == Sending.QUEUED


def test_crisis_changes_nothing(waiting: Outbound, anouk: User, lena: User) -> None:
    Crisis.objects.create(reason="Brand.", begun_by=lena)
    assert outbox.claim(waiting.pk) is None
    actions.approve(waiting, anouk)
    assert state(waiting) == Sending.QUEUED


def test_press_of_before_cannot_be_taken_back(
    conversation: Conversation, anouk: User, iris: User
) -> None:
    done = each([conversation], lambda row: actions.claim(row, iris), iris)
    actions.reply(conversation, TEXT, iris)
    assert done.undo
    assert undo(done.undo, iris).done == 0
    assert now(conversation).status == Status.OPEN


# Approved -----------------------------------------------------------------------------------------


def test_approved_it_goes_as_the_writers(
    waiting: Outbound, conversation: Conversation, anouk: User, iris: User
) -> None:
    actions.approve(waiting, anouk)
    assert state(waiting) == Sending.QUEUED
    assert (waiting.by, waiting.approved_by) == (iris, anouk)
    assert now(conversation).status == Status.ANSWERED
    assert verbs(conversation) == [Verb.TO_CHECK, Verb.APPROVED, Verb.REPLIED]
    replied = conversation.events.get(verb=Verb.REPLIED)
    assert replied.actor == iris
    assert outbox.claim(waiting.pk) is not None


def test_its_claim_is_no_hindrance_that_of_a_third_is(
    waiting: Outbound, conversation: Conversation, anouk: User, lena: User
) -> None:
    actions.claim(conversation, lena, take_over=True)
    with pytest.raises(Refused):
        actions.approve(waiting, anouk)
    actions.approve(waiting, lena)


def test_writer_does_not_approve(waiting: Outbound, iris: User) -> None:
    with pytest.raises(Refused):
        actions.approve(waiting, iris)
    iris.checked_since = None  # nor once she is trusted
    iris.save()
    with pytest.raises(Refused):
        actions.approve(waiting, iris)


def test_who_is_checked_approves_nobody(waiting: Outbound, bas: User) -> None:
    bas.checked_since = timezone.now()
    with pytest.raises(Refused):
        actions.approve(waiting, bas)


@pytest.mark.parametrize("name", ["otto", "bram", "chris", "fatma"])
def test_who_may_not_answer_does_not_approve(
    waiting: Outbound, name: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(Refused):
        actions.approve(waiting, request.getfixturevalue(name))
    assert state(waiting) == Sending.TO_CHECK


def test_twice_is_once(waiting: Outbound, conversation: Conversation, anouk: User) -> None:
    actions.approve(waiting, anouk)
    actions.approve(waiting, anouk)
    assert verbs(conversation).count(Verb.APPROVED) == 1


def test_who_comes_second_is_told(waiting: Outbound, anouk: User, lena: User) -> None:
    actions.approve(waiting, anouk)
    with pytest.raises(Refused):
        actions.approve(waiting, lena)
    with pytest.raises(Refused):
        actions.send_back(waiting, lena, "Te kort.")
    waiting.refresh_from_db()
    assert waiting.approved_by == anouk


def test_what_the_citizen_said_meanwhile_stops_it_once(
    waiting: Outbound, conversation: Conversation, anouk: User
) -> None:
    seen = now(conversation).version
    MessageFactory(conversation=conversation)
    event = Event.objects.create(conversation=conversation, verb=Verb.RECEIVED)
    Conversation.objects.update(version=event.pk)
    with pytest.raises(Refused):
        actions.approve(waiting, anouk, version=seen)
    actions.approve(waiting, anouk, version=now(conversation).version)
    assert state(waiting) == Sending.QUEUED
    assert now(conversation).status == Status.OPEN  # the new words are not answered


def test_long_answer_is_one(conversation: Conversation, iris: User, anouk: User) -> None:
    first = actions.reply(conversation, f"{'woord ' * 60}. {'nog ' * 60}.", iris, split=True)
    second = Outbound.objects.get(after=first)
    assert second.state == Sending.TO_CHECK
    actions.approve(second, anouk)
    assert (state(first), state(second)) == (Sending.QUEUED, Sending.QUEUED)
    assert {first.approved_by, second.approved_by} == {anouk}


def test_checked_late_it_is_not_late(waiting: Outbound, anouk: User, settings: object) -> None:
    long_ago = timezone.now() - timezone.timedelta(days=1)  # type: ignore[attr-defined]
    waiting.message.created_at = long_ago
    waiting.message.save()
    actions.approve(waiting, anouk)
    assert not lateness.waiting(timezone.now()).exists()


def test_elsewhere_counts_from_the_approval(
    conversation: Conversation, iris: User, anouk: User
) -> None:
    made = actions.reply(conversation, "Mail ons op info@gemeente-voorbeeld.example.", iris)
    assert Verb.ELSEWHERE not in verbs(conversation)
    actions.approve(made, anouk)
    assert Verb.ELSEWHERE in verbs(conversation)


def test_by_hand_waits_as_well(conversation: Conversation, iris: User, anouk: User) -> None:
    assert actions.by_hand(conversation, TEXT, iris) == ""
    made = conversation.outbounds.get()
    assert made.state == Sending.TO_CHECK
    actions.approve(made, anouk)
    assert state(made) == Sending.BY_HAND
    assert now(conversation).status == Status.OPEN


# Given back ---------------------------------------------------------------------------------------


def test_sent_back_the_writer_has_the_words_and_the_reason(
    waiting: Outbound, conversation: Conversation, anouk: User, iris: User
) -> None:
    actions.send_back(waiting, anouk, "Noem de straat.")
    assert (state(waiting), waiting.detail) == (Sending.DROPPED, "Noem de straat.")
    draft = Draft.objects.get(user=iris)
    assert (draft.text, draft.version) == (TEXT, now(conversation).version)
    told = conversation.events.get(verb=Verb.SENT_BACK)
    assert (told.actor, told.data["text"]) == (anouk, "Noem de straat.")
    assert now(conversation).status == Status.OPEN
    # The same words are not what we said already.
    assert actions.reply(conversation, TEXT, iris, version=draft.version).state == Sending.TO_CHECK


def test_back_needs_a_reason_and_another(waiting: Outbound, anouk: User, iris: User) -> None:
    for by, why in ((anouk, "  "), (anouk, "x" * 501), (iris, "Toch anders.")):
        with pytest.raises(Refused):
            actions.send_back(waiting, by, why)
    assert state(waiting) == Sending.TO_CHECK


def test_what_the_writer_began_since_stays(
    waiting: Outbound, conversation: Conversation, anouk: User, iris: User
) -> None:
    Draft.objects.create(conversation=conversation, user=iris, mode="reply", text="Iets anders.")
    actions.send_back(waiting, anouk, "Noem de straat.")
    draft = Draft.objects.get(user=iris)
    assert (draft.text, draft.aside) == ("Iets anders.", TEXT)


def test_only_the_writer_takes_it_back(
    waiting: Outbound, conversation: Conversation, anouk: User, lena: User, iris: User
) -> None:
    for by in (anouk, lena):
        with pytest.raises(Refused):
            actions.take_back(waiting, by)
    actions.take_back(waiting, iris)
    assert state(waiting) == Sending.DROPPED
    assert Draft.objects.get(user=iris).text == TEXT
    with pytest.raises(Refused):
        actions.approve(waiting, anouk)


def test_what_went_along_lies_ready_again(waiting: Outbound, anouk: User, iris: User) -> None:
    picture = Attachment.objects.create(
        conversation=waiting.conversation,
        message=waiting.message,
        uploaded_by=iris,
        key="1",
        kind="image",
        state="kept",
    )
    actions.send_back(waiting, anouk, "Andere foto.")
    picture.refresh_from_db()
    assert picture.message is None


@pytest.mark.parametrize("back", ["sent", "taken"])
def test_words_besides_an_earlier_answer_stay_in_the_queue_until_said(
    conversation: Conversation, anouk: User, iris: User, back: str
) -> None:
    actions.reply(conversation, "Dinsdag.", anouk)
    actions.release(conversation, anouk)
    made = actions.reply(conversation, "Of toch woensdag.", iris)
    if back == "sent":
        actions.send_back(made, anouk, "Hoe laat?")
    else:
        actions.take_back(made, iris)
    row = now(conversation)
    assert (row.status, row.assignee) == (Status.OPEN, iris)
    assert row.reopened_at
    assert row.waiting_since == row.reopened_at
    settle(row)  # as whatever happens there next does
    assert now(conversation).status == Status.OPEN
    assert Draft.objects.get(user=iris).text == "Of toch woensdag."
    again = actions.reply(conversation, "Of woensdag om tien uur.", iris)
    actions.approve(again, anouk)
    assert now(conversation).status == Status.ANSWERED


def test_citizen_who_took_it_back_is_not_answered(
    waiting: Outbound, conversation: Conversation, anouk: User
) -> None:
    conversation.messages.filter(incoming=True).update(deleted_at=timezone.now(), text="")
    with pytest.raises(Refused):
        actions.approve(waiting, anouk)
    settle(now(conversation))
    assert now(conversation).status == Status.OPEN  # somebody sees that it does not go
    actions.send_back(waiting, anouk, "De vraag is weg.")
    assert now(conversation).status == Status.CLOSED


def test_absent_people_are_found(waiting: Outbound, iris: User) -> None:
    give_back_of_absent(timezone.now())
    assert state(waiting) == Sending.TO_CHECK


def test_approval_is_nothing_the_writer_did(waiting: Outbound, iris: User, anouk: User) -> None:
    """An hour ago she wrote it, took another conversation, and left."""
    held = ConversationFactory()
    actions.claim(held, iris)
    Event.objects.update(at=timezone.now() - timedelta(hours=1))
    Outbound.objects.update(elsewhere="phone")
    actions.approve(waiting, anouk)
    give_back_of_absent(timezone.now())
    assert now(held).assignee is None
