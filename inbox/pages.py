"""Keyset pages of the queue: stable while conversations come and go above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from django.utils import timezone

from inbox.models import Conversation
from inbox.querysets import ConversationQuerySet

PAGE_SIZE = 60
RANKS = ("0", "1", "2")


class BadPlace(ValueError):
    """A place in the queue that nobody gave out."""


class Order(Protocol):
    """How a queue is sorted. ``place`` names a row, and ``after`` gives what follows it."""

    def sorted(self, rows: ConversationQuerySet) -> ConversationQuerySet: ...

    def after(self, rows: ConversationQuerySet, place: str) -> ConversationQuerySet:
        """Raises BadPlace."""

    def place(self, row: Conversation) -> str: ...


@dataclass(frozen=True)
class QueuePage:
    """``next`` is the place to continue from, "" on the last page."""

    rows: list[Conversation]
    next: str


class _InQueueOrder:
    def sorted(self, rows: ConversationQuerySet) -> ConversationQuerySet:
        return rows.in_queue_order()

    def after(self, rows: ConversationQuerySet, place: str) -> ConversationQuerySet:
        return rows.after(*_parse(place))

    def place(self, row: Conversation) -> str:
        return f"{row.rank}_{row.waiting_since.isoformat()}_{row.pk}"


QUEUE: Order = _InQueueOrder()


def page(
    queue: ConversationQuerySet, place: str = "", size: int = PAGE_SIZE, order: Order = QUEUE
) -> QueuePage:
    """The rows after ``place`` in this order. Raises BadPlace."""
    rows = order.sorted(queue).with_row()
    if place:
        rows = order.after(rows, place)
    found = list(rows[: size + 1])
    more = len(found) > size
    return QueuePage(found[:size], order.place(found[size - 1]) if more else "")


def _parse(place: str) -> tuple[int, datetime, int]:
    try:
        rank, moment, pk = place.split("_")
        at, number = datetime.fromisoformat(moment), int(pk)
        waiting_since = at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadPlace(place) from error
    if rank not in RANKS or timezone.is_naive(at):
        raise BadPlace(place)
    return int(rank), waiting_since, number
