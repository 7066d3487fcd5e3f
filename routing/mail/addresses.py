"""Where departments reply to, and the names of our letters."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings

from routing.models import Referral

LOCAL = "antwoord"  # as ``routing.mail.references`` knows it
NOWHERE = "localhost"  # the setting as it comes: no mail reaches it


def host() -> str:
    """The domain that our mail comes from and goes to."""
    return str(settings.REPLY_ADDRESS).rpartition("@")[2].lower()


def takes_replies() -> bool:
    """Whether an answer by mail can reach us."""
    return host() not in ("", NOWHERE)


def reply_address(referral: Referral) -> str:
    """The address for the answer to this one question."""
    local, _at, domain = str(settings.REPLY_ADDRESS).rpartition("@")
    return f"{local}+{referral.token}@{domain}"


def message_id(referral: Referral, number: int) -> str:
    """The name of our letter about this question with this number, the first being 1."""
    return f"<vraag-{referral.token}.{number}@{host()}>"


def is_ours(address: str) -> bool:
    """Whether we would write to ourselves."""
    local, _at, domain = address.lower().rpartition("@")
    own = [str(settings.REPLY_ADDRESS), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]]
    return f"{local.partition('+')[0]}@{domain}" in [one.lower() for one in own]


def known_by(recipients: Iterable[str]) -> tuple[str, ...]:
    """Recipients with our address as ``routing.mail.references`` knows it, whatever it is here."""
    ours = str(settings.REPLY_ADDRESS).lower().rpartition("@")[0] + "+"
    return tuple(
        f"{LOCAL}+{one.removeprefix(ours)}" if one.startswith(ours) else one for one in recipients
    )
