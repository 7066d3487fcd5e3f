"""What is usual, learned every night anew from the messages: whatever came late, was edited, was
taken back or went to another department since is in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from inbox.alone import alone
from webcare.warnings.models import Baseline, Signal
from webcare.warnings.reading import counted, hours_until
from webcare.warnings.spikes import Scope
from webcare.warnings.spotting import Key
from webcare.warnings.usual import Usual, fit

LEARNING = 7_062  # the number of its advisory lock
KEPT = timedelta(weeks=104)  # a signal that is over
STALE = timedelta(hours=30)  # a night was missed
LEARNED = (Scope.ALL, Scope.PLACE, Scope.DEPARTMENT, Scope.CHANNEL)


def learned_anew(now: datetime) -> dict[Key, Usual]:
    """What is usual, from the messages; not stored. Five queries."""
    begin, slots = hours_until(now)
    found: dict[Key, Usual] = {}
    for scope in LEARNED:
        for key, counts in counted(scope, begin, len(slots)).items():
            if usual := fit(slots, counts):
                found[key] = usual
    return found


def learn(now: datetime | None = None) -> int:
    """Of how many series it is known now, after whoever is learning. What is not there any more is
    forgotten, and so are signals of long ago with the words in them."""
    at = now or timezone.now()
    with alone(LEARNING, wait=True), transaction.atomic():
        Signal.objects.filter(over_at__lt=at - KEPT).delete()
        return _store(learned_anew(at), at)


def _store(found: dict[Key, Usual], at: datetime) -> int:
    rows = [
        Baseline(scope=scope, key=key, usual=usual.to_json(), learned_at=at)
        for (scope, key), usual in found.items()
    ]
    Baseline.objects.all().delete()
    Baseline.objects.bulk_create(rows)
    return len(rows)


def usual(now: datetime) -> dict[Key, Usual]:
    """As it was learned last night; learned now where that did not happen."""
    rows = list(Baseline.objects.all())
    if not any(now - row.learned_at < STALE for row in rows):
        learn(now)
        rows = list(Baseline.objects.all())
    return {(Scope(row.scope), row.key): row.read() for row in rows}
