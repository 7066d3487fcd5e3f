"""Silence is never mistaken for quiet: the canary of the simulator proves the whole path."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from connectors.models import Account
from inbox.models import Alarm, Conversation
from inbox.watching import watchdog
from tests.town import Town

EVERY = 300


@pytest.fixture
def watched(town: Town, settings: Any) -> Town:
    """The town with a canary on X, and nobody else who writes."""
    settings.CANARY_HANDLE = "x:test_voorbeeld"
    settings.CANARY_URL = f"{town.simulator.url}/control"
    settings.CANARY_SECONDS = EVERY
    Account.objects.exclude(kind="x").delete()
    Conversation.objects.all().delete()
    return town


def _hour_goes_by(town: Town) -> None:
    """The platform is asked, and answers, all the time."""
    with time_machine.travel(timezone.now(), tick=True) as here:
        for _ in range(3600 // EVERY):
            here.shift(timedelta(seconds=EVERY))
            town.simulator.control("POST", "clock", {"advance_seconds": EVERY})
            call_command("canary", stdout=StringIO())
            town.listen()
            watchdog.watch()


def test_quiet_town_with_a_working_path_is_no_alarm(watched: Town) -> None:
    before = Conversation.objects.count()
    _hour_goes_by(watched)
    assert not Alarm.objects.exists()
    assert Conversation.objects.count() == before


def test_path_that_broke_in_silence_is_an_alarm(watched: Town) -> None:
    """The platform answers every question, with nothing; its webhooks are lost on the way."""
    watched.simulator.control("POST", "settings", {"late_index_seconds": 24 * 3600})
    watched.simulator.control("POST", "webhooks/behaviour", {"drop": True})
    _hour_goes_by(watched)
    assert {alarm.kind for alarm in Alarm.objects.standing()} == {Alarm.Kind.CANARY}
