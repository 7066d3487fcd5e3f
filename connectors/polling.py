"""Asking the platforms what is new, and keeping what they say. Nothing is understood here."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from django.db import DatabaseError, transaction
from django.utils import timezone

from connectors import bells, pace, receiving
from connectors.base import ConnectorError, Identity, Page, Raw, Reason
from connectors.models import UNREADABLE, Account, AccountQuerySet, Arrival, digest
from connectors.models.account import POLL_LEASE, is_free
from connectors.signals import arrived, recovered

if TYPE_CHECKING:
    from collections.abc import Generator

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=1)  # after a failure that named no time of its own
MOST_PAGES = 50  # with news, in one turn; then others go first


def poll(account: Account) -> bool:
    """Fetch what is new. False when another process is polling this account.

    Safe to interrupt anywhere: a page's cursor is stored together with the page. After
    ``MOST_PAGES`` the account is due again at once, behind who waits longer.
    """
    if not _claim(account):
        return False
    account.refresh_from_db()
    try:
        complete = _take_pages(account)
    except ConnectorError as error:
        _keep_unreadable(account, error)
        note_failure(account, error)
    except DatabaseError:
        raise  # nothing can be noted either
    except Exception as error:
        # Whatever one account's platform does, it must not be asked for ever without a word.
        log.exception("%s could not be polled", account)
        note_failure(account, ConnectorError(Reason.UNREADABLE, type(error).__name__))
    else:
        _note_success(account, complete=complete)
    finally:
        _release(account)
    return True


def _take_pages(account: Account) -> bool:
    """Store page after page; whether that was all there is.

    What brings nothing new does not count: who listens to fifty searches would else never come
    to what is asked after them. Nor does a turn end while the cursor stands where it stood, for
    the next would begin at the same page.
    """
    start, brought = account.cursor, 0
    with closing(cast("Generator[Page]", account.connect().fetch(start))) as pages:
        for page in pages:
            brought += bool(store(account, page.raws, page.cursor))
            if brought >= MOST_PAGES and account.cursor != start:
                return False
    return True


def refresh(account: Account, external_ids: Sequence[str]) -> bool:
    """Look these messages up again, to follow edits and deletions. Whether that succeeded."""
    try:
        ask_again(account, external_ids)
    except ConnectorError as error:
        note_failure(account, weigh(account, error), rest=False)
        return False
    return True


def ask_again(account: Account, subjects: Sequence[str]) -> None:
    """Look these up, and keep what the platform says. Raises ConnectorError."""
    try:
        for page in account.connect().refresh(subjects):
            store(account, page.raws)
    except ConnectorError as error:
        _keep_unreadable(account, error)
        raise
    note_contact(account)


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
        now = timezone.now()
        account.cursor = cursor
        Account.objects.filter(pk=account.pk).update(cursor=cursor, contact_at=now)
        _hold(account, now)
    if stored:
        ids = [arrival.pk for arrival in stored]
        transaction.on_commit(partial(arrived.send, sender=Arrival, arrival_ids=ids))
    return stored


def _is_repeat(account: Account, raw: Raw) -> bool:
    """The same as the last one, and nothing else was said of it since: that it is gone, say."""
    ours = Arrival.objects.filter(account=account, subject=raw.subject)
    newest = ours.filter(source=raw.source).order_by("-pk").values_list("pk", "digest").first()
    if newest is None or newest[1] != digest(raw):
        return False
    return not (raw.subject and ours.filter(pk__gt=newest[0]).exists())


def _claim(account: Account) -> bool:
    now = timezone.now()
    return _lease(account, Account.objects.filter(is_free(now), pk=account.pk), now + POLL_LEASE)


def _hold(account: Account, now: datetime) -> None:
    """A poll that goes on is alive, however long it takes."""
    if account.polling_until:
        mine = Account.objects.filter(pk=account.pk, polling_until=account.polling_until)
        _lease(account, mine, now + POLL_LEASE)


def _release(account: Account) -> None:
    mine = Account.objects.filter(pk=account.pk, polling_until=account.polling_until)
    _lease(account, mine, None)


def _lease(account: Account, rows: AccountQuerySet, until: datetime | None) -> bool:
    changed = bool(rows.update(polling_until=until))
    if changed:
        account.polling_until = until
    return changed


def _note_success(account: Account, *, complete: bool) -> None:
    now = timezone.now()
    changed = {
        "poll_after": now + pace.interval(account, now) if complete else now,
        "problem": "",
        "problem_detail": "",
        "contact_at": now,
    }
    if complete:
        changed["polled_at"] = now
    Account.objects.filter(pk=account.pk).update(**changed)


def note_contact(account: Account) -> None:
    """The platform just answered, whatever we asked."""
    Account.objects.filter(pk=account.pk).update(contact_at=timezone.now())


def poll_soon(account: Account) -> None:
    """Ask as soon as a worker is free. A poll that is under way is not disturbed."""
    Account.objects.filter(pk=account.pk).update(poll_after=None)
    bells.wake("poll", account.pk)


def note_failure(account: Account, error: ConnectorError, *, rest: bool = True) -> None:
    """Remember on the account what the platform said, for the screens that show it.

    rest   leave asking for news alone as well; not where something else was asked, which the
           platform may count apart
    """
    log.warning("%s: %s", account, error)
    used = dict(account.credentials)
    with transaction.atomic():
        row = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        row.problem = error.reason.value
        row.problem_detail = error.detail[:500]
        now = timezone.now()
        if rest:
            row.poll_after = now + (error.retry_after or PATIENCE)
        if row.polled_at and row.polled_at > now:  # by a clock that was wrong
            row.polled_at = now
        if error.reauthorise and dict(row.credentials) == used:  # nobody repaired it meanwhile
            row.state = Account.State.REAUTHORISE
        changed = ["problem", "problem_detail", "poll_after", "polled_at", "state"]
        row.save(update_fields=changed)
    account.state, account.problem = row.state, row.problem


def weigh(account: Account, error: ConnectorError) -> ConnectorError:
    """The same error where the account as a whole no longer works; else one of what was asked
    alone, for which nothing else need wait. When that cannot be told now, it is for later.

    Not inside a transaction: it asks the platform.
    """
    if not error.reauthorise:
        return error
    permanent, retry_after = True, None
    try:
        account.connect().identify()
    except ConnectorError as failure:
        if failure.reauthorise:
            return error
        permanent, retry_after = False, failure.retry_after
    return ConnectorError(
        error.reason,
        error.detail,
        permanent=permanent,
        retry_after=retry_after,
        uncertain=error.uncertain,
    )


def check(account: Account) -> None:
    """Ask the platform whose credentials these are; bring the account back when they work.

    Then everything since the break is fetched, and its webhooks are looked after. Raises
    ConnectorError, after noting it on the account.
    """
    try:
        identity = account.connect().identify()
        expect_ours(account, identity)
    except ConnectorError as error:
        note_failure(account, error)
        raise
    account.handle = identity.handle or account.handle
    account.state = Account.State.OK
    account.problem = account.problem_detail = ""
    account.poll_after = None
    account.contact_at = timezone.now()
    account.save(
        update_fields=["handle", "state", "problem", "problem_detail", "poll_after", "contact_at"]
    )
    _insist(account)
    receiving.open_again(account)
    transaction.on_commit(partial(recovered.send, sender=Account, account_id=account.pk))
    bells.wake("poll", account.pk)
    bells.wake("check_subscription", account.pk)


@transaction.atomic
def _insist(account: Account) -> None:
    """Ask at once for what was refused before; a poll under way notes anew what it is refused."""
    row = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    account.cursor = row.connector_class.insist(row.cursor)
    Account.objects.filter(pk=row.pk).update(cursor=account.cursor)


def expect_ours(account: Account, identity: Identity) -> None:
    """Raises ConnectorError when these are the credentials of somebody else."""
    if identity.external_id == account.external_id:
        return
    raise ConnectorError(
        Reason.CREDENTIALS,
        f"These credentials belong to {identity.name} ({identity.external_id}).",
        permanent=True,
        reauthorise=True,
    )


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
