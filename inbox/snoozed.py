"""Conversations that sleep for a while: which do, until when they can, and when one wakes.

A conversation that sleeps is open and waits for us; it only stands out of sight. So promised times
go on counting, and whatever happens to it wakes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.colleagues.meanwhile import COUNTS
from inbox.danger import DANGER
from inbox.models import Conversation, Event
from inbox.workflow import Status

CITIZEN = "citizen"
AFTERNOON, MORNING = time(14), time(9)
LATEST_FOR_AFTERNOON = time(13)
MONDAY = 0
# What is promised, and what is about to be late: passing one of these wakes it.
PROMISED = ("answer_soon", "answer_by", "solve_soon", "solve_by")


@dataclass(frozen=True)
class Moment:
    """Until when it can sleep, by a name that a form sends back."""

    name: str
    label: Promise
    at: datetime


def moments(now: datetime) -> list[Moment]:
    """What can be chosen with one press, by the clock on the wall here."""
    return list(_moments(timezone.localtime(now)))


def _moments(here: datetime) -> Iterator[Moment]:
    yield Moment("soon", _("In two hours"), here.astimezone(UTC) + timedelta(hours=2))
    if here.time() < LATEST_FOR_AFTERNOON:
        yield Moment("afternoon", _("This afternoon"), _at(here, 0, AFTERNOON))
    yield Moment("tomorrow", _("Tomorrow"), _at(here, 1, MORNING))
    days = (MONDAY - here.weekday() - 1) % 7 + 1
    if days > 1:
        yield Moment("monday", _("Monday"), _at(here, days, MORNING))


def _at(here: datetime, days: int, clock: time) -> datetime:
    """That time on the clock so many days on, whatever summer time does in between."""
    return datetime.combine(here.date() + timedelta(days=days), clock, here.tzinfo)


def awake(now: datetime) -> Q:
    """Conversations that do not sleep. Danger never does, and what is due only has to be told."""
    return Q(snoozed_at=None) | Q(snoozed_until__lte=now) | Q(rank=DANGER)


def due(now: datetime) -> QuerySet[Conversation]:
    """Those that sleep and should not any longer."""
    passed = Q(snoozed_until__lte=now) | Q(rank=DANGER)
    for moment in PROMISED:
        passed |= Q(**{f"{moment}__lte": now, f"{moment}__gt": F("snoozed_at")})
    return Conversation.objects.filter(passed, snoozed_at__isnull=False)


def why_awake(conversation: Conversation, *, heard: bool) -> str | None:
    """Why one that slept wakes, "" where the history says so already; None while it sleeps on."""
    if conversation.status != Status.OPEN:
        return ""
    if conversation.danger:
        return "danger"
    if heard:
        return CITIZEN
    return "news" if _happened(conversation) else None


def _happened(conversation: Conversation) -> bool:
    """Whether anything that counts came after it was put to sleep."""
    put = conversation.events.filter(verb=Event.Verb.SNOOZED, undone_by=None).order_by("pk").last()
    since = conversation.events.filter(verb__in=COUNTS, pk__gt=put.pk if put else 0)
    return since.filter(undone_by=None).exists()
