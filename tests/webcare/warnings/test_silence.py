"""A channel that brings nothing for hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from connectors.models import Account
from inbox.models import Alarm, Message
from tests.webcare.warnings.town import NOW, crowd, for_all_here, ordinary
from webcare.models import User
from webcare.warnings import actions, others
from webcare.warnings.learning import learn, learned_anew
from webcare.warnings.models import Expectation, Signal
from webcare.warnings.showing import Shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def kinds() -> list[str]:
    return [one.kind for one in Signal.objects.standing()]


@pytest.fixture(scope="module")
def _busy(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    with for_all_here(django_db_blocker, every=10) as account:
        Account.objects.update(connected_at=NOW - 100 * DAY)
        yield account.pk


@pytest.fixture
def busy(_busy: int, db: None) -> Account:
    """Somebody writes every ten minutes, until now."""
    return Account.objects.get(pk=_busy)


def falls_silent(hours: float) -> None:
    usual = learned_anew(NOW)
    Message.objects.filter(created_at__gt=NOW - hours * HOUR).delete()
    others.look(NOW, usual)


def test_a_channel_that_brings_nothing_for_hours_is_a_signal(busy: Account) -> None:
    falls_silent(6)
    signal = Signal.objects.get()
    assert (signal.kind, signal.key) == ("silent", str(busy.pk))
    assert busy.name in Shown(signal).headline


def test_an_hour_of_quiet_is_none(busy: Account) -> None:
    falls_silent(1)
    assert kinds() == []


def test_what_an_alarm_says_already_is_not_said_again(busy: Account) -> None:
    Alarm.objects.create(account=busy, kind=Alarm.Kind.SILENT, since=NOW)
    falls_silent(6)
    assert kinds() == []


def test_a_channel_that_is_hardly_used_is_never_silent(busy: Account) -> None:
    Message.objects.all().delete()
    ordinary(busy, every=600)
    falls_silent(30)
    assert kinds() == []


def test_it_is_over_when_somebody_writes(busy: Account) -> None:
    falls_silent(6)
    crowd(busy, 1)
    learn(NOW)
    others.look(NOW, learned_anew(NOW))
    assert kinds() == []


@time_machine.travel(NOW, tick=False)
def test_after_a_false_alarm_it_is_silent_longer_before_it_is_said(
    busy: Account, lena: User
) -> None:
    usual = learned_anew(NOW)
    falls_silent(4)
    signal = Signal.objects.get()
    actions.mark(signal, "false", "other", lena)
    Signal.objects.update(over_at=NOW - DAY, since=NOW - 2 * DAY)
    row = Expectation.objects.get()
    assert (row.scope, row.key, row.where) == ("silent", str(busy.pk), str(busy))
    assert row.lift == 30  # 24 people in four hours, and a quarter more
    others.look(NOW, usual)
    assert kinds() == []
    Message.objects.filter(created_at__gt=NOW - 6 * HOUR).delete()
    others.look(NOW, usual)
    assert kinds() == ["silent"]
