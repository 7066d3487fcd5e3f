"""Ideas, compliments and complaints: conversations of one kind, each with the words of its newest
turn: what the citizen wrote since a person of ours last answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from inbox.models import Conversation, Message
from inbox.querysets import NOT_IN_A_ROW, ConversationQuerySet
from routing.models import Kind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User

# A confirmation that goes out by itself is no answer.
_BY_A_PERSON = Q(outbound=None) | Q(outbound__by__isnull=False, outbound__follow_up=None)


def gathered(
    user: User | AnonymousUser, kind: Kind, *, of_any: bool = False
) -> ConversationQuerySet:
    """As far as this person may see them. ``words``: the first of the newest turn that stand there;
    ``asked_at``: when they were written.

    of_any   of whatever kind somebody chose since
    """
    first = newest_turn(OuterRef("pk"))
    visible = Conversation.objects.visible_to(user)
    rows: ConversationQuerySet = visible if of_any else visible.filter(kind=kind)
    deferred = [name for name in NOT_IN_A_ROW if not name.startswith("assignee")]
    return (
        rows.select_related("account", "author", "department")
        .defer(*deferred)
        .annotate(
            words=Subquery(first.values("text")[:1]),
            asked_at=Coalesce(Subquery(first.values("created_at")[:1]), F("created_at")),
        )
    )


def newest_turn(conversation: OuterRef | int) -> QuerySet[Message]:
    """What the citizen wrote since we last answered, in order."""
    since = Message.objects.filter(
        conversation=OuterRef("conversation"), created_at__gt=OuterRef("created_at")
    )
    answered = since.filter(_BY_A_PERSON, Exists(_said(since)), incoming=False, deleted_at=None)
    rows = _said(Message.objects.filter(conversation=conversation))
    return rows.filter(~Exists(answered)).order_by("created_at", "pk")


def _said(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Words of a citizen that stand there."""
    return rows.filter(incoming=True, deleted_at=None).exclude(text="")
