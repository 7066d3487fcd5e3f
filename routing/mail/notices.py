"""A kind word to who wrote in vain: their letter did not become an answer."""

from __future__ import annotations

import logging
import re
from smtplib import SMTPException

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from routing.mail import addresses
from routing.mail.composing import letter_to, tag
from routing.models import Letter, Told

log = logging.getLogger(__name__)

IN_VAIN = "letter:in-vain"
MOST_A_DAY = 200  # to all together: a storm of forged senders is not passed on
_MACHINE = re.compile(
    r"(mailer-daemon|postmaster|no[-_.]?reply|do[-_.]?not[-_.]?reply|bounces?\b)", re.IGNORECASE
)
_TOLD_OF = (
    Letter.Why.SENDER,
    Letter.Why.REFERENCE,
    Letter.Why.CLOSED,
    Letter.Why.EMPTY,
    Letter.Why.TOO_LARGE,
)


def tell_in_vain(row: Letter) -> None:
    """That their letter did not become an answer, and what happens to it. Once a day each.

    A courtesy: what fails is not tried again.
    """
    if row.why not in _TOLD_OF or not _is_person(row.sender):
        return
    try:
        with translation.override(settings.LANGUAGE_CODE), transaction.atomic():
            if _is_first_today(row.sender):
                _mail(row)
    except (OSError, SMTPException, ValueError):
        log.warning("A notice could not be mailed.", exc_info=True)


def _is_person(address: str) -> bool:
    machine = _MACHINE.match(address) or addresses.is_ours(address)
    return "@" in address and not machine


def _is_first_today(address: str) -> bool:
    today = timezone.localdate()
    if Told.objects.filter(what=IN_VAIN, day=today).count() >= MOST_A_DAY:
        return False
    _row, new = Told.objects.get_or_create(what=IN_VAIN, to=address, day=today)
    return new


def _mail(row: Letter) -> None:
    context = {
        "letter": row,
        "why": row.why,
        "municipality": settings.MUNICIPALITY,
    }
    bodies = (
        render_to_string("mail/in_vain.txt", context),
        render_to_string("mail/in_vain.html", context),
    )
    headers = {"Auto-Submitted": "auto-replied"}
    if row.message_id:
        headers |= {"In-Reply-To": row.message_id, "References": row.message_id}
    subject = _("About your mail: %(subject)s") % {"subject": row.subject}
    if row.referral and row.why == Letter.Why.EMPTY and tag(row.referral) not in subject:
        subject = f"{subject} {tag(row.referral)}"
    # An empty letter may be repaired: a reply to this one goes to the question.
    about = row.referral if row.why == Letter.Why.EMPTY else None
    letter_to(row.sender, subject, bodies, referral=about, headers=headers).send()
