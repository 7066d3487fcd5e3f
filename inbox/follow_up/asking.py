"""On its day, in service hours: asked by itself where nothing was said since and the platform takes
it; else the conversation comes back to the queue, with the reason.

While it cannot be told yet it waits: a department is not done, an answer is to be checked, on its
way or in doubt, the account does not work, or a crisis lasts, in which nothing is said
automatically; what did not leave before it is taken back, and asked when it is over. The days are
counted from when the answer stands. Where that was dropped or refused, the answer that came in its
place is asked after.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext

from connectors.base import Capability
from connectors.models import Account
from inbox.actions.asking_after import answers
from inbox.actions.locking import locked
from inbox.alone import ASKING_AFTER, alone
from inbox.bells import show
from inbox.canned.variables import left_open
from inbox.follow_up.texts import question
from inbox.hops.asked import at_desk
from inbox.models import Conversation, Crisis, Event, FollowUp, Measure, Outbound
from inbox.outbox import place_in_line, wake_next
from inbox.promises import reckon
from inbox.standing import end_follow_up, proposals, settle, tell
from inbox.ways import NOT_PLACED, Offer, offers
from inbox.workflow import UNDERWAY, Sending, Status
from routing.agreed import hours

log = logging.getLogger(__name__)

OURS = uuid.UUID("2b0a9d6c-4a0f-5f0e-8a55-7f0a4c8f7e12")  # the space of the keys made here
PAGE = 200  # rows read at once
PATIENCE = timedelta(days=7)  # by then the question itself comes too late
RESTS = (Status.ANSWERED, Status.CLOSED)
Why, State = FollowUp.Why, FollowUp.State


class InVain(Exception):
    """It cannot be asked by itself. ``detail`` is a sentence for the screen, or ""."""

    def __init__(self, why: FollowUp.Why, detail: str = "") -> None:
        super().__init__(why.value)
        self.why, self.detail = why, detail


def ask() -> None:
    """Ask wherever it is the day. One process at a time, and the rows are the truth."""
    now = timezone.now()
    # What the roster adds is for emergencies.
    if not replace(hours(), roster=()).is_open(now):
        return
    with alone(ASKING_AFTER) as mine:
        for pk, conversation in _due(now) if mine else ():
            try:
                _ask(pk, conversation, now)
            except Exception:
                log.exception("Follow-up %s could not be asked.", pk)


def take_back() -> None:
    """What waits to leave about what a crisis is about is dropped, and planned anew: in the line it
    would hold up what colleagues write, and when the crisis is over it may be asked no more."""
    silenced = Exists(Crisis.objects.standing().about("conversation__"))
    waiting = Outbound.objects.filter(silenced, follow_up__isnull=False, state=Sending.QUEUED)
    for outbound in waiting.select_related("conversation", "follow_up"):
        with locked(outbound.conversation) as row:
            still = Outbound.objects.filter(pk=outbound.pk, state=Sending.QUEUED)
            if still.update(state=Sending.DROPPED):
                tell(row, Event.Verb.DROPPED, None, outbound=outbound.pk)
                _plan_anew(row, outbound.follow_up)
                settle(row)
                wake_next(outbound)


def _plan_anew(row: Conversation, asked: FollowUp) -> None:
    """As a row of its own, for the question has a key of its own."""
    asked.state, asked.why = State.ENDED, Why.REPLACED
    asked.save(update_fields=["state", "why"])
    if row.follow_ups.waiting().exists():
        return
    FollowUp.objects.create(
        **{name: getattr(asked, name) for name in ("answer", "days", "day", "by", "at")},
        conversation=row,
    )


def _due(now: datetime) -> Iterator[tuple[int, int]]:
    """Those whose day it is, with their conversation. What surely waits is left out, until that
    lasted too long."""
    today = timezone.localdate(now)
    account = {"account__active": True, "account__state": Account.State.OK}
    ready = Q(**{f"conversation__{name}": value for name, value in account.items()})
    ready &= ~Q(conversation__status=Status.REFERRED)
    due = FollowUp.objects.waiting().filter(ready | Q(day__lt=today - PATIENCE), day__lte=today)
    pages = due.order_by("pk").values_list("pk", "conversation")
    last = 0
    while page := list(pages.filter(pk__gt=last)[:PAGE]):
        yield from page
        last = page[-1][0]


def _ask(pk: int, conversation: int, now: datetime) -> None:
    with locked(Conversation(pk=conversation)) as row:
        mine = FollowUp.objects.waiting().select_related("answer", "by").filter(pk=pk).first()
        if mine is None:
            return  # somebody was faster
        _follow(row, mine)
        if because := _overtaken(row, mine):
            end_follow_up(row, because)
            return
        if _waits(row, mine):
            if timezone.localdate(now) - mine.day > PATIENCE:
                _give_back(row, mine, InVain(Why.LATE), now)
            return
        if (day := _day(mine)) > timezone.localdate(now):
            mine.day = day
            mine.save(update_fields=["day"])
            show(row.pk)
            return
        try:
            offer, text = possible(row, mine, now)
        except InVain as refusal:
            _give_back(row, mine, refusal, now)
        else:
            _send(row, mine, offer, text, now)


def _follow(row: Conversation, mine: FollowUp) -> None:
    """What came in the place of an answer that was lost is asked after instead."""
    if mine.answer.deleted_at or _lost(mine):
        instead = answers(row).filter(pk__gt=mine.answer_id).last()
        if instead:
            mine.answer = instead
            mine.save(update_fields=["answer"])


def _overtaken(row: Conversation, mine: FollowUp) -> FollowUp.Why | None:
    """Why nobody need ask any more."""
    new = Q(pk__gt=mine.answer_id) | Q(edited_at__gt=mine.at)
    if row.messages.filter(new, incoming=True, deleted_at=None).exists():
        return Why.HEARD
    if mine.answer.deleted_at:
        return Why.GONE
    return Why.OPEN if row.status == Status.OPEN and not _pending(row, mine) else None


def _waits(row: Conversation, mine: FollowUp) -> bool:
    account = row.account
    silenced = Exists(Crisis.objects.standing().about())
    return (
        _pending(row, mine)
        or not account.active
        or account.state != Account.State.OK
        or Conversation.objects.filter(silenced, pk=row.pk).exists()
    )


def _pending(row: Conversation, mine: FollowUp) -> bool:
    """Whether an answer does not stand yet, or a department is not done. A lost one in the queue
    can be sent again, or written anew."""
    unplaced = row.outbounds.filter(state__in=[Sending.TO_CHECK, Sending.BY_HAND, *UNDERWAY])
    return (
        row.status == Status.REFERRED
        or unplaced.exists()
        or (
            row.status == Status.OPEN
            and (_lost(mine) or at_desk(row) is not None or proposals(row).exists())
        )
    )


def _lost(mine: FollowUp) -> bool:
    sending = getattr(mine.answer, "outbound", None)
    return sending is not None and sending.state in NOT_PLACED


def _day(mine: FollowUp) -> date:
    """The day by now: an answer that was checked or placed later is asked after later."""
    sending = getattr(mine.answer, "outbound", None)
    placed = (sending and sending.sent_at) or mine.answer.created_at
    return timezone.localdate(max(mine.at, placed)) + timedelta(days=mine.days)


def possible(row: Conversation, mine: FollowUp, now: datetime) -> tuple[Offer, str]:
    """How the question can go at that moment, and what it says. Raises InVain."""
    if _lost(mine):
        raise InVain(Why.GONE)
    if row.danger:
        raise InVain(Why.DANGER)
    if row.author.is_quiet or Measure.objects.standing().filter(author=row.author_id).exists():
        raise InVain(Why.BLOCKED)
    offer = _offer(row, mine, now)
    text = question(row, mine.by)
    if not text or left_open(text) or offer.way.text.count(text) > offer.way.text.limit:
        raise InVain(Why.TEXT)
    return offer, text


def _offer(row: Conversation, mine: FollowUp, now: datetime) -> Offer:
    """The way the answer went: what was said in private is not asked after in public."""
    usual = Capability.DM if row.private else Capability.REPLY
    wanted = mine.answer.way or usual.value
    for offer in offers(row, now):
        if offer.way.capability.value == wanted:
            if offer.refused:
                raise InVain(Why.WAY, str(offer.refused))
            if offer.window and offer.window.by_a_person:
                raise InVain(Why.WAY, gettext("By now only a colleague may answer here."))
            return offer
    raise InVain(Why.WAY)


def _send(row: Conversation, mine: FollowUp, offer: Offer, text: str, now: datetime) -> None:
    key = uuid.uuid5(OURS, f"follow-up:{mine.pk}")  # the database refuses a second one
    sent = place_in_line(
        *(row, offer.target, text, mine.by, key), way=offer.way.capability, approved_text=True
    )
    mine.state, mine.question, mine.ended_at = State.ASKED, sent, now
    mine.save(update_fields=["state", "question", "ended_at"])
    tell(row, Event.Verb.ASKED_AFTER, None, outbound=sent.pk)
    settle(row)


def _give_back(row: Conversation, mine: FollowUp, refusal: InVain, now: datetime) -> None:
    mine.state, mine.why, mine.ended_at = State.RETURNED, refusal.why, now
    mine.detail = refusal.detail[:500]
    mine.save(update_fields=["state", "why", "detail", "ended_at"])
    if row.status in (*RESTS, Status.OPEN):
        if row.status != Status.OPEN:
            row.waiting_since = now
        row.status, row.reopened_at = Status.OPEN, now
        row.save(update_fields=["status", "waiting_since", "reopened_at", "updated_at"])
    tell(row, Event.Verb.ASK_YOURSELF, None, because=refusal.why.value)
    reckon(row)
    show(row.pk)
