"""Picking compliments for the wall."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.actions.locking import locked
from inbox.bells import show
from inbox.models import Author, Conversation, Event, Message
from inbox.refusals import Refused
from inbox.standing import tell
from routing.redaction import HANDLE, marks, redact
from webcare.talk.actions.allowed import allowed
from webcare.talk.models import Praise

if TYPE_CHECKING:
    from webcare.models import User

PICK = "talk.pick_praise"
LONGEST = 400
_WORD = re.compile(r"\w+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def safe(text: str, author: Author) -> str:
    """These words without what leads to who wrote them, or to others."""
    bare = redact(_LINK.sub("", text), (author.name, author.handle))
    for mark in (*marks(), HANDLE):
        bare = bare.replace(mark, "")
    return re.sub(r"\s+([,.!?])", r"\1", " ".join(bare.split()))[:LONGEST].strip()


def pick(message: Message, text: str, by: User, *, agreed: bool) -> Praise:
    """Hang it on the wall, in these words. Raises Refused."""
    conversation = message.conversation
    if conversation is None or not message.incoming or message.deleted_at or message.hidden:
        raise Refused(_("These words are not there any more."))
    allowed(by, conversation, PICK)
    words = " ".join(text.split())[:LONGEST]
    if not words:
        raise Refused(_("Write what hangs on the wall."))
    if not _are_of(message.text, words):
        raise Refused(_("Only words of the citizen hang there: leave words out, add none."))
    if safe(words, conversation.author) != words:
        raise Refused(_("There is still a name, an address or a number in it. Take it out."))
    with locked(conversation) as row:
        if row.private and not agreed:
            raise Refused(_("This was written in private: ask the citizen first."))
        made, _new = Praise.objects.update_or_create(
            conversation=row,
            defaults={
                "message": message,
                "text": words,
                "agreed": agreed,
                "by": by,
                "at": timezone.now(),
            },
        )
        tell(row, Event.Verb.WALL, by, on=True)  # not the words: the citizen may take them back
        show(row.pk)
    return made


def _are_of(said: str, words: str) -> bool:
    """In the same order, some left out."""
    left = iter(_WORD.findall(said.casefold()))
    return all(word in left for word in _WORD.findall(words.casefold()))


def take_off(conversation: Conversation, by: User) -> None:
    """It hangs there no longer."""
    allowed(by, conversation, PICK)
    with locked(conversation) as row:
        gone, _what = Praise.objects.filter(conversation=row).delete()
        if gone:
            tell(row, Event.Verb.WALL, by, on=False)
            show(row.pk)
