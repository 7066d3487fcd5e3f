"""Asking routing who is responsible for a new conversation, and writing down why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from inbox.models import Conversation, Event, Message
from routing.facts import Facts
from routing.models import Department, Rule
from routing.rules import route


def sort(conversations: Sequence[Conversation]) -> None:
    """Propose a department for each of these new conversations."""
    if not conversations:
        return
    lines, words = Rule.objects.lines(), words_of(conversations)
    names = dict(Department.objects.values_list("pk", "name"))
    events = []
    for conversation in conversations:
        decision = route(facts(conversation, words[conversation.pk]), lines)
        conversation.department_id = decision.department
        conversation.kind = decision.kind
        conversation.urgent = decision.urgent
        conversation.why = decision.why[:500]
        told = {
            "department": names.get(decision.department or 0, ""),
            "rule": decision.rule,
            "why": decision.why,
        }
        events.append(Event(conversation=conversation, verb=Event.Verb.ROUTED, data=told))
    Conversation.objects.bulk_update(
        conversations, ["department", "kind", "urgent", "why"], batch_size=200
    )
    Event.objects.bulk_create(events)


def words_of(conversations: Sequence[Conversation] | Sequence[int]) -> dict[int, list[str]]:
    """What the citizens wrote, by conversation, in order."""
    words: dict[int, list[str]] = defaultdict(list)
    messages = Message.objects.filter(
        conversation__in=conversations, incoming=True, deleted_at=None
    ).order_by("created_at", "pk")
    for conversation, text in messages.values_list("conversation", "text"):
        words[conversation or 0].append(text)
    return words


def facts(conversation: Conversation, words: Sequence[str]) -> Facts:
    """What routing may know of this conversation. ``words``: what the citizen wrote, in order."""
    return Facts(
        text="\n".join(words),
        channel=conversation.account.kind,
        account=conversation.account_id,
        author=conversation.author.handle,
        at=conversation.created_at,
    )
