"""Another link for who holds one that no longer works."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.utils import translation

from routing.mail.composing import Kind, Parcel, compose
from routing.mail.inviting import invited
from routing.models import Referral

log = logging.getLogger(__name__)

LINK_NUMBERS = 10_000  # above this, the letters with a new link


def mail_new_link(referral: Referral, to: str) -> bool:
    """Another link to the same address; whether it left. Raises AlreadyClosed.

    ``referral`` as it was when that address was found good.
    """
    with translation.override(settings.LANGUAGE_CODE):
        try:
            with invited(referral, referral.department, to) as link:
                number = LINK_NUMBERS + link.number
                compose(Parcel(referral, Kind.LINK, number, to, link.url, link.until)).send()
        except (OSError, SMTPException, ValueError):
            log.exception("A new link could not be mailed.")
            return False
    return True
