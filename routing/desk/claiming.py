"""Who of the department is on a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from routing.desk.holding import held, ring
from routing.desk.refusals import AlreadyClaimed
from routing.models import Referral

if TYPE_CHECKING:
    from webcare.models import User


def claim(referral: Referral, by: User, *, instead_of: User | str | None = None) -> None:
    """I am on it. Doing it twice is doing it once. Raises AlreadyClosed, AlreadyClaimed.

    instead_of   take it over from this colleague, as long as nobody else did; of one who is on it
                 by a link the name
    """
    with held(referral):
        _check_free(referral, by, instead_of)
        put_on(referral, by)
        ring(referral)


def claim_by_link(referral: Referral, sender: str) -> None:
    """Somebody without an account is on it. Doing it twice is doing it once.

    sender   who it is, as in ``answer``. Raises AlreadyClosed, AlreadyClaimed.
    """
    with held(referral):
        if referral.claimed_by or referral.claimed_name not in ("", sender):
            check_unclaimed(referral)
        if not referral.claimed_name:
            referral.claimed_name, referral.claimed_at = sender, timezone.now()
            referral.save(update_fields=["claimed_name", "claimed_at"])
            ring(referral)


def release(referral: Referral, by: User) -> None:
    """I am no longer on it. Raises AlreadyClosed, AlreadyClaimed when someone else is."""
    with held(referral):
        _check_free(referral, by, None)
        referral.claimed_by = referral.claimed_at = None
        referral.save(update_fields=["claimed_by", "claimed_at"])
        ring(referral)


def check_unclaimed(referral: Referral) -> None:
    """Raises AlreadyClaimed with the name of who is on it."""
    if referral.on_it:
        raise AlreadyClaimed(_("%(name)s is working on this already.") % {"name": referral.on_it})


def put_on(referral: Referral, by: User | None) -> None:
    """Within ``held``: this person is on it, if it is a person and was not on it yet."""
    if by is None or referral.claimed_by_id == by.pk:
        return
    referral.claimed_by, referral.claimed_name, referral.claimed_at = by, "", timezone.now()
    referral.save(update_fields=["claimed_by", "claimed_name", "claimed_at"])


def put_on_if_free(referral: Referral, by: User | None) -> None:
    """Within ``held``: who does something with a question that nobody claimed, is on it."""
    if not referral.on_it:
        put_on(referral, by)


def _check_free(referral: Referral, by: User, instead_of: User | str | None) -> None:
    """By themselves or by ``instead_of``, or by nobody."""
    if (referral.claimed_by or referral.claimed_name) not in (by, instead_of):
        check_unclaimed(referral)
