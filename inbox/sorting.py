"""Asking routing who is responsible for a new conversation, and writing down why."""

from __future__ import annotations

from collections.abc import Sequence

from inbox.models import Conversation, Event
from inbox.standing import tell
from routing.facts import Facts
from routing.models import Rule
from routing.rules import route


def sort(conversations: Sequence[Conversation]) -> None:
    """Propose a department for each of these new conversations."""
    if not conversations:
        return
    lines = Rule.objects.lines()
    for conversation in conversations:
        decision = route(facts(conversation), lines)
        conversation.department_id = decision.department
        conversation.kind = decision.kind
        conversation.urgent = decision.urgent
        conversation.why = decision.why[:500]
        conversation.save(update_fields=["department", "kind", "urgent", "why"])
        tell(
            conversation,
            Event.Verb.ROUTED,
            department=conversation.department.name if conversation.department else "",
            rule=decision.rule,
            why=decision.why,
        )


def facts(conversation: Conversation) -> Facts:
    """What routing may know of this conversation."""
    messages = conversation.messages.filter(incoming=True, deleted_at=None)
    return Facts(
        text="\n".join(message.text for message in messages),
        channel=conversation.account.kind,
        account=conversation.account_id,
        author=conversation.author.handle,
        at=conversation.created_at,
    )
