"""The way out: each answer is placed at most once by a machine, and in order per conversation.

    queued ──claim──▶ sending ──▶ sent
      ▲                 │ │
      │ transient       │ └──▶ failed      the platform refused: a person changes something
      └─────────────────┤
                        └────▶ uncertain   crash or timeout in flight: look before repeating
                                 │
                                 ├─ found          ▶ sent
                                 ├─ surely absent  ▶ queued
                                 └─ cannot tell    ▶ a person decides

No lock is held while a platform is called: a claim is a compare-and-swap on the state.
"""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from connectors import polling
from connectors.base import ConnectorError, Outgoing, Reason, Receipt
from connectors.models import Account
from inbox.bells import wake
from inbox.models import Conversation, Event, Message, Outbound
from inbox.standing import settle, tell
from inbox.workflow import SENDING_MOVES, Sending, from_states

if TYPE_CHECKING:
    from webcare.models import User

MOST_ATTEMPTS = 8
MOST_SEARCHES = 6
FIRST_BACKOFF = timedelta(seconds=15)
LONGEST_BACKOFF = timedelta(hours=1)


def place_in_line(
    conversation: Conversation, target: Message, text: str, by: User, key: uuid.UUID
) -> Outbound:
    """Write the answer and its sending in the caller's transaction."""
    now = timezone.now()
    message = Message.objects.create(
        account=conversation.account,
        conversation=conversation,
        incoming=False,
        text=text,
        thread_id=conversation.thread_id,
        parent_id=target.external_id or "",
        created_at=now,
        observed_at=now,
    )
    outbound = Outbound.objects.create(
        message=message, conversation=conversation, key=key, reply_to=target.target_id, by=by
    )
    wake("deliver", outbound.pk)
    return outbound


def deliver(outbound_id: int) -> None:
    """Send this answer, when it is its turn and nobody else does."""
    outbound = _claim(outbound_id)
    if outbound is None:
        return
    try:
        receipt = outbound.conversation.account.connect().send(_outgoing(outbound))
    except ConnectorError as error:
        _refused(outbound, error)
    else:
        placed(outbound, receipt)
    _wake_next(outbound)


def _claim(outbound_id: int) -> Outbound | None:
    now = timezone.now()
    if not Outbound.objects.due(now).filter(pk=outbound_id).exists():
        return None
    try:
        with transaction.atomic():
            # The state is compared on the row itself, so that two workers cannot both win.
            claimed = Outbound.objects.filter(pk=outbound_id, state=Sending.QUEUED).update(
                state=Sending.SENDING,
                claimed_at=now,
                attempts=F("attempts") + 1,
                first_attempt_at=Coalesce("first_attempt_at", now),
            )
    except IntegrityError:  # another answer of this conversation is in flight
        return None
    if not claimed:
        return None
    return Outbound.objects.select_related("conversation__account", "message").get(pk=outbound_id)


def _outgoing(outbound: Outbound) -> Outgoing:
    return Outgoing(
        text=outbound.message.text,
        reply_to=outbound.reply_to,
        not_before=outbound.first_attempt_at or timezone.now(),
        others=_other_answers(outbound),
    )


def _other_answers(outbound: Outbound) -> frozenset[str]:
    """Answers of ours in the same thread whose sending we know: the same words are not the same."""
    ids = Message.objects.filter(
        account=outbound.message.account_id,
        thread_id=outbound.message.thread_id,
        outbound__isnull=False,
        external_id__isnull=False,
    ).exclude(pk=outbound.message_id)
    return frozenset(
        external_id for external_id in ids.values_list("external_id", flat=True) if external_id
    )


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
    if not moved:
        return
    seen.delete()
    Message.objects.filter(pk=outbound.message_id).update(
        external_id=receipt.external_id,
        permalink=receipt.permalink or _nearest_link(outbound),
    )
    tell(conversations[outbound.conversation_id], Event.Verb.SENT, None, outbound=outbound.pk)
    for conversation in conversations.values():
        settle(conversation)


def _nearest_link(outbound: Outbound) -> str:
    """Where a person finds the answer when the platform gives it no address: its question."""
    question = Message.objects.filter(
        account=outbound.message.account_id, external_id=outbound.message.parent_id
    )
    return question.values_list("permalink", flat=True).first() or ""


def _refused(outbound: Outbound, error: ConnectorError) -> None:
    account = outbound.conversation.account
    if error.reauthorise and _still_works(account):
        # Not the channel but this one answer: the others need not wait for it.
        error = ConnectorError(error.reason, error.detail, permanent=True)
    if error.reauthorise or error.reason in (Reason.BUDGET, Reason.BLOCKED):
        polling.note_failure(account, error)
    if error.uncertain or (error.reason is Reason.DUPLICATE and _tried_before(outbound)):
        # The platform's "duplicate" can be our own earlier attempt.
        _doubt(outbound, error.reason)
    elif error.reauthorise:
        _queue_again(outbound, timedelta(), error, counts=False)
    elif error.permanent or outbound.attempts >= MOST_ATTEMPTS:
        _fail(outbound, error)
    else:
        _queue_again(outbound, error.retry_after or _backoff(outbound.attempts), error)


