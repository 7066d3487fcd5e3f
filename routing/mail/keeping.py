"""A letter as it is kept: the bytes in the storage backend, and a row that says what they are."""

from __future__ import annotations

import logging
from copy import copy
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from routing import desk
from routing.mail import values
from routing.mail.letters import read
from routing.mail.senders import results_of
from routing.models import Letter

log = logging.getLogger(__name__)

LARGEST = 150 * 1024 * 1024  # bytes of a letter; no mail server that we know sends a larger one
MOST_A_DAY = 10 * 1024**3  # bytes of all letters together, but for those that are surely about a
# question: a storm of mail fills no disk, and keeps no answer out
LONGEST_TEXT = 100_000  # characters in the database; the bytes have the rest

State, Why = Letter.State, Letter.Why


class TooLarge(Exception):
    """A letter that nobody keeps: who sent it has to hear so."""


class Full(Exception):
    """More came in than a day may bring. Later there is room again."""


def check_size(size: int) -> None:
    """Raises TooLarge. ``size`` is in bytes."""
    if size > LARGEST:
        raise TooLarge(_("A mail of %(size)s; too large.") % {"size": filesizeformat(size)})


def check_room() -> None:
    """Raises Full."""
    today = Letter.objects.filter(received_at__gt=timezone.now() - timedelta(days=1)).order_by()
    if (today.aggregate(bytes=Sum("size"))["bytes"] or 0) > MOST_A_DAY:
        words = _("More than %(size)s of mail came in within a day.")
        raise Full(words % {"size": filesizeformat(MOST_A_DAY)})


def digest_of(raw: bytes) -> str:
    """The same for the same letter."""
    return sha256(raw).hexdigest()


def parse(raw: bytes) -> values.Letter:
    """What stands in it, as far as ``LETTER_LIMIT`` goes. Never raises."""
    limits = values.Limits(
        letter=_most(),
        attachments=desk.MOST_FILES,
        # How large each type may be, the desk knows; and it says so in words.
        attachment=max(settings.ATTACHMENT_LIMITS.values()),
    )
    return read(raw, settings.MAIL_AUTHSERV, limits)


def read_again(row: Letter) -> values.Letter:
    """What stands in a letter that was kept. Raises OSError when the storage lacks it.

    Of a large one no more is taken than is read; one byte beyond tells that there is more.
    """
    with row.raw.open() as file:
        return parse(file.read(_most() + 1))


def _most() -> int:
    """Bytes of a letter that are read."""
    return max(settings.LETTER_LIMIT, 1)


def keep(raw: bytes, digest: str, letter: values.Letter) -> tuple[Letter, bool]:
    """The row, and whether it is new. It lies in the tray until it is sorted.

    The bytes go first: a row without them does not exist. Raises what a storage backend raises.
    """
    name = Letter().raw.field.generate_filename(Letter(), f"{digest}.eml")
    stored = default_storage.save(name, ContentFile(raw))
    try:
        return _written(_fields(letter), _facts(digest, len(raw), stored)), True
    except IntegrityError:  # somebody else received it at the same moment
        default_storage.delete(stored)
        return Letter.objects.get(digest=digest), False
    except Exception:
        _forget(stored)
        raise


def another(row: Letter, token: str) -> Letter:
    """The same letter once more, for another question that it was sent to. The bytes are shared."""
    second = copy(row)
    second._state = copy(row._state)
    second._state.adding, second.pk = True, None
    second.digest = sha256(f"{row.digest} {token}".encode()).hexdigest()
    second.save()
    return second


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
        "authenticity": results_of(letter),
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
