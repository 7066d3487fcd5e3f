"""Sending: once, in order, and every failure with the decision it asks for."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from connectors import polling
from connectors.base import ConnectorError, Reason
from connectors.models import Account, Allowance, Usage
from inbox import actions, outbox
from inbox.models import Conversation, Outbound
from inbox.refusals import Refused, explain
from inbox.tasks import sweep
from inbox.workflow import Sending, Status
from tests.town import PLATFORMS, Town, conversation_of, send_all
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(params=PLATFORMS)
def asked(request: pytest.FixtureRequest, town: Town) -> Conversation:
    """An open question on each platform in turn."""
    written = town.says(request.param, "@GemVoorbeeld wanneer snoeien jullie de linde?")
    town.listen(request.param)
    return conversation_of(written)


def _again(outbound: Outbound) -> Outbound:
    return Outbound.objects.get(pk=outbound.pk)


def test_lost_response_is_uncertain_and_found(town: Town, asked: Conversation, anouk: User) -> None:
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    town.fault(asked.account.kind, "lost")
    outbox.deliver(outbound.pk)
    assert _again(outbound).state == Sending.UNCERTAIN
    outbox.reconcile(outbound.pk)
    assert _again(outbound).state == Sending.SENT
    assert len(town.placed()) == 1


def test_broken_connection_is_looked_up_and_sent_again(
    town: Town, asked: Conversation, anouk: User
) -> None:
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    town.fault(asked.account.kind, "reset")
    outbox.deliver(outbound.pk)
    outbox.reconcile(outbound.pk)
    assert _again(outbound).state == Sending.QUEUED
    outbox.deliver(outbound.pk)
    assert _again(outbound).state == Sending.SENT
    assert len(town.placed()) == 1


def test_lost_response_seen_by_polling_is_settled_without_a_search(
    town: Town, asked: Conversation, anouk: User
) -> None:
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    town.fault(asked.account.kind, "lost")
    outbox.deliver(outbound.pk)
    town.listen(asked.account.kind)
    assert _again(outbound).state == Sending.SENT
    assert asked.messages.count() == 2


def test_when_nobody_can_tell_a_person_decides(
    town: Town, asked: Conversation, anouk: User
) -> None:
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    town.fault(asked.account.kind, "lost")
    outbox.deliver(outbound.pk)
    town.fault(asked.account.kind, "503", method="GET", times=100)
    for _ in range(outbox.MOST_SEARCHES + 1):
        Outbound.objects.update(not_before=timezone.now())
        outbox.reconcile(outbound.pk)
    assert _again(outbound).state == Sending.UNCERTAIN
    actions.confirm(_again(outbound), anouk)
    assert _again(outbound).state == Sending.SENT


def test_throttled_answer_waits_its_time(town: Town, asked: Conversation, anouk: User) -> None:
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    town.fault(asked.account.kind, "429")
    outbox.deliver(outbound.pk)
    waiting = _again(outbound)
    assert waiting.state == Sending.QUEUED
    assert waiting.not_before > timezone.now()


def test_answer_under_a_deleted_message_fails_with_its_reason(
    town: Town, asked: Conversation, anouk: User
) -> None:
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    message = asked.messages.get(incoming=True)
    town.removes(asked.account.kind, message.external_id or "")
    outbox.deliver(outbound.pk)
    assert (_again(outbound).state, _again(outbound).reason) == (Sending.FAILED, "target_gone")
    assert Conversation.objects.get(pk=asked.pk).status == Status.OPEN


def test_expired_token_holds_the_queue_and_loses_nothing(
    town: Town, asked: Conversation, anouk: User
) -> None:
    account = asked.account
    town.simulator.control("POST", "tokens/expire", {"platform": account.kind, "revoke": True})
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    outbox.deliver(outbound.pk)
    account.refresh_from_db()
    assert account.state == Account.State.REAUTHORISE
    assert (_again(outbound).state, _again(outbound).attempts) == (Sending.QUEUED, 0)


def test_reconnected_account_sends_what_waited(town: Town, anouk: User) -> None:
    asked = town.says("facebook", "Wanneer snoeien jullie?")
    town.listen("facebook")
    town.simulator.control("POST", "tokens/expire", {"platform": "facebook"})
    outbound = actions.reply(conversation_of(asked), "Dinsdag.", anouk)
    outbox.deliver(outbound.pk)
    town.simulator.control("POST", "tokens/restore", {"platform": "facebook"})
    polling.check(Account.objects.get(kind="facebook"))
    outbox.deliver(outbound.pk)
    assert _again(outbound).state == Sending.SENT


def test_duplicate_text_on_x_fails_in_words(town: Town, anouk: User) -> None:
    first = town.says("x", "@GemVoorbeeld is het loket open?")
    second = town.says("x", "@GemVoorbeeld en morgen?", author="sem_voorbeeld")
    town.listen("x")
    actions.reply(conversation_of(first), "Ja, tot vijf uur.", anouk)
    refused = actions.reply(conversation_of(second), "Ja, tot vijf uur.", anouk)
    send_all()
    assert _again(refused).state == Sending.FAILED
    assert "dezelfde" in str(explain(_again(refused).reason))


def test_answers_of_one_conversation_leave_in_order(
    town: Town, asked: Conversation, anouk: User
) -> None:
    first = actions.reply(asked, "Eerst dit.", anouk)
    second = actions.reply(asked, "Dan dat.", anouk)
    outbox.deliver(second.pk)
    assert _again(second).state == Sending.QUEUED
    outbox.deliver(first.pk)
    outbox.deliver(second.pk)
    assert [post["text"] for post in town.placed()] == ["Eerst dit.", "Dan dat."]


def test_database_forbids_two_answers_in_flight(asked: Conversation, anouk: User) -> None:
    first = actions.reply(asked, "Eerst dit.", anouk)
    second = actions.reply(asked, "Dan dat.", anouk)
    Outbound.objects.filter(pk=first.pk).update(state=Sending.SENDING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outbound.objects.filter(pk=second.pk).update(state=Sending.SENDING)


@pytest.mark.parametrize("hours_ahead", [0, 2])  # by a clock that was wrong
def test_sending_of_a_dead_worker_comes_in_doubt(
    asked: Conversation, anouk: User, settings: Any, hours_ahead: int
) -> None:
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    lease = timedelta(seconds=settings.SEND_LEASE_SECONDS + 1)
    long_ago = timezone.now() - lease + timedelta(hours=hours_ahead)
    Outbound.objects.update(state=Sending.SENDING, claimed_at=long_ago, first_attempt_at=long_ago)
    outbox.doubt_the_lost()
    assert _again(outbound).state == Sending.UNCERTAIN


def test_sent_answer_has_a_link_to_the_platform(
    town: Town, asked: Conversation, anouk: User
) -> None:
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    outbox.deliver(outbound.pk)
    assert _again(outbound).message.permalink.startswith("http")


def test_failed_answer_can_be_sent_again(town: Town, asked: Conversation, anouk: User) -> None:
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    Outbound.objects.filter(pk=outbound.pk).update(state=Sending.FAILED, reason="unavailable")
    actions.retry(_again(outbound), anouk)
    outbox.deliver(outbound.pk)
    assert _again(outbound).state == Sending.SENT


def test_sent_answer_cannot_be_dropped(town: Town, asked: Conversation, anouk: User) -> None:
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    outbox.deliver(outbound.pk)
    with pytest.raises(Refused):
        actions.drop(_again(outbound), anouk)


def test_sweep_wakes_what_a_lost_bell_left(
    asked: Conversation, anouk: User, bells: Any, settings: Any
) -> None:
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    sweep()
    woken = [str(task) for task in bells.lrange("answers", 0, -1)]
    assert any("inbox.tasks.deliver" in task for task in woken), outbound


def test_worker_that_was_taken_for_dead_no_longer_decides(asked: Conversation, anouk: User) -> None:
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    stale = outbox.claim(outbound.pk)
    assert stale
    Outbound.objects.filter(pk=outbound.pk).update(claimed_at=timezone.now())
    outbox.refused(stale, ConnectorError(Reason.UNAVAILABLE))
    assert _again(outbound).state == Sending.SENDING


def test_worker_that_says_it_is_alive_is_not_taken_for_dead(
    asked: Conversation, anouk: User, settings: Any
) -> None:
    """An upload can take longer than a lease."""
    outbound = actions.reply(asked, "Volgende week dinsdag.", anouk)
    claimed = outbox.claim(outbound.pk)
    assert claimed
    claimed.claimed_at = timezone.now() - timedelta(seconds=settings.SEND_LEASE_SECONDS + 1)
    Outbound.objects.update(claimed_at=claimed.claimed_at)
    outbox.outgoing(claimed).hold()
    outbox.doubt_the_lost()
    assert _again(outbound).state == Sending.SENDING
    Outbound.objects.update(claimed_at=timezone.now())
    with pytest.raises(ConnectorError):
        outbox.outgoing(claimed).hold()


def test_repair_is_not_stopped_by_the_ceiling_on_costs(town: Town) -> None:
    account = town.accounts["x"]
    Account.objects.filter(pk=account.pk).update(daily_ceiling="0.01", state="reauthorise")
    today = timezone.now().astimezone(UTC).date()
    Usage.objects.create(account=account, day=today, bucket="mentions", cost=1_000_000)
    polling.check(Account.objects.get(pk=account.pk))
    assert Account.objects.get(pk=account.pk).state == Account.State.OK


def test_permission_missing_for_one_answer_does_not_stop_the_channel(
    town: Town, anouk: User
) -> None:
    asked = town.says("facebook", "Wanneer snoeien jullie?")
    town.listen("facebook")
    outbound = actions.reply(conversation_of(asked), "Dinsdag.", anouk)
    town.fault("facebook", "graph:200")
    outbox.deliver(outbound.pk)
    assert (_again(outbound).state, _again(outbound).reason) == (Sending.FAILED, "permission")
    assert Account.objects.get(kind="facebook").state == Account.State.OK


def test_duplicate_after_an_earlier_attempt_is_looked_up(town: Town, anouk: User) -> None:
    asked = town.says("x", "@GemVoorbeeld wanneer snoeien jullie de linde?")
    town.listen("x")
    outbound = actions.reply(conversation_of(asked), "Dinsdag.", anouk)
    town.fault("x", "lost")
    outbox.deliver(outbound.pk)
    actions.retry(_again(outbound), anouk)
    outbox.deliver(outbound.pk)
    assert _again(outbound).state == Sending.UNCERTAIN
    outbox.reconcile(outbound.pk)
    assert _again(outbound).state == Sending.SENT
    assert len(town.placed()) == 1


def test_duplicate_of_another_answer_says_so_also_after_an_earlier_attempt(
    town: Town, anouk: User
) -> None:
    first = town.says("x", "@GemVoorbeeld is het loket open?")
    second = town.says("x", "@GemVoorbeeld en morgen?", author="sem_voorbeeld")
    town.listen("x")
    outbox.deliver(actions.reply(conversation_of(first), "Ja, tot vijf uur.", anouk).pk)
    outbound = actions.reply(conversation_of(second), "Ja, tot vijf uur.", anouk)
    town.fault("x", "429")
    outbox.deliver(outbound.pk)
    Allowance.objects.all().delete()  # X's own time is over
    Outbound.objects.filter(pk=outbound.pk).update(not_before=timezone.now())
    outbox.deliver(outbound.pk)
    outbox.reconcile(outbound.pk)
    assert (_again(outbound).state, _again(outbound).reason) == (Sending.FAILED, "duplicate")
