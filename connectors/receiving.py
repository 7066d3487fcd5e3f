"""What webhooks brought: opened, given to the account it is for, and counted when strange."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from django.db import DataError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from connectors.base import Aside, Parcel, Unreadable, Use
from connectors.metering import AccountMeter
from connectors.models import Account, Arrival, ArrivalQuerySet, digest
from connectors.signals import arrived

log = logging.getLogger(__name__)

MOST_LINES = 200  # of one body's strange parts, for a person to read
COUNTED = timedelta(days=30)
NO_CHANNEL = "no channel here"  # how the line of an account that we do not have begins

# What the database can never keep; psycopg2 says of a NUL in a text that it is a ValueError.
REFUSED = (DataError, ValueError)

Address = tuple[str, str]  # kind and external_id of an account


def address(arrival: Arrival) -> list[Arrival]:
    """The arrivals to read for this one. A webhook's body is opened first.

    Where it is for one account, it becomes that account's; where it is for several, each gets a
    part. Parts of another's account stay with the whole, which says so. May be called again, and
    by two workers at once.
    """
    if arrival.account_id is not None:
        return [arrival]
    try:
        with transaction.atomic():
            whole = _locked().get(pk=arrival.pk)
            if whole.account_id is None and whole.state == Arrival.State.NEW:
                _open([whole])
    except REFUSED as error:
        log.exception("Arrival %s could not be opened", arrival.pk)
        _fail(arrival, f"{type(error).__name__}: {error}")
    ours = Q(pk=arrival.pk, account__isnull=False) | Q(whole=arrival.pk)
    waiting = Arrival.objects.waiting().filter(ours).select_related("account__app")
    return list(waiting.order_by("pk"))


def address_waiting(most: int) -> None:
    """Open and address webhooks' bodies that nobody else is opening, the oldest first.

    most  bodies at once. One that the database refuses leaves all to their own tasks.
    """
    unopened = _locked(skip_locked=True).waiting().filter(account=None)
    try:
        with transaction.atomic():
            _open(unopened.order_by("pk")[:most])
    except (*REFUSED, IntegrityError):
        log.warning("Webhooks are opened one by one", exc_info=True)


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


def _locked(*, skip_locked: bool = False) -> ArrivalQuerySet:
    """Bodies with their app, nobody else's until the transaction ends."""
    rows = Arrival.objects.select_for_update(of=("self",), skip_locked=skip_locked)
    return rows.select_related("app")


def _open(wholes: Iterable[Arrival]) -> None:
    opened = [(whole, parcels) for whole in wholes if (parcels := _parcels(whole)) is not None]
    accounts = _accounts(one for _, parcels in opened for one in parcels)
    given, brought = [], []
    for whole, parcels in opened:
        # Of this app, or of none: another app's secret speaks for its own accounts only.
        ours = {to: one for to, one in accounts.items() if one.app_id in (None, whole.app_id)}
        known = [(ours[_to(one)], one) for one in parcels if _to(one) in ours]
        brought += known
        if len(parcels) == len(known) == 1 and known[0][1].raw.body == bytes(whole.body):
            given.append(_given(whole, *known[0]))
        else:
            _divide(whole, known)
            _close(whole, {_to(one): None for one in parcels if _to(one) not in ours})
    Arrival.objects.bulk_update(given, ["account", "source", "subject"])
    _note_costs(brought)


def _note_costs(brought: Iterable[tuple[Account, Parcel]]) -> None:
    """Of all at once, at the end: what is counted stays locked until the transaction ends."""
    uses: dict[tuple[int, str], list[Parcel]] = {}
    for account, parcel in brought:
        if any(parcel.things.values()):
            uses.setdefault((account.pk, parcel.raw.source), []).append(parcel)
    for (account_id, source), parcels in sorted(uses.items()):
        things = {name: price for one in parcels for name, price in one.things.items()}
        AccountMeter(account_id).note(Use(source, things, times=len(parcels)))


def _parcels(whole: Arrival) -> list[Parcel] | None:
    """None where it cannot be opened: then it says why."""
    assert whole.app  # noqa: S101 - the database keeps it: an account or an app
    try:
        return whole.app.connect().open(bytes(whole.body))
    except Unreadable as error:
        why = str(error)
    except Exception as error:
        # Whatever one strange body does, it must not come back for ever.
        log.exception("Arrival %s could not be opened", whole.pk)
        why = f"{type(error).__name__}: {error}"
    _fail(whole, why)
    return None


def _fail(whole: Arrival, why: str) -> None:
    whole.state, whole.error = Arrival.State.FAILED, why.replace("\0", "")[:2000]
    whole.save(update_fields=["state", "error"])


def _to(parcel: Parcel) -> Address:
    return parcel.kind, parcel.external_id


def _accounts(parcels: Iterable[Parcel]) -> dict[Address, Account]:
    found = Account.objects.filter(external_id__in={parcel.external_id for parcel in parcels})
    return {(account.kind, account.external_id): account for account in found}


def _given(whole: Arrival, account: Account, parcel: Parcel) -> Arrival:
    whole.account, whole.source, whole.subject = account, parcel.raw.source, parcel.raw.subject
    return whole


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
