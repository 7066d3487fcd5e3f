"""What is asked and told before a question is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from routing.desk.claiming import put_on_if_free
from routing.desk.holding import held, ring
from routing.models import Referral, Remark
from routing.signals import remarked

if TYPE_CHECKING:
    from webcare.models import User

Way = Remark.Way
WaitingFor = Referral.WaitingFor


def ask_agent(referral: Referral, text: str, by: User | None = None, *, sender: str = "") -> Remark:
    """The department wants to know something of the webcare team. Raises AlreadyClosed."""
    return _ask(referral, Way.TO_AGENT, WaitingFor.AGENT, text, by, sender)


def ask_citizen(
    referral: Referral, text: str, by: User | None = None, *, sender: str = ""
) -> Remark:
    """The department wants to know something of the citizen; an agent asks it.

    Raises AlreadyClosed.
    """
    return _ask(referral, Way.TO_CITIZEN, WaitingFor.CITIZEN, text, by, sender)


def tell(
    referral: Referral,
    text: str,
    way: Remark.Way,
    by: User | None = None,
    *,
    goes_on: bool = True,
) -> Remark:
    """What the webcare team or the citizen says to the department: it can go on.

    way       FROM_AGENT or FROM_CITIZEN; raises ValueError for another. Raises AlreadyClosed.
    goes_on   False for words that answer nothing: what it asked still waits
    """
    if way not in {Way.FROM_AGENT, Way.FROM_CITIZEN}:
        raise ValueError(way)
    with held(referral):
        waits = WaitingFor.NOBODY if goes_on else WaitingFor(referral.waiting_for)
        if referral.waiting_for and not waits:
            referral.back_at = timezone.now()
        return _write(referral, way, waits, text, by=by)


def _ask(
    referral: Referral,
    way: Remark.Way,
    waiting_for: Referral.WaitingFor,
    text: str,
    by: User | None,
    sender: str,
) -> Remark:
    with held(referral):
        put_on_if_free(referral, by)
        return _write(referral, way, waiting_for, text, by=by, sender=sender)


def _write(
    referral: Referral, way: Remark.Way, waiting_for: Referral.WaitingFor, text: str, **who: object
) -> Remark:
    referral.waiting_for = waiting_for
    referral.save(update_fields=["waiting_for", "back_at"])
    said = Remark.objects.create(referral=referral, way=way, text=text.strip(), **who)
    ring(referral, remarked, remark_id=said.pk)
    return said
