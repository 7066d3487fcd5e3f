"""What is late or almost late, and who may be in danger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from inbox.models import Conversation, Forwarding
from inbox.workflow import Status
from routing.agreed import Calendars
from routing.danger import DangerKind, advice, danger
from routing.models import Referral
from routing.promises import Hours, NeverOpen
from routing.promises.clock import SOON

if TYPE_CHECKING:
    from webcare.models import User

SHOWN = 100  # characters of a question
WAIT_FOR_US = (Status.OPEN, Status.REFERRED)


@dataclass(frozen=True)
class Thing:
    """Something to tell of, without the words of a citizen.

    key           names it in ``Told``
    path          of the page where something can be done about it
    conversation  primary key
    advice        what to do when somebody is in danger
    """

    key: str
    title: str
    path: str
    conversation: int
    by: datetime | None = None
    late: bool = False
    urgent: bool = False
    advice: str = ""


@dataclass(frozen=True)
class Asked:
    """A question that a department has, as the department sees it and as the inbox does."""

    referral: Referral
    at_desk: Thing
    at_inbox: Thing
    agent: User


def questions(known: Calendars, now: datetime) -> Iterator[Asked]:
    """Those of which 80 % of the time is over, in the department's own service hours.

    Not those that wait for the webcare team or for the citizen: their clock stands still.
    """
    asked = Forwarding.objects.filter(
        referral__state=Referral.State.OPEN,
        referral__waiting_for=Referral.WaitingFor.NOBODY,
        referral__deadline__isnull=False,
    ).select_related(
        "referral__department",
        "referral__claimed_by",
        "referral__asked_by",
        "conversation__assignee",
    )
    for one in asked.order_by("referral__deadline", "pk"):
        deadline = one.referral.deadline
        if deadline and now >= _soon(one.referral, deadline, known.of(one.referral.department_id)):
            yield _asked(one, deadline, now)


def _soon(referral: Referral, deadline: datetime, hours: Hours) -> datetime:
    """When 80 % of the time is over; the deadline itself where nobody is at work before it."""
    try:
        whole = hours.elapsed(referral.asked_at, deadline)
        return hours.add(referral.asked_at, whole * SOON / 100) if whole else deadline
    except (NeverOpen, OverflowError):
        return deadline


def _asked(one: Forwarding, deadline: datetime, now: datetime) -> Asked:
    referral, conversation = one.referral, one.conversation
    words = Truncator(" ".join(referral.question.split())).chars(SHOWN)
    at_desk = Thing(
        key=f"referral:{referral.pk}",
        title=_("“%(question)s” (%(department)s)")
        % {"question": words, "department": referral.department},
        path=reverse("question", args=[referral.pk]),
        conversation=conversation.pk,
        by=deadline,
        late=now >= deadline,
        urgent=conversation.urgent,
    )
    at_inbox = replace(at_desk, path=reverse("conversation", args=[conversation.pk]))
    return Asked(referral, at_desk, at_inbox, conversation.assignee or referral.asked_by)


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


def endangered(rows: Iterable[Conversation] | None) -> Iterator[Thing]:
    """Conversations in which somebody may be in danger and that nobody is on.

    rows   these, read anew; without any, all of which that was noted
    """
    waiting = Conversation.objects.filter(status=Status.OPEN, assignee=None)
    if rows is None:
        waiting = waiting.exclude(danger="")
    else:
        waiting = waiting.filter(pk__in=[row.pk for row in rows])
    for row in waiting.select_related("account", "department").order_by("pk"):
        if kind := _danger(row):
            thing = _thing(row)
            yield replace(
                thing,
                key=f"{thing.key}:danger",
                title=f"{kind.label}: {thing.title}",
                urgent=True,
                advice=advice(kind),
            )


def _danger(conversation: Conversation) -> DangerKind | None:
    if conversation.danger in DangerKind.values:
        return DangerKind(conversation.danger)
    heard = conversation.messages.filter(incoming=True, deleted_at=None)
    found = danger("\n".join(heard.values_list("text", flat=True)))
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
