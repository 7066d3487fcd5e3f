"""From the platform to us, while its address still works: at once, and again until it is clear."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from connectors.base import ConnectorError, MediaKind, Reason
from connectors.http import Downloaded, download
from connectors.models import Account
from inbox.attachments import keeping
from inbox.attachments.expecting import MOST_TRIES
from inbox.bells import show
from inbox.models import Attachment
from inbox.models.message import Why

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)  # a fetching that takes longer is taken for dead
FIRST_BACKOFF = timedelta(seconds=30)
LONGEST_BACKOFF = timedelta(hours=1)
FULL = timedelta(minutes=5)  # how long to leave a storage backend alone that does not work
# The account is what has to be put right, and then this can be had as well.
NOT_ITS_FAULT = frozenset({Reason.CREDENTIALS, Reason.THROTTLED, Reason.BUDGET, Reason.BLOCKED})
PATIENCE = timedelta(days=7)  # by then it is the file after all, or its address works no more
State = Attachment.State


def waiting(now: datetime) -> QuerySet[Attachment]:
    """What may be fetched now. What belongs to a disconnected account waits until it works."""
    shut = Q(message__account__state=Account.State.REAUTHORISE) | Q(
        post__account__state=Account.State.REAUTHORISE
    )
    return (
        Attachment.objects.filter(state=State.WAITING, not_before__lte=now, uploaded_by=None)
        .exclude(shut)
        .order_by("not_before")
    )


def fetch(attachment_id: int) -> None:
    """Fetch this attachment, when it is its turn and nobody else does."""
    row = _claim(attachment_id)
    if row is None:
        return
    try:
        headers = _account(row).connect().media_headers(row.url)
        with download(row.url, headers=headers, limit=_most(row)) as downloaded:
            _keep(row, downloaded)
    except ConnectorError as error:
        _not_fetched(row, error)
    except OSError:  # no room for what is on its way in
        log.exception("Attachment %s could not be taken in.", row.pk)
        _again(row, Why.STORAGE, FULL, counts=False)
    if row.message and row.message.conversation_id:
        show(row.message.conversation_id)


def _claim(attachment_id: int) -> Attachment | None:
    now = timezone.now()
    if not waiting(now).filter(pk=attachment_id).exists():
        return None
    # Of the row alone: with other tables in it, two workers would both find it free.
    free = Attachment.objects.filter(pk=attachment_id, state=State.WAITING, not_before__lte=now)
    if not free.update(not_before=now + LEASE, tries=F("tries") + 1):
        return None
    return Attachment.objects.select_related("message__account", "post__account").get(
        pk=attachment_id
    )


def _account(row: Attachment) -> Account:
    owner = row.message or row.post
    assert owner, "what is fetched came with a message or a post"  # noqa: S101
    return owner.account


def _most(row: Attachment) -> int:
    """The most to take in. What a story shows is a picture or a film; nobody says which."""
    kind = MediaKind(row.kind)
    return max(keeping.limit(kind), keeping.limit(MediaKind.VIDEO) if row.story else 0)


def _keep(row: Attachment, downloaded: Downloaded) -> None:
    try:
        examined = keeping.examine(downloaded.file, MediaKind(row.kind))
    except keeping.NotKept as refusal:
        _end(row, State.REFUSED, refusal.why)
        return
    try:
        keeping.store(row, downloaded.file, examined)
    except Exception:  # whatever a storage backend raises: a full disk is emptied one day
        log.exception("Attachment %s could not be stored.", row.pk)
        _again(row, Why.STORAGE, FULL, counts=False)


def _not_fetched(row: Attachment, error: ConnectorError) -> None:
    log.info("Attachment %s: %s", row.pk, error)
    if error.reason is Reason.MEDIA:
        too_large = "larger" in error.detail
        _end(row, State.REFUSED, Why.TOO_LARGE if too_large else Why.ADDRESS)
    elif error.reason is Reason.TARGET_GONE:
        _end(row, State.GONE, Why.GONE)
    elif error.reason in NOT_ITS_FAULT and timezone.now() - row.created_at < PATIENCE:
        _again(row, Why.UNREACHABLE, error.retry_after or LONGEST_BACKOFF, counts=False)
    elif row.tries % MOST_TRIES == 0:
        _end(row, State.FAILED, Why.UNREACHABLE)
    else:
        _again(row, Why.UNREACHABLE, error.retry_after or _backoff(row.tries))


def _backoff(tries: int) -> timedelta:
    wait: timedelta = min(FIRST_BACKOFF * 2 ** (min(tries, 10) - 1), LONGEST_BACKOFF)
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, hides nothing


def _end(row: Attachment, state: Attachment.State, why: Why) -> None:
    _ours(row).update(state=state, detail=why)


def _again(row: Attachment, why: Why, wait: timedelta, *, counts: bool = True) -> None:
    tries = row.tries if counts else max(row.tries - 1, 0)
    _ours(row).update(not_before=timezone.now() + wait, detail=why, tries=tries)


def _ours(row: Attachment) -> QuerySet[Attachment]:
    """The row while the claim is ours: the moment it lasts until is the token."""
    return Attachment.objects.filter(pk=row.pk, state=State.WAITING, not_before=row.not_before)
