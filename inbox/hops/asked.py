"""What a department that has a question wants of the webcare team before it can answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from inbox.models import Conversation, Forwarding, Message
from inbox.workflow import Sending
from routing.models import Referral, Remark

NOT_SAID = (Sending.FAILED, Sending.DROPPED, Sending.TO_CHECK)


@dataclass(frozen=True)
class Asked:
    """The newest thing that the department wants to know.

    remark  its words, to the webcare team or to the citizen
    put     primary key of our answer to the citizen that was written after it, which asked it; None
            before. ``put_at`` is when that was
    """

    forwarding: Forwarding
    remark: Remark
    put: int | None = None
    put_at: datetime | None = None

    @property
    def of_citizen(self) -> bool:
        return self.remark.way == Remark.Way.TO_CITIZEN

    @property
    def waits_for_us(self) -> bool:
        """Whether an agent has to do something first."""
        return bool(self.forwarding.referral.waiting_for) and self.put is None


def at_desk(conversation: Conversation) -> Forwarding | None:
    """The question that a department has now."""
    asked = conversation.forwardings.filter(referral__state=Referral.State.OPEN)
    return asked.select_related("referral__department").last()


def asked(forwarding: Forwarding | None, wondered: Iterable[Remark] | None = None) -> Asked | None:
    """What was asked about this question; None when nothing was.

    wondered   the rows of ``wondering``, for who has them; else one query, none for a question that
               waits for nobody
    """
    if forwarding is None or not forwarding.referral.waiting_for:
        return None
    of_citizen = forwarding.referral.waiting_for == Referral.WaitingFor.CITIZEN
    way = Remark.Way.TO_CITIZEN if of_citizen else Remark.Way.TO_AGENT
    return _asked(forwarding, way, wondered)


def asked_of_citizen(forwarding: Forwarding | None) -> Asked | None:
    """The newest thing it wanted to know of the citizen, also when that was told."""
    return _asked(forwarding, Remark.Way.TO_CITIZEN) if forwarding else None


def wondering(conversation: int) -> QuerySet[Remark]:
    """All that departments wanted to know in this conversation, in order.

    put   primary key of our answer to the citizen that came after it; ``put_at`` is when
    """
    after = _ours(conversation).filter(created_at__gt=OuterRef("at"))
    found = Remark.objects.filter(
        referral__forwarding__conversation=conversation,
        way__in=(Remark.Way.TO_AGENT, Remark.Way.TO_CITIZEN),
    )
    return found.select_related("by").annotate(
        put=Subquery(after.values("pk")[:1]), put_at=Subquery(after.values("created_at")[:1])
    )


def _asked(
    forwarding: Forwarding, way: Remark.Way, wondered: Iterable[Remark] | None = None
) -> Asked | None:
    rows = wondering(forwarding.conversation_id) if wondered is None else wondered
    about = [row for row in rows if (row.referral_id, row.way) == (forwarding.referral_id, way)]
    if not about:
        return None
    if way != Remark.Way.TO_CITIZEN:
        return Asked(forwarding, about[-1])
    put: dict[str, Any] = vars(about[-1])
    return Asked(forwarding, about[-1], put["put"], put["put_at"])


def _ours(conversation: int) -> QuerySet[Message]:
    """What people of ours said to the citizen, in order."""
    by_a_person = Q(outbound=None) | Q(outbound__by__isnull=False)
    said = Message.objects.filter(by_a_person, conversation=conversation, incoming=False)
    return said.filter(deleted_at=None).exclude(outbound__state__in=NOT_SAID).order_by("pk")
