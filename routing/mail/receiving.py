"""A letter comes in: kept whatever it is, then an answer, or a reason why a person has to look.

keeping.py   the bytes and the row
senders.py   who may answer
using.py     a letter becomes the answer
notices.py   a kind word to who wrote in vain
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from routing import desk
from routing.desk.holding import ring
from routing.mail import addresses, keeping, notices, values
from routing.mail.references import Reference, reference
from routing.mail.senders import is_doubted, may_be_told, sender_of
from routing.mail.using import use
from routing.mail.values import LetterKind
from routing.models import Letter, Referral

log = logging.getLogger(__name__)

MOST_IN_TRAY = 20  # letters of one sender that nobody could use, in ``SPAN``
SPAN = timedelta(hours=1)

State, Why = Letter.State, Letter.Why


def receive(raw: bytes, size: int | None = None) -> Letter:
    """Keep this letter, and do with it what can be done. The same letter twice is one.

    size   of the whole letter in bytes, where ``raw`` is only its beginning

    Raises what the database or the storage backend raises: then it was not kept, try again.
    """
    kept, whole = keeping.shortened(raw, size)
    digest = keeping.digest_of(kept, whole)
    if known := Letter.objects.filter(digest=digest).first():
        return known
    letter = keeping.parse(kept, whole)
    if again := _same(letter):
        return again
    with transaction.atomic():
        row, new = keeping.keep(kept, whole, digest, letter)
        if new:
            _sort_safely(row, letter, too_large=len(kept) < whole)
    return row


def _same(letter: values.Letter) -> Letter | None:
    """The same letter by another way, as to two of our addresses."""
    if not letter.message_id or not letter.sender.address:
        return None
    return Letter.objects.filter(
        message_id=letter.message_id[:300],
        sender=letter.sender.address[:254],
        whole=letter.whole[: keeping.LONGEST_TEXT],
        received_at__gt=timezone.now() - timedelta(days=7),
    ).first()


def _sort_safely(row: Letter, letter: values.Letter, *, too_large: bool) -> None:
    """What goes wrong with one letter leaves it in the tray, and the next one is read."""
    try:
        with transaction.atomic():
            _sort(row, letter, too_large=too_large)
    except OperationalError:
        raise
    except Exception:  # whatever a strange letter does: a person looks at it
        log.exception("A letter could not be sorted; it lies in the tray.")
        row.refresh_from_db()


def _sort(row: Letter, letter: values.Letter, *, too_large: bool) -> None:
    found = _reference(letter)
    row.referral = _referral(found)
    if letter.kind == LetterKind.BOUNCE:
        _came_back(row, letter, strong=bool(found and not found.weak))
    elif letter.kind == LetterKind.AUTOMATIC:
        _automatic(row, strong=bool(found and not found.weak))
    elif why := _why_not(row, letter, found, too_large=too_large):
        _lay_in_tray(row, letter, why)
    else:
        _take(row, letter)


def _take(row: Letter, letter: values.Letter) -> None:
    assert row.referral  # noqa: S101 - _why_not saw to it
    sender = sender_of(row.referral, letter.sender.address)
    # An account is named only where our mail server stands for it: anyone can write a sender.
    vouched = letter.authenticity.vouches_for(letter.sender.address)
    user = sender.user if sender and vouched else None
    try:
        with transaction.atomic():
            use(row, letter, row.referral, user)
    except desk.AlreadyClosed:
        _lay_in_tray(row, letter, Why.CLOSED)
    else:
        _set(row, State.TAKEN)


def _why_not(
    row: Letter, letter: values.Letter, found: Reference | None, *, too_large: bool
) -> Letter.Why | None:
    """Why a person has to look at it; None for an answer."""
    if row.referral is None or found is None or found.weak:
        return Why.TOO_LARGE if too_large else Why.REFERENCE
    if sender_of(row.referral, letter.sender.address) is None:
        return Why.SENDER
    if is_doubted(letter):
        return Why.DOUBTED
    if row.referral.state != Referral.State.OPEN:
        return Why.CLOSED
    if too_large:
        return Why.TOO_LARGE
    return Why.EMPTY if letter.kind == LetterKind.EMPTY else None


def _lay_in_tray(row: Letter, letter: values.Letter, why: Letter.Why) -> None:
    lately = Letter.objects.filter(
        sender=row.sender, received_at__gt=timezone.now() - SPAN, state=State.TRAY
    )
    if lately.exclude(pk=row.pk).count() >= MOST_IN_TRAY:
        _set(row, State.TRAY, Why.TOO_MANY)
        return
    _set(row, State.TRAY, why)
    if may_be_told(letter):
        transaction.on_commit(partial(notices.tell_in_vain, row), robust=True)


def _automatic(row: Letter, *, strong: bool) -> None:
    """Somebody is away. No answer, and nobody is written to: that might never end."""
    if not strong:
        row.referral = None
    _set(row, State.AUTOMATIC)


def _came_back(row: Letter, letter: values.Letter, *, strong: bool) -> None:
    """Our own letter did not arrive: the agent sees why."""
    _set(row, State.BOUNCE)
    if row.referral is None or not strong or row.referral.state != Referral.State.OPEN:
        return
    failure = letter.failures[0] if letter.failures else values.Failure("")
    words = _("Mail to %(address)s came back: %(reason)s") % {
        "address": failure.recipient or "?",
        "reason": failure.reason or failure.status or "?",
    }
    row.referral.mail_problem = words[:300]
    row.referral.save(update_fields=["mail_problem"])
    ring(row.referral)


def _set(row: Letter, state: Letter.State, why: Letter.Why = Why.NONE) -> None:
    row.state, row.why = state, why
    row.save(update_fields=["state", "why", "referral", "left_out"])
    if row.referral:
        ring(row.referral)


def _reference(letter: values.Letter) -> Reference | None:
    ours = replace(letter, recipients=addresses.known_by(letter.recipients))
    return reference(ours, addresses.host())


def _referral(found: Reference | None) -> Referral | None:
    """A weak reference is a hint for who looks in the tray; one that fits two is none."""
    if found is None:
        return None
    rows = Referral.objects.select_related("department")
    if not found.weak:
        return rows.filter(token=found.token).first()
    hinted = list(rows.filter(token__startswith=found.token)[:2])
    return hinted[0] if len(hinted) == 1 else None
