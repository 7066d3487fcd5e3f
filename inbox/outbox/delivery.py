"""Claiming an answer whose turn it is, and handing it to the platform."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from connectors import polling
from connectors.base import Capability, ConnectorError, Outgoing, Reason
from inbox import attachments
from inbox.models import Message, Outbound
from inbox.outbox.outcome import proven, refused, wake_next
from inbox.workflow import Sending


def deliver(outbound_id: int) -> None:
    """Send this answer, when it is its turn and nobody else does."""
    outbound = claim(outbound_id)
    if outbound is None:
        return
    try:
        outbound.window = _window(outbound)
        receipt = outbound.conversation.account.connect().send(outgoing(outbound))
    except ConnectorError as error:
        refused(outbound, error)
    else:
        polling.note_contact(outbound.conversation.account)
        proven(outbound, receipt)
    wake_next(outbound)


def claim(outbound_id: int) -> Outbound | None:
    """Take it, or None when it may not leave now or another process has it."""
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
    return load(outbound_id) if claimed else None


def load(outbound_id: int) -> Outbound:
    """With all that a connector is told of it."""
    related = (
        *("conversation__account__app", "conversation__author"),
        *("message", "after__message", "follow_up"),
    )
    return Outbound.objects.select_related(*related).get(pk=outbound_id)


def _window(outbound: Outbound) -> str:
    """The window it goes in, written down with it: ``find`` is told the same.

    Raises ConnectorError WINDOW_CLOSED.
    """
    account = outbound.conversation.account
    way = account.connector_class.way(Capability(outbound.way))
    if not way.windows:
        return ""
    heard = outbound.conversation.messages.filter(incoming=True)
    citizen_at: datetime | None = heard.aggregate(at=Max("created_at"))["at"]
    question = heard.filter(external_id=outbound.message.parent_id).first()
    answered_at = question.created_at if question else outbound.message.created_at
    window, _ = way.open_window(
        frozenset(account.features),
        citizen_at,
        answered_at,
        timezone.now(),
        by_a_machine=outbound.by_a_machine,
    )
    name = window.name if window else ""
    Outbound.objects.filter(pk=outbound.pk).update(window=name)
    return name


def outgoing(outbound: Outbound) -> Outgoing:
    """What the connector is asked to place, or to find. Raises ConnectorError MEDIA."""
    message, conversation = outbound.message, outbound.conversation
    media = attachments.outgoing(message)
    if len(media) != message.attachments.count():
        raise ConnectorError(Reason.MEDIA, "an attachment is no longer there", permanent=True)
    return Outgoing(
        text=message.text,
        reply_to=_reply_to(outbound),
        not_before=outbound.first_attempt_at or timezone.now(),
        others=_other_answers(outbound),
        way=Capability(outbound.way),
        recipient=conversation.author.external_id,
        thread_id=conversation.thread_id,
        key=str(outbound.key),
        window=outbound.window,
        media=media,
        hold=partial(_hold, outbound),
    )


def _hold(outbound: Outbound) -> None:
    """Take the claim anew, so that nobody takes us for dead. Raises ConnectorError when somebody
    did."""
    now = timezone.now()
    ours = Outbound.objects.filter(
        pk=outbound.pk, state=Sending.SENDING, claimed_at=outbound.claimed_at
    )
    if not ours.update(claimed_at=now):
        raise ConnectorError(Reason.UNKNOWN, "another process has taken it over")
    outbound.claimed_at = now


def _reply_to(outbound: Outbound) -> str:
    """A part in public hangs under the part before it, so that they are read in order."""
    before = outbound.after
    if before and before.way in (Capability.REPLY.value, Capability.COLD_REPLY.value):
        return before.message.external_id or outbound.reply_to
    return outbound.reply_to


def _other_answers(outbound: Outbound) -> frozenset[str]:
    """Answers of ours whose sending we know: the same words are not the same. In the same thread,
    and to the same citizen, for an answer in private to public words stands among the letters."""
    there = Q(thread_id=outbound.message.thread_id)
    there |= Q(conversation__author=outbound.conversation.author_id)
    ids = Message.objects.filter(
        there,
        account=outbound.message.account_id,
        outbound__isnull=False,
        external_id__isnull=False,
    ).exclude(pk=outbound.message_id)
    return frozenset(
        external_id for external_id in ids.values_list("external_id", flat=True) if external_id
    )
