"""A canned answer made of an answer that was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inbox.models import Conversation, Message
from routing.redaction import HANDLE, marks, redact

if TYPE_CHECKING:
    from webcare.models import User


def made_of(answer: int, user: User) -> str:
    """Its words, whole and with their links; the citizen in them became a variable. "" for what is
    no answer of ours, or not this person's to see."""
    visible = Conversation.objects.visible_to(user)
    ours = Message.objects.filter(pk=answer, incoming=False, conversation__in=visible)
    row = ours.select_related("conversation__author").first()
    if row is None or row.conversation is None:
        return ""
    author = row.conversation.author
    text = redact(row.text, (author.name, author.handle))
    return text.replace(HANDLE, "{{handle}}").replace(marks()[0], "{{naam}}")
