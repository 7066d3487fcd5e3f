"""Credentials that lapse: renewed before they do, and looked at every day, used or not."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from connectors import polling, receiving
from connectors.base import ConnectorError, Examination
from connectors.models import Account

log = logging.getLogger(__name__)

EXAMINED_EVERY = timedelta(days=1)


def renew(account: Account) -> None:
    """Let the connector renew what is about to lapse; it knows when that is.

    It does so inside the vault's lock, which stores the new ones before anyone uses them. A
    renewal that fails for now is tried again by the clock; one that cannot succeed marks the
    account.
    """
    try:
        account.connect().renew()
    except ConnectorError as error:
        if error.reauthorise:
            polling.note_failure(account, error)
        else:
            log.warning("%s: its credentials were not renewed: %s", account, error)
        return
    account.refresh_from_db(fields=["credentials", "token_expires_at"])
    lapses = _moment(account.credentials.get("expires_at", ""))
    if lapses and lapses != account.token_expires_at:
        Account.objects.filter(pk=account.pk).update(token_expires_at=lapses)


def examine(account: Account) -> Examination:
    """Ask the platform what the credentials may, and until when. Raises ConnectorError, after
    noting it on the account."""
    try:
        found = account.connect().examine()
        polling.expect_ours(account, found.identity)
    except ConnectorError as error:
        if error.reauthorise:
            polling.note_failure(account, error)
        raise
    now = timezone.now()
    account.refresh_from_db(fields=["credentials", "missing"])
    lapses = found.expires_at or _moment(account.credentials.get("expires_at", ""))
    account.token_expires_at, account.missing = lapses, _missing(found, account.missing)
    account.examined_at = account.contact_at = now
    account.save(update_fields=["token_expires_at", "missing", "examined_at", "contact_at"])
    receiving.open_again(account)  # what came in at the very moment that it was connected
    return found


def _missing(found: Examination, before: list[str]) -> list[str]:
    """What the platform says now; and where it does not say, what it said when we connected."""
    if found.missing is None:
        return before
    untold = [name for name in before if found.untold and name.startswith(found.untold)]
    return list(dict.fromkeys([*found.missing, *untold]))


def to_examine() -> QuerySet[Account]:
    """Accounts that were not looked at for a day."""
    long_ago = timezone.now() - EXAMINED_EVERY
    return Account.objects.working().filter(Q(examined_at=None) | Q(examined_at__lt=long_ago))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
