"""Asking the platforms what is new, and keeping what they say. Nothing is understood here."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from connectors.base import ConnectorError, Raw, Reason
from connectors.models import UNREADABLE, Account, Arrival, digest
from connectors.signals import arrived, recovered

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)  # a poll that takes longer is taken for dead
PATIENCE = timedelta(minutes=1)  # after a failure that named no time of its own


def poll(account: Account) -> bool:
    """Fetch everything new. False when another process is polling this account.

    Safe to interrupt anywhere: a page's cursor is stored together with the page.
    """
    if not _claim(account):
        return False
    account.refresh_from_db()
    try:
        for page in account.connect().fetch(account.cursor):
            store(account, page.raws, page.cursor)
    except ConnectorError as error:
        _keep_unreadable(account, error)
        note_failure(account, error)
    else:
        _note_success(account)
    finally:
        Account.objects.filter(pk=account.pk).update(polling_until=None)
    return True


def refresh(account: Account, external_ids: Sequence[str]) -> None:
    """Look these messages up again, to follow edits and deletions."""
    try:
        for page in account.connect().refresh(external_ids):
            store(account, page.raws)
    except ConnectorError as error:
        _keep_unreadable(account, error)
        note_failure(account, error)


def _keep_unreadable(account: Account, error: ConnectorError) -> None:
    """An answer the connector could not even page through is kept for the administrator."""
    if error.body:
        for arrival in store(account, [Raw(UNREADABLE, error.body)]):
            mark_failed(arrival, error.detail)


@transaction.atomic
def store(account: Account, raws: Iterable[Raw], cursor: object = None) -> list[Arrival]:
    """Keep these bodies, and with them how far we came. Repeats of the last body are skipped."""
    stored = [
        Arrival.objects.create(
            account=account,
            source=raw.source,
            subject=raw.subject,
            body=raw.body,
            digest=digest(raw),
        )
        for raw in raws
        if not _is_repeat(account, raw)
    ]
    if cursor is not None:
        account.cursor = cursor
        Account.objects.filter(pk=account.pk).update(cursor=cursor)
    if stored:
        ids = [arrival.pk for arrival in stored]
        transaction.on_commit(partial(arrived.send, sender=Arrival, arrival_ids=ids))
    return stored


def _is_repeat(account: Account, raw: Raw) -> bool:
    newest = (
        Arrival.objects.filter(account=account, source=raw.source, subject=raw.subject)
        .order_by("-pk")
        .values_list("digest", flat=True)
        .first()
    )
    return newest == digest(raw)


def _claim(account: Account) -> bool:
    now = timezone.now()
    claimed = Account.objects.filter(
        Q(polling_until=None) | Q(polling_until__lte=now), pk=account.pk
    ).update(polling_until=now + LEASE)
    return bool(claimed)


def _note_success(account: Account) -> None:
    now = timezone.now()
    Account.objects.filter(pk=account.pk).update(
        polled_at=now,
        poll_after=now + timedelta(seconds=settings.POLL_SECONDS),
        problem="",
        problem_detail="",
    )


def note_failure(account: Account, error: ConnectorError) -> None:
    """Remember on the account what the platform said, for the screens that show it."""
    log.warning("%s: %s", account, error)
    used = dict(account.credentials)
    with transaction.atomic():
        row = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        row.problem = error.reason.value
        row.problem_detail = error.detail[:500]
        row.poll_after = timezone.now() + (error.retry_after or PATIENCE)
        if error.reauthorise and dict(row.credentials) == used:  # nobody repaired it meanwhile
            row.state = Account.State.REAUTHORISE
        row.save(update_fields=["problem", "problem_detail", "poll_after", "state"])
    account.state, account.problem = row.state, row.problem


def check(account: Account) -> None:
    """Ask the platform whose credentials these are; bring the account back when they work.

    Raises ConnectorError, after noting it on the account.
    """
    try:
        identity = account.connect().identify()
    except ConnectorError as error:
        note_failure(account, error)
        raise
    if identity.external_id != account.external_id:
        stranger = ConnectorError(
            Reason.CREDENTIALS,
            f"These credentials belong to {identity.name} ({identity.external_id}).",
            permanent=True,
            reauthorise=True,
        )
        note_failure(account, stranger)
        raise stranger
    account.handle = identity.handle or account.handle
    account.state = Account.State.OK
    account.problem = account.problem_detail = ""
    account.poll_after = None
    account.save(update_fields=["handle", "state", "problem", "problem_detail", "poll_after"])
    transaction.on_commit(partial(recovered.send, sender=Account, account_id=account.pk))


def read_again(arrival: Arrival) -> None:
    """Let an unreadable arrival be tried once more, after a repair."""
    Arrival.objects.filter(pk=arrival.pk).update(state=Arrival.State.NEW, error="")
    transaction.on_commit(partial(arrived.send, sender=Arrival, arrival_ids=[arrival.pk]))


def put_away(arrival: Arrival) -> None:
    """Someone saw it and nothing can be done with it. It is kept, and no longer listed."""
    Arrival.objects.filter(pk=arrival.pk).update(state=Arrival.State.PUT_AWAY)


def mark_parsed(arrival: Arrival) -> None:
    Arrival.objects.filter(pk=arrival.pk).update(state=Arrival.State.PARSED, error="")


def mark_failed(arrival: Arrival, error: str) -> None:
    Arrival.objects.filter(pk=arrival.pk).update(state=Arrival.State.FAILED, error=error[:2000])
