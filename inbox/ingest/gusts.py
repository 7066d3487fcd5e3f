"""A storm of arrivals is read in gusts: many in one transaction, as if they were one body."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction

from connectors import receiving
from connectors.base import Connector, Item, Revoked
from connectors.models import Account, Arrival, ArrivalQuerySet
from connectors.signals import arrived
from inbox.alone import READING, alone
from inbox.ingest import arrivals as single
from inbox.ingest.book import News
from inbox.ingest.fitting import fitting
from inbox.ingest.reading import read
from inbox.ingest.turns import take_turn

log = logging.getLogger(__name__)

TOGETHER = 50  # arrivals in one transaction
LONGEST = 3  # seconds of one task; answers may wait behind it


def ingest_waiting(arrival_id: int) -> None:
    """Read one Arrival, and with it whatever else waits of the same account.

    Who finds somebody else reading of that account leaves it to them: whoever read looks again
    after having let go. What is left when the time is up gets a bell of its own.
    """
    arrival = Arrival.objects.select_related("account__app", "app").get(pk=arrival_id)
    if arrival.account_id and arrival.state != Arrival.State.NEW:
        return
    for account in _accounts(receiving.address(arrival)):
        _Reader(account).read_on(time.monotonic() + LONGEST)


def catch_up(seconds: float) -> None:
    """Read what waits, oldest first, until all is read or the time is up.

    By one reader at a time: after an outage thousands wait, and a task for each would only be in
    the way of the others.
    """
    with alone(READING) as mine:
        until = time.monotonic() + seconds
        newest = 0
        while mine and time.monotonic() < until:
            waiting = Arrival.objects.waiting().filter(pk__gt=newest).order_by("pk")
            oldest = list(waiting.select_related("account__app", "app")[:TOGETHER])
            if not oldest:
                return
            newest = oldest[-1].pk
            try:
                for account in _accounts(
                    [part for one in oldest for part in receiving.address(one)]
                ):
                    _Reader(account).reads_a_gust()
            except Exception:
                # Those behind them are not to wait; the next time they are read again.
                log.warning("Arrivals up to %s wait", newest, exc_info=True)


def _accounts(arrivals: Sequence[Arrival]) -> list[Account]:
    return list({one.account_id: one.account for one in arrivals if one.account}.values())


@dataclass
class _Reader:
    """Reads what waits of one account, oldest first."""

    account: Account
    after: int = field(default=0, init=False)  # up to here each was tried by itself

    def read_on(self, until: float) -> None:
        """Until nothing waits, somebody else reads, or the time is up; one gust at least."""
        while self._waiting().exists() and self.reads_a_gust():
            if time.monotonic() > until:
                self._ring_for_the_rest()
                return
            receiving.address_waiting(TOGETHER)

    def reads_a_gust(self) -> bool:
        """False when it is somebody else's turn."""
        try:
            revoked = self._together()
        except Exception:  # one of them is strange, or cannot be read now: each by itself then
            log.info("%s: what waits is read one by one", self.account, exc_info=True)
            self._one_by_one()
            return True
        if revoked:
            single.ask_whether_it_works(self.account, revoked)
        return revoked is not None

    @transaction.atomic
    def _together(self) -> list[Revoked] | None:
        if not take_turn(self.account):
            return None
        arrivals = list(self._waiting()[:TOGETHER])
        if not arrivals:
            return []
        connector = self.account.connect()
        said = {arrival: _items(connector, arrival) for arrival in arrivals}
        everything = [item for items in said.values() for item in items]
        read(self.account, arrivals[-1].received_at, everything)
        whole = [one.pk for one, items in said.items() if not single.asides(items)]
        Arrival.objects.filter(pk__in=whole).update(state=Arrival.State.PARSED, error="")
        for arrival, items in said.items():
            if asides := single.asides(items):
                single.judge(arrival, asides)
        return [item for item in everything if isinstance(item, Revoked)]

    def _one_by_one(self) -> None:
        arrivals = list(self._waiting()[:TOGETHER])
        self.after = max((arrival.pk for arrival in arrivals), default=self.after)
        away: Exception | None = None
        for arrival in arrivals:
            try:
                single.ingest_part(arrival)
            except single.AWAY as error:  # perhaps for this one only
                away = error
        if away:
            raise away

    def _waiting(self) -> ArrivalQuerySet:
        waiting = Arrival.objects.waiting().filter(account=self.account, pk__gt=self.after)
        return waiting.order_by("pk").select_related("account__app")

    def _ring_for_the_rest(self) -> None:
        oldest = self._waiting().values_list("pk", flat=True).first()
        if oldest:
            arrived.send(sender=Arrival, arrival_ids=[oldest])


def _items(connector: Connector, arrival: Arrival) -> list[Item]:
    """What it says, each with a moment: beside others it is no longer clear of which arrival."""
    items = [fitting(item) for item in connector.parse(arrival.raw)]
    return [
        replace(item, as_of=item.as_of or arrival.received_at) if isinstance(item, News) else item
        for item in items
    ]
