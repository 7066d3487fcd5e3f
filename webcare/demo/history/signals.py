"""What early warning would have said of the planted events, had it looked then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from webcare.demo.history.planted import HOUR, Planted
from webcare.warnings.learning import learn
from webcare.warnings.models import Signal
from webcare.warnings.signalling import look

EVERY = timedelta(minutes=15)
LATELY = timedelta(days=100)  # who looks further back, finds the figures
PATIENCE = timedelta(hours=12)  # after an event, for its signal to end


def replay(events: Sequence[Planted], until: datetime) -> int:
    """Look as the clock does, while each event of the last months lasted. How many signals that
    gave; afterwards it is learned what is usual now."""
    before = Signal.objects.count()
    for event in events:
        if until - event.begins < LATELY:
            _watch(event, until)
    learn(until)
    return Signal.objects.count() - before


def _watch(event: Planted, until: datetime) -> None:
    at = event.begins - HOUR
    learn(at)  # of what was known then
    while at < min(event.ends + PATIENCE, until):
        look(at)
        at += EVERY
