"""Dealing with a complaint, by law or by a good conversation. See ``webcare.talk.awb``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.actions.locking import locked
from inbox.bells import show
from inbox.models import Conversation, Event
from inbox.refusals import Refused
from inbox.standing import tell
from webcare.talk.actions.allowed import allowed
from webcare.talk.awb import due
from webcare.talk.models import Complaint

if TYPE_CHECKING:
    from webcare.models import User

HANDLE = "talk.handle_complaint"


def register(
    conversation: Conversation,
    by: User,
    *,
    received_on: date,
    formal: bool,
    adviser: bool = False,
    reference: str = "",
    handler: User | None = None,
) -> Complaint:
    """Note how it is dealt with; again, to change that while it lasts. Raises Refused."""
    allowed(by, conversation, HANDLE)
    written = timezone.localdate(conversation.created_at)
    if not written <= received_on <= timezone.localdate():
        raise Refused(_("It was received between the day of the first message and today."))
    with locked(conversation) as row:
        complaint = Complaint.objects.filter(conversation=row).first()
        complaint = complaint or Complaint(conversation=row)
        _lasts(complaint)
        complaint.received_on, complaint.formal = received_on, formal
        complaint.adviser = adviser and formal
        complaint.reference, complaint.handler = reference.strip()[:50], handler
        _reckon(complaint)
        complaint.save()
        tell(
            row,
            Event.Verb.COMPLAINT,
            by,
            step="formal" if formal else "informal",
            day=complaint.due_on.isoformat(),
            text=complaint.reference,
        )
        show(row.pk)
    return complaint


def confirm(conversation: Conversation, by: User) -> None:
    """The citizen was told in writing that it was received (9:6)."""
    with _changing(conversation, by, "confirmed") as complaint:
        if complaint.confirmed_on:
            raise Refused(_("A colleague confirmed it already."))
        complaint.confirmed_on = timezone.localdate()


def put_off(conversation: Conversation, why: str, by: User) -> None:
    """By four weeks, once, no later than on the last day (9:11); the citizen is told in writing."""
    with _changing(conversation, by, "put_off", text=why.strip()[:300]) as complaint:
        if not why.strip():
            raise Refused(_("Say why: the citizen is told."))
        if complaint.put_off_on or not complaint.formal:
            raise Refused(_("Only a complaint by law can be put off, and only once."))
        if complaint.days_left < 0:
            raise Refused(_("The last day is past: it cannot be put off any more."))
        complaint.put_off_on, complaint.put_off_why = timezone.localdate(), why.strip()[:300]


def agree(conversation: Conversation, until: date, by: User) -> None:
    """The citizen agreed in writing to wait longer still (9:11, third paragraph)."""
    with _changing(conversation, by, "agreed") as complaint:
        if not complaint.put_off_on or not complaint.formal:
            raise Refused(_("Put it off by four weeks first: the law allows that by itself."))
        if until <= complaint.due_on:
            raise Refused(_("Choose a day after the last day that it has now."))
        complaint.agreed_until, complaint.agreed_on = until, timezone.localdate()


def settle(conversation: Conversation, ended: str, words: str, by: User) -> None:
    """It is over, and how. Raises Refused."""
    with _changing(conversation, by, ended, text=words.strip()[:500]) as complaint:
        if ended not in Complaint.Ended.values:
            raise Refused(_("Choose how it ended."))
        if not words.strip():
            raise Refused(_("Say in a sentence what came of it."))
        complaint.ended, complaint.words = ended, words.strip()[:500]
        complaint.settled_on, complaint.settled_by = timezone.localdate(), by


@contextmanager
def _changing(conversation: Conversation, by: User, step: str, **said: str) -> Iterator[Complaint]:
    """The complaint, while it lasts; told afterwards."""
    allowed(by, conversation, HANDLE)
    with locked(conversation) as row:
        complaint = Complaint.objects.filter(conversation=row).first()
        if complaint is None:
            raise Refused(_("Say first how the complaint is dealt with."))
        _lasts(complaint)
        yield complaint
        _reckon(complaint)
        complaint.save()
        day = complaint.due_on.isoformat()
        tell(row, Event.Verb.COMPLAINT, by, step=step, day=day, **said)
        show(row.pk)


def _lasts(complaint: Complaint) -> None:
    if complaint.settled_on:
        raise Refused(_("This complaint was settled already."))


def _reckon(complaint: Complaint) -> None:
    complaint.due_on = due(
        complaint.received_on,
        adviser=complaint.adviser,
        put_off=bool(complaint.put_off_on and complaint.formal),
        agreed_until=complaint.agreed_until if complaint.formal else None,
    )
