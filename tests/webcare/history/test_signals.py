"""Early warning on the invented past: what was planted is found, and a Monday is a Monday."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.models import Conversation
from tests.history import Past
from webcare.demo.history import own, signals
from webcare.demo.history.planted import HOUR
from webcare.warnings.learning import learn
from webcare.warnings.models import Signal
from webcare.warnings.signalling import look

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 6, tzinfo=UTC)  # seven o'clock there


def test_storm_is_noticed(small_past: Past) -> None:
    """Not within the hour, as in a town of real size: here few write in the first."""
    storm = next(one for one in small_past.events if one.kind == "storm")
    assert signals.replay([storm], storm.begins + 4 * HOUR) > 0
    first = Signal.objects.earliest("noticed_at")
    assert first.noticed_at > storm.begins
    assert {"storm", "boom"} & set(first.evidence["words"])


def test_ordinary_monday_is_not_reported(small_past: Past) -> None:
    learn(MONDAY)
    for quarter in range(28):
        look(MONDAY + quarter * timedelta(minutes=15))
    assert not Signal.objects.exists()


def test_signals_go_with_what_they_are_about(small_past: Past) -> None:
    row = Conversation.objects.earliest("pk")
    at = small_past.until
    kept = {"kind": Signal.Kind.SPIKE, "since": at, "high_at": at, "over_at": at}
    Signal.objects.create(key="all:", conversations=[row.pk], **kept)
    Signal.objects.create(key="word:iets", conversations=[0], **kept)
    own.forget()
    assert [one.key for one in Signal.objects.all()] == ["word:iets"]


def test_what_was_noticed_in_half_a_history_is_forgotten() -> None:
    begun = datetime(2026, 11, 23, 8, tzinfo=UTC)
    for key, hours, verdict in (("past", -20, ""), ("half", 1, ""), ("judged", 1, "true")):
        at = begun + hours * HOUR
        kept = {"since": at, "noticed_at": at, "high_at": at, "over_at": at}
        Signal.objects.create(key=key, kind=Signal.Kind.SPIKE, verdict=verdict, **kept)
    signals.forget_half_told(begun)
    assert {one.key for one in Signal.objects.all()} == {"past", "judged"}
