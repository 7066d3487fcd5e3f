"""What a department that has a question wants of the webcare team before it can answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from inbox.models import Conversation, Forwarding, Message
from inbox.workflow import Sending
from routing.models import Referral, Remark

NOT_SAID = (Sending.FAILED, Sending.DROPPED)


@dataclass(frozen=True)
class Asked:
    """The newest thing that the department wants to know.

    remark  its words, to the webcare team or to the citizen
    put     our answer to the citizen that was written after it, which asked it; None before
    """

    forwarding: Forwarding
    remark: Remark
    put: Message | None = None

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


def asked(forwarding: Forwarding | None) -> Asked | None:
    """What was asked about this question; None when nothing was.

    One query for a question that waits for someone, two when that is the citizen; none otherwise.
    """
    if forwarding is None or not forwarding.referral.waiting_for:
        return None
    of_citizen = forwarding.referral.waiting_for == Referral.WaitingFor.CITIZEN
    way = Remark.Way.TO_CITIZEN if of_citizen else Remark.Way.TO_AGENT
    return _asked(forwarding, way)


def asked_of_citizen(forwarding: Forwarding | None) -> Asked | None:
    """The newest thing it wanted to know of the citizen, also when that was told."""
    return _asked(forwarding, Remark.Way.TO_CITIZEN) if forwarding else None


def _asked(forwarding: Forwarding, way: Remark.Way) -> Asked | None:
    remark = forwarding.referral.remarks.filter(way=way).select_related("by").last()
    if remark is None:
        return None
    if way != Remark.Way.TO_CITIZEN:
        return Asked(forwarding, remark)
    put = _ours(forwarding.conversation_id).filter(created_at__gt=remark.at).first()
    return Asked(forwarding, remark, put)


def _ours(conversation: int) -> QuerySet[Message]:
    """What people of ours said to the citizen, in order."""
    by_a_person = Q(outbound=None) | Q(outbound__by__isnull=False)
    said = Message.objects.filter(by_a_person, conversation=conversation, incoming=False)
    return said.filter(deleted_at=None).exclude(outbound__state__in=NOT_SAID).order_by("pk")
