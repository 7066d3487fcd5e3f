"""Telling people: one mail about all that is new to them, and about one thing once a day."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from inbox.bells import show
from inbox.models import Event, Unmailed
from inbox.reminding import unmailed
from inbox.reminding.letters import Kind, letter, letter_to_mailbox
from inbox.reminding.people import Person
from inbox.reminding.things import Telling, Thing, stands
from routing import desk
from routing.mail.inviting import invited
from routing.mail.readers import language_of
from routing.models import Told

log = logging.getLogger(__name__)

KEPT = timedelta(days=90)  # what stands so long, is told anew
Problem = Unmailed.Problem


@dataclass(frozen=True)
class _Mail:
    person: Person
    tellings: Sequence[Telling]


class _NothingToTell(Exception):
    """Another process said it, or the question went elsewhere, in this very moment."""


class _Refused(Exception):
    """This one mail did not leave; another may."""

    def __init__(self, problem: Unmailed.Problem, detail: str = "") -> None:
        super().__init__(detail)
        self.problem, self.detail = problem, detail


def send(kind: Kind, tellings: Iterable[Telling]) -> set[Person]:
    """Mail everybody what they were not told today, each in their own language.

    Whom it did not reach. What a mail server refuses goes for that person only; without a mail
    server nobody else is tried. All of it is tried again by the next run.
    """
    today = timezone.localdate()
    missed: dict[Person, _Refused] = {}
    down: _Refused | None = None
    for mail in _mails(_new(list(tellings), today)):
        try:
            if down:
                raise down
            _tell(kind, mail, today)
        except _Refused as refused:
            missed[mail.person] = refused
            down = refused if refused.problem == Problem.UNREACHABLE else None
    danger = kind is Kind.ESCALATION
    for person, why in missed.items():
        unmailed.note(person.address, why.problem, why.detail, danger=danger)
    return set(missed)


def forget() -> None:
    """Forget what was told long ago. Call it on the clock."""
    Told.objects.filter(day__lt=timezone.localdate() - KEPT).delete()
    Unmailed.objects.filter(at__lt=timezone.now() - KEPT).delete()


# What is new -------------------------------------------------------------------------------------


def _new(tellings: Sequence[Telling], today: date) -> dict[Person, dict[str, Telling]]:
    """By person and key, what they were not told today; or never, of what is told once."""
    rows = Told.objects.filter(what__in={telling.thing.key for telling in tellings})
    days: dict[tuple[str, str], set[date]] = defaultdict(set)
    for what, to, day in rows.values_list("what", "to", "day"):
        days[what, to].add(day)
    new: dict[Person, dict[str, Telling]] = defaultdict(dict)
    for telling in tellings:
        told = days[telling.thing.key, telling.person.address]
        if not (told if telling.thing.once else today in told):
            before = new[telling.person].get(telling.thing.key)
            if before is None or telling.raises:
                new[telling.person][telling.thing.key] = telling
    return new


def _mails(new: dict[Person, dict[str, Telling]]) -> Iterator[_Mail]:
    """All in one; for a mailbox each question in a letter of its own, to be answered there."""
    for person, things in new.items():
        if person.mailbox:
            yield from (_Mail(person, [telling]) for telling in things.values())
        elif things:
            yield _Mail(person, list(things.values()))


# Telling -----------------------------------------------------------------------------------------


def _tell(kind: Kind, mail: _Mail, today: date) -> None:
    """The rows come first and stay only when the mail leaves: nobody else says the same.

    Raises _Refused.
    """
    to = mail.person.address
    try:
        _send(kind, mail, today)
        unmailed.arrived(to)
    except (desk.AlreadyClosed, _NothingToTell):
        pass
    except SMTPRecipientsRefused as refused:
        log.warning("%s could not be mailed; tried again.", to)
        _code, reason = next(iter(refused.recipients.values()), (0, b""))
        raise _Refused(Problem.REFUSED, _words(reason)) from refused
    except SMTPDataError as refused:
        log.warning("A mail to %s was refused; tried again.", to)
        raise _Refused(Problem.REFUSED, _words(refused.smtp_error)) from refused
    except ValueError as error:  # an address that no mail can be sent to
        log.exception("%s could not be mailed; tried again.", to)
        raise _Refused(Problem.ADDRESS) from error
    except OSError as error:
        log.exception("There is no mail server; tried again.")
        raise _Refused(Problem.UNREACHABLE, str(error)) from error


def _send(kind: Kind, mail: _Mail, today: date) -> None:
    if mail.person.mailbox:
        _to_mailbox(kind, mail, today)
    else:
        _to_person(kind, mail, today)


@transaction.atomic
def _to_person(kind: Kind, mail: _Mail, today: date) -> None:
    new = [one for one in mail.tellings if stands(one.thing) and _mark(one, today)]
    if not new:
        raise _NothingToTell
    with translation.override(language_of(mail.person.address)):
        letter(kind, mail.person.address, [telling.thing for telling in new]).send()
    for telling in new:  # afterwards: a mail server may take its time, and nobody waits for it
        if telling.raises:
            _note(telling.thing, today)


def _to_mailbox(kind: Kind, mail: _Mail, today: date) -> None:
    """With a link that works; the one before it ends when the letter leaves."""
    (telling,), to = mail.tellings, mail.person.address
    referral = telling.thing.referral
    if not stands(telling.thing):
        raise _NothingToTell
    with ExitStack() as stack:
        link = None
        if referral and settings.PUBLIC_URL:
            link = stack.enter_context(invited(referral, referral.department, to))
        with transaction.atomic():
            if not _mark(telling, today):
                raise _NothingToTell  # and their link is to stand
            letter_to_mailbox(kind, to, telling.thing, link).send()


def _mark(telling: Telling, today: date) -> bool:
    """Whether they did not hear of it today."""
    _row, new = Told.objects.get_or_create(
        what=telling.thing.key, to=telling.person.address, day=today
    )
    return new


def _note(thing: Thing, today: date) -> None:
    """Once a day, however many are told."""
    same = Event.objects.filter(
        conversation=thing.conversation,
        verb=Event.Verb.REMINDED,
        at__date=today,
        data__what=thing.key,
    )
    if not same.exists():
        by = thing.by.isoformat() if thing.by else ""
        Event.objects.create(
            conversation_id=thing.conversation,
            verb=Event.Verb.REMINDED,
            data={"what": thing.key, "by": by},
        )
        show(thing.conversation)


def _words(reason: bytes | str) -> str:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return " ".join(text.split())
