"""Shorthand for what came with a message."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from connectors.base import Attachment as Item
from connectors.base import MediaKind
from inbox import attachments
from inbox.models import Attachment, Message, Post


def expect(owner: Message | Post, url: str, kind: MediaKind = MediaKind.IMAGE) -> Attachment:
    return attachments.expect(owner, [Item(kind, "1", url)])[0]


def fetched(row: Attachment) -> Attachment:
    """The row after a worker had its turn."""
    attachments.fetch(row.pk)
    return Attachment.objects.get(pk=row.pk)


def later(row: Attachment) -> None:
    """Its next turn is now."""
    Attachment.objects.filter(pk=row.pk).update(not_before=timezone.now())


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
