"""What a colleague gives along with an answer, or puts with a note."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.base import MediaKind, MediaRule
from inbox.attachments import keeping, pictures
from inbox.models import Attachment, Conversation, Message, Note
from inbox.models.message import Why
from inbox.refusals import Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from webcare.models import User

MOST_AT_ONCE = 20  # waiting for answers, or for notes, of a conversation; no platform takes more
LONGEST_ALT = 1000
State = Attachment.State


def upload(conversation: Conversation, file: File[bytes], by: User) -> Attachment:
    """Keep a file until an answer of this conversation takes it along.

    Its name is shown to colleagues and goes nowhere else. Pictures lose what a phone wrote beside
    them. Raises Refused.
    """
    rules = _rules(conversation)
    if not rules:
        raise Refused(_("This channel takes no attachments."))
    bare, examined = _taken_in(conversation, file, internal=False)
    _check(rules, examined)
    return _store(conversation, bare, examined, by, file.name or "")


def upload_to_note(conversation: Conversation, file: File[bytes], by: User) -> Attachment:
    """Keep a file until a note takes it. Whatever we keep, for it goes nowhere. Raises Refused."""
    bare, examined = _taken_in(conversation, file, internal=True)
    return _store(conversation, bare, examined, by, file.name or "", internal=True)


def _taken_in(
    conversation: Conversation, file: File[bytes], *, internal: bool
) -> tuple[IO[bytes], keeping.Examined]:
    waiting = conversation.attachments.filter(message=None, note=None, internal=internal)
    if waiting.count() >= MOST_AT_ONCE:
        raise Refused(_("There are too many attachments waiting. Remove some first."))
    try:
        return _examine(file.open())
    except keeping.NotKept as refusal:
        raise Refused(refusal.why.label) from refusal


def _rules(conversation: Conversation) -> list[MediaRule]:
    """What the ways of this account take, in private or in public alike."""
    account = conversation.account
    return [
        way.media
        for way in account.connector_class.ways
        if way.media and (not way.feature or way.feature in account.features)
    ]


def _examine(file: IO[bytes]) -> tuple[IO[bytes], keeping.Examined]:
    examined = keeping.examine(file)
    if examined.content.kind is not MediaKind.IMAGE:
        return file, examined
    try:
        bare = io.BytesIO(pictures.clean(file))
    except pictures.NotAPicture as error:
        raise keeping.NotKept(Why.DAMAGED) from error
    return bare, keeping.examine(bare)


def _check(rules: Sequence[MediaRule], examined: keeping.Examined) -> None:
    """Whether there is any way an answer could take this along; the answer itself is checked
    against its own way."""
    sizes = [
        rule.types[examined.content.mime] for rule in rules if examined.content.mime in rule.types
    ]
    if not sizes:
        raise Refused(_("This channel does not take this type of file."))
    if examined.size > max(sizes):
        raise Refused(
            _("This file is too large. This channel takes at most %(size)s.")
            % {"size": filesizeformat(max(sizes))}
        )


def _store(
    conversation: Conversation,
    file: IO[bytes],
    examined: keeping.Examined,
    by: User,
    name: str,
    *,
    internal: bool = False,
) -> Attachment:
    row = Attachment.objects.create(
        conversation=conversation,
        uploaded_by=by,
        key=uuid.uuid4().hex,
        kind=examined.content.kind.value,
        title=name[:300],
        internal=internal,
    )
    try:
        keeping.store(row, file, examined)
    except Exception as error:  # whatever a storage backend raises: the colleague is told
        row.delete()
        raise Refused(Why.STORAGE.label) from error
    return row


def describe(attachment: Attachment, alt: str) -> None:
    """Say what can be seen, for who cannot see it. Raises Refused."""
    words = " ".join(alt.split())
    if len(words) > LONGEST_ALT:
        raise Refused(_("This description is too long. Keep it to the most important."))
    if not _unused().filter(pk=attachment.pk).update(alt=words):
        raise Refused(_gone(attachment))
    attachment.alt = words


def discard(attachment: Attachment) -> None:
    """Do not take it along after all. Raises Refused once an answer did."""
    with transaction.atomic():
        row = _unused().select_for_update().filter(pk=attachment.pk).first()
        if row is None:
            raise Refused(_gone(attachment))
        row.delete()


def _unused() -> QuerySet[Attachment]:
    """What no answer took along, and no note."""
    return Attachment.objects.filter(message=None, note=None)


def _gone(attachment: Attachment) -> str:
    if attachment.internal:
        return _("The note with this attachment was kept already.")
    return _("The answer with this attachment was sent already.")


def ready(
    conversation: Conversation, ids: Iterable[int], *, internal: bool = False
) -> list[Attachment]:
    """These uploads, in the order they were given, locked until the answer or the note is written.

    Call it in the transaction that writes it. Pictures need a description. Raises Refused.

    internal   those for a note; what is for a note never goes along with an answer
    """
    wanted = set(ids)
    waiting = conversation.attachments.select_for_update().filter(
        pk__in=wanted,
        message=None,
        note=None,
        internal=internal,
        state=State.KEPT,
        uploaded_by__isnull=False,
    )
    rows = list(waiting.order_by("pk"))
    if len(rows) != len(wanted):
        raise Refused(
            _("An attachment is no longer there. Look at the note once more.")
            if internal
            else _("An attachment is no longer there. Look at the answer once more.")
        )
    if any(row.kind == MediaKind.IMAGE.value and not row.alt for row in rows):
        raise Refused(_("Describe each picture, for people who cannot see it."))
    return rows


def unbind(rows: QuerySet[Attachment]) -> None:
    """These lie ready again: the answer that took them along does not go."""
    rows.filter(uploaded_by__isnull=False).update(message=None, created_at=timezone.now())


def bind(message: Message, rows: Sequence[Attachment]) -> None:
    """These go along with this answer."""
    mine = _unused().filter(pk__in=[row.pk for row in rows], internal=False)
    mine.update(message=message)


def bind_to_note(note: Note, rows: Sequence[Attachment]) -> None:
    """These belong to this note."""
    mine = _unused().filter(pk__in=[row.pk for row in rows], internal=True)
    mine.update(note=note)
