"""Repairs that an administrator asks for on a channel's page."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from connectors import bells, polling
from connectors.models import UNREADABLE, Account, Arrival, LookUp

LOOKED_BACK = timedelta(days=30)
ILL = (Arrival.State.FAILED, Arrival.State.UNKNOWN)


def read_all_again(account: Account) -> int:
    """Let everything that was not understood in the last 30 days be tried once more. How many."""
    ill = Arrival.objects.filter(
        account=account, state__in=ILL, received_at__gte=timezone.now() - LOOKED_BACK
    ).exclude(source=UNREADABLE)
    arrivals = list(ill)
    for arrival in arrivals:
        polling.read_again(arrival)
    return len(arrivals)


def look_up_again(account: Account) -> int:
    """Ask once more for what was given up. How many."""
    number = LookUp.objects.filter(account=account, state=LookUp.State.GIVEN_UP).update(
        state=LookUp.State.WAITING, tries=0, not_before=timezone.now(), detail=""
    )
    bells.wake("look_up", account.pk)
    return number
