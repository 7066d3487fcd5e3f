"""How it is at this moment: each number is that of a queue, and leads there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.colleagues.absence import JUST_NOW
from inbox.known import read
from inbox.models import Conversation, Seen
from inbox.noticing import is_on_duty
from inbox.searching import operators as op
from inbox.together import together
from inbox.views.queue import narrowed_to
from inbox.workflow import Status
from routing import agreed

if TYPE_CHECKING:
    from webcare.models import User


@dataclass(frozen=True)
class Kept:
    """A number to keep an eye on.

    query     of the queue that it is the number of
    sentence  what is counted
    wants     whether somebody has to act while it is not nothing
    """

    name: str
    label: Promise
    query: str
    sentence: Promise
    wants: bool = False


KEPT = (
    Kept(
        "waiting",
        _("Waiting for us"),
        f"status={Status.OPEN}",
        _("Conversations that are open and not put off: the queue."),
    ),
    Kept(
        "late",
        _("Too late"),
        f"status=all&clock={op.LATE}",
        _("What we promised has passed, in the queue or at a department."),
        wants=True,
    ),
    Kept(
        "risk",
        _("Too late within the hour"),
        f"status=all&clock={op.HOUR}",
        _("What we promised passes within the hour."),
        wants=True,
    ),
    Kept(
        "unclaimed",
        _("Nobody is on it"),
        f"status={Status.OPEN}&assignee=nobody",
        _("In the queue, and no colleague took it."),
    ),
    Kept(
        "departments",
        _("At departments"),
        f"status={Status.REFERRED}",
        _("A department was asked and did not answer yet."),
    ),
    Kept(
        "not_sent",
        _("Not sent"),
        f"status=all&sending={op.NOT_SENT}",
        _("An answer did not leave, or nobody knows whether it did."),
        wants=True,
    ),
    Kept(
        "danger",
        _("Danger"),
        f"status={Status.OPEN}&urgency={op.DANGER}",
        _("Somebody may be in danger, and we did not answer yet."),
        wants=True,
    ),
)


@dataclass(frozen=True)
class Tile:
    kept: Kept
    number: int

    @property
    def wants(self) -> bool:
        return self.kept.wants and self.number > 0


@dataclass(frozen=True)
class Now:
    """As it is at ``at``.

    oldest    who waits longest: its primary key, and since when; None when nobody waits
    on_duty   by name; ``here`` those of them who have a page of ours in use
    """

    at: datetime
    tiles: Sequence[Tile]
    oldest: tuple[int, datetime] | None
    on_duty: Sequence[User]
    here: Sequence[User]

    @property
    def waiting(self) -> int:
        return self.tiles[0].number


def now(request: HttpRequest, at: datetime) -> Now:
    """As far as this person may see it. Three queries."""
    known = read()
    queues = {
        kept.name: narrowed_to(QueryDict(kept.query), request, known)[1].qs.order_by()
        for kept in KEPT
    }
    numbers = {name: _counted(name, rows) for name, rows in queues.items()}
    waiting: QuerySet[Conversation, Any] = queues["waiting"].order_by("waiting_since")
    oldest = waiting.values_list("pk", "waiting_since")[:1]
    seen = Seen.objects.filter(at__gt=at - JUST_NOW).values_list("user", flat=True)
    together(oldest, seen, *numbers.values())
    hours = agreed.hours()
    on_duty = [one for one in known.colleagues if is_on_duty(one, at, hours)]
    return Now(
        at=at,
        tiles=[Tile(kept, next(iter(numbers[kept.name]), 0)) for kept in KEPT],
        oldest=next(iter(oldest), None),
        on_duty=on_duty,
        here=[one for one in on_duty if one.pk in set(seen)],
    )


def _counted(name: str, rows: QuerySet[Conversation]) -> QuerySet[Conversation, int]:
    """How many conversations this queue holds; no row at all for none."""
    counted = rows.annotate(queue=Value(name)).values("queue").annotate(number=Count("pk"))
    return counted.values_list("number", flat=True)