def _still_works(account: Account) -> bool:
    try:
        account.connect().identify()
    except ConnectorError:
        return False
    return True


def _tried_before(outbound: Outbound) -> bool:
    first, claimed = outbound.first_attempt_at, outbound.claimed_at
    return first is not None and claimed is not None and first < claimed


def _doubt(outbound: Outbound, reason: Reason) -> None:
    _change(
        outbound,
        Sending.UNCERTAIN,
        Event.Verb.UNCERTAIN,
        reason=reason.value,
        not_before=timezone.now() + _lag(outbound),
    )


def _fail(outbound: Outbound, error: ConnectorError) -> None:
    _change(
        outbound,
        Sending.FAILED,
        Event.Verb.FAILED,
        reason=error.reason.value,
        detail=error.detail[:500],
    )


def _queue_again(
    outbound: Outbound, wait: timedelta, error: ConnectorError | None = None, counts: bool = True
) -> None:
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
def _change(outbound: Outbound, state: Sending, verb: Event.Verb | None, **changes: object) -> None:
    row = Conversation.objects.select_for_update().get(pk=outbound.conversation_id)
    # The moment of the claim is its token: who was taken for dead no longer decides.
    ours = Outbound.objects.filter(
        pk=outbound.pk,
        state__in=from_states(SENDING_MOVES, state),
        claimed_at=outbound.claimed_at,
    )
    if ours.update(state=state, **changes):
        if verb:
            tell(row, verb, None, outbound=outbound.pk, reason=changes.get("reason", ""))
        settle(row)


def _backoff(attempts: int) -> timedelta:
    wait: timedelta = min(FIRST_BACKOFF * 2 ** (attempts - 1), LONGEST_BACKOFF)
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, hides nothing


def _lag(outbound: Outbound) -> timedelta:
    if settings.FIND_LAG_SECONDS is not None:
        return timedelta(seconds=settings.FIND_LAG_SECONDS)
    return outbound.conversation.account.connector_class.lag


def _wake_next(outbound: Outbound) -> None:
    following = Outbound.objects.due(timezone.now()).filter(conversation=outbound.conversation_id)
    for pk in following.values_list("pk", flat=True)[:1]:
        wake("deliver", pk)


# After doubt -------------------------------------------------------------------------------------


def doubt_the_lost() -> None:
    """Sendings whose worker never came back: whether they were placed is now in doubt."""
    lost = timezone.now() - timedelta(seconds=settings.SEND_LEASE_SECONDS)
    stuck = Outbound.objects.filter(state=Sending.SENDING, claimed_at__lt=lost)
    for outbound in stuck.select_related("conversation__account"):
        _doubt(outbound, Reason.UNKNOWN)


def to_search(now: datetime) -> QuerySet[Outbound]:
    """Doubtful answers that may be looked for now."""
    return Outbound.objects.filter(
        state=Sending.UNCERTAIN,
        not_before__lte=now,
        searches__lt=MOST_SEARCHES,
        conversation__account__state="ok",
    )


def reconcile(outbound_id: int) -> None:
    """Look on the platform whether a doubtful answer stands there, and act on what is seen."""
    outbound = _claim_search(outbound_id)
    if outbound is None:
        return
    try:
        receipt = outbound.conversation.account.connect().find(_outgoing(outbound))
    except ConnectorError:
        return  # cannot tell: looked for again, and after MOST_SEARCHES a person decides
    if receipt:
        placed(outbound, receipt)
    elif outbound.reason == Reason.DUPLICATE.value:
        # It does not stand there, so it is another answer of ours that has these words.
        _fail(outbound, ConnectorError(Reason.DUPLICATE))
    elif outbound.attempts >= MOST_ATTEMPTS:
        _fail(outbound, ConnectorError(Reason.UNAVAILABLE))
    else:
        _queue_again(outbound, timedelta())
        wake("deliver", outbound.pk)
    _wake_next(outbound)


def _claim_search(outbound_id: int) -> Outbound | None:
    now = timezone.now()
    if not to_search(now).filter(pk=outbound_id).exists():
        return None
    searching = Outbound.objects.filter(
        pk=outbound_id, state=Sending.UNCERTAIN, not_before__lte=now
    )
    lease = timedelta(seconds=settings.SEND_LEASE_SECONDS)
    if not searching.update(not_before=now + lease, searches=F("searches") + 1):
        return None
    return Outbound.objects.select_related("conversation__account", "message").get(pk=outbound_id)
