"""A letter comes in: kept whatever it is, then an answer, or a reason why a person has to look.

keeping.py    the bytes and the row
questions.py  which questions it is about
senders.py    who may answer
using.py      a letter becomes the answer
floods.py     who sends too much
notices.py    a kind word to who wrote in vain
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from routing import desk
from routing.desk import unreached
from routing.desk.holding import ring
from routing.mail import keeping, notices, values
from routing.mail.floods import is_one_of_many
from routing.mail.questions import About, abouts
from routing.mail.senders import is_doubted, is_vouched, may_be_told, sender_of
from routing.mail.using import use
from routing.mail.values import LetterKind
from routing.models import Letter, Referral

log = logging.getLogger(__name__)

State, Why = Letter.State, Letter.Why


def receive(raw: bytes) -> Letter:
    """Keep this letter, and do with it what can be done, for each question that it was sent to.

    The same letter twice is one. Gives its first row. Raises keeping.TooLarge; keeping.Full, and
    what the database or the storage backend raises: then it was not kept, try again.
    """
    keeping.check_size(len(raw))
    digest = keeping.digest_of(raw)
    if known := Letter.objects.filter(digest=digest).first():
        return known
    letter = keeping.parse(raw)
    known_of = {about: _same(letter, about) for about in abouts(letter)}
    new = [about for about, known in known_of.items() if known is None]
    if not new:
        return next(known for known in known_of.values() if known)
    if not any(about.sure for about in new):
        keeping.check_room()
    return _keep(raw, digest, letter, new)


@transaction.atomic
def _keep(raw: bytes, digest: str, letter: values.Letter, abouts: list[About]) -> Letter:
    first, new = keeping.keep(raw, digest, letter)
    if not new:
        return first
    others = [keeping.another(first, str(one.referral and one.referral.pk)) for one in abouts[1:]]
    for row, about in zip([first, *others], abouts, strict=True):
        _sort_safely(row, letter, about)
    return first


def _same(letter: values.Letter, about: About) -> Letter | None:
    """The same letter by another way, as to two of our addresses."""
    if not letter.message_id or not letter.sender.address:
        return None
    rows = Letter.objects.filter(
        message_id=letter.message_id[:300],
        sender=letter.sender.address[:254],
        whole=letter.whole[: keeping.LONGEST_TEXT],
        received_at__gt=timezone.now() - timedelta(days=7),
    )
    if about.sure:  # a copy that only hinted at the question did nothing for it
        rows = rows.filter(referral=about.referral).exclude(why=Why.REFERENCE)
    return rows.first()


def _sort_safely(row: Letter, letter: values.Letter, about: About) -> None:
    """What goes wrong with one letter leaves it in the tray, and the next one is read."""
    try:
        with transaction.atomic():
            _sort(row, letter, about)
    except OperationalError:
        raise
    except Exception:  # whatever a strange letter does: a person looks at it
        log.exception("A letter could not be sorted; it lies in the tray.")
        row.refresh_from_db()


def _sort(row: Letter, letter: values.Letter, about: About) -> None:
    row.referral = about.referral
    if letter.kind == LetterKind.BOUNCE:
        _came_back(row, letter, about)
    elif letter.kind == LetterKind.AUTOMATIC:
        _automatic(row, letter, about)
    elif why := _why_not(row, letter, about):
        _lay_in_tray(row, letter, about, why)
    else:
        _take(row, letter, about)


def _take(row: Letter, letter: values.Letter, about: About) -> None:
    assert row.referral  # noqa: S101 - _why_not saw to it
    sender = sender_of(row.referral, letter.sender.address)
    # An account is named only where our mail server stands for it: anyone can write a sender.
    user = sender.user if sender and is_vouched(letter) else None
    try:
        with transaction.atomic():
            use(row, letter, row.referral, user)
    except desk.AlreadyClosed:
        _lay_in_tray(row, letter, about, Why.CLOSED)
    else:
        _set(row, State.TAKEN)


def _why_not(row: Letter, letter: values.Letter, about: About) -> Letter.Why | None:
    """Why a person has to look at it; None for an answer."""
    too_large = row.size > settings.LETTER_LIMIT
    if row.referral is None or not about.sure:
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


def _lay_in_tray(row: Letter, letter: values.Letter, about: About, why: Letter.Why) -> None:
    if is_one_of_many(row, State.TRAY, about):
        _set(row, State.TRAY, Why.TOO_MANY)
        return
    _set(row, State.TRAY, why)
    if may_be_told(letter):
        transaction.on_commit(partial(notices.tell_in_vain, row), robust=True)


def _automatic(row: Letter, letter: values.Letter, about: About) -> None:
    """Somebody is away. No answer, and nobody is written to: that might never end.

    Words that a system sent to the address of a question may be a person's answer all the same.
    """
    if about.sure and letter.by_system and letter.text:
        _lay_in_tray(row, letter, about, Why.MACHINE)
        return
    if not about.sure:
        row.referral = None
    _put_by(row, State.AUTOMATIC, about)


def _came_back(row: Letter, letter: values.Letter, about: About) -> None:
    """Our own letter did not arrive: the agent sees why."""
    _put_by(row, State.BOUNCE, about)
    if row.referral is None or not about.sure:
        return
    # Whoever sends it meanwhile notes how that went: one after the other.
    referral = Referral.objects.select_for_update(no_key=True).get(pk=row.referral.pk)
    if referral.state == Referral.State.OPEN:
        for failure in letter.failures or [values.Failure("")]:
            unreached.note_return(referral, failure.recipient, _returned(failure))


def _returned(failure: values.Failure) -> str:
    return _("Mail to %(address)s came back: %(reason)s") % {
        "address": failure.recipient or "?",
        "reason": failure.reason or failure.status or "?",
    }


def _put_by(row: Letter, state: Letter.State, about: About) -> None:
    many = is_one_of_many(row, state, about)
    _set(row, state, Why.TOO_MANY if many else Why.NONE)


def _set(row: Letter, state: Letter.State, why: Letter.Why = Why.NONE) -> None:
    row.state, row.why = state, why
    row.save(update_fields=["state", "why", "referral", "left_out"])
    if row.referral:
        ring(row.referral)
