"""Somebody is about to write something on the platform itself: soon there is news to ask for.

Where webhooks tell of it at once this is for nothing and costs nothing. Where they do not, or not
this time, the next poll may be a quarter of an hour away.
"""

from __future__ import annotations

from connectors import bells, polling
from connectors.models import Account

LOOKS = (20, 60, 180)  # seconds in which one opens a composer, reads it over, and places it


def expect(account: Account) -> None:
    """Have the account asked a few times in the next minutes. Bells only: the clock asks anyway."""
    for seconds in LOOKS:
        bells.wake("look_again", account.pk, seconds=seconds)


def look(account_id: int) -> None:
    """Ask now, unless the platform just wanted to be left alone."""
    for account in Account.objects.working().filter(pk=account_id, problem=""):
        polling.poll_soon(account)
