"""What the platform said to an answer, and what that asks for."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from connectors import polling
from connectors.base import ConnectorError, Reason, Receipt
from inbox.bells import wake
from inbox.models import Conversation, Event, Message, Outbound
from inbox.standing import settle, tell
from inbox.workflow import SENDING_MOVES, Sending, from_states

MOST_ATTEMPTS = 12  # some four hours
FIRST_BACKOFF = timedelta(seconds=15)
LONGEST_BACKOFF = timedelta(hours=1)
# The platform works and so do we: the answer waits, however long that takes.
WAITS = (Reason.THROTTLED, Reason.BUDGET)
STANDS_ALREADY = (Reason.DUPLICATE, Reason.ALREADY_ANSWERED)
ACCOUNT_WIDE = (Reason.BUDGET, Reason.BLOCKED)


@transaction.atomic
def placed(outbound: Outbound, receipt: Receipt) -> None:
    """It stands on the platform. True whatever we believed meanwhile."""
    # Polling can have seen our own answer before this process knew its number.
    seen = Message.objects.filter(
        account=outbound.message.account_id, external_id=receipt.external_id, outbound=None
    )
    touched = {outbound.conversation_id, *seen.values_list("conversation", flat=True)} - {None}
    rows = Conversation.objects.select_for_update().filter(pk__in=touched).order_by("pk")
    conversations = {row.pk: row for row in rows}
    moved = Outbound.objects.filter(
        pk=outbound.pk, state__in=from_states(SENDING_MOVES, Sending.SENT)
    ).update(state=Sending.SENT, sent_at=timezone.now(), reason="", detail="")
    if not moved and not _without_its_number(outbound):
        return
    seen.delete()
    Message.objects.filter(pk=outbound.message_id).update(
        external_id=receipt.external_id,
        permalink=receipt.permalink or _nearest_link(outbound),
    )
    if moved:
        tell(conversations[outbound.conversation_id], Event.Verb.SENT, None, outbound=outbound.pk)
    for conversation in conversations.values():
        settle(conversation)
    wake_next(outbound)


@transaction.atomic
def proven(outbound: Outbound, receipt: Receipt) -> None:
    """The platform itself gave this answer its number. Another that was taken for it, by its
    words, is in doubt again: that one may stand nowhere."""
    others = Outbound.objects.filter(
        message__account=outbound.message.account_id, message__external_id=receipt.external_id
    ).exclude(pk=outbound.pk)
    mistaken = others.select_related("conversation__account").first()
    if mistaken:
        touched = sorted({outbound.conversation_id, mistaken.conversation_id})
        rows = Conversation.objects.select_for_update().filter(pk__in=touched).order_by("pk")
        conversations = {row.pk: row for row in rows}
        _doubt_again(mistaken, conversations[mistaken.conversation_id])
    placed(outbound, receipt)


def _doubt_again(outbound: Outbound, row: Conversation) -> None:
    Message.objects.filter(pk=outbound.message_id).update(external_id=None, permalink="")
    moved = Outbound.objects.filter(
        pk=outbound.pk, state__in=from_states(SENDING_MOVES, Sending.UNCERTAIN)
    ).update(
        state=Sending.UNCERTAIN,
        reason=Reason.UNKNOWN.value,
        sent_at=None,
        searches=0,
        not_before=timezone.now() + _lag(outbound),
    )
    if moved:
        tell(row, Event.Verb.UNCERTAIN, None, outbound=outbound.pk, reason=Reason.UNKNOWN.value)
        settle(row)


def _without_its_number(outbound: Outbound) -> bool:
    """A person said that it stands there; now we see it ourselves."""
    sent = Outbound.objects.filter(pk=outbound.pk, state=Sending.SENT)
    return sent.filter(message__external_id=None).exists()


def _nearest_link(outbound: Outbound) -> str:
    """Where a person finds the answer when the platform gives it no address: its question."""
    question = Message.objects.filter(
        account=outbound.message.account_id, external_id=outbound.message.parent_id
    )
    return question.values_list("permalink", flat=True).first() or ""


def refused(outbound: Outbound, error: ConnectorError) -> None:
    """The platform did not place it, or did not say so."""
    account = outbound.conversation.account
    error = polling.weigh(account, error)
    if error.reauthorise or error.reason in ACCOUNT_WIDE:
        polling.note_failure(account, error, rest=False)
    if error.uncertain or (error.reason in STANDS_ALREADY and _tried_before(outbound)):
        # What the platform says stands there already can be our own earlier attempt.
        doubt(outbound, error.reason, error.detail)
    elif error.reauthorise:
        queue_again(outbound, timedelta(), error, counts=False)
    elif error.reason in WAITS and not error.permanent:
        wait = error.retry_after or backoff(outbound.attempts)
        queue_again(outbound, wait, error, counts=error.retry_after is None)
    elif error.permanent or outbound.attempts >= MOST_ATTEMPTS:
        fail(outbound, error)
    else:
        queue_again(outbound, error.retry_after or backoff(outbound.attempts), error)


def _tried_before(outbound: Outbound) -> bool:
    first, claimed = outbound.first_attempt_at, outbound.claimed_at
    return first is not None and claimed is not None and first < claimed


def doubt(outbound: Outbound, reason: Reason, detail: str = "") -> None:
    """It may stand there and it may not: it is looked for once the platform can show it."""
    _change(
        outbound,
        Sending.UNCERTAIN,
        Event.Verb.UNCERTAIN,
        reason=reason.value,
        detail=detail[:500],
        not_before=timezone.now() + _lag(outbound),
    )


def fail(outbound: Outbound, error: ConnectorError) -> None:
    """A person has to change something; what was to follow it does not leave either."""
    _change(
        outbound,
        Sending.FAILED,
        Event.Verb.FAILED,
        reason=error.reason.value,
        detail=error.detail[:500],
    )


def stop_following(outbound: Outbound, state: Sending, reason: str = "") -> list[int]:
    """The later parts of a long answer go where the part before them went; their primary keys.

    Call it with the conversation locked.
    """
    stopped: list[int] = []
    after = Outbound.objects.filter(after=outbound.pk).first()
    while after:
        movable = Outbound.objects.filter(pk=after.pk, state__in=from_states(SENDING_MOVES, state))
        if movable.update(state=state, reason=reason):
            stopped.append(after.pk)
        after = Outbound.objects.filter(after=after.pk).first()
    return stopped


def queue_again(
    outbound: Outbound, wait: timedelta, error: ConnectorError | None = None, counts: bool = True
) -> None:
    """It leaves after ``wait``; an attempt that does not count is one that could not be made."""
    _change(
        outbound,
        Sending.QUEUED,
        None,
        not_before=timezone.now() + wait,
        attempts=outbound.attempts if counts else max(outbound.attempts - 1, 0),
        reason=error.reason.value if error else "",
        detail=error.detail[:500] if error else "",
    )


@transaction.atomic
def _change(
    outbound: Outbound, state: Sending, verb: Event.Verb | None, **changes: str | int | datetime
) -> None:
    row = Conversation.objects.select_for_update().get(pk=outbound.conversation_id)
    # The moment of the claim is its token: who was taken for dead no longer decides. Nor does who
    # heard nothing: what was seen to stand there meanwhile stands; what is to be checked waits.
    ours = Outbound.objects.filter(
        pk=outbound.pk,
        state__in=from_states(SENDING_MOVES, state),
        claimed_at=outbound.claimed_at,
    ).exclude(state__in=[Sending.SENT, Sending.TO_CHECK])
    if not ours.update(state=state, **changes):
        return
    reason = str(changes.get("reason", ""))
    if state == Sending.FAILED:
        stop_following(outbound, state, reason)
    if verb:
        tell(row, verb, None, outbound=outbound.pk, reason=reason)
    settle(row)


def backoff(attempts: int) -> timedelta:
    """How long to leave the platform alone after so many attempts, a little at random."""
    wait: timedelta = min(FIRST_BACKOFF * 2 ** max(attempts - 1, 0), LONGEST_BACKOFF)
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, hides nothing


def _lag(outbound: Outbound) -> timedelta:
    if settings.FIND_LAG_SECONDS is not None:
        return timedelta(seconds=settings.FIND_LAG_SECONDS)
    return outbound.conversation.account.connector_class.lag


def wake_next(outbound: Outbound) -> None:
    """Let the next answer of this conversation leave."""
    following = Outbound.objects.due(timezone.now()).filter(conversation=outbound.conversation_id)
    for pk in following.values_list("pk", flat=True)[:1]:
        wake("deliver", pk)
