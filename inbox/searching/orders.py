"""Orders of what was found, each with its keyset: stable while conversations come and go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchRank
from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from inbox.models import Message
from inbox.pages import QUEUE, BadPlace, Order
from inbox.searching import people
from inbox.searching.finding import any_wanted, in_names
from inbox.searching.parsing import Asked
from inbox.searching.queries import Query
from inbox.searching.stored import Stored

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from inbox.models import Conversation
    from inbox.querysets import ConversationQuerySet
    from webcare.models import User

BEST, NEWEST, WAITING = "best", "newest", "queue"
FINE = 1_000_000  # ranks are whole numbers, so that a place says exactly which
BY_NAME = 10 * FINE  # a person who is called so comes before who was written about


def order(named: str, asked: Asked, user: User | AnonymousUser) -> tuple[str, Order]:
    """The order that was asked for by name; without one the best first, where there are words."""
    if named == NEWEST:
        return NEWEST, NEWEST_FIRST
    wanted = any_wanted(asked)
    if named != WAITING and wanted:
        return BEST, _best(asked, wanted, user)
    return WAITING, QUEUE


@dataclass(frozen=True)
class Downwards:
    """The highest of a column first, then the newest conversation.

    column   its name; each row has it
    given    puts it on each row, where it is no field
    read     the value from its place. Raises ValueError.
    """

    column: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    given: Callable[[ConversationQuerySet], ConversationQuerySet] = lambda rows: rows

    def sorted(self, rows: ConversationQuerySet) -> ConversationQuerySet:
        return self.given(rows).order_by(F(self.column).desc(), "-pk")

    def after(self, rows: ConversationQuerySet, place: str) -> ConversationQuerySet:
        try:
            value, pk = place.split("_")
            at, number = self.read(value), int(pk)
        except (ValueError, OverflowError) as error:
            raise BadPlace(place) from error
        lower = Q(**{f"{self.column}__lt": at}) | Q(**{self.column: at, "pk__lt": number})
        return rows.filter(lower)

    def place(self, row: Conversation) -> str:
        return f"{self.write(getattr(row, self.column))}_{row.pk}"


def _moment(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    if timezone.is_naive(at):
        raise ValueError(value)
    return at.astimezone(UTC)


NEWEST_FIRST = Downwards("updated_at", _moment, lambda at: at.isoformat())


def _best(asked: Asked, wanted: Query, user: User | AnonymousUser) -> Order:
    def ranked(rows: ConversationQuerySet) -> ConversationQuerySet:
        return rows.annotate(best=_in_messages(wanted) + _in_name(asked, user))

    return Downwards("best", int, str, ranked)


def _in_messages(wanted: Query) -> Coalesce:
    """How well the best of its messages fits."""
    fine = Cast(SearchRank(F("stored"), wanted) * FINE, IntegerField())
    messages = Message.objects.filter(conversation=OuterRef("pk")).alias(stored=Stored("text"))
    best = messages.filter(stored=wanted).annotate(fine=fine).order_by("-fine")
    return Coalesce(Subquery(best.values("fine")[:1]), Value(0))


def _in_name(asked: Asked, user: User | AnonymousUser) -> Case:
    called = Q()
    for term in asked.wanted:
        called |= Q(author__in=people.found(user, in_names(term)))
    return Case(When(called, then=Value(BY_NAME)), default=Value(0))
