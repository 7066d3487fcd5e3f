"""Where a conversation stands, worked out from what it holds and not from the order of arrival."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from inbox import danger, promises, snoozed
from inbox.bells import show, wake
from inbox.colleagues import meanwhile
from inbox.hops import handed_back
from inbox.hops.asked import Asked, asked, at_desk
from inbox.models import Conversation, Event, FollowUp, Forwarding, Message, Outbound
from inbox.watching import lateness
from inbox.workflow import MOVES, Sending, Status, check_move

if TYPE_CHECKING:
    from webcare.models import User

# An answer in one of these states keeps nobody waiting, unless it waits too long itself.
COUNTS_AS_ANSWER = (Sending.QUEUED, Sending.SENDING, Sending.SENT)

SETTLED = ("status", "waiting_since", "snoozed_at", "snoozed_until")


def settle(conversation: Conversation, *, heard: bool = False) -> None:
    """Bring the status in line with the messages. Call it with the conversation locked.

    ``heard``: the citizen said something new, which reopens what was closed.
    """
    desk = at_desk(conversation)
    waits = _waits(conversation, asked(desk))
    status = _status(conversation, waits, heard, elsewhere=desk is not None and not waits.now)
    if waits.since:
        conversation.waiting_since = waits.since
    if status != conversation.status:
        check_move(MOVES, conversation.status, status)
        if conversation.status == Status.CLOSED:
            tell(conversation, Event.Verb.REOPENED)
        elif status == Status.CLOSED:
            tell(conversation, Event.Verb.CLOSED, because="deleted")
        conversation.status = status
    _stir(conversation, heard=heard)
    if heard:
        end_follow_up(conversation, FollowUp.Why.HEARD)
    conversation.save(update_fields=[*SETTLED, "updated_at"])
    promises.reckon(conversation)
    if danger.is_over(conversation):
        danger.end(conversation)
        promises.reckon(conversation)  # what is urgent may have been promised sooner
    _ask_lead(conversation)
    if heard and desk:
        wake("relay_words", conversation.pk)
    show(conversation.pk)


def notice_late(now: datetime) -> None:
    """Put back in the queue what counts as answered by an answer that does not leave."""
    settled = Q(status=Status.ANSWERED)
    settled |= Q(status=Status.CLOSED, outbounds__follow_up__isnull=False)
    late = Conversation.objects.filter(settled, outbounds__in=lateness.waiting(now).values("pk"))
    for pk in late.distinct().order_by().values_list("pk", flat=True):
        with transaction.atomic():
            settle(Conversation.objects.select_for_update().get(pk=pk))


def tell(
    conversation: Conversation, verb: Event.Verb, by: User | None = None, **data: object
) -> Event:
    """Append to the history."""
    event = Event.objects.create(conversation=conversation, verb=verb, actor=by, data=data)
    meanwhile.note([event])
    return event


def end_follow_up(
    conversation: Conversation, why: FollowUp.Why, by: User | None = None, *, quietly: bool = False
) -> bool:
    """Nobody is asked any more whether it is solved; whether somebody would have been. Call it with
    the conversation locked. ``quietly``: the history hears of what comes instead."""
    waiting = FollowUp.objects.waiting().filter(conversation=conversation)
    ended = waiting.update(state=FollowUp.State.ENDED, why=why, ended_at=timezone.now())
    if ended and not quietly:
        tell(conversation, Event.Verb.NOT_ASKED_AFTER, by, because=why.value)
    return bool(ended)


def resume_follow_up(conversation: Conversation, why: FollowUp.Why) -> None:
    """It will be asked after all, as what ended it was taken back; unless another day was chosen.
    Call it with the conversation locked."""
    if FollowUp.objects.waiting().filter(conversation=conversation).exists():
        return
    ended = FollowUp.objects.filter(conversation=conversation, state=FollowUp.State.ENDED, why=why)
    if last := ended.order_by("ended_at").last():
        last.state, last.why, last.ended_at = FollowUp.State.WAITING, "", None
        last.save(update_fields=["state", "why", "ended_at"])


def _status(conversation: Conversation, waits: _Waits, heard: bool, *, elsewhere: bool) -> Status:
    """``elsewhere``: it is a department's turn, not ours."""
    stirs = heard or _question_lost(conversation)
    if conversation.status == Status.CLOSED and not (stirs and waits.since):
        return Status.CLOSED
    if elsewhere:
        return Status.REFERRED
    if waits.since:
        return Status.OPEN
    if _answers(conversation).exists():
        return Status.ANSWERED
    return Status.CLOSED  # the citizen took everything back


def _stir(conversation: Conversation, *, heard: bool) -> None:
    """Wake it when something happened; what no longer waits for us does not sleep."""
    if conversation.snoozed_at is None:
        return
    why = snoozed.why_awake(conversation, heard=heard)
    if why is None:
        return
    conversation.snoozed_at = conversation.snoozed_until = None
    if why:
        tell(conversation, Event.Verb.WOKEN, because=why)


def _ask_lead(conversation: Conversation) -> None:
    """The lead chooses, until the lead did or it is closed; an answer of ours changes nothing."""
    closed = conversation.status == Status.CLOSED
    needs_lead = not closed and handed_back.waits_for_lead(conversation)
    if needs_lead != conversation.needs_lead:
        conversation.needs_lead = needs_lead
        conversation.save(update_fields=["needs_lead", "updated_at"])


@dataclass(frozen=True)
class _Waits:
    """What waits for a person of ours. ``now``: also while a department has the question."""

    since: datetime | None
    now: bool


def _waits(conversation: Conversation, wants: Asked | None) -> _Waits:
    answered = _answered(conversation)
    unanswered = _unanswered(conversation, answered)
    wanted = wants.remark.at if wants and wants.waits_for_us else None
    to_check = _to_check(conversation)
    waits = (
        unanswered,
        to_check,
        _unplaced(conversation, answered),
        _proposed(conversation),
        _reopened(conversation, answered),
        wanted,
    )
    since = min(filter(None, waits), default=None)
    ours = wanted is not None or to_check is not None
    return _Waits(since, ours or danger.waits(conversation, unanswered))


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


def _question_lost(conversation: Conversation) -> bool:
    """Whether what we asked after it was closed, was not placed: that is nobody's to see there."""
    if conversation.status != Status.CLOSED:
        return False
    lost = Q(state__in=[Sending.UNCERTAIN, Sending.FAILED]) | Q(pk__in=_late(conversation))
    asked = conversation.outbounds.filter(
        lost, follow_up__isnull=False, message__pk__gt=conversation.closed_through
    )
    return asked.exists()


def _to_check(conversation: Conversation) -> datetime | None:
    """An answer that a colleague has to approve: nobody was told anything yet."""
    waiting = conversation.outbounds.to_check()
    return waiting.values_list("message__created_at", flat=True).first()


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
