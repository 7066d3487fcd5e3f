"""Our letters to a department: text and HTML, in the words of who reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from routing.mail import addresses
from routing.mail.borders import END_MARK, MARK
from routing.mail.tags import MARK_CLASS
from routing.models import Concept, Delivery, Referral, Remark

SHOWN = 60  # characters of a question in a subject
_HALF_A_MARK = re.compile(r"\[[^\[\]]{0,30}$")  # of what is left out, such as "[e-mail address]"

Kind = Delivery.Kind
OVER = (Kind.WITHDRAWN, Kind.MOVED)  # nobody need answer


@dataclass(frozen=True)
class Parcel:
    """One letter to one address.

    number    of the letters about this question, the first being 1
    link      of a page to answer on; "" for none
    until     when that link stops working; None for who has an account
    """

    referral: Referral
    kind: Kind
    number: int
    to: str
    link: str = ""
    until: datetime | None = None


def compose(parcel: Parcel) -> EmailMultiAlternatives:
    """The letter, in the language that is active. Two queries."""
    referral = parcel.referral
    if parcel.kind == Kind.LOOK:
        return _look(parcel)
    context = context_of(parcel)
    return letter_to(
        parcel.to,
        _subject(parcel),
        (
            render_to_string("mail/question.txt", context),
            render_to_string("mail/question.html", context),
        ),
        referral=referral,
        headers=_names(parcel),
    )


def _look(parcel: Parcel) -> EmailMultiAlternatives:
    """To a colleague: an answer waits for their eyes. What they reply is no answer to the question,
    so the letter bears neither its address nor its name."""
    context = context_of(parcel) | {
        "concept": Concept.objects.select_related("by").filter(referral=parcel.referral).first()
    }
    bodies = (
        render_to_string("mail/question_look.txt", context),
        render_to_string("mail/question_look.html", context),
    )
    return letter_to(parcel.to, _subject(parcel), bodies)


def letter_to(
    to: str,
    subject: str,
    bodies: tuple[str, str],
    *,
    referral: Referral | None = None,
    headers: dict[str, str] | None = None,
) -> EmailMultiAlternatives:
    """A letter of ours in text and HTML. One about a question is answered to its own address.

    What comes back by itself, bounces and absences, comes back to that address too.
    """
    more = {"Auto-Submitted": "auto-generated", "From": str(settings.DEFAULT_FROM_EMAIL)}
    envelope = str(settings.DEFAULT_FROM_EMAIL)
    if addresses.takes_replies():
        envelope = addresses.reply_address(referral) if referral else settings.REPLY_ADDRESS
        more["Reply-To"] = envelope
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=bodies[0],
        from_email=envelope,
        to=[to],
        headers=more | (headers or {}),
    )
    mail.attach_alternative(bodies[1], "text/html")
    return mail


def context_of(parcel: Parcel) -> dict[str, Any]:
    """What the templates show."""
    referral = parcel.referral
    return {
        "kind": parcel.kind.value,
        "is_over": parcel.kind in OVER,
        "referral": referral,
        "snapshot": referral.snapshot,
        "said": messages_of(referral),
        "exchange": exchange_of(referral),
        "number_of_files": referral.enclosures.filter(of_department=False).count(),
        "link": parcel.link,
        "until": parcel.until,
        "replies": addresses.takes_replies(),
        "mark": MARK,
        "mark_class": MARK_CLASS,
        "end_mark": END_MARK,
        "municipality": settings.MUNICIPALITY,
    }


def messages_of(referral: Referral) -> list[dict[str, Any]]:
    """The messages of the snapshot with ``at`` as a datetime, or None."""
    said = referral.snapshot.get("messages", [])
    return [{**one, "at": parse_datetime(one.get("at") or "")} for one in said]


def exchange_of(referral: Referral) -> Sequence[Remark]:
    """What the department and the webcare team said to each other; not what stays within."""
    said = referral.remarks.exclude(way__in=Remark.INTERNAL)
    return list(said.select_related("by"))


def tag(referral: Referral) -> str:
    """What a subject ends with, by which people find a question again."""
    return f"[Webcare {referral.token[:8]}]"


def _subject(parcel: Parcel) -> str:
    words = _in_short(parcel.referral.question)
    subject = _("Question of a resident: %(words)s") % {"words": words}
    if parcel.kind == Kind.WITHDRAWN:
        subject = _("No longer needed: %(words)s") % {"words": words}
    elif parcel.kind == Kind.MOVED:
        subject = _("Taken up by another department: %(words)s") % {"words": words}
    elif parcel.kind == Kind.LOOK:
        return _("Will you look at an answer? %(words)s") % {"words": words}
    elif parcel.kind != Kind.QUESTION:
        subject = f"Re: {subject}"
    return f"{subject} {tag(parcel.referral)}"


def _in_short(question: str) -> str:
    """At most ``SHOWN`` characters on one line, without half a word or half a mark at the end."""
    words = " ".join(question.split())
    if len(words) <= SHOWN:
        return words
    cut = _HALF_A_MARK.sub("", words[:SHOWN].rpartition(" ")[0]).rstrip()
    return f"{cut or words[: SHOWN - 1]}…"


def _names(parcel: Parcel) -> dict[str, str]:
    """The name of the letter, and of the first one, so that mail programs keep them together."""
    names = {"Message-ID": addresses.message_id(parcel.referral, parcel.number)}
    if parcel.number > 1:
        first = addresses.message_id(parcel.referral, 1)
        names |= {"In-Reply-To": first, "References": first}
    return names
