"""Keyset pages, the newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from inbox.views.access import number

PAGE_SIZE = 30


def page(rows: QuerySet[Any, Any], place: str, by: str) -> tuple[list[Any], str]:
    """The rows after ``place``, and the place of the next page; "" on the last.

    by   the moment by which they are ordered; the primary key decides where it is the same
    """
    ordered = rows.order_by(f"-{by}", "-pk")
    if place:
        at, pk = _parsed(place)
        ordered = ordered.filter(**{f"{by}__lte": at}).exclude(**{by: at, "pk__gte": pk})
    found = list(ordered[: PAGE_SIZE + 1])
    if len(found) <= PAGE_SIZE:
        return found, ""
    last = found[PAGE_SIZE - 1]
    at = getattr(last, by).astimezone(timezone.get_fixed_timezone(0))
    return found[:PAGE_SIZE], f"{at:%Y-%m-%dT%H:%M:%S.%f}Z_{last.pk}"


def _parsed(place: str) -> tuple[datetime, int]:
    said, _under, pk = place.partition("_")
    try:
        at = parse_datetime(said)
    except ValueError:
        at = None
    if at is None or timezone.is_naive(at) or not number(pk):
        raise Http404
    return at, number(pk)
