"""One Arrival: opened, read, and what is left of it said."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from django.db import (
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
    transaction,
)
from django.utils import timezone

from connectors import polling, receiving
from connectors.base import Aside, Connector, ConnectorError, Item, Kept, Revoked, Unreadable
from connectors.models import Account, Arrival
from inbox.ingest.book import News
from inbox.ingest.fitting import fitting
from inbox.ingest.reading import read

log = logging.getLogger(__name__)

PATIENCE = timedelta(hours=1)
AWAY = (OperationalError, InterfaceError, InternalError)
TOGETHER = 50  # arrivals in one transaction
INGEST_LOCK = 7_003  # a number of our own for PostgreSQL's advisory locks


def ingest(arrival_id: int) -> None:
    """Read one Arrival into the inbox. What cannot be read stays, with its error, and is shown.

    A webhook's body may be for several accounts; then each part of it is read.
    """
    arrival = Arrival.objects.select_related("account__app", "app").get(pk=arrival_id)
    for part in receiving.address(arrival):
        _ingest(part)


def ingest_waiting(arrival_id: int) -> None:
    """The same, and with it whatever else waits of the same account: a storm is read in gusts."""
    arrival = Arrival.objects.select_related("account__app", "app").get(pk=arrival_id)
    if arrival.state == Arrival.State.NEW:
        _read_waiting_of([arrival])


def catch_up(seconds: float) -> None:
    """Read what waits, oldest first, until all is read or the time is up.

    By one reader at a time: after an outage thousands wait, and a task for each would only be in
    the way of the others.
    """
    with _alone() as alone:
        until = time.monotonic() + seconds
        newest = 0
        while alone and time.monotonic() < until:
            waiting = Arrival.objects.waiting().filter(pk__gt=newest).order_by("pk")
            oldest = list(waiting.select_related("account__app", "app")[:TOGETHER])
            if not oldest:
                return
            newest = oldest[-1].pk
            try:
                _read_waiting_of(oldest)
            except (
                Exception
            ):  # those behind them are not to wait; the next time they are read again
                log.warning("Arrivals up to %s wait", newest, exc_info=True)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else is catching up; for as long as the block takes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [INGEST_LOCK])
        (alone,) = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [INGEST_LOCK])


def _read_waiting_of(arrivals: Sequence[Arrival]) -> None:
    parts = [part for arrival in arrivals for part in receiving.address(arrival)]
    for account in {part.account_id: part.account for part in parts}.values():
        if account:
            _ingest_together(account)


def _ingest_together(account: Account) -> None:
    """What waits of this account, oldest first, as if it were one body."""
    try:
        revoked = _read_together(account)
    except Exception:  # one of them is strange, or cannot be read now: each by itself then
        log.info("%s: what waits is read one by one", account, exc_info=True)
        _ingest_one_by_one(_waiting(account))
    else:
        if revoked:
            _ask_whether_it_works(account, revoked)


def _ingest_one_by_one(arrivals: Sequence[Arrival]) -> None:
    away: Exception | None = None
    for arrival in arrivals:
        try:
            _ingest(arrival)
        except AWAY as error:  # perhaps for this one only
            away = error
    if away:
        raise away


@transaction.atomic
def _read_together(account: Account) -> list[Revoked]:
    _one_at_a_time(account)
    arrivals, connector = _waiting(account), account.connect()
    said = {arrival: _items(connector, arrival) for arrival in arrivals}
    everything = [item for items in said.values() for item in items]
    if arrivals:
        read(account, arrivals[-1].received_at, everything)
    whole = [one.pk for one, items in said.items() if not _asides(items)]
    Arrival.objects.filter(pk__in=whole).update(state=Arrival.State.PARSED, error="")
    for arrival, items in said.items():
        if asides := _asides(items):
            _judge(arrival, asides)
    return [item for item in everything if isinstance(item, Revoked)]


def _waiting(account: Account) -> list[Arrival]:
    waiting = Arrival.objects.waiting().filter(account=account).order_by("pk")
    return list(waiting.select_related("account__app")[:TOGETHER])


def _items(connector: Connector, arrival: Arrival) -> list[Item]:
    """What it says, each with a moment: beside others it is no longer clear of which arrival."""
    items = [fitting(item) for item in connector.parse(arrival.raw)]
    return [
        replace(item, as_of=item.as_of or arrival.received_at) if isinstance(item, News) else item
        for item in items
    ]


def _asides(items: Iterable[Item]) -> list[Aside]:
    return [item for item in items if isinstance(item, Aside)]


def _ingest(arrival: Arrival) -> None:
    try:
        revoked = _read(arrival)
    except Unreadable as error:
        polling.mark_failed(arrival, str(error))
    except AWAY:
        raise  # the database is away: the arrival waits for the sweep
    except Exception as error:
        if isinstance(error, IntegrityError) and timezone.now() - arrival.received_at < PATIENCE:
            # Someone stored the same at the same moment; the sweep reads it again.
            log.info("Arrival %s is read again later", arrival.pk)
            return
        # Whatever one strange body does, the next ones must come through.
        log.exception("Arrival %s could not be read", arrival.pk)
        polling.mark_failed(arrival, f"{type(error).__name__}: {error}")
    else:
        if revoked and arrival.account:
            _ask_whether_it_works(arrival.account, revoked)


@transaction.atomic
def _read(arrival: Arrival) -> list[Revoked]:
    account = arrival.account
    assert account  # noqa: S101 - ``address`` gave it to one
    _one_at_a_time(account)
    if not Arrival.objects.waiting().filter(pk=arrival.pk).exists():
        return []
    items = [fitting(item) for item in account.connect().parse(arrival.raw)]
    read(account, arrival.received_at, items)
    _judge(arrival, _asides(items))
    return [item for item in items if isinstance(item, Revoked)]


def _one_at_a_time(account: Account) -> None:
    """Two arrivals of one account can hold the same message; read them one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [INGEST_LOCK, account.pk])


def _judge(arrival: Arrival, asides: Sequence[Aside]) -> None:
    """Read as a whole, or with parts that a person has to look at; those can be read again."""
    odd = [aside for aside in asides if aside.kept is Kept.UNREADABLE]
    unknown = [aside for aside in asides if aside.kept is Kept.UNKNOWN]
    if odd:
        lines = [f"{aside.what}: {aside.why}" for aside in (*odd, *unknown)]
        polling.mark_failed(arrival, "\n".join(lines).replace("\x00", ""))
    elif unknown:
        receiving.mark_unknown(arrival, unknown)
    else:
        polling.mark_parsed(arrival)


def _ask_whether_it_works(account: Account, revoked: Sequence[Revoked]) -> None:
    """News of a permission taken from us can be old, and repaired since: the platform knows."""
    log.warning("%s: %s", account, revoked[0].detail)
    try:
        polling.check(account)
    except ConnectorError:
        log.warning("%s has to be connected again", account)
