"""On its day, in service hours: asked by itself where nothing was said since and the platform takes
it; else the conversation comes back to the queue, with the reason.

While it cannot be told yet it waits: a department has the question, the answer is still on its way,
the account does not work, or a crisis lasts, in which nothing is said automatically.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext

from connectors.base import Capability
from connectors.models import Account
from inbox.actions.locking import locked
from inbox.alone import ASKING_AFTER, alone
from inbox.bells import show
from inbox.canned.variables import left_open
from inbox.follow_up.texts import question
from inbox.models import Conversation, Crisis, Event, FollowUp, Measure
from inbox.outbox import place_in_line
from inbox.promises import reckon
from inbox.standing import end_follow_up, settle, tell
from inbox.ways import Offer, offers
from inbox.workflow import Sending, Status
from routing.agreed import hours

OURS = uuid.UUID("2b0a9d6c-4a0f-5f0e-8a55-7f0a4c8f7e12")  # the space of the keys made here
MOST_AT_ONCE = 200
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
    waiting = FollowUp.objects.waiting().filter(day__lte=timezone.localdate(now))
    due = waiting.order_by("day").values_list("pk", "conversation")[:MOST_AT_ONCE]
    with alone(ASKING_AFTER) as mine:
        for pk, conversation in due if mine else ():
            _ask(pk, conversation, now)


def _ask(pk: int, conversation: int, now: datetime) -> None:
    with locked(Conversation(pk=conversation)) as row:
        mine = FollowUp.objects.waiting().select_related("answer", "by").filter(pk=pk).first()
        if mine is None:
            return  # somebody was faster
        if because := _overtaken(row, mine):
            end_follow_up(row, because)
            return
        if _waits(row, mine):
            if timezone.localdate(now) - mine.day > PATIENCE:
                _give_back(row, mine, InVain(Why.LATE), now)
            return
        try:
            offer, text = possible(row, mine, now)
        except InVain as refusal:
            _give_back(row, mine, refusal, now)
        else:
            _send(row, mine, offer, text, now)


def _overtaken(row: Conversation, mine: FollowUp) -> FollowUp.Why | None:
    """Why nobody need ask any more."""
    if row.status == Status.OPEN:
        return Why.OPEN
    new = Q(pk__gt=mine.answer_id) | Q(edited_at__gt=mine.at)
    if row.messages.filter(new, incoming=True, deleted_at=None).exists():
        return Why.HEARD
    sending = getattr(mine.answer, "outbound", None)
    lost = sending and sending.state in {Sending.FAILED, Sending.DROPPED}
    return Why.GONE if lost or mine.answer.deleted_at else None


def _waits(row: Conversation, mine: FollowUp) -> bool:
    account, sending = row.account, getattr(mine.answer, "outbound", None)
    silenced = Exists(Crisis.objects.standing().about())
    return (
        row.status == Status.REFERRED
        or bool(sending and sending.state != Sending.SENT)
        or not account.active
        or account.state != Account.State.OK
        or Conversation.objects.filter(silenced, pk=row.pk).exists()
    )


def possible(row: Conversation, mine: FollowUp, now: datetime) -> tuple[Offer, str]:
    """How the question can go at that moment, and what it says. Raises InVain."""
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
    if row.status in RESTS:
        row.status = Status.OPEN
        row.waiting_since = row.reopened_at = now
        row.save(update_fields=["status", "waiting_since", "reopened_at", "updated_at"])
    tell(row, Event.Verb.ASK_YOURSELF, None, because=refusal.why.value)
    reckon(row)
    show(row.pk)
