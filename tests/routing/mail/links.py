"""Links as a mail holds them."""

from __future__ import annotations

from routing.mail.inviting import invited
from routing.models import Referral


def invite(referral: Referral, to: str) -> str:
    """The address of a page for the department that has the question: what a mail to ``to`` says
    that left just now."""
    with invited(referral, referral.department, to) as link:
        return link.url
