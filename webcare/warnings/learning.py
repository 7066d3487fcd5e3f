"""What is usual, learned every night anew from the messages: whatever came late, was edited, was
taken back or went to another department since is in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone

from inbox.alone import alone
from webcare.warnings.models import Baseline, Signal
from webcare.warnings.reading import OBSERVED, began, by_channel, counted, hours_until
from webcare.warnings.slots import HOUR, hour_of
from webcare.warnings.spikes import Scope
from webcare.warnings.spotting import Key
from webcare.warnings.usual import Floats, Ints, Usual, fit

LEARNING = 7_062  # the number of its advisory lock
KEPT = timedelta(weeks=104)  # a signal that is over
STALE = timedelta(hours=30)  # a night was missed
SPREAD = (Scope.ALL, Scope.PLACE, Scope.DEPARTMENT)  # over several channels


def learned_anew(now: datetime, by: str = OBSERVED) -> dict[Key, Usual]:
    """What is usual, from the messages; not stored. Eight queries.

    A channel counts from two weeks after it began to bring messages; in the weeks before, what it
    brought since is thought there. A department is known from two weeks after its first message,
    neighbourhoods from two weeks after the first that names one.

    by   see ``reading.began``
    """
    since = began(Scope.CHANNEL, now, by)
    begin, slots = hours_until(now, min(since.values(), default=None))
    channels = {
        int(pk): one
        for (_scope, pk), one in _channels(since, begin, slots).items()
        if one.usual is not None
    }
    found: dict[Key, Usual] = {
        (Scope.CHANNEL, str(pk)): one.usual for pk, one in channels.items() if one.usual
    }
    for scope in SPREAD if channels else ():
        of = began(scope, now, by) if scope != Scope.ALL else {}
        first = min(of.values(), default=begin)
        for key, counts in _together(scope, begin, slots, channels, of).items():
            at = of.get(key[1], first) if scope == Scope.DEPARTMENT else first
            hours = _hours(begin, at)
            if usual := fit(slots[hours:], counts[hours:]):
                found[key] = usual
    return found


@dataclass(frozen=True)
class _Channel:
    """``begins``: in which hour. ``usual`` is None while it is too young."""

    begins: int
    people: float
    usual: Usual | None


def _channels(since: Mapping[str, datetime], begin: datetime, slots: Ints) -> dict[Key, _Channel]:
    counts = counted(Scope.CHANNEL, begin, len(slots))
    found: dict[Key, _Channel] = {}
    for pk, at in since.items():
        key, hours = (Scope.CHANNEL, pk), _hours(begin, at)
        mine = counts.get(key, np.zeros(len(slots), dtype=np.int64))[hours:]
        found[key] = _Channel(hours, float(mine.sum()), fit(slots[hours:], mine))
    return found


def _together(
    scope: Scope,
    begin: datetime,
    slots: Ints,
    channels: Mapping[int, _Channel],
    of: Collection[str],
) -> dict[Key, Floats]:
    """The people of all channels, by series, also of those where nobody wrote lately."""
    named = [""] if scope == Scope.ALL else of if scope == Scope.DEPARTMENT else ()
    found: dict[Key, Floats] = {(scope, key): np.zeros(len(slots)) for key in named}
    for (key, pk), counts in by_channel(scope, begin, len(slots)).items():
        if channel := channels.get(pk):
            whole = found.setdefault(key, np.zeros(len(slots)))
            whole += _filled(counts, slots, channel)
    return found


def _filled(counts: Ints, slots: Ints, channel: _Channel) -> Floats:
    """As if the channel had been there all the time: else its people would seem a peak."""
    filled, hours = counts.astype(np.float64), channel.begins
    if hours and channel.usual and channel.people:
        share = filled[hours:].sum() / channel.people
        filled[:hours] = np.array(channel.usual.levels)[slots[:hours]] * share
    return filled


def _hours(begin: datetime, at: datetime) -> int:
    """After how many hours that was."""
    return max(int((hour_of(at) - begin) / HOUR), 0)


def learn(now: datetime | None = None, by: str = OBSERVED) -> int:
    """Of how many series it is known now, after whoever is learning. What is not there any more is
    forgotten, and so are signals of long ago with the words in them."""
    at = now or timezone.now()
    with alone(LEARNING, wait=True), transaction.atomic():
        Signal.objects.filter(over_at__lt=at - KEPT).delete()
        return _store(learned_anew(at, by), at)


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
