"""A letter to a department's mailbox: a question of its waits."""

from __future__ import annotations

from dataclasses import replace

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from routing.mail import addresses
from routing.mail.composing import SHOWN, Kind, Parcel, context_of, letter_to, tag
from routing.mail.inviting import Link
from routing.models import Referral


def waiting_letter(
    referral: Referral, to: str, why: str, link: Link | None
) -> EmailMultiAlternatives:
    """The question again, in the language that is active, to be answered like the first letter.

    why   a sentence on top, such as that it is late
    """
    parcel = Parcel(referral, Kind.QUESTION, 1, to)
    if link:
        parcel = replace(parcel, link=link.url, until=link.until)
    context = context_of(parcel) | {"why": why}
    words = Truncator(" ".join(referral.question.split())).chars(SHOWN)
    subject = _("Waits for your answer: %(words)s") % {"words": words}
    first = addresses.message_id(referral, 1)
    bodies = (
        render_to_string("mail/waiting.txt", context),
        render_to_string("mail/waiting.html", context),
    )
    return letter_to(
        to,
        f"{subject} {tag(referral)}",
        bodies,
        referral=referral,
        headers={"In-Reply-To": first, "References": first},
    )
