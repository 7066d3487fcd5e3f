"""The stream of what was found, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from connectors.models import Search
from inbox.models import Author, Find, Looked, Measure

if TYPE_CHECKING:
    from webcare.models import User

PAGE = 30
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_MARK = 36  # digits that the database takes
RESTRAINED = [Measure.What.QUIET, Measure.What.MUTE, Measure.What.BLOCK]


@dataclass(frozen=True)
class Stream:
    """One page of it.

    finds     with ``repeated``, how many say the same, and ``restrained``, whether we blocked or
              muted who wrote it
    onward    what the next page begins after, "" at the end
    """

    finds: Sequence[Find]
    onward: str


def waiting() -> QuerySet[Find]:
    """What nobody decided about; of those that say the same, the first."""
    return Find.objects.filter(state=Find.State.WAITING, same_as=None)


def page(search: Search | None = None, like: Find | None = None, after: str = "") -> Stream:
    """Two queries.

    search  what this one found; None for all
    like    what says the same as this one
    after   what the page before said of how to go on
    """
    found = Find.objects.filter(state=Find.State.WAITING, same_as=like) if like else waiting()
    if search:
        found = found.filter(searches=search)
    if moment := _moment(after):
        at, pk = moment
        found = found.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    same = Find.objects.filter(same_as=OuterRef("pk"), state=Find.State.WAITING).order_by()
    number = same.values("same_as").annotate(number=Count("pk")).values("number")
    counted = Coalesce(Subquery(number, output_field=IntegerField()), 0)
    rows = found.annotate(repeated=counted).select_related("account")
    rows = rows.defer("account__credentials", "account__cursor").prefetch_related("searches")
    shown = list(rows.order_by("-created_at", "-pk")[: PAGE + 1])
    onward = _mark(shown[PAGE - 1]) if len(shown) > PAGE else ""
    _mark_restrained(shown[:PAGE])
    return Stream(shown[:PAGE], onward)


def searches_with_news(since: datetime) -> list[Search]:
    """Every search that is listened for or has something waiting, with ``waits``, how much, and
    ``fresh``, how much of that came since then."""
    here = Q(finds__state=Find.State.WAITING, finds__same_as=None)
    rows = Search.objects.annotate(
        waits=Count("finds", filter=here),
        fresh=Count("finds", filter=here & Q(finds__found_at__gt=since)),
    )
    shown = rows.filter(Q(active=True) | Q(waits__gt=0)).select_related("account")
    return list(shown.order_by("name", "pk"))


@dataclass(frozen=True)
class Summary:
    """How much nobody decided about, and how much of that came since somebody looked."""

    waits: int
    fresh: int


def summary(since: datetime) -> Summary:
    """Of all searches: what two of them found counts once."""
    fresh = Count("pk", filter=Q(found_at__gt=since))
    counted = waiting().aggregate(waits=Count("pk"), fresh=fresh)
    return Summary(counted["waits"], counted["fresh"])


def saved() -> QuerySet[Search]:
    """Every saved search with what we say of it, and ``waits``, how much it found that waits."""
    here = Q(finds__state=Find.State.WAITING, finds__same_as=None)
    rows = Search.objects.annotate(waits=Count("finds", filter=here))
    return rows.select_related(
        "account",
        "listening_for__owner",
        "listening_for__department",
        "listening_for__agreed_by",
    ).order_by("-active", "name", "pk")


def looked_at(user: User) -> datetime:
    """When they last said that they saw it all; a day ago for who never did."""
    known = Looked.objects.filter(user=user.pk).values_list("at", flat=True).first()
    return known or timezone.now() - timedelta(days=1)


def look(user: User, until: datetime) -> None:
    """They saw everything that was found until then."""
    now = timezone.now()
    at = min(max(until, now - timedelta(days=settings.FIND_DAYS)), now)
    Looked.objects.update_or_create(user=user, defaults={"at": at})


def _mark_restrained(finds: Iterable[Find]) -> None:
    """Who is blocked or muted on one account of ours, is so on the others of that platform where a
    person has one number."""
    finds = list(finds)
    people = {find.person for find in finds} - {""}
    standing = Measure.objects.standing().filter(author=OuterRef("pk"), what__in=RESTRAINED)
    authors = Author.objects.filter(external_id__in=people).filter(Exists(standing))
    known = set(authors.values_list("account__kind", "account", "external_id")) if people else set()
    anywhere = {(kind, person) for kind, _account, person in known}
    for find in finds:
        everywhere = find.account.connector_class.global_people
        here = (find.account.kind, find.account_id, find.person) in known
        there = everywhere and (find.account.kind, find.person) in anywhere
        find.restrained = here or there  # type: ignore[attr-defined]


def _mark(find: Find) -> str:
    return f"{(find.created_at - EPOCH) // timedelta(microseconds=1)}-{find.pk}"


def is_mark(after: str) -> bool:
    """Whether a page can go on after this."""
    return _moment(after) is not None


def _moment(after: str) -> tuple[datetime, int] | None:
    at, _, pk = after.partition("-")
    if not (at.isdecimal() and pk.isdecimal()) or len(after) > LONGEST_MARK:
        return None
    try:
        return EPOCH + timedelta(microseconds=int(at)), int(pk)
    except OverflowError:
        return None
