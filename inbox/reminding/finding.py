"""What is late or almost late, and who may be in danger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from inbox.danger import in_danger, nobody_acted
from inbox.models import Conversation, Forwarding
from inbox.reminding.things import Thing, named, read
from inbox.workflow import Status
from routing.agreed import Calendars
from routing.danger import DangerKind, advice
from routing.danger import danger as danger_in
from routing.models import Referral, Remark
from routing.promises import soon_from

if TYPE_CHECKING:
    from webcare.models import User

WAIT_FOR_US = (Status.OPEN, Status.REFERRED)
DAY = timedelta(days=1)
PATIENCE = 5  # days that a citizen may keep a department waiting, and again


@dataclass(frozen=True)
class Asked:
    """A question that a department has, as the department sees it and as the inbox does.

    overdue   it is late for more than a day
    """

    referral: Referral
    at_desk: Thing
    at_inbox: Thing
    agent: User
    overdue: bool = False


def questions(known: Calendars, now: datetime) -> Iterator[Asked]:
    """Those of which 80 % of the time is over, in the department's own service hours.

    Not those that wait for the webcare team or for the citizen: their clock stands still.
    """
    asked = _open_questions().filter(
        referral__waiting_for=Referral.WaitingFor.NOBODY, referral__deadline__isnull=False
    )
    for one in asked.order_by("referral__deadline", "pk"):
        referral, deadline = one.referral, one.referral.deadline
        theirs = known.of(referral.department_id)
        if deadline and now >= soon_from(referral.theirs_since, deadline, theirs):
            yield _asked(one, deadline, now)


def unanswered_by_citizens(now: datetime) -> Iterator[Asked]:
    """Questions that wait for a citizen for days: somebody has to decide whether they still do."""
    way = Remark.Way.TO_CITIZEN
    asked = _open_questions().filter(referral__waiting_for=Referral.WaitingFor.CITIZEN)
    quiet = asked.exclude(
        referral__remarks__in=Remark.objects.filter(way=way, at__gt=now - PATIENCE * DAY)
    )
    for one in quiet.prefetch_related("referral__remarks").order_by("pk"):
        since = max((it.at for it in one.referral.remarks.all() if it.way == way), default=None)
        if since:
            yield _still(one, (now - since) // DAY)


def _open_questions() -> QuerySet[Forwarding]:
    asked = Forwarding.objects.filter(referral__state=Referral.State.OPEN)
    return asked.select_related(
        "referral__department",
        "referral__claimed_by",
        "referral__asked_by",
        "referral__concept",
        "conversation__assignee",
    )


def _asked(one: Forwarding, deadline: datetime, now: datetime) -> Asked:
    referral, conversation = one.referral, one.conversation
    at_inbox = Thing(
        key=f"referral:{referral.pk}",
        title=read(partial(named, referral)),
        path=reverse("conversation", args=[conversation.pk]),
        conversation=conversation.pk,
        by=deadline,
        late=now >= deadline,
        urgent=conversation.urgent,
    )
    at_desk = replace(at_inbox, path=reverse("question", args=[referral.pk]), referral=referral)
    agent = conversation.assignee or referral.asked_by
    return Asked(referral, at_desk, at_inbox, agent, overdue=now >= deadline + DAY)


def _still(one: Forwarding, days: int) -> Asked:
    """Named by how often it was told: the clock does not say it every day."""
    thing = Thing(
        key=f"referral:{one.referral_id}:citizen:{days // PATIENCE}",
        title=read(partial(_unanswered, one, days)),
        path=reverse("conversation", args=[one.conversation_id]),
        conversation=one.conversation_id,
        still=True,
        once=True,
    )
    agent = one.conversation.assignee or one.referral.asked_by
    return Asked(one.referral, thing, thing, agent)


def _unanswered(one: Forwarding, days: int) -> str:
    words = ngettext(
        "%(question)s: the citizen has not answered for %(count)d day",
        "%(question)s: the citizen has not answered for %(count)d days",
        days,
    )
    return words % {"question": named(one.referral), "count": days}


def conversations(now: datetime) -> Iterator[tuple[Thing, Conversation]]:
    """Those that wait for us and of which 80 % of a promise is over."""
    over = Q(answer_soon__lte=now) | Q(solve_soon__lte=now)
    rows = Conversation.objects.filter(over, status__in=WAIT_FOR_US)
    for row in rows.select_related("account", "department", "assignee").order_by("pk"):
        promises = [(row.answer_by, row.answer_soon), (row.solve_by, row.solve_soon)]
        pressing = [by for by, soon in promises if by and soon and soon <= now]
        if pressing:
            by = min(pressing)
            yield replace(_thing(row), by=by, late=now >= by), row


def endangered(
    rows: Iterable[Conversation] | None = None,
) -> Iterator[tuple[Thing, Conversation]]:
    """Conversations in which somebody may be in danger, and nobody did anything since that was
    noticed last: whoever is on it, and whatever department has the question.

    rows   these, read anew; without any, all of which that was noted
    """
    waiting = in_danger()
    if rows is not None:
        waiting = Conversation.objects.filter(pk__in=[row.pk for row in rows], status=Status.OPEN)
    waiting = nobody_acted(waiting).select_related("account", "department", "assignee")
    for row in waiting.order_by("pk"):
        if kind := _danger(row):
            thing = _thing(row)
            yield (
                replace(
                    thing,
                    key=f"{thing.key}:danger:{row.noticed}",  # type: ignore[attr-defined]
                    title=f"{kind.label}: {thing.title}",
                    urgent=True,
                    advice=advice(kind),
                ),
                row,
            )


def _danger(conversation: Conversation) -> DangerKind | None:
    if conversation.danger in DangerKind.values:
        return DangerKind(conversation.danger)
    heard = conversation.messages.filter(incoming=True, deleted_at=None)
    found = danger_in("\n".join(heard.values_list("text", flat=True)))
    return found.kind if found else None


def _thing(conversation: Conversation) -> Thing:
    """Such as "X · Gemeente Voorbeeld, klacht, Openbare Ruimte"."""
    what = (
        str(conversation.account),
        conversation.kind and conversation.get_kind_display(),
        conversation.department and str(conversation.department),
    )
    return Thing(
        key=f"conversation:{conversation.pk}",
        title=", ".join(str(each) for each in what if each),
        path=reverse("conversation", args=[conversation.pk]),
        conversation=conversation.pk,
        urgent=conversation.urgent,
    )
