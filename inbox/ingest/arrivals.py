"""One Arrival: opened, read, and what is left of it said."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import (
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    transaction,
)
from django.utils import timezone

from connectors import polling, receiving
from connectors.base import Aside, ConnectorError, Item, Kept, Revoked, Unreadable
from connectors.models import Account, Arrival
from inbox.ingest.fitting import fitting
from inbox.ingest.reading import read
from inbox.ingest.turns import wait_for_turn

log = logging.getLogger(__name__)

PATIENCE = timedelta(hours=1)
AWAY = (OperationalError, InterfaceError, InternalError)


def ingest(arrival_id: int) -> None:
    """Read one Arrival into the inbox. What cannot be read stays, with its error, and is shown.

    A webhook's body may be for several accounts; then each part of it is read.
    """
    arrival = Arrival.objects.select_related("account__app", "app").get(pk=arrival_id)
    for part in receiving.address(arrival):
        ingest_part(part)


def ingest_part(arrival: Arrival) -> None:
    """The same, for what is of one account."""
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
            ask_whether_it_works(arrival.account, revoked)


@transaction.atomic
def _read(arrival: Arrival) -> list[Revoked]:
    account = arrival.account
    assert account  # noqa: S101 - ``address`` gave it to one
    wait_for_turn(account)
    if not Arrival.objects.waiting().filter(pk=arrival.pk).exists():
        return []
    items = [fitting(item) for item in account.connect().parse(arrival.raw)]
    read(account, arrival.received_at, items)
    judge(arrival, asides(items))
    return [item for item in items if isinstance(item, Revoked)]


def asides(items: Iterable[Item]) -> list[Aside]:
    """What of it the platform's connector did not understand."""
    return [item for item in items if isinstance(item, Aside)]


def judge(arrival: Arrival, strange: Sequence[Aside]) -> None:
    """Read as a whole, or with parts that a person has to look at; those can be read again."""
    odd = [aside for aside in strange if aside.kept is Kept.UNREADABLE]
    unknown = [aside for aside in strange if aside.kept is Kept.UNKNOWN]
    if odd:
        lines = [f"{aside.what}: {aside.why}" for aside in (*odd, *unknown)]
        polling.mark_failed(arrival, "\n".join(lines).replace("\x00", ""))
    elif unknown:
        receiving.mark_unknown(arrival, unknown)
    else:
        polling.mark_parsed(arrival)


def ask_whether_it_works(account: Account, revoked: Sequence[Revoked]) -> None:
    """News of a permission taken from us can be old, and repaired since: the platform knows."""
    log.warning("%s: %s", account, revoked[0].detail)
    try:
        polling.check(account)
    except ConnectorError:
        log.warning("%s has to be connected again", account)
