"""Telling people: one mail about all that is new to them, and about one thing once a day."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.bells import show
from inbox.models import Event
from inbox.reminding.finding import Thing
from inbox.reminding.people import Person
from routing.models import Told

log = logging.getLogger(__name__)

MOST = 50  # things in one mail; of more, the number


@dataclass(frozen=True)
class Telling:
    """Somebody is to hear of something. ``raises``: the conversation's history says so."""

    thing: Thing
    person: Person
    raises: bool = False


def send(template: str, tellings: Iterable[Telling]) -> None:
    """Mail everybody what they were not told today, in the language that is active.

    What a mail server refuses goes for that person only; without a mail server all wait.
    """
    today = timezone.localdate()
    told = set(Told.objects.filter(day=today).values_list("what", "to"))
    new: dict[Person, dict[str, Telling]] = defaultdict(dict)
    for telling in tellings:
        if (telling.thing.key, telling.person.address) not in told:
            before = new[telling.person].get(telling.thing.key)
            if before is None or telling.raises:
                new[telling.person][telling.thing.key] = telling
    for person, things in new.items():
        try:
            _tell(template, person, list(things.values()), today)
        except (SMTPException, ValueError):  # of this address, which is none
            log.exception("%s could not be mailed; tried again.", person.address)
        except OSError:
            log.exception("There is no mail server; tried again.")
            return


@transaction.atomic
def _tell(template: str, person: Person, tellings: Sequence[Telling], today: date) -> None:
    """The rows come first and stay only when the mail leaves: nobody else says the same."""
    new = [telling for telling in tellings if _mark(telling, today)]
    if not new:
        return
    for telling in new:
        if telling.raises:
            _note(telling.thing, today)
    _mail(template, person, [telling.thing for telling in new])


def _mark(telling: Telling, today: date) -> bool:
    """Whether they did not hear of it today."""
    _, new = Told.objects.get_or_create(
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


def _mail(template: str, person: Person, things: Sequence[Thing]) -> None:
    late = [thing for thing in things if thing.late]
    soon = [thing for thing in things if not thing.late]
    context = {
        "late": late[:MOST],
        "soon": soon[: max(MOST - len(late), 0)],
        "more": max(len(things) - MOST, 0),
        "municipality": settings.MUNICIPALITY,
        "address": settings.PUBLIC_URL,
    }
    mail = EmailMultiAlternatives(
        subject=SUBJECTS[template](late, soon),
        body=render_to_string(f"mail/{template}.txt", context),
        to=[person.address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string(f"mail/{template}.html", context), "text/html")
    mail.send()


def _reminder(late: Sequence[Thing], soon: Sequence[Thing]) -> str:
    if late:
        number = len(late)
        return ngettext(
            "Webcare: %(number)d answer is late", "Webcare: %(number)d answers are late", number
        ) % {"number": number}
    number = len(soon)
    return ngettext(
        "Webcare: %(number)d answer is almost late",
        "Webcare: %(number)d answers are almost late",
        number,
    ) % {"number": number}


def _escalation(late: Sequence[Thing], soon: Sequence[Thing]) -> str:
    return _("Webcare: somebody may be in danger")


SUBJECTS: dict[str, Callable[[Sequence[Thing], Sequence[Thing]], str]] = {
    "reminder": _reminder,
    "escalation": _escalation,
}
