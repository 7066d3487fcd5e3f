"""Into the storage backend, after a look at what it really is."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from connectors.base import MediaKind
from inbox.attachments.contents import Content, recognise
from inbox.attachments.pictures import NotAPicture, Picture, look
from inbox.models import Attachment
from inbox.models.message import Why


class NotKept(Exception):
    """We do not keep this. ``why`` says it for the screen."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Examined:
    """What a file turned out to be. ``size`` in bytes."""

    content: Content
    size: int
    picture: Picture | None = None


def limit(kind: MediaKind) -> int:
    """The largest size we keep, in bytes."""
    size: int = settings.ATTACHMENT_LIMITS[kind.value]
    return size


def examine(file: IO[bytes], announced: MediaKind | None = None) -> Examined:
    """What this file is. Raises NotKept for what is too large, damaged or of another type."""
    content = recognise(file, announced)
    if content is None:
        raise NotKept(Why.TYPE)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > limit(content.kind):
        raise NotKept(Why.TOO_LARGE)
    if content.kind is not MediaKind.IMAGE:
        return Examined(content, size)
    try:
        return Examined(content, size, look(file))
    except NotAPicture as error:
        raise NotKept(Why.DAMAGED) from error


def store(row: Attachment, file: IO[bytes], examined: Examined) -> bool:
    """Keep the file. False when the row was taken from us meanwhile; then nothing stays behind.

    The name is in the row before the file is there: a process that dies halfway leaves nothing
    that nobody knows of. Raises whatever the storage backend does.
    """
    before = names(row)
    name = uuid.uuid4().hex
    row.file.name = row.file.field.generate_filename(row, name + examined.content.suffix)
    row.thumbnail.name = ""
    if examined.picture:
        row.thumbnail.name = row.thumbnail.field.generate_filename(row, f"{name}.jpg")
    if not _change(row, file=row.file.name, thumbnail=row.thumbnail.name):
        return False
    remove(before)
    row.file.name = default_storage.save(row.file.name, File(file))
    if examined.picture:
        small = ContentFile(examined.picture.thumbnail)
        row.thumbnail.name = default_storage.save(row.thumbnail.name, small)
    if _kept(row, examined):
        return True
    remove(names(row))
    return False


def _kept(row: Attachment, examined: Examined) -> bool:
    content, picture = examined.content, examined.picture
    return _change(
        row,
        state=Attachment.State.KEPT,
        kind=content.kind.value,
        file=row.file.name,
        thumbnail=row.thumbnail.name,
        mime=content.mime,
        size=examined.size,
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        detail="",
    )


def _change(row: Attachment, **values: object) -> bool:
    """Compare-and-swap: the moment until which the row is ours is the token."""
    ours = Attachment.objects.filter(
        pk=row.pk, state=Attachment.State.WAITING, not_before=row.not_before
    )
    if not ours.update(**values):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    return True


def names(row: Attachment) -> list[str]:
    """The names of its files in the storage backend."""
    return [name for name in (row.file.name, row.thumbnail.name) if name]


def remove(files: list[str]) -> None:
    """Delete these files; what is not there is no trouble."""
    for name in files:
        default_storage.delete(name)
