"""How often public answers sent citizens to another channel, where to, and on which channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from connectors.base import Capability
from connectors.models import Account
from inbox.care.elsewhere import Elsewhere
from inbox.models import FollowUp, Outbound
from inbox.workflow import Sending

IN_PRIVATE = (Capability.DM.value, Capability.PRIVATE_REPLY.value)
PLACED = (Sending.QUEUED, Sending.SENDING, Sending.SENT, Sending.UNCERTAIN)


@dataclass(frozen=True)
class Switched:
    """Of these answers so many sent the citizen elsewhere."""

    answers: int
    elsewhere: int

    @property
    def share(self) -> int:
        """In whole percents."""
        return round(100 * self.elsewhere / self.answers) if self.answers else 0


@dataclass(frozen=True)
class Switches:
    """``where`` in order of number, most first; ``since`` the day the period begins."""

    since: date
    whole: Switched
    where: Sequence[tuple[Elsewhere, int]]
    channels: Sequence[tuple[Account, Switched]]


def switches(days: int, now: datetime) -> Switches:
    """Over the last so many days: what colleagues wrote in public and what left or will. Two
    queries."""
    since = now - timedelta(days=days)
    lately = Outbound.objects.filter(message__created_at__gte=since, message__incoming=False)
    placed = lately.filter(by__isnull=False, state__in=PLACED).exclude(way__in=IN_PRIVATE)
    asked_after = FollowUp.objects.filter(question=OuterRef("pk"))
    rows = placed.filter(~Exists(asked_after))  # a join lets PostgreSQL expect hardly any
    counted = rows.order_by().values_list("message__account", "elsewhere")
    numbers = {(pk, to): number for pk, to, number in counted.annotate(number=Count("pk"))}
    known = Account.objects.order_by("name", "pk").in_bulk({pk for pk, _to in numbers})
    where = {to: sum(n for (_pk, at), n in numbers.items() if at == to) for to in Elsewhere}
    channels = [(account, _of(numbers, pk)) for pk, account in known.items()]
    return Switches(
        since=timezone.localdate(since),
        whole=_of(numbers),
        where=sorted(((to, n) for to, n in where.items() if n), key=lambda one: -one[1]),
        channels=sorted(channels, key=lambda one: (-one[1].elsewhere, one[0].name)),
    )


def _of(numbers: Mapping[tuple[int, str], int], account: int | None = None) -> Switched:
    mine = {key: n for key, n in numbers.items() if account in {None, key[0]}}
    return Switched(sum(mine.values()), sum(n for (_pk, to), n in mine.items() if to))
