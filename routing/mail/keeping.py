"""A letter as it is kept: the bytes in the storage backend, and a row that says what they are."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, transaction

from routing import desk
from routing.mail import values
from routing.mail.letters import read
from routing.mail.senders import result_words
from routing.models import Letter

log = logging.getLogger(__name__)

HEAD = 64 * 1024  # bytes that are kept of a letter that is too large
LONGEST_TEXT = 100_000  # characters in the database; the bytes have the rest

State, Why = Letter.State, Letter.Why


def shortened(raw: bytes, size: int | None) -> tuple[bytes, int]:
    """What is kept of it, and how large it is."""
    whole = len(raw) if size is None else size
    return (raw if whole <= settings.LETTER_LIMIT else raw[:HEAD]), whole


def digest_of(kept: bytes, size: int) -> str:
    """The same for the same letter; one that was cut has its size in it."""
    return sha256(kept if len(kept) == size else kept + b"%d" % size).hexdigest()


def parse(kept: bytes, size: int) -> values.Letter:
    """What stands in it. Never raises."""
    limits = values.Limits(letter=max(settings.LETTER_LIMIT, 1), attachments=desk.MOST_FILES)
    return read(kept if len(kept) == size else kept[:HEAD], settings.MAIL_AUTHSERV, limits)


def read_again(row: Letter) -> values.Letter:
    """What stands in a letter that was kept. Raises OSError when the storage lacks it."""
    with row.raw.open() as file:
        return parse(file.read(), row.size)


def keep(kept: bytes, size: int, digest: str, letter: values.Letter) -> tuple[Letter, bool]:
    """The row, and whether it is new. It lies in the tray until it is sorted.

    The bytes go first: a row without them does not exist. Raises what a storage backend raises.
    """
    name = Letter().raw.field.generate_filename(Letter(), f"{digest}.eml")
    stored = default_storage.save(name, ContentFile(kept))
    try:
        return _written(_fields(letter), _facts(digest, size, stored)), True
    except IntegrityError:  # somebody else received it at the same moment
        default_storage.delete(stored)
        return Letter.objects.get(digest=digest), False
    except Exception:
        _forget(stored)
        raise


def _written(fields: dict[str, Any], facts: dict[str, Any]) -> Letter:
    """With nothing but the facts where the database cannot hold what stands in it."""
    try:
        with transaction.atomic():
            return Letter.objects.create(**fields, **facts)
    except (DataError, ValueError):  # such as a NUL, or half a character
        log.exception("Only the bytes of a letter were kept.")
        with transaction.atomic():
            return Letter.objects.create(**facts)


def _facts(digest: str, size: int, stored: str) -> dict[str, Any]:
    return {
        "digest": digest,
        "raw": stored,
        "size": size,
        "state": State.TRAY,
        "why": Why.UNREADABLE,
    }


def _fields(letter: values.Letter) -> dict[str, Any]:
    return {
        "message_id": letter.message_id[:300],
        "sender": letter.sender.address[:254],
        "sender_name": letter.sender.name[:200],
        "recipient": next(iter(letter.recipients), "")[:254],
        "subject": letter.subject[:300],
        "text": letter.text[:LONGEST_TEXT],
        "whole": letter.whole[:LONGEST_TEXT],
        "authenticity": result_words(letter.authenticity),
        "left_out": [left_out(one.name, one.size, one.why.value) for one in letter.left_out],
        "written_at": letter.at,
    }


def left_out(name: str, size: int, why: str) -> dict[str, Any]:
    """As ``Letter.left_out`` holds it. ``why`` is of ``values.Why``, or a sentence."""
    return {"name": name, "size": size, "why": why}


def left_out_words(row: Letter) -> list[str]:
    """What did not come along, and why: "plan.zip (too large)"."""
    known = dict(values.Why.choices)
    told = []
    for one in row.left_out:
        why = str(known.get(one.get("why", ""), one.get("why", "")))
        told.append(f"{one['name']}: {why}" if one.get("name") else why)
    return told


def _forget(stored: str) -> None:
    try:
        default_storage.delete(stored)
    except Exception:  # a file left behind hurts nobody
        log.warning("A letter's file was left behind: %s", stored)
