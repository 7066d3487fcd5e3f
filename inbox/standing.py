"""Where a conversation stands, worked out from what it holds and not from the order of arrival."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet

from inbox.bells import show
from inbox.models import Conversation, Event, Forwarding, Message
from inbox.workflow import MOVES, Sending, Status, check_move
from routing.models import Referral

if TYPE_CHECKING:
    from webcare.models import User

# An answer in one of these states keeps nobody waiting.
COUNTS_AS_ANSWER = (Sending.QUEUED, Sending.SENDING, Sending.SENT)


def settle(conversation: Conversation, *, heard: bool = False) -> None:
    """Bring the status in line with the messages. Call it with the conversation locked.

    ``heard``: the citizen said something new, which reopens what was closed.
    """
    waiting_since = _waiting_since(conversation)
    status = _status(conversation, waiting_since is not None, heard)
    if waiting_since:
        conversation.waiting_since = waiting_since
    if status != conversation.status:
        check_move(MOVES, conversation.status, status)
        if conversation.status == Status.CLOSED:
            tell(conversation, Event.Verb.REOPENED)
        elif status == Status.CLOSED:
            tell(conversation, Event.Verb.CLOSED, because="deleted")
        conversation.status = status
    conversation.save(update_fields=["status", "waiting_since", "updated_at"])
    show(conversation.pk)


def tell(
    conversation: Conversation, verb: Event.Verb, by: User | None = None, **data: object
) -> Event:
    """Append to the history."""
    return Event.objects.create(conversation=conversation, verb=verb, actor=by, data=data)


def _status(conversation: Conversation, waiting: bool, heard: bool) -> Status:
    if conversation.status == Status.CLOSED and not (heard and waiting):
        return Status.CLOSED
    if conversation.forwardings.filter(referral__state=Referral.State.OPEN).exists():
        return Status.REFERRED
    if waiting:
        return Status.OPEN
    if _answers(conversation).exists():
        return Status.ANSWERED
    return Status.CLOSED  # the citizen took everything back


def _waiting_since(conversation: Conversation) -> datetime | None:
    """Since when the citizen, or a department's answer, waits for us.

    An answer written here answers what was known here when it was written; the platform's clock
    and ours differ, and Meta counts whole seconds. One typed on the platform goes by its clock.
    """
    incoming = conversation.messages.filter(incoming=True, deleted_at=None)
    answered = _answers(conversation).aggregate(
        here=Max("pk", filter=Q(outbound__isnull=False)),
        there=Max("created_at", filter=Q(outbound=None)),
    )
    if answered["here"]:
        incoming = incoming.filter(pk__gt=answered["here"])
    if answered["there"]:
        incoming = incoming.filter(created_at__gt=answered["there"])
    first: Message | None = incoming.order_by("created_at", "pk").first()
    if first:
        return first.created_at
    proposal = proposals(conversation).first()
    return proposal.answer.at if proposal and proposal.answer else None


def proposals(conversation: Conversation) -> QuerySet[Forwarding]:
    """What departments said since our last answer and nobody used yet, oldest first."""
    said = conversation.forwardings.filter(answer__isnull=False, used_at=None)
    last = _answers(conversation).aggregate(at=Max("created_at"))["at"]
    if last:
        said = said.filter(answer__at__gt=last)
    return said.select_related("answer__by", "referral__department").order_by("answer__at")


def _answers(conversation: Conversation) -> QuerySet[Message]:
    return conversation.messages.filter(
        Q(outbound=None) | Q(outbound__state__in=COUNTS_AS_ANSWER), incoming=False, deleted_at=None
    )
