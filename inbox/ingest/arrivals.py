"""One Arrival: opened, read, and what is left of it said."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from connectors.base import Aside, ConnectorError, Kept, Revoked, Unreadable
from connectors.models import Account, Arrival
from inbox.ingest.fitting import fitting
from inbox.ingest.reading import read

log = logging.getLogger(__name__)

PATIENCE = timedelta(hours=1)
AWAY = (OperationalError, InterfaceError, InternalError)
INGEST_LOCK = 7_003  # a number of our own for PostgreSQL's advisory locks


def ingest(arrival_id: int) -> None:
    """Read one Arrival into the inbox. What cannot be read stays, with its error, and is shown.

    A webhook's body may be for several accounts; then each part of it is read.
    """
    arrival = Arrival.objects.select_related("account__app", "app").get(pk=arrival_id)
    for part in receiving.address(arrival):
        _ingest(part)


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
            newest = waiting.values_list("pk", flat=True).first() or 0
            if not newest:
                return
            try:
                ingest(newest)
            except Exception:  # those behind it are not to wait; the next time it is read again
                log.warning("Arrival %s waits", newest, exc_info=True)


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
    _judge(arrival, [item for item in items if isinstance(item, Aside)])
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
