"""What colleagues do, what they are refused, and what the history keeps of it."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from connectors.base import Receipt
from connectors.models import Account
from inbox import actions
from inbox.models import Conversation, Draft, Event, Outbound
from inbox.outbox import placed
from inbox.refusals import Refused
from inbox.standing import proposals, settle
from inbox.tasks import take_answer
from inbox.workflow import MOVES, SENDING_MOVES, NotAllowed, Sending, Status, check_move
from routing import desk
from routing.models import Department, Referral
from tests.factories import ConversationFactory, MessageFactory
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(db: None) -> Conversation:
    made: Conversation = ConversationFactory()
    return made


def _again(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def _verbs(conversation: Conversation) -> list[str]:
    return list(conversation.events.values_list("verb", flat=True))


# The workflow ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), list(itertools.product(Status.values, Status.values)))
def test_conversation_moves_as_the_table_says(old: str, new: str) -> None:
    if new in MOVES[old]:
        check_move(MOVES, old, new)
    else:
        with pytest.raises(NotAllowed):
            check_move(MOVES, old, new)


@pytest.mark.parametrize(("old", "new"), list(itertools.product(Sending.values, Sending.values)))
def test_sending_moves_as_the_table_says(old: str, new: str) -> None:
    if new in SENDING_MOVES[old]:
        check_move(SENDING_MOVES, old, new)
    else:
        with pytest.raises(NotAllowed):
            check_move(SENDING_MOVES, old, new)


def test_every_state_is_in_the_tables() -> None:
    assert set(MOVES) == set(Status.values)
    assert set(SENDING_MOVES) == set(Sending.values)


# Who is on it ------------------------------------------------------------------------------------


def test_claim_says_who_is_on_it(conversation: Conversation, anouk: User) -> None:
    actions.claim(conversation, anouk)
    assert _again(conversation).assignee == anouk
    assert _verbs(conversation) == ["claimed"]


def test_claim_is_refused_while_a_colleague_is_on_it(
    conversation: Conversation, anouk: User, bas: User
) -> None:
    actions.claim(conversation, anouk)
    with pytest.raises(Refused, match="Anouk de Wit"):
        actions.claim(conversation, bas)


def test_colleague_takes_over_knowingly(conversation: Conversation, anouk: User, bas: User) -> None:
    actions.claim(conversation, anouk)
    actions.claim(conversation, bas, take_over=True)
    assert _again(conversation).assignee == bas
    assert _verbs(conversation)[-1] == "taken_over"


def test_release_lets_a_colleague_pick_it_up(conversation: Conversation, anouk: User) -> None:
    actions.claim(conversation, anouk)
    actions.release(conversation, anouk)
    assert _again(conversation).assignee is None


# Answering ---------------------------------------------------------------------------------------


def test_reply_writes_message_sending_and_event_together(
    conversation: Conversation, anouk: User
) -> None:
    outbound = actions.reply(conversation, " Dinsdag. ", anouk)
    assert (outbound.message.text, outbound.state) == ("Dinsdag.", Sending.QUEUED)
    assert outbound.reply_to == conversation.thread_id
    assert _verbs(conversation) == ["replied"]
    assert _again(conversation).status == Status.ANSWERED


def test_second_click_is_the_same_answer(conversation: Conversation, anouk: User) -> None:
    key = uuid.uuid4()
    first = actions.reply(conversation, "Dinsdag.", anouk, key=key)
    assert actions.reply(conversation, "Dinsdag.", anouk, key=key) == first
    assert Outbound.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   \n"])
def test_empty_answer_is_refused(conversation: Conversation, anouk: User, text: str) -> None:
    with pytest.raises(Refused, match="leeg"):
        actions.reply(conversation, text, anouk)


def test_too_long_answer_is_refused_with_the_count(conversation: Conversation, anouk: User) -> None:
    with pytest.raises(Refused, match="281"):
        actions.reply(conversation, "a" * 281, anouk)


def test_same_answer_twice_is_refused(conversation: Conversation, anouk: User) -> None:
    actions.reply(conversation, "Dinsdag.", anouk)
    with pytest.raises(Refused, match="precies dit antwoord"):
        actions.reply(conversation, "Dinsdag.", anouk)


def test_answer_to_what_a_colleague_is_on_is_refused(
    conversation: Conversation, anouk: User, bas: User
) -> None:
    actions.claim(conversation, anouk)
    with pytest.raises(Refused, match="Anouk de Wit"):
        actions.reply(conversation, "Dinsdag.", bas)


def test_answer_is_refused_when_something_came_in_meanwhile(
    conversation: Conversation, anouk: User
) -> None:
    seen = conversation.messages.get().pk
    MessageFactory(conversation=conversation, text="Laat maar, gevonden!")
    with pytest.raises(Refused, match="terwijl je schreef"):
        actions.reply(conversation, "Dinsdag.", anouk, seen=seen)


def test_answer_is_refused_when_the_words_changed_meanwhile(
    conversation: Conversation, anouk: User
) -> None:
    seen_at = timezone.now()
    conversation.messages.update(text="Mag ik er vuur bij maken?", edited_at=timezone.now())
    with pytest.raises(Refused, match="veranderde de tekst"):
        actions.reply(conversation, "Ja hoor!", anouk, seen_at=seen_at)


def test_nothing_is_answered_when_the_citizen_took_it_all_back(
    conversation: Conversation, anouk: User
) -> None:
    conversation.messages.update(text="", deleted_at=timezone.now())
    with pytest.raises(Refused, match="bestaat niet meer"):
        actions.reply(conversation, "Dinsdag.", anouk)


def test_dropped_answer_leaves_the_citizen_waiting(conversation: Conversation, anouk: User) -> None:
    outbound = actions.reply(conversation, "Dinsdag.", anouk)
    actions.drop(outbound, anouk)
    assert _again(conversation).status == Status.OPEN


# Closing -----------------------------------------------------------------------------------------


def test_close_and_reopen(conversation: Conversation, anouk: User) -> None:
    actions.close(conversation, anouk)
    assert _again(conversation).status == Status.CLOSED
    actions.reopen(conversation, anouk)
    assert _again(conversation).status == Status.OPEN
    assert _verbs(conversation) == ["closed", "reopened"]


def test_close_waits_for_an_answer_on_its_way(conversation: Conversation, anouk: User) -> None:
    actions.reply(conversation, "Dinsdag.", anouk)
    with pytest.raises(Refused, match="onderweg"):
        actions.close(conversation, anouk)


# Sorting -----------------------------------------------------------------------------------------


def test_overruling_the_routing_is_kept_in_the_history(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(why="Regel 12")
    actions.choose_department(conversation, openbare_ruimte, anouk)
    assert _again(conversation).department == openbare_ruimte
    assert Event.objects.get().data == {"old": "", "new": openbare_ruimte.name, "why": "Regel 12"}


def test_event_is_never_edited(conversation: Conversation, anouk: User) -> None:
    actions.claim(conversation, anouk)
    event = Event.objects.get()
    with pytest.raises(TypeError):
        event.save()


# Forwarding --------------------------------------------------------------------------------------


def test_referral_carries_words_and_no_names(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)
    snapshot = forwarding.referral.snapshot
    assert [m["text"] for m in snapshot["messages"]] == ["Wanneer worden de bomen gesnoeid?"]
    assert conversation.author.name not in str(snapshot)
    assert conversation.author.handle not in str(snapshot)
    assert _again(conversation).status == Status.REFERRED


def test_department_answer_becomes_a_proposal(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)
    answer = desk.answer(forwarding.referral, "In week 48.", bram)
    take_answer(answer.pk)
    take_answer(answer.pk)
    forwarding.refresh_from_db()
    assert forwarding.answer == answer
    assert _again(conversation).status == Status.OPEN
    assert _verbs(conversation) == ["referred", "answered"]


def test_proposal_waits_also_after_an_interim_answer(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)
    actions.reply(conversation, "We zoeken het uit.", anouk)
    assert _again(conversation).status == Status.REFERRED
    take_answer(desk.answer(forwarding.referral, "In week 48.", bram).pk)
    assert _again(conversation).status == Status.OPEN


def test_used_proposal_is_done(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)
    take_answer(desk.answer(forwarding.referral, "In week 48.", bram).pk)
    used_by = actions.reply(conversation, "In week 48.", anouk, proposal=forwarding.pk)
    forwarding.refresh_from_db()
    assert forwarding.used_by == used_by
    assert _again(conversation).status == Status.ANSWERED


def test_proposal_that_crossed_an_answer_keeps_waiting(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)
    take_answer(desk.answer(forwarding.referral, "In week 48.", bram).pk)
    actions.reply(conversation, "We vragen het na.", anouk)
    assert _again(conversation).status == Status.OPEN


def test_proposal_is_open_again_when_its_answer_failed(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)
    take_answer(desk.answer(forwarding.referral, "In week 48.", bram).pk)
    outbound = actions.reply(conversation, "In week 48.", anouk, proposal=forwarding.pk)
    actions.drop(outbound, anouk)
    assert _again(conversation).status == Status.OPEN
    assert list(proposals(conversation)) == [forwarding]


def test_failed_answer_waits_though_an_earlier_one_stands(
    conversation: Conversation, anouk: User
) -> None:
    first = actions.reply(conversation, "We zoeken het uit.", anouk)
    Outbound.objects.filter(pk=first.pk).update(state=Sending.SENT)
    second = actions.reply(conversation, "In week 48.", anouk)
    Outbound.objects.filter(pk=second.pk).update(state=Sending.FAILED)
    settle(conversation)
    assert _again(conversation).status == Status.OPEN


def test_later_answer_makes_up_for_a_failed_one(conversation: Conversation, anouk: User) -> None:
    failed = actions.reply(conversation, "In week 48.", anouk)
    Outbound.objects.filter(pk=failed.pk).update(state=Sending.FAILED)
    actions.reply(conversation, "In week 49.", anouk)
    assert _again(conversation).status == Status.ANSWERED


@pytest.mark.parametrize("again", [actions.retry, actions.take_by_hand])
def test_answer_that_was_said_since_is_not_sent_again(
    conversation: Conversation, anouk: User, again: Callable[[Outbound, User], object]
) -> None:
    failed = actions.reply(conversation, "In week 48.", anouk)
    Outbound.objects.filter(pk=failed.pk).update(state=Sending.FAILED)
    actions.reply(conversation, "In week 48.", anouk)
    with pytest.raises(Refused, match="precies dit antwoord"):
        again(failed, anouk)
    assert Outbound.objects.get(pk=failed.pk).state == Sending.FAILED


def test_failed_answer_that_is_rewritten_never_goes_itself(
    conversation: Conversation, anouk: User
) -> None:
    failed = actions.reply(conversation, "In week 48.", anouk)
    Outbound.objects.filter(pk=failed.pk).update(state=Sending.FAILED)
    actions.rewrite(failed, anouk)
    with pytest.raises(Refused):
        actions.retry(failed, anouk)
    assert Draft.objects.get(user=anouk).text == "In week 48."
    assert _again(conversation).status == Status.OPEN


def test_answer_that_stands_is_not_rewritten(conversation: Conversation, anouk: User) -> None:
    stands = actions.reply(conversation, "In week 48.", anouk)
    Outbound.objects.filter(pk=stands.pk).update(state=Sending.SENT)
    with pytest.raises(Refused):
        actions.rewrite(stands, anouk)
    assert not Draft.objects.exists()


def test_closed_conversation_takes_no_answer(conversation: Conversation, anouk: User) -> None:
    actions.close(conversation, anouk)
    with pytest.raises(Refused, match="afgehandeld"):
        actions.reply(conversation, "Dinsdag.", anouk)


def test_channel_that_is_switched_off_takes_no_answer(
    conversation: Conversation, anouk: User
) -> None:
    Account.objects.update(active=False)
    with pytest.raises(Refused, match="uitgeschakeld"):
        actions.reply(_again(conversation), "Dinsdag.", anouk)


def test_same_page_cannot_send_two_answers(conversation: Conversation, anouk: User) -> None:
    key = uuid.uuid4()
    actions.reply(conversation, "Dinsdag.", anouk, key=key)
    with pytest.raises(Refused, match="opnieuw"):
        actions.reply(conversation, "Woensdag.", anouk, key=key)


def test_reopened_conversation_stays_open_until_we_answer(
    conversation: Conversation, anouk: User
) -> None:
    outbound = actions.reply(conversation, "Dinsdag.", anouk)
    actions.reopen(conversation, anouk)
    placed(outbound, Receipt("2099"))
    assert _again(conversation).status == Status.OPEN


def test_what_was_closed_does_not_count_as_waiting(conversation: Conversation, anouk: User) -> None:
    actions.close(conversation, anouk)
    later = MessageFactory(conversation=conversation, created_at=timezone.now())
    row = _again(conversation)
    settle(row, heard=True)
    assert (row.status, row.waiting_since) == (Status.OPEN, later.created_at)


def test_question_handed_back_is_open_again(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)
    take_answer(desk.hand_back(forwarding.referral, "Dit is van Afval.", bram).pk)
    assert _again(conversation).status == Status.OPEN
    assert _verbs(conversation)[-1] == "handed_back"


def test_one_department_at_a_time(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)
    with pytest.raises(Refused, match="Trek"):
        actions.refer(conversation, openbare_ruimte, "En de eik?", anouk)


def test_withdrawn_question_cannot_be_answered(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)
    actions.withdraw(forwarding, anouk)
    assert _again(conversation).status == Status.OPEN
    with pytest.raises(desk.AlreadyClosed):
        desk.answer(forwarding.referral, "In week 48.", bram)


def test_question_goes_past_no_more_than_two_wrong_desks_without_the_lead(
    conversation: Conversation, anouk: User, lena: User, bram: User, openbare_ruimte: Department
) -> None:
    for _ in range(actions.MOST_HAND_BACKS):
        forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk)
        take_answer(desk.hand_back(forwarding.referral, "Niet van ons.", bram).pk)
    with pytest.raises(Refused):
        actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk)
    assert actions.refer(conversation, openbare_ruimte, "Wanneer?", lena)


def test_waiting_since_is_the_first_unanswered_message(
    conversation: Conversation, anouk: User
) -> None:
    outbound = actions.reply(conversation, "Dinsdag.", anouk)
    later = timezone.now() + timedelta(minutes=5)
    MessageFactory(conversation=conversation, text="En de eik?", created_at=later)
    MessageFactory(conversation=conversation, text="?", created_at=later + timedelta(minutes=1))
    actions.drop(Outbound.objects.get(pk=outbound.pk), anouk)
    assert _again(conversation).waiting_since == conversation.waiting_since
    assert Referral.objects.count() == 0
