"""The words of messages, as the room of topics reads them, and how often people say them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, F, Func

from webcare.talk.models import Heard
from webcare.talk.reading import known as known_people
from webcare.talk.words import People, terms

__all__ = ["People", "known_people", "shares", "terms"]

BEFORE = timedelta(weeks=8)
NOT_YET = timedelta(days=1)  # what began yesterday is not what people always say


def shares(said: Collection[str], now: datetime) -> dict[str, float]:
    """Of all conversations of the last weeks, in which share each of these words was said. Two
    queries."""
    if not said:
        return {}
    before = Heard.objects.filter(at__gte=now - BEFORE, at__lt=now - NOT_YET)
    total = before.count()
    if not total:
        return {}
    rows = (
        before.filter(terms__overlap=list(said))
        .annotate(term=Func(F("terms"), function="unnest"))
        .values_list("term")
        .annotate(number=Count("pk"))
        .order_by()
    )
    wanted = set(said)
    return {term: number / total for term, number in rows if term in wanted}
