"""What early warning would have said of the planted events, had it looked then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from webcare.demo.history.planted import HOUR, Planted
from webcare.warnings.learning import learn, learned_anew
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


def forget_half_told(since: datetime) -> None:
    """Take away what the clock noticed from ``since`` on, while half of a history was there: it
    held that against what is usual in half a town."""
    Signal.objects.filter(noticed_at__gte=since, verdict="", crisis=None).delete()


def _watch(event: Planted, until: datetime) -> None:
    at = event.begins - HOUR
    usually = learned_anew(at)  # of what was known then
    while at < min(event.ends + PATIENCE, until):
        look(at, usually)
        at += EVERY
