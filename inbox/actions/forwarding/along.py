"""What a department gets to see: as little as it needs."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from connectors.base import MediaKind
from connectors.models import Account
from inbox.attachments import pictures
from inbox.models import Attachment, Conversation, Event, Forwarding, Message
from inbox.refusals import Refused
from inbox.workflow import Sending
from routing import desk
from routing.models import Referral
from routing.redaction import redact

NOT_PLACED = (Sending.FAILED, Sending.DROPPED, Sending.BY_HAND, Sending.TO_CHECK)


@dataclass(frozen=True)
class Along:
    """What goes along with a question.

    messages  primary keys of those that do; None for all
    pictures  whether the citizen's pictures in them do, as copies that say nothing else
    redact    whether names, user names and numbers are taken out first
    """

    messages: frozenset[int] | None = None
    pictures: bool = False
    redact: bool = True


EVERYTHING = Along()


@dataclass(frozen=True)
class Package:
    """As the department will see it. ``snapshot`` has the shape of that of ``Referral``."""

    question: str
    snapshot: dict[str, Any]
    pictures: Sequence[Attachment] = ()
    redacted: bool = True


def pack(conversation: Conversation, question: str, along: Along = EVERYTHING) -> Package:
    """The question with what goes along. Three queries at most."""
    said = list(_chosen(conversation, along))
    bare = redactor(conversation) if along.redact else str
    snapshot = {
        "channel": conversation.account.label,
        "post": bare(conversation.post.text) if conversation.post else "",
        "messages": [shown(message, bare) for message in said],
    }
    shots = list(pictures_of(said)) if along.pictures else []
    return Package(bare(question.strip()), snapshot, shots, along.redact)


def sayable(conversation: Conversation) -> QuerySet[Message]:
    """The messages that may go along: what stands, and was not taken back."""
    return conversation.messages.filter(deleted_at=None).exclude(outbound__state__in=NOT_PLACED)


def _chosen(conversation: Conversation, along: Along) -> QuerySet[Message]:
    said = sayable(conversation)
    return said if along.messages is None else said.filter(pk__in=along.messages)


def redactor(conversation: Conversation) -> Callable[[str], str]:
    """Takes out of a text what leads to this citizen; our own user names stay. One query."""
    author = conversation.author
    ours = tuple(Account.objects.exclude(handle="").values_list("handle", flat=True))
    names = tuple(filter(None, (author.name, author.handle)))
    return partial(_redacted, names=names, keep=ours)


def _redacted(text: str, names: Sequence[str], keep: Sequence[str]) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return redact(text, names, keep)


def read_through(row: Conversation, forwarding: Forwarding) -> int:
    """Primary key of the newest message that the department knows of. Two queries at most."""
    known = [event.data["through"] for event in _told(row, forwarding)]
    if known:
        return int(max(known))
    before = Message.objects.filter(
        conversation=row, observed_at__lte=forwarding.referral.asked_at
    ).order_by("-pk")
    return before.values_list("pk", flat=True).first() or 0


def unread(row: Conversation, forwarding: Forwarding) -> QuerySet[Message]:
    """What the citizen wrote or changed since the department was told last, in order."""
    told = _told(row, forwarding).last()
    edits = row.events.filter(verb=Event.Verb.EDITED, at__gte=forwarding.referral.asked_at)
    if told:
        edits = edits.filter(pk__gt=told.pk)
    changed = [data["message"] for data in edits.values_list("data", flat=True)]
    new = Q(pk__gt=read_through(row, forwarding)) | Q(pk__in=changed)
    return row.messages.filter(new, incoming=True, deleted_at=None).order_by("pk")


def _told(row: Conversation, forwarding: Forwarding) -> QuerySet[Event]:
    """The question itself, and every time that the department got the citizen's words since."""
    told = row.events.filter(
        verb__in=[Event.Verb.REFERRED, Event.Verb.REMARKED],
        at__gte=forwarding.referral.asked_at,
        data__has_key="through",
    )
    return told.order_by("pk")


def shown(message: Message, bare: Callable[[str], str]) -> dict[str, object]:
    """One message in a snapshot."""
    return {
        "ours": not message.incoming,
        "text": bare(message.text),
        "at": message.created_at.isoformat(),
    }


# Pictures ----------------------------------------------------------------------------------------


def pictures_of(said: Sequence[Message]) -> QuerySet[Attachment]:
    """The citizen's pictures in these messages that we have, at most as many as go along."""
    theirs = [message.pk for message in said if message.incoming]
    kept = Attachment.objects.filter(
        message__in=theirs, kind=MediaKind.IMAGE.value, state=Attachment.State.KEPT
    )
    return kept.order_by("pk")[: desk.MOST_FILES]


def enclose(referral: Referral, shots: Sequence[Attachment]) -> None:
    """Copies of these pictures, without what a phone wrote beside them. Raises Refused."""
    for number, shot in enumerate(shots, 1):
        name = _("picture-%(number)d") % {"number": number}
        try:
            with shot.file.open() as file:
                copy = pictures.clean(io.BytesIO(file.read()))
            desk.enclose(referral, name, shot.mime, ContentFile(copy, name), of_department=False)
        except (pictures.NotAPicture, OSError, desk.NotKept) as error:
            raise Refused(
                _("A picture cannot go along. Leave the pictures out, or describe them.")
            ) from error
