"""What rises by itself: a question that nobody at the department claims, and one that came back
too often. The team lead is mailed, and of what nobody claims the department's members as well.

Each is mailed once to each person; a mail that cannot be sent is tried again by the next run.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.actions.locking import locked
from inbox.bells import show
from inbox.models import Conversation, Event, Forwarding
from inbox.reminding.people import Person, leads, person
from inbox.standing import tell
from routing import desk
from routing.agreed import calendars
from routing.models import Referral, Told
from routing.promises import Hours, NeverOpen

log = logging.getLogger(__name__)

PATIENCE = 4  # a quarter of the time to the deadline …
AT_LEAST = timedelta(hours=1)  # … and never less, in service hours
SHOWN = 100  # characters of a question


@dataclass(frozen=True)
class Raised:
    """Something to tell someone, without the words of a citizen. ``key`` names it in ``Told``."""

    key: str
    title: str
    path: str


def raise_unclaimed() -> None:
    """Bring to the lead what nobody claimed in time. Call it on the clock."""
    now, known = timezone.now(), calendars()
    for one in unclaimed().filter(referral__raised_at=None):
        if now >= rises_at(one.referral, known.of(one.referral.department_id)):
            _raise(one)
    tell_raised()


def unclaimed() -> QuerySet[Forwarding]:
    """Questions with a deadline that nobody is on, and that wait for nobody else."""
    return Forwarding.objects.filter(
        referral__state=Referral.State.OPEN,
        referral__claimed_by=None,
        referral__concept=None,
        referral__waiting_for=Referral.WaitingFor.NOBODY,
        referral__deadline__isnull=False,
    ).select_related("referral__department", "conversation")


def rises_at(referral: Referral, hours: Hours) -> datetime:
    """When somebody should have claimed it, by the service hours of the department."""
    deadline = referral.deadline or referral.asked_at
    try:
        quarter = hours.elapsed(referral.asked_at, deadline) / PATIENCE
        return hours.add(referral.asked_at, max(quarter, AT_LEAST))
    except (NeverOpen, OverflowError):
        return deadline


def _raise(one: Forwarding) -> None:
    with locked(one.conversation) as row:
        if desk.mark_raised(one.referral):
            department = one.referral.department.name
            tell(row, Event.Verb.RAISED, because="unclaimed", department=department)
            show(row.pk)


# Telling -----------------------------------------------------------------------------------------


def tell_raised() -> None:
    """Mail everybody what rose and waits, and what they were not told."""
    with translation.override(settings.LANGUAGE_CODE):
        things = [*_unclaimed(), *_for_the_lead()]
        keys = {thing.key for thing, _people in things}
        told = set(Told.objects.filter(what__in=keys).values_list("what", "to"))
        new: dict[Person, list[Raised]] = defaultdict(list)
        for thing, people in things:
            for one in sorted(set(people), key=lambda one: one.address):
                if (thing.key, one.address) not in told:
                    new[one].append(thing)
        for one, theirs in new.items():
            _tell(one, theirs)


def _unclaimed() -> Iterator[tuple[Raised, Iterable[Person]]]:
    chiefs = leads()
    for one in unclaimed().filter(referral__raised_at__isnull=False):
        referral = one.referral
        words = Truncator(" ".join(referral.question.split())).chars(SHOWN)
        said = {"question": words, "department": referral.department}
        title = _("Nobody claimed “%(question)s” (%(department)s)") % said
        key = f"referral:{referral.pk}:raised"
        theirs = {mine for user in desk.answering(referral.department) for mine in person(user)}
        yield Raised(key, title, reverse("question", args=[referral.pk])), theirs - {*chiefs}
        yield Raised(key, title, reverse("conversation", args=[one.conversation_id])), chiefs


def _for_the_lead() -> Iterator[tuple[Raised, Iterable[Person]]]:
    chiefs = leads()
    for row in Conversation.objects.filter(needs_lead=True).select_related("account"):
        title = _("%(conversation)s came back %(count)d times: choose where it goes") % {
            "conversation": row.account,
            "count": row.hand_backs,
        }
        key = f"conversation:{row.pk}:lead:{row.hand_backs}"
        yield Raised(key, title, reverse("conversation", args=[row.pk])), chiefs


def _tell(one: Person, things: list[Raised]) -> None:
    """The rows stay only when the mail leaves: nobody else says the same."""
    today = timezone.localdate()
    try:
        with transaction.atomic():
            rows = [Told(what=thing.key, to=one.address, day=today) for thing in things]
            fresh = [
                Told.objects.get_or_create(what=row.what, to=row.to, day=today) for row in rows
            ]
            said = [thing for thing, (_row, new) in zip(things, fresh, strict=True) if new]
            if said:
                _mail(one, said)
    except (OSError, SMTPException):
        log.exception("%s could not be mailed; tried again.", one.address)


def _is_new(thing: Raised, one: Person, today: date) -> bool:
    _row, new = Told.objects.get_or_create(what=thing.key, to=one.address, day=today)
    return new


def _mail(one: Person, things: list[Raised]) -> None:
    context = {
        "things": things,
        "municipality": settings.MUNICIPALITY,
        "address": settings.PUBLIC_URL,
    }
    number = len(things)
    subject = ngettext(
        "Webcare: a question needs somebody", "Webcare: %(number)d questions need somebody", number
    )
    mail = EmailMultiAlternatives(
        subject=subject % {"number": number},
        body=render_to_string("mail/raised.txt", context),
        to=[one.address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("mail/raised.html", context), "text/html")
    mail.send()
