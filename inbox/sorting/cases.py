"""What routing may know of conversations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from inbox.models import Conversation, Message
from routing.facts import Facts


def words(conversations: Iterable[Conversation] | Iterable[int]) -> dict[int, list[str]]:
    """What the citizens wrote, by primary key of the conversation, in order. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    messages = Message.objects.filter(
        conversation__in=conversations, incoming=True, deleted_at=None
    ).order_by("created_at", "pk")
    for conversation, text in messages.values_list("conversation", "text"):
        found[conversation or 0].append(text)
    return found


def facts(conversation: Conversation, said: Sequence[str]) -> Facts:
    """``said``: what the citizen wrote, in order."""
    return Facts(
        text="\n".join(said),
        channel=conversation.account.kind,
        account=conversation.account_id,
        author=conversation.author.handle,
        at=conversation.created_at,
        private=conversation.private,
    )
