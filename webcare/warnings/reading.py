"""What was written lately, and how many wrote in each hour of the last weeks: from the messages
themselves. There is no count beside them that could say something else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncHour

from inbox.models import Message
from webcare.warnings.slots import HOUR, hour_of, slot
from webcare.warnings.spikes import Scope
from webcare.warnings.spotting import RECENT, Key, Wrote
from webcare.warnings.usual import KEPT_WEEKS, Ints
from webcare.warnings.words import People, known_people, terms

OBSERVED, WRITTEN = "observed_at", "created_at"
MOST = 20_000  # messages of six hours: what is more tells nothing new
OF = {
    Scope.ALL: None,
    Scope.PLACE: "conversation__neighbourhood",
    Scope.DEPARTMENT: "conversation__department",
    Scope.CHANNEL: "account",
}


def said() -> QuerySet[Message]:
    """What citizens wrote and what still stands."""
    return Message.objects.filter(incoming=True, deleted_at=None, conversation__isnull=False)


def recent(now: datetime, channels: Collection[int], whom: People | None = None) -> list[Wrote]:
    """Of the last hours on these channels, in order. Three queries."""
    whom = whom or known_people()
    lately = said().filter(created_at__gt=now - RECENT, created_at__lte=now)
    rows = lately.filter(account__in=channels).order_by("-created_at")
    found = rows.values_list(
        "created_at",
        "author",
        "conversation",
        "conversation__neighbourhood",
        "conversation__department",
        "text",
        "author__name",
        "author__handle",
    )[:MOST]
    return [
        Wrote(
            at,
            author or 0,
            conversation or 0,
            place,
            department,
            frozenset(terms(text, (name or "", handle or ""), whom)),
        )
        for at, author, conversation, place, department, text, name, handle in reversed(found)
    ]


def began(scope: Scope, now: datetime, by: str = OBSERVED) -> dict[str, datetime]:
    """Since when we watch each series: when the first of it reached us. What a new channel brings
    of earlier was not watched: we may have part of it. One query.

    by   ``OBSERVED``, or ``WRITTEN`` where all that was written is there
    """
    rows = _of(scope, said().filter(**{f"{by}__lte": now}))
    first = rows.order_by().values_list(OF[scope] or "incoming").annotate(first=Min(by))
    return {str(name) if OF[scope] else "": at for name, at in first}


def hours_until(now: datetime, since: datetime | None = None) -> tuple[datetime, Ints]:
    """When the first hour began of which we know, at most some weeks ago, and the hour of the week
    of each since; none where nobody ever wrote.

    since   when that is known: see ``began``
    """
    end = hour_of(now)
    oldest = since or began(Scope.ALL, now).get("") or end
    begin = max(hour_of(oldest), end - KEPT_WEEKS * timedelta(days=7))
    number = max(int((end - begin) / HOUR), 0)
    return begin, np.array([slot(begin + hour * HOUR) for hour in range(number)], dtype=np.int64)


def counted(scope: Scope, begin: datetime, number: int) -> Mapping[Key, Ints]:
    """How many people wrote in each of so many hours, by series. One query."""
    found: dict[Key, Ints] = {}
    if scope == Scope.ALL:
        found[scope, ""] = np.zeros(number, dtype=np.int64)
    for (key, _channel), counts in by_channel(scope, begin, number).items():
        found[key] = found[key] + counts if key in found else counts
    return found


def by_channel(scope: Scope, begin: datetime, number: int) -> dict[tuple[Key, int], Ints]:
    """The same of each channel by itself: nobody is on two of them. One query."""
    rows = said().filter(created_at__gte=begin, created_at__lt=begin + number * HOUR)
    by_hour = _of(scope, rows).order_by().annotate(hour=TruncHour("created_at", tzinfo=UTC))
    groups = (
        by_hour.values_list("hour", OF[scope] or "incoming", "account")
        .annotate(people=Count("author", distinct=True))
        .order_by()
    )
    found: dict[tuple[Key, int], Ints] = {}
    for hour, name, channel, people in groups:
        key = scope, str(name) if OF[scope] else ""
        if (key, channel) not in found:
            found[key, channel] = np.zeros(number, dtype=np.int64)
        found[key, channel][int((hour - begin) / HOUR)] = people
    return found


def _of(scope: Scope, rows: QuerySet[Message]) -> QuerySet[Message]:
    """Those that belong to a series."""
    if scope == Scope.PLACE:
        return rows.filter(~Q(conversation__neighbourhood=""))
    field = OF[scope]
    return rows.filter(**{f"{field}__isnull": False}) if field else rows
