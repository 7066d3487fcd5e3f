"""States of a conversation that a search and the filters know by name."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from inbox import snoozed
from inbox.models import Forwarding, Mention, Outbound
from inbox.models.mention import MentionQuerySet
from inbox.querysets import nobody_looks_after
from inbox.searching import operators as op
from inbox.ways import NOT_PLACED
from inbox.workflow import Sending, Status

DANGER, URGENT = 2, 1  # the least ``Conversation.rank`` of each


def states(now: datetime, me: int | None) -> dict[str, Q]:
    """What each of them narrows to, at this moment and for who has this primary key."""
    not_done = ~Q(status=Status.CLOSED)
    late = Q(answer_by__lte=now) | Q(solve_by__lte=now)
    soon = Q(answer_soon__lte=now) | Q(solve_soon__lte=now)
    return {
        op.UNANSWERED: Q(status__in=[Status.OPEN, Status.REFERRED]),
        op.MINE: Q(assignee=me),
        op.NOBODYS: Q(assignee=None),
        op.LATE: not_done & late,
        op.SOON: not_done & soon & ~late,
        op.URGENT: Q(rank__gte=URGENT),
        op.DANGER: Q(rank=DANGER),
        op.PRIVATE: Q(private=True),
        op.PUBLIC: Q(private=False),
        op.LEAD: for_the_lead(),
        op.SNOOZED: Q(status=Status.OPEN) & ~snoozed.awake(now),
        op.ELSEWHERE: sent_elsewhere(),
        op.MENTIONED: in_a_note(Mention.objects.filter(user=me)),
        op.UNREAD: in_a_note(Mention.objects.filter(user=me).unread()),
        op.TO_CHECK: to_check(),
    }


def for_the_lead() -> Q:
    """What came back too often, and what nobody looks after."""
    lies = Forwarding.objects.filter(referral__in=nobody_looks_after())
    return Q(needs_lead=True) | Q(pk__in=lies.values("conversation"))


def to_check() -> Q:
    """Where an answer of a colleague has to be approved."""
    return Q(pk__in=Outbound.objects.to_check().values("conversation"))


def sent_elsewhere(to: str = "") -> Q:
    """Where a public answer of ours sent the citizen to another channel."""
    sent = Outbound.objects.exclude(elsewhere="").exclude(state__in=(*NOT_PLACED, Sending.TO_CHECK))
    sent = sent.filter(elsewhere=to) if to else sent
    return Q(pk__in=sent.values("conversation"))


def in_a_note(mentions: MentionQuerySet) -> Q:
    """Where one of these colleagues is named in a note."""
    return Q(pk__in=mentions.order_by().values("note__conversation"))
