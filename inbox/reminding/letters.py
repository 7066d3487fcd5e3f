"""The mails themselves. What is replied to them, and what bounces, comes where Webcare reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.reminding.things import Thing
from routing.mail.composing import letter_to
from routing.mail.inviting import Link
from routing.mail.waiting import waiting_letter

MOST = 50  # things in one mail; of more, the number


class Kind(Enum):
    """What a mail is about, and the name of its templates."""

    REMINDER = "reminder"
    ESCALATION = "escalation"
    RAISED = "raised"


def letter(kind: Kind, to: str, things: Sequence[Thing]) -> EmailMultiAlternatives:
    """To a person, in the language that is active. About one question only, a reply to it is an
    answer to that question."""
    context = _context(things)
    bodies = (
        render_to_string(f"mail/{kind.value}.txt", context),
        render_to_string(f"mail/{kind.value}.html", context),
    )
    referral = things[0].referral if len(things) == 1 else None
    return letter_to(to, SUBJECTS[kind](things), bodies, referral=referral)


def letter_to_mailbox(
    kind: Kind, to: str, thing: Thing, link: Link | None
) -> EmailMultiAlternatives:
    """The same to a department's mailbox: about one question, to be answered from there."""
    if thing.referral is None:
        raise TypeError(thing.key)
    why = _("Nobody has taken up this question yet. Can you answer it, or say whose it is?")
    if kind is Kind.REMINDER:
        why = _("This question is almost late. Can you answer it now?")
        if thing.late:
            why = _("This question is late. Can you answer it now?")
    return waiting_letter(thing.referral, to, why, link)


def _context(things: Sequence[Thing]) -> dict[str, Any]:
    shown = things[:MOST]
    return {
        "things": shown,
        "late": [thing for thing in shown if thing.late],
        "soon": [thing for thing in shown if not (thing.late or thing.still)],
        "still": [thing for thing in shown if thing.still],
        "more": max(len(things) - MOST, 0),
        "municipality": settings.MUNICIPALITY,
        "address": settings.PUBLIC_URL,
    }


def _reminder(things: Sequence[Thing]) -> str:
    late = sum(thing.late for thing in things)
    if late:
        return ngettext(
            "Webcare: %(number)d answer is late", "Webcare: %(number)d answers are late", late
        ) % {"number": late}
    soon = sum(not thing.still for thing in things)
    if soon:
        return ngettext(
            "Webcare: %(number)d answer is almost late",
            "Webcare: %(number)d answers are almost late",
            soon,
        ) % {"number": soon}
    still = len(things)
    return ngettext(
        "Webcare: %(number)d question waits for the citizen",
        "Webcare: %(number)d questions wait for the citizen",
        still,
    ) % {"number": still}


def _escalation(things: Sequence[Thing]) -> str:
    return _("Webcare: somebody may be in danger")


def _raised(things: Sequence[Thing]) -> str:
    number = len(things)
    return ngettext(
        "Webcare: a question needs somebody", "Webcare: %(number)d questions need somebody", number
    ) % {"number": number}


SUBJECTS: dict[Kind, Callable[[Sequence[Thing]], str]] = {
    Kind.REMINDER: _reminder,
    Kind.ESCALATION: _escalation,
    Kind.RAISED: _raised,
}
