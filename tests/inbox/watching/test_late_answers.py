"""An answer that does not leave is no answer: the citizen waits, and everybody can see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from connectors.base import ConnectorError, Reason, Receipt
from connectors.models import Account
from inbox import actions
from inbox.models import Conversation, Message, Outbound
from inbox.outbox import outcome, placed
from inbox.refusals import Refused
from inbox.watching import watchdog
from inbox.workflow import Sending, Status
from tests.factories import ConversationFactory
from webcare.models import User

pytestmark = pytest.mark.django_db
WORDS = "Dank u, we komen langs."


@pytest.fixture
def answer(anouk: User) -> Outbound:
    """Given a moment ago, and on its way."""
    return actions.reply(ConversationFactory(), WORDS, anouk)


def _again(answer: Outbound) -> Conversation:
    return Conversation.objects.get(pk=answer.conversation_id)


def _ago(answer: Outbound, **time: float) -> None:
    """It was written so long ago."""
    written = timezone.now() - timedelta(**time)
    Message.objects.filter(pk=answer.message_id).update(created_at=written)


def _break(answer: Outbound) -> None:
    Account.objects.filter(pk=answer.message.account_id).update(state=Account.State.REAUTHORISE)


def test_answer_that_is_on_its_way_keeps_nobody_waiting(answer: Outbound) -> None:
    watchdog.watch()
    assert _again(answer).status == Status.ANSWERED


@pytest.mark.parametrize(("minutes", "status"), [(9, Status.ANSWERED), (11, Status.OPEN)])
def test_answer_that_does_not_leave_lets_the_citizen_wait(
    answer: Outbound, minutes: int, status: Status
) -> None:
    _ago(answer, minutes=minutes)
    watchdog.watch()
    assert _again(answer).status == status


def test_citizen_waits_since_the_question(answer: Outbound) -> None:
    asked = _again(answer).messages.get(incoming=True).created_at
    _ago(answer, hours=3)
    watchdog.watch()
    assert _again(answer).waiting_since == asked


def test_pauses_between_tries_do_not_hide_how_long_it_waits(answer: Outbound) -> None:
    _ago(answer, hours=3)
    long_ago = timezone.now() - timedelta(hours=3)
    Outbound.objects.filter(pk=answer.pk).update(first_attempt_at=long_ago)
    answer.refresh_from_db()
    error = ConnectorError(Reason.THROTTLED, retry_after=timedelta(hours=6))
    Outbound.objects.filter(pk=answer.pk).update(state=Sending.SENDING)
    outcome.refused(Outbound.objects.get(pk=answer.pk), error)
    assert _again(answer).status == Status.OPEN


def test_answer_for_a_disconnected_channel_is_no_answer_yet(answer: Outbound) -> None:
    _break(answer)
    watchdog.watch()
    assert _again(answer).status == Status.OPEN


def test_answer_for_a_channel_that_is_switched_off_is_no_answer_yet(answer: Outbound) -> None:
    Account.objects.update(active=False)
    watchdog.watch()
    assert _again(answer).status == Status.OPEN


def test_answer_that_leaves_after_all_is_one(answer: Outbound) -> None:
    _ago(answer, hours=3)
    watchdog.watch()
    Outbound.objects.filter(pk=answer.pk).update(state=Sending.SENDING)
    placed(Outbound.objects.get(pk=answer.pk), Receipt("2095000000000000001"))
    assert _again(answer).status == Status.ANSWERED


def test_same_answer_is_refused_while_it_waits(answer: Outbound, anouk: User) -> None:
    _ago(answer, hours=3)
    watchdog.watch()
    with pytest.raises(Refused):
        actions.reply(_again(answer), WORDS, anouk)


def test_other_answer_is_refused_too_for_both_would_leave(answer: Outbound, anouk: User) -> None:
    _break(answer)
    with pytest.raises(Refused, match="moet nog weg"):
        actions.reply(_again(answer), "Toch liever dit.", anouk)
    actions.drop(answer, anouk)
    assert actions.reply(_again(answer), "Toch liever dit.", anouk)


def test_sending_again_begins_anew(answer: Outbound, anouk: User) -> None:
    _ago(answer, hours=3)
    Outbound.objects.filter(pk=answer.pk).update(state=Sending.FAILED)
    actions.retry(Outbound.objects.get(pk=answer.pk), anouk)
    watchdog.watch()
    assert _again(answer).status == Status.ANSWERED


def test_thread_says_that_it_waits(answer: Outbound, anouk: User, client: Client) -> None:
    client.force_login(anouk)
    page = f"/inbox/{answer.conversation_id}/"
    assert "waits-too-long" not in client.get(page).content.decode()
    _ago(answer, hours=3)
    assert "waits-too-long" in client.get(page).content.decode()


def test_letting_it_wait_costs_nothing_more_each_minute(
    answer: Outbound, django_assert_max_num_queries: Any
) -> None:
    _ago(answer, hours=3)
    watchdog.watch()
    updated = _again(answer).updated_at
    watchdog.watch()
    assert _again(answer).updated_at == updated
