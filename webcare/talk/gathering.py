"""Ideas, compliments and complaints: conversations of one kind, each with its first words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from inbox.models import Conversation, Message
from inbox.querysets import NOT_IN_A_ROW, ConversationQuerySet
from routing.models import Kind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User


def gathered(
    user: User | AnonymousUser, kind: Kind, *, of_any: bool = False
) -> ConversationQuerySet:
    """As far as this person may see them. ``words``: the first of the citizen that stand there.

    of_any   of whatever kind somebody chose since
    """
    first = Message.objects.filter(
        conversation=OuterRef("pk"), incoming=True, deleted_at=None
    ).exclude(text="")
    visible = Conversation.objects.visible_to(user)
    rows: ConversationQuerySet = visible if of_any else visible.filter(kind=kind)
    deferred = [name for name in NOT_IN_A_ROW if not name.startswith("assignee")]
    return (
        rows.select_related("account", "author", "department")
        .defer(*deferred)
        .annotate(words=Subquery(first.order_by("created_at", "pk").values("text")[:1]))
    )
