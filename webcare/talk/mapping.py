"""The map: how many conversations were about each neighbourhood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count

from inbox.models import Conversation
from inbox.querysets import ConversationQuerySet
from webcare.talk.models import Outline
from webcare.talk.outlines import Area, Drawn, draw

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User

CLASSES = 5  # grounds that are told apart, by colour and by lines


@dataclass(frozen=True)
class Spot:
    """A neighbourhood on the page.

    number  conversations about it
    rate    of 1,000 inhabitants; None when nobody knows how many live there
    ground  0 for none, then 1 to 5: the more, the darker
    drawn   None for one without an outline
    """

    neighbourhood: str
    district: str
    number: int
    rate: float | None
    ground: int
    drawn: Drawn | None


@dataclass(frozen=True)
class Sheet:
    """The whole map. ``steps``: from what number on each ground is, and up to what."""

    spots: Sequence[Spot]
    width: float
    height: float
    steps: Sequence[tuple[int, int, int]]
    elsewhere: int


def begun(user: User | AnonymousUser, since: datetime, kind: str = "") -> ConversationQuerySet:
    """Those that began since, of one kind or of all, as far as this person may see them."""
    rows = Conversation.objects.visible_to(user).filter(created_at__gte=since)
    return rows.filter(kind=kind) if kind else rows


def sheet(user: User | AnonymousUser, since: datetime, kind: str = "") -> Sheet:
    """Conversations that began since. Three queries."""
    rows = begun(user, since, kind)
    placed = rows.exclude(neighbourhood="").order_by().values("neighbourhood", "district")
    counts: dict[str, int] = {}
    districts: dict[str, str] = {}
    for row in placed.annotate(number=Count("pk")):
        name = row["neighbourhood"]
        counts[name] = counts.get(name, 0) + row["number"]
        districts[name] = row["district"]
    elsewhere = rows.filter(neighbourhood="").count()
    outlines = list(Outline.objects.all())
    drawn, width, height = draw([one.rings for one in outlines])
    bounds = steps(counts.values())
    known = {one.neighbourhood for one in outlines}
    there = [
        _spot(one, counts.get(one.neighbourhood, 0), bounds, shape)
        for one, shape in zip(outlines, drawn, strict=True)
    ]
    others = [
        Spot(name, districts[name], number, None, _ground(number, bounds), None)
        for name, number in counts.items()
        if name not in known
    ]
    ordered = sorted([*there, *others], key=lambda spot: (-spot.number, spot.neighbourhood))
    return Sheet(ordered, width, height, bounds, elsewhere)


def _spot(one: Outline, number: int, bounds: Sequence[tuple[int, int, int]], drawn: Drawn) -> Spot:
    rate = 1000 * number / one.inhabitants if one.inhabitants else None
    return Spot(one.neighbourhood, one.district, number, rate, _ground(number, bounds), drawn)


def steps(numbers: Iterable[int]) -> list[tuple[int, int, int]]:
    """(ground, from, up to and with) in equal steps, whole numbers; none that stays empty."""
    most = max(numbers, default=0)
    wide = max(-(-most // CLASSES), 1)
    return [
        (ground, (ground - 1) * wide + 1, min(ground * wide, most))
        for ground in range(1, CLASSES + 1)
        if (ground - 1) * wide < most
    ]


def _ground(number: int, bounds: Sequence[tuple[int, int, int]]) -> int:
    return next((ground for ground, least, most in bounds if least <= number <= most), 0)


@transaction.atomic
def load(areas: Sequence[Area]) -> int:
    """These take the place of all others. How many."""
    Outline.objects.all().delete()
    Outline.objects.bulk_create(
        Outline(
            neighbourhood=area.neighbourhood,
            district=area.district,
            rings=area.rings,
            inhabitants=area.inhabitants,
        )
        for area in areas
    )
    return len(areas)
