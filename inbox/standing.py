"""Where a conversation stands, worked out from what it holds and not from the order of arrival."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from inbox import lateness, promises
from inbox.asked import Asked, asked, at_desk
from inbox.bells import show, wake
from inbox.models import Conversation, Event, Forwarding, Message, Outbound
from inbox.workflow import MOVES, Sending, Status, check_move

if TYPE_CHECKING:
    from webcare.models import User

# An answer in one of these states keeps nobody waiting, unless it waits too long itself.
COUNTS_AS_ANSWER = (Sending.QUEUED, Sending.SENDING, Sending.SENT)


def settle(conversation: Conversation, *, heard: bool = False) -> None:
    """Bring the status in line with the messages. Call it with the conversation locked.

    ``heard``: the citizen said something new, which reopens what was closed.
    """
    desk = at_desk(conversation)
    wants = asked(desk)
    waiting_since = _waiting_since(conversation, wants)
    status = _status(conversation, waiting_since is not None, heard, desk, wants)
    if waiting_since:
        conversation.waiting_since = waiting_since
    if status != conversation.status:
        check_move(MOVES, conversation.status, status)
        if conversation.status == Status.CLOSED:
            tell(conversation, Event.Verb.REOPENED)
        elif status == Status.CLOSED:
            tell(conversation, Event.Verb.CLOSED, because="deleted")
        conversation.status = status
    if status in (Status.ANSWERED, Status.CLOSED):
        conversation.needs_lead = False
    conversation.save(update_fields=["status", "waiting_since", "needs_lead", "updated_at"])
    promises.reckon(conversation)
    if heard and desk:
        wake("relay_words", conversation.pk)
    show(conversation.pk)


def notice_late(now: datetime) -> None:
    """Put back in the queue what counts as answered by an answer that does not leave."""
    late = Conversation.objects.filter(
        status=Status.ANSWERED, outbounds__in=lateness.waiting(now).values("pk")
    )
    for pk in late.distinct().order_by().values_list("pk", flat=True):
        with transaction.atomic():
            settle(Conversation.objects.select_for_update().get(pk=pk))


def tell(
    conversation: Conversation, verb: Event.Verb, by: User | None = None, **data: object
) -> Event:
    """Append to the history."""
    return Event.objects.create(conversation=conversation, verb=verb, actor=by, data=data)


def _status(
    conversation: Conversation,
    waiting: bool,
    heard: bool,
    desk: Forwarding | None,
    wants: Asked | None,
) -> Status:
    if conversation.status == Status.CLOSED and not (heard and waiting):
        return Status.CLOSED
    if desk and not (wants and wants.waits_for_us):
        return Status.REFERRED
    if waiting:
        return Status.OPEN
    if _answers(conversation).exists():
        return Status.ANSWERED
    return Status.CLOSED  # the citizen took everything back


def _waiting_since(conversation: Conversation, wants: Asked | None) -> datetime | None:
    """Since when something of this conversation waits for a person of ours."""
    answered = _answered(conversation)
    waits = (
        _unanswered(conversation, answered),
        _unplaced(conversation, answered),
        _proposed(conversation),
        _reopened(conversation, answered),
        wants.remark.at if wants and wants.waits_for_us else None,
    )
    return min(filter(None, waits), default=None)


@dataclass(frozen=True)
class _Answered:
    """How far we answered. ``here`` and ``newest`` are primary keys of our messages."""

    here: int  # the newest answer written in Webcare
    there: datetime | None  # the newest one typed on the platform, by its clock
    newest: int
    at: datetime | None


def _answered(conversation: Conversation) -> _Answered:
    found = _answers(conversation).aggregate(
        here=Max("pk", filter=Q(outbound__isnull=False)),
        there=Max("created_at", filter=Q(outbound=None)),
        newest=Max("pk"),
        at=Max("created_at"),
    )
    return _Answered(found["here"] or 0, found["there"], found["newest"] or 0, found["at"])


def _unanswered(conversation: Conversation, answered: _Answered) -> datetime | None:
    """The first words of the citizen that we neither answered nor closed.

    An answer written here answers what was known here when it was written; the platform's clock
    and ours differ, and Meta counts whole seconds. One typed on the platform goes by its clock.
    Words that were changed after our answer are new words.
    """
    new = Q(pk__gt=max(answered.here, conversation.closed_through))
    if answered.there:
        new &= Q(created_at__gt=answered.there)
    if answered.at:
        new |= Q(edited_at__gt=answered.at)
    incoming = conversation.messages.filter(new, incoming=True, deleted_at=None)
    return incoming.order_by("created_at", "pk").values_list("created_at", flat=True).first()


def _unplaced(conversation: Conversation, answered: _Answered) -> datetime | None:
    """An answer in doubt or one that does not leave, or one that failed and that no later answer
    made up for."""
    lost = Q(outbound__state=Sending.UNCERTAIN) | Q(outbound__in=_late(conversation))
    lost |= Q(outbound__state=Sending.FAILED, pk__gt=answered.newest)
    ours = conversation.messages.filter(lost, outbound__by__isnull=False, incoming=False)
    return ours.order_by("pk").values_list("created_at", flat=True).first()


def _proposed(conversation: Conversation) -> datetime | None:
    first = proposals(conversation).first()
    return first.answer.at if first and first.answer else None


def _reopened(conversation: Conversation, answered: _Answered) -> datetime | None:
    at = conversation.reopened_at
    return at if at and (answered.at is None or answered.at < at) else None


def proposals(conversation: Conversation) -> QuerySet[Forwarding]:
    """What departments said and no answer of ours dealt with yet, oldest first."""
    unused = Q(used_by=None) | Q(used_by__state__in=[Sending.FAILED, Sending.DROPPED])
    said = conversation.forwardings.filter(unused, answer__isnull=False)
    return said.select_related("answer__by", "referral__department").order_by("pk")


def _answers(conversation: Conversation) -> QuerySet[Message]:
    """Without the automatic one, which is nobody's."""
    given = Q(outbound__state__in=COUNTS_AS_ANSWER, outbound__by__isnull=False)
    given &= ~Q(outbound__in=_late(conversation))
    return conversation.messages.filter(Q(outbound=None) | given, incoming=False, deleted_at=None)


def _late(conversation: Conversation) -> QuerySet[Outbound, Any]:
    return lateness.waiting(timezone.now()).filter(conversation=conversation).values("pk")
