"""A conversation as one story: messages, notes and events in the order of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from inbox.models import Conversation, Event, Message, Note

# These stand in the story as a message or a note already.
TOLD_OTHERWISE = (
    Event.Verb.RECEIVED,
    Event.Verb.REPLIED,
    Event.Verb.TO_CHECK,
    Event.Verb.APPROVED,
    Event.Verb.SENT,
    Event.Verb.NATIVE,
    Event.Verb.NOTED,
    Event.Verb.GREETED,
)


@dataclass(frozen=True)
class Entry:
    """``kind`` is "message", "note" or "event"; ``it`` the object itself."""

    kind: str
    at: datetime
    it: Message | Note | Event


def told_as_events(conversation: Conversation) -> QuerySet[Event]:
    return conversation.events.exclude(verb__in=TOLD_OTHERWISE).select_related("actor")


def timeline(
    messages: Iterable[Message], notes: Iterable[Note], events: Iterable[Event]
) -> list[Entry]:
    entries = [
        *(Entry("message", message.created_at, message) for message in messages),
        *(Entry("note", note.at, note) for note in notes),
        *(Entry("event", event.at, event) for event in events),
    ]
    return sorted(entries, key=lambda entry: entry.at)
