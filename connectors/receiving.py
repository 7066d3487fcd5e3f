"""What webhooks brought: opened, given to the account it is for, and counted when strange."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from connectors.base import Aside, Parcel, Unreadable, Use
from connectors.metering import AccountMeter
from connectors.models import Account, Arrival, digest
from connectors.signals import arrived

log = logging.getLogger(__name__)

MOST_LINES = 200  # of one body's strange parts, for a person to read
COUNTED = timedelta(days=30)
NO_CHANNEL = "no channel here"  # how the line of an account that we do not have begins

Address = tuple[str, str]  # kind and external_id of an account


def address(arrival: Arrival) -> list[Arrival]:
    """The arrivals to read for this one. A webhook's body is opened first.

    Where it is for one account, it becomes that account's; where it is for several, each gets a
    part. Parts of another's account stay with the whole, which says so. May be called again, and
    by two workers at once.
    """
    if arrival.account_id is not None:
        return [arrival]
    with transaction.atomic():
        whole = (
            Arrival.objects.select_for_update(of=("self",)).select_related("app").get(pk=arrival.pk)
        )
        if whole.account_id is None and whole.state == Arrival.State.NEW:
            _open(whole)
    ours = Q(pk=whole.pk, account__isnull=False) | Q(whole=whole)
    waiting = Arrival.objects.waiting().filter(ours).select_related("account__app")
    return list(waiting.order_by("pk"))


def address_waiting(most: int) -> list[Arrival]:
    """Open and address webhooks' bodies that nobody else is opening, the oldest first.

    most  bodies at once.
    """
    unopened = Arrival.objects.waiting().filter(account=None).order_by("pk")
    locked = unopened.select_for_update(of=("self",), skip_locked=True)
    with transaction.atomic():
        wholes = list(locked.select_related("app")[:most])
        for whole in wholes:
            try:
                with transaction.atomic():
                    _open(whole)
            except DatabaseError:  # the others are not to wait for it
                log.warning("Arrival %s is left to its own task", whole.pk, exc_info=True)
    ours = Q(pk__in=[whole.pk for whole in wholes], account__isnull=False) | Q(whole__in=wholes)
    return list(Arrival.objects.waiting().filter(ours).select_related("account__app"))


def open_again(account: Account) -> None:
    """Webhooks of this account that came before it was connected here are read after all."""
    line = f"{NO_CHANNEL}: {account.kind} {account.external_id}\n"
    with transaction.atomic():
        wholes = Arrival.objects.select_for_update().filter(
            account=None, state=Arrival.State.UNKNOWN, error__contains=line
        )
        ids = list(wholes.values_list("pk", flat=True))
        Arrival.objects.filter(pk__in=ids).update(state=Arrival.State.NEW, error="")
        if ids:
            bell = partial(arrived.send, sender=Arrival, arrival_ids=ids)
            transaction.on_commit(bell)


def mark_unknown(arrival: Arrival, asides: Sequence[Aside]) -> None:
    """These parts of it nobody told us of; the rest was read."""
    lines = [f"{aside.what}: {aside.why}".rstrip(": ") for aside in asides]
    Arrival.objects.filter(pk=arrival.pk).update(state=Arrival.State.UNKNOWN, error=_as_text(lines))


def unknown_shapes(account: Account | None = None) -> dict[str, int]:
    """How often each strange shape came in the last 30 days, the most frequent first.

    Of one account, or (None) of what was for no account of ours.
    """
    errors = Arrival.objects.filter(
        account=account, state=Arrival.State.UNKNOWN, received_at__gt=timezone.now() - COUNTED
    ).values_list("error", flat=True)
    counts = Counter(
        line.partition(": ")[0] for error in errors for line in error.splitlines() if line
    )
    return dict(counts.most_common())


def _open(whole: Arrival) -> None:
    try:
        parcels = _parcels(whole)
    except Unreadable as error:
        whole.state, whole.error = Arrival.State.FAILED, str(error)[:2000]
        whole.save(update_fields=["state", "error"])
        return
    accounts = _accounts(whole, parcels)
    for account, parcel in ((accounts.get(_to(one)), one) for one in parcels):
        if account and any(parcel.things.values()):
            AccountMeter(account.pk).note(Use(parcel.raw.source, parcel.things))
    known = [(accounts[_to(one)], one) for one in parcels if _to(one) in accounts]
    if len(parcels) == len(known) == 1 and known[0][1].raw.body == bytes(whole.body):
        _give(whole, *known[0])
    else:
        _divide(whole, known)
        strangers = {_to(one): None for one in parcels if _to(one) not in accounts}
        _close(whole, strangers)


def _parcels(whole: Arrival) -> list[Parcel]:
    assert whole.app  # noqa: S101 - the database keeps it: an account or an app
    try:
        return whole.app.connect().open(bytes(whole.body))
    except Unreadable:
        raise
    except Exception as error:
        # Whatever one strange body does, it must not come back for ever.
        log.exception("Arrival %s could not be opened", whole.pk)
        raise Unreadable(f"{type(error).__name__}: {error}".replace("\0", "")) from error


def _to(parcel: Parcel) -> Address:
    return parcel.kind, parcel.external_id


def _accounts(whole: Arrival, parcels: Iterable[Parcel]) -> dict[Address, Account]:
    """Of this app, or of none: another app's secret speaks for its own accounts only."""
    numbers = {parcel.external_id for parcel in parcels}
    ours = Q(app=None) | Q(app=whole.app_id)
    found = Account.objects.filter(ours, external_id__in=numbers)
    return {(account.kind, account.external_id): account for account in found}


def _give(whole: Arrival, account: Account, parcel: Parcel) -> None:
    whole.account, whole.source, whole.subject = account, parcel.raw.source, parcel.raw.subject
    whole.save(update_fields=["account", "source", "subject"])


def _divide(whole: Arrival, known: Iterable[tuple[Account, Parcel]]) -> None:
    """Make the parts that are not there yet: it may be opened again, for a later account."""
    there = set(whole.parts.values_list("account", "source", "subject", "digest"))
    parts: dict[tuple[int, str, str, str], Arrival] = {}
    for account, parcel in known:
        mark = (account.pk, parcel.raw.source, parcel.raw.subject, digest(parcel.raw))
        if mark not in there:
            parts[mark] = Arrival(
                account=account,
                app=whole.app,
                whole=whole,
                source=parcel.raw.source,
                subject=parcel.raw.subject,
                body=parcel.raw.body,
                digest=mark[-1],
                received_at=whole.received_at,
            )
    Arrival.objects.bulk_create(parts.values(), batch_size=500)


def _close(whole: Arrival, strangers: Iterable[Address]) -> None:
    lines = [f"{NO_CHANNEL}: {kind} {external_id}" for kind, external_id in strangers]
    whole.state = Arrival.State.UNKNOWN if lines else Arrival.State.PARSED
    whole.error = _as_text(lines)
    whole.save(update_fields=["state", "error"])


def _as_text(lines: Sequence[str]) -> str:
    """One strange thing on each line."""
    flat = [" ".join(line.replace("\0", "").split())[:300] for line in lines[:MOST_LINES]]
    return "".join(f"{line}\n" for line in flat)
