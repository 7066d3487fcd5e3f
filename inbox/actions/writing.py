"""Keeping what somebody is writing, until it is sent or discarded.

No Event tells of it: nothing happened to the conversation yet.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from inbox.actions.locking import locked
from inbox.bells import begun_bell, ring
from inbox.models import Conversation, Draft, Outbound

if TYPE_CHECKING:
    from webcare.models import User

KEPT = timedelta(days=30)
LATELY = timedelta(minutes=1)  # no save is under way for so long


@dataclass(frozen=True)
class Words:
    """What a page has to save.

    page     the number of the page; an answer has it as its key
    way      see ``Draft``
    number   rises with every save of that page, so that one that comes late is known
    over     the ``Draft.revision`` that the page began with, 0 when it showed none
    version  of the conversation when the writing began
    age      how long ago the last letter was typed
    named    primary keys of the colleagues that are ticked, with a note
    aside    words that were put aside for these; "" when they were put back; None leaves them
    """

    mode: str
    text: str
    page: uuid.UUID
    number: int
    way: str = ""
    over: int = 0
    version: int = 0
    age: timedelta = timedelta()
    aside: str | None = None
    named: tuple[int, ...] = ()


def save_draft(conversation: Conversation, by: User, words: Words) -> Draft | None:
    """Keep these words; the draft as it is then, None when this very page sent them already.

    Never older words over newer ones, and no words are lost: of two pages that each wrote their
    own, the one that typed last wins, and the words of the other stand aside.
    """
    with locked(conversation) as row:
        if _sent(row, by, words):
            return None
        draft = Draft.objects.filter(conversation=row, user=by, mode=words.mode).first()
        if draft is None:
            draft = Draft(conversation=row, user=by, mode=words.mode)
            _write(draft, words)
        elif draft.page == words.page:
            if words.number <= draft.number:
                return draft
            _write(draft, words)
        elif words.over == draft.revision or draft.text.strip() in words.text:
            _write(draft, words)
        elif timezone.now() - words.age >= draft.saved_at:
            kept = draft.text
            _write(draft, words)
            _put_aside(draft, kept)
            draft.save()
        else:
            _put_aside(draft, words.text)
            draft.save()
            return draft
        ring(begun_bell(row.pk))
    return draft


def discard_draft(conversation: Conversation, by: User, mode: str) -> None:
    """Forget what this person was writing. In the transaction that sends it, too."""
    deleted, _ = Draft.objects.filter(conversation=conversation, user=by, mode=mode).delete()
    if deleted:
        ring(begun_bell(conversation.pk))


def put_back(row: Conversation, of: User, text: str, *, way: str, version: int) -> None:
    """Give somebody the words of an answer back that did not go; what they began since stays too.

    Call it with the conversation locked.
    """
    draft = Draft.objects.filter(conversation=row, user=of, mode=Draft.Mode.REPLY).first()
    if draft is None:
        draft = Draft(conversation=row, user=of, mode=Draft.Mode.REPLY, revision=0)
    elif draft.text.strip() and draft.text.strip() not in text:
        _put_aside(draft, text)
        text, way = draft.text, draft.way
    words = Words(Draft.Mode.REPLY, text, uuid.uuid4(), 0, way=way, version=version)
    _write(draft, words)
    ring(begun_bell(row.pk))


def forget_drafts() -> None:
    """Clear what nobody went on with."""
    Draft.objects.filter(saved_at__lt=timezone.now() - KEPT).delete()


def _sent(row: Conversation, by: User, words: Words) -> bool:
    """Whether this save comes after what it should keep was sent."""
    text, lately = words.text.strip(), timezone.now() - LATELY
    if words.mode == Draft.Mode.NOTE:
        return row.notes.filter(by=by, at__gt=lately, text=text).exists()
    if words.mode == Draft.Mode.REFER:
        asked = row.forwardings.filter(referral__asked_by=by, referral__asked_at__gt=lately)
        return asked.filter(referral__question=text).exists()
    return Outbound.objects.filter(key=words.page).exists()


def _write(draft: Draft, words: Words) -> None:
    if not draft.text.strip() and words.text.strip():
        draft.begun_at = timezone.now() - words.age
    draft.text, draft.way, draft.version = words.text, words.way, words.version
    draft.page, draft.number, draft.named = words.page, words.number, list(words.named)
    if words.aside is not None:
        draft.aside = words.aside
    draft.saved_at = timezone.now()
    draft.revision += 1
    draft.save()


def _put_aside(draft: Draft, text: str) -> None:
    """Beside what stands aside already, unless the one holds the other."""
    if not text.strip() or text.strip() in draft.aside:
        return
    kept = "" if draft.aside.strip() in text else draft.aside
    draft.aside = f"{text}\n\n{kept}".rstrip() if kept else text
