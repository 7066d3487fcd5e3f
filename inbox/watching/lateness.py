"""Answers that should stand on the platform by now: nobody may take them for given."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from connectors.models import Account
from inbox.models import Event, Outbound
from inbox.workflow import UNDERWAY, Sending

WORKS = Q(conversation__account__active=True, conversation__account__state=Account.State.OK)


def overdue(now: datetime) -> QuerySet[Outbound, Any]:
    """Underway for longer than the norm, whatever each try put off; ``since`` when.

    What a person places by hand is not among them.
    """
    underway = Outbound.objects.filter(state__in=UNDERWAY)
    return underway.annotate(since=_since()).filter(since__lt=_norm(now))


def waiting(now: datetime) -> QuerySet[Outbound, Any]:
    """Those in the queue that no longer count as given: they wait for longer than the norm, or
    for a channel that does not work."""
    queued = Outbound.objects.filter(state=Sending.QUEUED).annotate(since=_since())
    return queued.filter(~WORKS | Q(since__lt=_norm(now)))


def _norm(now: datetime) -> datetime:
    return now - timedelta(seconds=settings.NORM_UNSENT_SECONDS)


def _since() -> Greatest:
    """``not_before`` will not do: every pause moves it. A person who sends again begins anew,
    and so does who approves."""
    retried = Event.objects.filter(
        conversation=OuterRef("conversation"), verb=Event.Verb.RETRIED
    ).order_by("-at")
    begun = Coalesce("first_attempt_at", "message__created_at")
    return Greatest(begun, Subquery(retried.values("at")[:1]), "approved_at")
