"""What there is to tell, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import lazy
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from inbox.reminding.people import Person
from routing.models import Referral

SHOWN = 100  # characters of a question


@dataclass(frozen=True)
class Thing:
    """Something to tell of, without the words of a citizen.

    key           names it in ``Told``
    title         in the language of who reads it: see ``read``
    path          of the page where something can be done about it
    conversation  primary key
    by            when it has to be done; None where it is not about time
    referral      the question, for who answers it: a reply to the mail is an answer to it
    advice        what to do when somebody is in danger
    still         waits for the citizen
    once          told once, and not every day as long as it goes on
    """

    key: str
    title: str
    path: str
    conversation: int
    by: datetime | None = None
    late: bool = False
    urgent: bool = False
    referral: Referral | None = None
    advice: str = ""
    still: bool = False
    once: bool = False


@dataclass(frozen=True)
class Telling:
    """Somebody is to hear of something. ``raises``: the conversation's history says so."""

    thing: Thing
    person: Person
    raises: bool = False


def _said(words: Callable[[], str]) -> str:
    return words()


# Words that are made when they are read, in the language that is active then.
read: Callable[[Callable[[], str]], Any] = lazy(_said, str)


def stands(thing: Thing) -> bool:
    """Whether the question it is about is open, and where it was when this was found: many mails
    may have left since then."""
    asked = thing.referral
    if asked is None:
        return True
    return Referral.objects.open().filter(pk=asked.pk, department=asked.department_id).exists()


def named(referral: Referral) -> str:
    """Such as "“Wanneer snoeit u?” (Openbare Ruimte)"."""
    words = Truncator(" ".join(referral.question.split())).chars(SHOWN)
    said = {"question": words, "department": referral.department}
    return _("“%(question)s” (%(department)s)") % said
