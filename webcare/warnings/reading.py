"""What was written lately, and how many wrote in each hour of the last weeks: from the messages
themselves. There is no count beside them that could say something else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncHour

from inbox.models import Message
from webcare.warnings.slots import HOUR, hour_of, slot
from webcare.warnings.spikes import Scope
from webcare.warnings.spotting import RECENT, Key, Wrote
from webcare.warnings.usual import KEPT_WEEKS, Ints
from webcare.warnings.words import People, known_people, terms

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


def recent(now: datetime, whom: People | None = None) -> list[Wrote]:
    """Of the last hours, in order. Three queries."""
    whom = whom or known_people()
    rows = said().filter(created_at__gt=now - RECENT, created_at__lte=now).order_by("-created_at")
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


def hours_until(now: datetime) -> tuple[datetime, Ints]:
    """When the first hour began of which we know, at most some weeks ago, and the hour of the week
    of each since; none where nobody ever wrote."""
    end = hour_of(now)
    oldest = said().aggregate(first=Min("created_at"))["first"] or end
    begin = max(hour_of(oldest), end - KEPT_WEEKS * timedelta(days=7))
    number = max(int((end - begin) / HOUR), 0)
    return begin, np.array([slot(begin + hour * HOUR) for hour in range(number)], dtype=np.int64)


def counted(scope: Scope, begin: datetime, number: int) -> Mapping[Key, Ints]:
    """How many people wrote in each of so many hours, by series. One query."""
    field = OF[scope]
    rows = said().filter(created_at__gte=begin, created_at__lt=begin + number * HOUR)
    if scope == Scope.PLACE:
        rows = rows.filter(~Q(conversation__neighbourhood=""))
    elif field:
        rows = rows.filter(**{f"{field}__isnull": False})
    by_hour = rows.order_by().annotate(hour=TruncHour("created_at"))
    groups = (
        by_hour.values_list("hour", field or "incoming")
        .annotate(people=Count("author", distinct=True))
        .order_by()
    )
    found: dict[Key, Ints] = {}
    if scope == Scope.ALL:
        found[scope, ""] = np.zeros(number, dtype=np.int64)
    for hour, name, people in groups:
        key = scope, str(name) if field else ""
        if key not in found:
            found[key] = np.zeros(number, dtype=np.int64)
        found[key][int((hour - begin) / HOUR)] = people
    return found
