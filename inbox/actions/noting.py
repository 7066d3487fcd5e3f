"""Remarks among colleagues: who is named in them, and what belongs to them. Never sent."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox import attachments
from inbox.actions.locking import locked
from inbox.actions.writing import discard_draft
from inbox.bells import show
from inbox.models import Conversation, Draft, Event, Mention, Note
from inbox.refusals import Refused
from inbox.standing import tell

if TYPE_CHECKING:
    from webcare.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
MOST_NAMED = 50  # in one note; more is everybody
_NAMED = re.compile(r"(?<![\w@./+-])@([\w.+-]*\w)")


def note(
    conversation: Conversation,
    text: str,
    by: User,
    *,
    mentions: Collection[int] = (),
    media: Sequence[int] = (),
) -> Note:
    """Write an internal remark. Raises Refused.

    mentions  primary keys of colleagues who are named, beside those who are named in the text by
              their user name: “@bas”. Another @name, such as that of a citizen, is only a word,
              and so is that of who may not read it: see ``out_of_reach``.
    media     primary keys of attachments that were laid ready for a note
    """
    if not text.strip():
        raise Refused(_("The note is empty. Write something first."))
    meant = _meant(text, mentions, by)
    named = [one for one in meant if _reads(one, conversation)]
    with locked(conversation) as row:
        along = attachments.ready(row, media, internal=True) if media else []
        written = Note.objects.create(conversation=row, text=text.strip(), by=by)
        Mention.objects.bulk_create([Mention(note=written, user=one) for one in named])
        attachments.bind_to_note(written, along)
        discard_draft(row, by, Draft.Mode.NOTE)
        who = {"mentions": [one.pk for one in named]} if named else {}
        tell(row, Event.Verb.NOTED, by, note=written.pk, **who)
        show(row.pk)
    return written


def out_of_reach(written: Note, mentions: Collection[int] = ()) -> list[User]:
    """Who was meant by this note, as in ``note``, and may not see the conversation: they are not
    named in it, and hear nothing of it."""
    meant = _meant(written.text, mentions, written.by)
    return [one for one in meant if not _reads(one, written.conversation)]


def mentionable(by: User) -> QuerySet[User]:
    """Colleagues who may read the inbox, to choose from, by name."""
    found: Any = get_user_model().objects.with_perm(
        "inbox.view_conversation", include_superusers=False, backend=BACKEND
    )
    ordered: QuerySet[User] = found.exclude(pk=by.pk).order_by("first_name", "last_name", "pk")
    return ordered


def read_mentions(user: User, conversation: int | None = None) -> None:
    """They had the notes of this conversation (a primary key) in sight, or of all where they are
    named. Nothing happened to a conversation, so no Event tells of it."""
    unread = Mention.objects.filter(user=user).unread()
    if conversation is not None:
        unread = unread.filter(note__conversation=conversation)
    unread.update(read_at=timezone.now())


def _meant(text: str, mentions: Collection[int], by: User) -> list[User]:
    """Everybody in it but the writer. Raises Refused for too many."""
    typed = {name.lower() for name in _NAMED.findall(text)}
    if not (typed or mentions):
        return []
    people = get_user_model().objects.filter(is_active=True).exclude(pk=by.pk)
    known = people.alias(lower=Lower("username")).filter(Q(lower__in=typed) | Q(pk__in=mentions))
    meant: list[User] = list(known.order_by("pk")[: MOST_NAMED + 1])
    if len(meant) > MOST_NAMED:
        raise Refused(_("These are too many colleagues for one note."))
    return meant


def _reads(one: User, conversation: Conversation) -> bool:
    return Conversation.objects.visible_to(one).filter(pk=conversation.pk).exists()
