"""A channel, a department or a list of neighbourhoods that is new is no peak."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.models import Account
from inbox.models import Message
from routing.models import Department
from tests.factories import AccountFactory
from tests.webcare.warnings.town import ABOUT, NOW, crowd, for_all_here, known, ordinary, write
from webcare.warnings.learning import learn, learned_anew
from webcare.warnings.looking_back import look_back
from webcare.warnings.models import Baseline, Signal
from webcare.warnings.reading import counted
from webcare.warnings.signalling import look
from webcare.warnings.spikes import Scope

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERYTHING = (Scope.ALL, "")


@pytest.fixture(scope="module")
def _town(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    with for_all_here(django_db_blocker) as account:
        known(account)
        yield account.pk


@pytest.fixture
def town(_town: int, db: None) -> Account:
    return Account.objects.get(pk=_town)


@pytest.fixture
def busy(town: Account) -> Account:
    """A second channel, since three days: ten times as busy. It brought something of earlier."""
    other: Account = AccountFactory()
    ordinary(other, weeks=3 / 7, every=4)
    earlier = [(NOW - 20 * DAY + number * HOUR, ABOUT[number % 4]) for number in range(9)]
    rows = write(other, earlier)
    Message.objects.filter(conversation__in=rows).update(observed_at=NOW - 3 * DAY)
    return other


def a_week_later(channel: Account, weeks: float, every: int) -> datetime:
    until = NOW + weeks * 7 * DAY
    ordinary(channel, until=until, weeks=weeks, every=every)
    return until


def test_a_new_channel_is_no_peak(town: Account, busy: Account) -> None:
    look(NOW)
    assert not Signal.objects.exists()
    assert not Baseline.objects.filter(scope=Scope.CHANNEL, key=busy.pk).exists()


def test_a_channel_counts_as_if_it_had_always_been_there(town: Account, busy: Account) -> None:
    before = learned_anew(NOW)[EVERYTHING].levels
    ordinary(town, until=NOW + 14 * DAY, weeks=2)
    until = a_week_later(busy, 2, 4)
    after = learned_anew(until)[EVERYTHING].levels
    assert sum(before) / 168 == pytest.approx(1.5, rel=0.15)
    assert sum(after) / 168 == pytest.approx(16.5, rel=0.15)
    look(until)
    assert not Signal.objects.exists()
    crowd(busy, 60, until=until)
    look(until)
    assert Signal.objects.get().kind == Signal.Kind.SPIKE


def test_a_new_department_is_no_peak(account: Account, openbare_ruimte: Department) -> None:
    ordinary(account, until=NOW - 3 * DAY, weeks=3, every=8)
    ordinary(account, weeks=3 / 7, every=8, department=openbare_ruimte.pk)
    known(account)
    look(NOW)
    assert not Signal.objects.exists()


def test_of_a_department_that_is_known_a_peak_is_said(
    account: Account, openbare_ruimte: Department
) -> None:
    ordinary(account, every=8)
    ordinary(account, every=600, department=openbare_ruimte.pk)
    write(account, [(NOW - 3 * HOUR * turn, ABOUT[turn % 4]) for turn in range(9)])
    said = [(NOW - 3 * turn * timedelta(minutes=1), ABOUT[turn % 4]) for turn in range(18)]
    write(account, said, department=openbare_ruimte.pk)
    known(account)
    look(NOW)
    keys = [tuple(one) for one in Signal.objects.get().evidence["keys"]]
    assert (Scope.DEPARTMENT, str(openbare_ruimte.pk)) in keys


def test_neighbourhoods_that_are_known_since_today_are_no_peak(account: Account) -> None:
    ordinary(account, until=NOW - DAY, weeks=3, every=8)
    ordinary(account, weeks=1 / 7, every=8, place="Noord")
    known(account)
    look(NOW)
    assert not Signal.objects.exists()


def test_history_that_was_brought_at_once_can_be_looked_back_on(account: Account) -> None:
    ordinary(account, until=NOW + DAY, weeks=4)
    crowd(account, 25)
    known(account)
    Message.objects.update(observed_at=NOW + 2 * DAY)
    assert learned_anew(NOW) == {}
    assert look_back(NOW - HOUR, NOW + HOUR, minutes=30)
    assert not Baseline.objects.exists()  # the clock goes by what it learned itself


def test_the_hour_that_comes_twice_is_two_hours(account: Account) -> None:
    twice = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 2:30 in summer, then 2:30 in winter
    write(account, [(twice, "Hallo"), (twice + HOUR, "Hallo")])
    [hours] = counted(Scope.ALL, twice.replace(minute=0), 3).values()
    assert hours.tolist() == [1, 1, 0]


def test_who_is_silent_for_a_season_is_still_known(town: Account) -> None:
    """A channel on which nobody wrote for twelve weeks is an old one."""
    until = NOW + 13 * 7 * DAY
    other: Account = AccountFactory()
    ordinary(other, until=until, weeks=15)
    learn(until)
    assert Baseline.objects.filter(scope=Scope.CHANNEL, key=town.pk).exists()
