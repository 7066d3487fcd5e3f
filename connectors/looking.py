"""Asking for the words that did not come along with the news: what a ``Pointer`` named."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from connectors import bells, polling
from connectors.base import ConnectorError, Reason
from connectors.models import Account, LookUp

log = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(minutes=5)  # what was begun and not ended by then is begun again
FRESH = timedelta(hours=1)  # the same news within this time is a repeat, not news
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
MOST_TRIES = 8  # in a row in which the platform was there
MOST_AWAY = 72  # in a row, an hour apart: it is this one that the platform cannot give
KEPT = timedelta(days=30)  # that something was looked up
# Of the whole account: waiting for these says nothing of what we asked.
ACCOUNT_WIDE = frozenset({Reason.THROTTLED, Reason.BUDGET, Reason.BLOCKED})
# The platform was away, or could not say whose fault it is: that says nothing of it either.
AWAY = frozenset({Reason.UNAVAILABLE, Reason.CREDENTIALS, Reason.PERMISSION})


def want(account: Account, *subjects: str) -> None:
    """Have these looked up soon. Within the transaction of who read about them; repeats do no
    harm."""
    if not subjects:
        return
    now = timezone.now()
    LookUp.objects.bulk_create(
        [LookUp(account=account, subject=subject) for subject in dict.fromkeys(subjects)],
        ignore_conflicts=True,
    )
    LookUp.objects.filter(
        account=account, subject__in=subjects, not_before__lt=now - FRESH
    ).exclude(state=LookUp.State.WAITING).update(
        state=LookUp.State.WAITING, tries=0, not_before=now, detail=""
    )
    bells.wake("look_up", account.pk)


def given_up(account: Account) -> QuerySet[LookUp]:
    """What was asked for in vain; ``not_before`` is when it was given up."""
    return LookUp.objects.filter(account=account, state=LookUp.State.GIVEN_UP)


def forget() -> None:
    """Clear what was looked up long ago. News of the same later is news."""
    long_ago = timezone.now() - KEPT
    LookUp.objects.filter(state=LookUp.State.DONE, not_before__lt=long_ago).delete()


def work(account: Account) -> bool:
    """Look up what is due, a batch of it; what comes back are Arrivals.

    Whether to go on with the next batch: not when nothing is due any more, nor when the platform
    asks for rest or is away.
    """
    rows = _take(account)
    return bool(rows) and _look_up(account, rows)


def _take(account: Account) -> list[LookUp]:
    """Claim a batch: no other worker takes it before the lease is over, whatever becomes of us.

    What was tried before goes alone: it may be what stood in the way of the others.
    """
    with transaction.atomic():
        due = (
            LookUp.objects.due()
            .filter(account=account)
            .select_for_update(skip_locked=True, of=("self",))
        )
        rows = list(due.order_by("not_before", "pk")[:BATCH])
        rows = rows[:1] if rows and rows[0].tries else [row for row in rows if not row.tries]
        LookUp.objects.filter(pk__in=[row.pk for row in rows]).update(
            tries=F("tries") + 1, not_before=timezone.now() + LEASE
        )
    for row in rows:
        row.tries += 1
    return rows


def _look_up(account: Account, rows: Sequence[LookUp]) -> bool:
    error = _ask(account, rows)
    if error is None:
        return True
    if len(rows) > 1 and _is_of_one(error):
        # One of them stands in the way of the others.
        return all(_look_up(account, [row]) for row in rows)
    _failed(account, rows, error)
    return _is_of_one(error)


def _is_of_one(error: ConnectorError) -> bool:
    """Whether it says something of what was asked, and nothing of the account or the platform."""
    return error.permanent and not _is_account_wide(error)


def _ask(account: Account, rows: Sequence[LookUp]) -> ConnectorError | None:
    try:
        polling.ask_again(account, [row.subject for row in rows])
    except ConnectorError as error:
        return polling.weigh(account, error)
    _end(rows, LookUp.State.DONE)
    return None


def _is_account_wide(error: ConnectorError) -> bool:
    return error.reauthorise or error.reason in ACCOUNT_WIDE


def _failed(account: Account, rows: Sequence[LookUp], error: ConnectorError) -> None:
    if _is_account_wide(error):
        polling.note_failure(account, error, rest=False)
        _later(rows, error.retry_after or FIRST_PAUSE, error)
        LookUp.objects.filter(pk__in=[row.pk for row in rows]).update(tries=F("tries") - 1)
        return
    for row in rows:
        tries = _tries(row, error)
        most = MOST_AWAY if _is_away(error) else MOST_TRIES
        if error.permanent or tries >= most:
            log.warning("%s: %s is not looked up any more: %s", account, row.subject, error)
            _end([row], LookUp.State.GIVEN_UP, str(error))
        else:
            pause = min(FIRST_PAUSE * 2 ** min(tries - 1, MOST_TRIES), LONGEST_PAUSE)
            _later([row], error.retry_after or pause, error, tries=tries)


def _tries(row: LookUp, error: ConnectorError) -> int:
    """How often in a row it failed for such a reason: a platform that was away for a day does not
    make it fail the sooner when that is back."""
    before = row.detail.partition(":")[0]
    was_away = before in {reason.value for reason in AWAY}
    return 1 if was_away and not _is_away(error) else row.tries


def _is_away(error: ConnectorError) -> bool:
    return not error.permanent and error.reason in AWAY


def _later(rows: Sequence[LookUp], pause: timedelta, error: ConnectorError, **changes: int) -> None:
    LookUp.objects.filter(pk__in=[row.pk for row in rows]).update(
        not_before=timezone.now() + pause, detail=str(error)[:500], **changes
    )


def _end(rows: Sequence[LookUp], state: LookUp.State, detail: str = "") -> None:
    LookUp.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=state, detail=detail[:500], not_before=timezone.now()
    )
