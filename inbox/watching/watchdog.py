"""Does everything still work? Measured on the clock, for each account; silence is not quiet.

What is wrong for too long opens an Alarm, and ends it when it is over. Contact means that the
platform answered, not that citizens wrote: where nobody writes, the platform still says so. That
a message really comes all the way in is proved by a canary, a test message on the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import DateTimeField, Min, Q, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from connectors import looking, pace
from connectors.base import Incoming, Reason
from connectors.models import Account, Arrival
from inbox import standing
from inbox.models import Alarm
from inbox.watching import lacking, lateness, telling

Kind = Alarm.Kind
MISSED = 2  # test messages in a row, before it is an alarm
LATELY = timedelta(days=7)
NOT_READ = (Arrival.State.NEW, Arrival.State.FAILED)


def watch() -> None:
    """Open and end the alarms of every account, and tell the administrators."""
    now = timezone.now()
    for account in Account.objects.select_related("app"):
        _note(account, _found(account, now), now)
    standing.notice_late(now)
    telling.tell()


def _note(account: Account, found: dict[Alarm.Kind, datetime], now: datetime) -> None:
    going_on = Alarm.objects.standing().filter(account=account)
    going_on.exclude(kind__in=found).update(over_at=now)
    known = set(going_on.values_list("kind", flat=True))
    new = [
        Alarm(account=account, kind=kind, since=since, noticed_at=now)
        for kind, since in found.items()
        if kind not in known
    ]
    Alarm.objects.bulk_create(new, ignore_conflicts=True)  # another clock may have seen it too


def _found(account: Account, now: datetime) -> dict[Alarm.Kind, datetime]:
    """What is wrong, and since when."""
    if not account.active:
        return {}
    works = account.state == Account.State.OK
    measures = WORKING if works else DISCONNECTED
    return {kind: since for kind, measure in measures.items() if (since := measure(account, now))}


def _disconnected_since(account: Account, now: datetime) -> datetime | None:
    return now


def _no_webhooks_since(account: Account, now: datetime) -> datetime | None:
    broken = account.webhooks == Account.Webhooks.BROKEN
    return (account.webhooks_checked_at or now) if broken else None


def _without_budget_since(account: Account, now: datetime) -> datetime | None:
    return now if account.problem == Reason.BUDGET.value else None


def _silent_since(account: Account, now: datetime) -> datetime | None:
    if account.problem == Reason.BUDGET.value:
        return None  # it keeps silent by itself
    patience = pace.interval(account, now) + timedelta(seconds=settings.NORM_CONTACT_SECONDS)
    contact = account.contact_at or account.polled_at or account.connected_at
    if now - contact > patience:
        return contact
    # Answers may leave while the asking fails: then nothing comes in all the same.
    complete = account.polled_at or account.connected_at
    return complete if account.problem and now - complete > patience else None


def _unread_since(account: Account, now: datetime) -> datetime | None:
    """The oldest that came in and was not read; of the whole app while nobody opened it."""
    ours = Q(account=account) | Q(account=None, app=account.app_id, app__isnull=False)
    norm = now - timedelta(seconds=settings.NORM_UNREAD_SECONDS)
    late = Arrival.objects.filter(ours, state__in=NOT_READ, received_at__lt=norm)
    oldest: datetime | None = late.aggregate(oldest=Min("received_at"))["oldest"]
    return oldest


def _unsent_since(account: Account, now: datetime) -> datetime | None:
    """The oldest answer that should have left, or of which we should know whether it did.

    After the channel was connected again it has as long as any other.
    """
    norm = now - timedelta(seconds=settings.NORM_UNSENT_SECONDS)
    broken = Alarm.objects.filter(account=account, kind=Kind.RECONNECT)
    if broken.filter(Q(over_at=None) | Q(over_at__gt=norm)).exists():
        return None
    late = lateness.overdue(now).filter(conversation__account=account)
    oldest: datetime | None = late.aggregate(oldest=Min("since"))["oldest"]
    return oldest


def _missed_since(account: Account, now: datetime) -> datetime | None:
    """The first of what was lately looked up in vain; for so long, for a person can do no more
    than look on the platform. On the channel's page it stays."""
    given_up = looking.given_up(account).filter(not_before__gt=now - LATELY)
    first: datetime | None = given_up.aggregate(first=Min("not_before"))["first"]
    return first


# The canary --------------------------------------------------------------------------------------


def is_canary(account: Account, item: Incoming) -> bool:
    """Whether this is a test message: it is noted with ``heard_canary`` and never shown."""
    who = item.author
    return bool(_canaries(account) & {name.lower() for name in (who.handle, who.id) if name})


def heard_canary(account: Account, item: Incoming) -> None:
    """A test message came all the way in. An older one that comes again proves nothing."""
    written = Value(min(item.created_at, timezone.now()), output_field=DateTimeField())
    newest = Greatest(Coalesce("canary_at", written), written)
    Account.objects.filter(pk=account.pk).update(canary_at=newest)


def _no_canary_since(account: Account, now: datetime) -> datetime | None:
    if not _canaries(account):
        return None
    newest = max(account.canary_at or account.connected_at, account.connected_at)
    return newest if now - newest > timedelta(seconds=MISSED * settings.CANARY_SECONDS) else None


def _canaries(account: Account) -> set[str]:
    """Handles and numbers, in small letters, of who writes test messages to this account.

    Each is named with its platform: elsewhere the same handle may be a citizen's.
    """
    named = [name.strip().lower().partition(":") for name in settings.CANARY_HANDLE.split(",")]
    return {who.lstrip("@") for kind, _, who in named if kind == account.kind and who}


Measure = Callable[[Account, datetime], datetime | None]
DISCONNECTED: dict[Alarm.Kind, Measure] = {
    Kind.RECONNECT: _disconnected_since,
    Kind.UNREAD: _unread_since,
}
WORKING: dict[Alarm.Kind, Measure] = {
    Kind.SILENT: _silent_since,
    Kind.CANARY: _no_canary_since,
    Kind.UNREAD: _unread_since,
    Kind.UNSENT: _unsent_since,
    Kind.PARTLY: lacking.since,
    Kind.MISSED: _missed_since,
    Kind.BUDGET: _without_budget_since,
    Kind.WEBHOOKS: _no_webhooks_since,
}
