"""Files that go along with a question, or with the words of a department."""

from __future__ import annotations

import os
import uuid
from functools import partial
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from routing.desk.contents import Content, recognise
from routing.desk.holding import held, ring
from routing.desk.refusals import NotKept, Refused
from routing.models import Enclosure, Referral

MOST_FILES = 10  # of each side
LONGEST_NAME = 200


def enclose(
    referral: Referral, name: str, mime: str, content: File[bytes], *, of_department: bool
) -> Enclosure:
    """Keep a file with an open question. Raises AlreadyClosed, NotKept.

    mime   what the sender calls it; what is in it decides
    """
    called = _shown_name(name)
    found, size = _examine(content.open(), called)
    stored = _store(content, found)
    try:
        with held(referral):
            _check_room(referral, of_department)
            ring(referral)
            return Enclosure.objects.create(
                referral=referral,
                of_department=of_department,
                name=called,
                mime=found.mime,
                size=size,
                file=stored,
            )
    except BaseException:
        default_storage.delete(stored)
        raise


def leave_out(enclosure: Enclosure) -> None:
    """The department does not send this file along after all. Raises AlreadyClosed, Refused."""
    with held(enclosure.referral):
        theirs = enclosure.referral.enclosures.filter(of_department=True)
        row = theirs.filter(pk=enclosure.pk).first()
        if row is None:
            raise Refused(_("This file is no longer there."))
        row.delete()
        ring(enclosure.referral)
        gone = partial(default_storage.delete, row.file.name or "")
        transaction.on_commit(gone, robust=True)  # a file left behind hurts nobody


def _shown_name(name: str) -> str:
    """Without folders, line ends and the like; the end of a long name says what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable()).strip()
    return plain[-LONGEST_NAME:] or _("File")


def _examine(file: IO[bytes], name: str) -> tuple[Content, int]:
    """What it is and its size in bytes. Raises NotKept."""
    found = recognise(file)
    if found is None:
        raise NotKept(
            _("“%(name)s” is not a picture, PDF, document or plain text; it cannot go along.")
            % {"name": name}
        )
    size, most = file.seek(0, os.SEEK_END), settings.ATTACHMENT_LIMITS[found.limit]
    file.seek(0)
    if size > most:
        raise NotKept(
            _("“%(name)s” is too large: at most %(size)s can go along.")
            % {"name": name, "size": filesizeformat(most)}
        )
    return found, size


def _store(content: File[bytes], found: Content) -> str:
    """The name in the storage backend. Before the lock: a backend may be far away."""
    name = Enclosure().file.field.generate_filename(Enclosure(), uuid.uuid4().hex + found.suffix)
    try:
        return default_storage.save(name, content)
    except Exception as error:  # whatever a storage backend raises: the person is told
        raise NotKept(_("The file could not be kept. Try again later.")) from error


def _check_room(referral: Referral, of_department: bool) -> None:
    if referral.enclosures.filter(of_department=of_department).count() >= MOST_FILES:
        raise NotKept(_("At most %(number)d files can go along.") % {"number": MOST_FILES})
