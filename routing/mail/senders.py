"""Whether who wrote a letter may answer a question, and whether it is them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from routing import desk
from routing.mail.values import Letter
from routing.models import Referral

if TYPE_CHECKING:
    from webcare.models import User

_AGAINST = frozenset({"fail", "softfail"})


@dataclass(frozen=True)
class Sender:
    """Somebody who may answer. ``user``: their account; None for a mailbox or who was invited."""

    user: User | None = None


def sender_of(referral: Referral, address: str) -> Sender | None:
    """Who writes from this address, as far as they may answer; None when they may not."""
    if not address:
        return None
    if user := _official(referral, address):
        return Sender(user)
    if referral.department.email.lower() == address.lower():
        return Sender()
    invited = referral.invitations.filter(to__iexact=address, ended_at=None)
    return Sender() if invited.exists() else None


def _official(referral: Referral, address: str) -> User | None:
    """A member, there or not, or a deputy."""
    there = desk.answering(referral.department).filter(email__iexact=address)
    members = referral.department.members.filter(Q(is_active=True), email__iexact=address)
    return there.first() or members.first()


def is_doubted(letter: Letter) -> bool:
    """Whether our mail server found that the sender is somebody else.

    Not when it is silent, as it is about mail within the house, or where the sender's domain
    promises nothing.
    """
    found = letter.authenticity
    if letter.several:
        return True
    if found.vouches_for(letter.sender.address):
        return False
    if _AGAINST & {found.spf, found.dkim, found.dmarc}:
        return True
    # A check that passed for another domain says who did send it.
    return found.dkim == "pass" or found.passed_for_another(letter.sender.address)


def is_vouched(letter: Letter) -> bool:
    """Whether our mail server stands for the sender, and there is one."""
    return not letter.several and letter.authenticity.vouches_for(letter.sender.address)


def may_be_told(letter: Letter) -> bool:
    """Whether a letter of ours would reach who really wrote this.

    Anyone can write a sender: where our mail server looked, it has to vouch for it.
    """
    found = letter.authenticity
    looked = found.spf or found.dkim or found.dmarc
    return not letter.several and (not looked or is_vouched(letter))


def called(letter: Letter) -> str:
    """Who wrote it, as a person reads it: "Bram Smit (bram@example.nl)"."""
    sender = letter.sender
    name = f"{sender.name} ({sender.address})" if sender.name else sender.address
    return name[:300]


def authenticity_words(letter: Letter) -> str:
    """What our mail server found out about the sender, for who looks in the tray."""
    found = letter.authenticity
    told = {"SPF": found.spf, "DKIM": found.dkim, "DMARC": found.dmarc}
    results = ", ".join(f"{name}: {said}" for name, said in told.items() if said)
    if letter.several:
        return _("It names more than one sender; nobody can say who wrote it.")
    if not results:
        return _("Our mail server said nothing about the sender. Anyone can write this address.")
    if found.vouches_for(letter.sender.address):
        return _("Our mail server vouches for the sender (%(results)s).") % {"results": results}
    if is_doubted(letter):
        words = _("Our mail server says that somebody else sent this (%(results)s).")
        return words % {"results": results}
    words = _("Our mail server cannot say whether the sender is real (%(results)s).")
    return words % {"results": results}


def results_of(letter: Letter) -> dict[str, str | bool]:
    """What our mail server found, as it is kept with a letter."""
    found = letter.authenticity
    said: dict[str, str | bool] = {"spf": found.spf, "dkim": found.dkim, "dmarc": found.dmarc}
    return said | {"vouched": is_vouched(letter)}
