"""Which words of citizens are quoted as an example, wherever that is done."""

from __future__ import annotations

from django.db.models import QuerySet

from inbox.citizens.rudeness import is_rude
from inbox.models import Conversation, Message

__all__ = ["is_rude", "quotable"]


def quotable(conversations: QuerySet[Conversation]) -> QuerySet[Message]:
    """Words that stand there, of nobody in danger. Who shows them leaves out what ``is_rude``."""
    rows = Message.objects.filter(
        conversation__in=conversations.filter(danger=""),
        incoming=True,
        deleted_at=None,
        hidden=False,
    )
    return rows.exclude(text="")
