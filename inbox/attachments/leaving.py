"""What an answer takes along, and where a platform fetches it."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.core import signing
from django.core.files.storage import default_storage
from django.urls import reverse

from connectors.base import Media
from inbox.attachments.contents import CONTENTS
from inbox.models import Attachment, Message

SALT = "inbox.attachments.leaving"
LIFE_SECONDS = 600  # a platform fetches it while our request lasts
State = Attachment.State


def outgoing(message: Message) -> tuple[Media, ...]:
    """The attachments of our answer, in the order they were given."""
    rows = message.attachments.filter(state=State.KEPT, internal=False)
    return tuple(_media(row, number) for number, row in enumerate(rows, start=1))


def _media(row: Attachment, number: int) -> Media:
    content = CONTENTS.get(row.mime)
    return Media(
        name=f"bijlage-{number}{content.suffix if content else ''}",
        mime=row.mime,
        size=row.size,
        alt=row.alt,
        url=public_url(row),
        read=partial(_read, row.file.name or ""),
    )


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        data: bytes = file.read()
        return data


def public_url(row: Attachment) -> str:
    """Where anybody can fetch it for ten minutes, "" while this site has no public address."""
    if not settings.PUBLIC_URL:
        return ""
    token = signing.dumps(row.pk, salt=SALT)
    return f"{settings.PUBLIC_URL}{reverse('public_attachment', args=[token])}"


def redeem(token: str) -> Attachment | None:
    """What such an address stands for; None when it expired, was made up, or is of a citizen or of
    a note."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LIFE_SECONDS)
    except signing.BadSignature:
        return None
    return Attachment.objects.filter(
        pk=pk,
        state=State.KEPT,
        uploaded_by__isnull=False,
        message__deleted_at=None,
        internal=False,
    ).first()
