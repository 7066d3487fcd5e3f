"""After doubt: looking on the platform whether an answer stands there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from connectors import polling
from connectors.base import ConnectorError, Reason
from inbox.bells import wake
from inbox.clocks import CLOCK_SKEW
from inbox.models import Outbound
from inbox.outbox.delivery import load, outgoing
from inbox.outbox.outcome import (
    MOST_ATTEMPTS,
    STANDS_ALREADY,
    backoff,
    doubt,
    fail,
    placed,
    queue_again,
    wake_next,
)
from inbox.workflow import Sending

MOST_SEARCHES = 12  # some four hours; then a person decides


def doubt_the_lost() -> None:
    """Sendings whose worker never came back: whether they were placed is now in doubt."""
    now = timezone.now()
    lost = now - timedelta(seconds=settings.SEND_LEASE_SECONDS)
    # Claimed in the future: the clock was wrong and was put right.
    long_ago = Q(claimed_at__lt=lost) | Q(claimed_at__gt=now + CLOCK_SKEW)
    stuck = Outbound.objects.filter(long_ago, state=Sending.SENDING)
    for outbound in stuck.select_related("conversation__account"):
        doubt(outbound, Reason.UNKNOWN)


def to_search(now: datetime) -> QuerySet[Outbound]:
    """Doubtful answers that may be looked for now."""
    return Outbound.objects.filter(
        state=Sending.UNCERTAIN,
        not_before__lte=now,
        searches__lt=MOST_SEARCHES,
        conversation__account__active=True,
        conversation__account__state="ok",
    )


def reconcile(outbound_id: int) -> None:
    """Look on the platform whether a doubtful answer stands there, and act on what is seen."""
    outbound = _claim_search(outbound_id)
    if outbound is None:
        return
    account = outbound.conversation.account
    try:
        receipt = account.connect().find(outgoing(outbound))
    except ConnectorError as error:
        _cannot_tell(outbound, polling.weigh(account, error))
        return
    polling.note_contact(account)
    if receipt:
        placed(outbound, receipt)
    elif (reason := Reason(outbound.reason or Reason.UNKNOWN)) in STANDS_ALREADY:
        # It does not stand there, so it is another answer of ours that the platform meant.
        fail(outbound, ConnectorError(reason))
    elif outbound.attempts >= MOST_ATTEMPTS:
        fail(outbound, ConnectorError(Reason.UNAVAILABLE))
    else:
        queue_again(outbound, timedelta())
        wake("deliver", outbound.pk)
    wake_next(outbound)


def _cannot_tell(outbound: Outbound, error: ConnectorError) -> None:
    """Looked for again later, and after MOST_SEARCHES a person decides, with this in view."""
    if error.reauthorise:
        polling.note_failure(outbound.conversation.account, error, rest=False)
    now = timezone.now()
    wait = error.retry_after or backoff(outbound.searches)
    # A platform that asks us to wait, or no longer knows us, did not refuse to tell.
    waits = error.reauthorise or error.retry_after is not None
    still = Outbound.objects.filter(
        pk=outbound.pk, state=Sending.UNCERTAIN, claimed_at=outbound.claimed_at
    )
    still.update(
        not_before=now + wait,
        searches=F("searches") - 1 if waits else F("searches"),
        searched_at=now,
        search_problem=error.reason.value,
        detail=error.detail[:500],
    )


def _claim_search(outbound_id: int) -> Outbound | None:
    now = timezone.now()
    if not to_search(now).filter(pk=outbound_id).exists():
        return None
    searching = Outbound.objects.filter(
        pk=outbound_id, state=Sending.UNCERTAIN, not_before__lte=now
    )
    lease = timedelta(seconds=settings.SEND_LEASE_SECONDS)
    if not searching.update(not_before=now + lease, searches=F("searches") + 1):
        return None
    return load(outbound_id)
