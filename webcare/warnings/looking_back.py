"""What would have been said: the clock goes through what is past, and leaves its signals.

For a municipality that begins with its history, for the demo, and to see what another choice of
``Alertness`` would have said. Nobody is told of anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from webcare.warnings.learning import learned_anew
from webcare.warnings.models import Signal
from webcare.warnings.reading import WRITTEN
from webcare.warnings.signalling import look
from webcare.warnings.slots import AMSTERDAM

NIGHT = 4  # the hour at which the clock learns
DAY = timedelta(days=1)


def look_back(begin: datetime, end: datetime, minutes: int = 15) -> list[Signal]:
    """The signals of that time, in order. It stops at the first that is there already: what was
    said is not said again.

    minutes   between two looks
    """
    said = Signal.objects.filter(noticed_at__range=(begin, end)).order_by("noticed_at", "pk")
    first = said.first()
    until = first.noticed_at if first else end
    for night, ticks in _nights(begin, until, timedelta(minutes=minutes)):
        usually = learned_anew(night, WRITTEN)  # not stored: the clock looks meanwhile
        for tick in ticks:
            look(tick, usually)
    return list(said)


def _nights(
    begin: datetime, end: datetime, step: timedelta
) -> Iterator[tuple[datetime, list[datetime]]]:
    """When is learned, and the looks until that is done again."""
    at, night = begin, begin
    while at < end:
        local = (night + DAY).astimezone(AMSTERDAM)
        until = min(local.replace(hour=NIGHT, minute=0, second=0, microsecond=0), end)
        ticks = []
        while at < until:
            ticks.append(at)
            at += step
        yield night, ticks
        night = until
