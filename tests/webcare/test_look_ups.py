"""What a pointer names is asked for, again and again where it must be, and never forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors import looking, tasks
from connectors.base import ConnectorError, Reason
from connectors.models import Account, Arrival, LookUp
from tests.factories import AccountFactory
from tests.webcare import letterbox
from tests.webcare.letterbox import Script

pytestmark = pytest.mark.django_db

GONE = ConnectorError(Reason.NOT_ALLOWED, "not for you", permanent=True)


@pytest.fixture
def script(settings: Any) -> Script:
    return letterbox.play(settings)


@pytest.fixture
def account(script: Script) -> Account:
    return AccountFactory(kind="letters")


def later(hours: float) -> None:
    """So much time passes for what waits."""
    for row in LookUp.objects.all():
        LookUp.objects.filter(pk=row.pk).update(not_before=row.not_before - timedelta(hours=hours))


def states() -> dict[str, str]:
    return dict(LookUp.objects.values_list("subject", "state"))


def test_what_is_wanted_is_looked_up_and_kept(account: Account, script: Script) -> None:
    script.known = {"person/1": b'{"name": "Noor"}'}
    looking.want(account, "person/1")
    tasks.look_up(account.pk)
    arrival = Arrival.objects.get()
    assert (arrival.source, arrival.subject) == ("one", "person/1")
    assert states() == {"person/1": "done"}


def test_wanting_rings_the_bell(
    account: Account, bells: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        looking.want(account, "person/1")
    assert b"connectors.tasks.look_up" in bells.lindex("celery", 0)


def test_clock_finds_what_lost_its_bell(account: Account, bells: Any) -> None:
    looking.want(account, "person/1", "person/2")
    tasks.look_up_due()
    [task] = bells.lrange("celery", 0, -1)
    assert f"({account.pk},)" in str(task)


def test_many_go_together(account: Account, script: Script) -> None:
    looking.want(account, *map(str, range(looking.BATCH + 1)))
    tasks.look_up(account.pk)
    assert [len(asked) for asked in script.asked] == [looking.BATCH, 1]


def test_wanted_twice_is_asked_once(account: Account, script: Script) -> None:
    looking.want(account, "1", "1")
    tasks.look_up(account.pk)
    looking.want(account, "1")
    tasks.look_up(account.pk)
    assert len(script.asked) == 1


def test_wanted_again_much_later_is_asked_again(account: Account, script: Script) -> None:
    looking.want(account, "1")
    tasks.look_up(account.pk)
    later(hours=2)
    looking.want(account, "1")
    tasks.look_up(account.pk)
    assert len(script.asked) == 2


def test_platform_that_is_away_is_asked_again_later(account: Account, script: Script) -> None:
    script.fails = [ConnectorError(Reason.UNAVAILABLE)]
    looking.want(account, "1")
    tasks.look_up(account.pk)
    tasks.look_up(account.pk)
    assert len(script.asked) == 1
    later(hours=1)
    tasks.look_up(account.pk)
    assert states() == {"1": "done"}


def test_platform_that_is_away_is_not_asked_for_all_the_others(
    account: Account, script: Script
) -> None:
    script.fails = [ConnectorError(Reason.UNAVAILABLE)] * 100
    looking.want(account, *map(str, range(3 * looking.BATCH)))
    tasks.look_up(account.pk)
    assert len(script.asked) == 1


def test_pauses_grow_and_end(account: Account, script: Script) -> None:
    script.fails = [ConnectorError(Reason.UNREADABLE, "no JSON")] * 100
    looking.want(account, "1")
    for _ in range(looking.MOST_TRIES):
        tasks.look_up(account.pk)
        later(hours=12)
    row = LookUp.objects.get()
    assert (row.state, row.detail, row.tries) == ("given_up", "unreadable: no JSON", 8)
    assert len(script.asked) == looking.MOST_TRIES
    assert list(looking.given_up(account)) == [row]


def fail(account: Account, script: Script, reason: Reason, times: int) -> None:
    """So often in a row, with the pauses in between."""
    script.fails = [ConnectorError(reason)] * times
    for _ in range(times):
        tasks.look_up(account.pk)
        later(hours=2)


def test_outage_of_days_makes_nobody_give_up(account: Account, script: Script) -> None:
    looking.want(account, "1")
    fail(account, script, Reason.UNAVAILABLE, 50)
    assert (len(script.asked), states()) == (50, {"1": "waiting"})
    tasks.look_up(account.pk)
    assert states() == {"1": "done"}


def test_platform_that_stays_away_is_asked_once_an_hour(account: Account, script: Script) -> None:
    looking.want(account, "1")
    fail(account, script, Reason.UNAVAILABLE, 20)
    script.fails = [ConnectorError(Reason.UNAVAILABLE)]
    before = timezone.now()
    tasks.look_up(account.pk)
    assert LookUp.objects.get().not_before >= before + timedelta(hours=1)


def test_outage_counts_for_nothing_once_it_is_over(account: Account, script: Script) -> None:
    looking.want(account, "1")
    fail(account, script, Reason.UNAVAILABLE, 20)
    fail(account, script, Reason.UNREADABLE, looking.MOST_TRIES - 1)
    assert states() == {"1": "waiting"}
    fail(account, script, Reason.UNREADABLE, 1)
    assert states() == {"1": "given_up"}


def test_one_that_always_fails_does_not_hinder_the_others(account: Account, script: Script) -> None:
    script.known = {"2": ConnectorError(Reason.UNAVAILABLE)}
    looking.want(account, "1", "2", "3")
    for _ in range(4):
        tasks.look_up(account.pk)
        LookUp.objects.filter(tries=1).update(not_before=timezone.now())
    assert states() == {"1": "done", "2": "waiting", "3": "done"}


def test_what_was_looked_up_is_forgotten_after_a_month(account: Account) -> None:
    for age, state in ((31, "done"), (29, "done"), (31, "waiting"), (31, "given_up")):
        LookUp.objects.create(
            account=account,
            subject=f"{state} {age}",
            state=state,
            not_before=timezone.now() - timedelta(days=age),
        )
    looking.forget()
    assert sorted(states()) == ["done 29", "given_up 31", "waiting 31"]


def test_one_that_is_refused_does_not_hinder_the_others(account: Account, script: Script) -> None:
    script.known = {"2": GONE}
    looking.want(account, "1", "2", "3")
    tasks.look_up(account.pk)
    assert states() == {"1": "done", "2": "given_up", "3": "done"}
    assert LookUp.objects.get(subject="2").detail == "not_allowed: not for you"


def test_what_may_not_be_asked_does_not_stop_the_channel(account: Account, script: Script) -> None:
    """A citizen who did not agree to tell who they are, say."""
    script.fails = [ConnectorError(Reason.PERMISSION, reauthorise=True)]
    looking.want(account, "1")
    tasks.look_up(account.pk)
    account.refresh_from_db()
    assert (account.state, states()) == (Account.State.OK, {"1": "given_up"})


def test_account_that_lost_its_credentials_keeps_what_it_wants(
    account: Account, script: Script
) -> None:
    script.fails = [ConnectorError(Reason.CREDENTIALS, reauthorise=True)] * 2  # who we are as well
    looking.want(account, "1")
    tasks.look_up(account.pk)
    account.refresh_from_db()
    assert account.state == Account.State.REAUTHORISE
    assert LookUp.objects.get().tries == 0
    later(hours=1)
    tasks.look_up(account.pk)
    assert len(script.asked) == 1
    Account.objects.update(state=Account.State.OK)
    tasks.look_up(account.pk)
    assert states() == {"1": "done"}


def test_throttled_account_waits_as_long_as_it_is_told(account: Account, script: Script) -> None:
    wait = timedelta(minutes=40)
    script.fails = [ConnectorError(Reason.THROTTLED, retry_after=wait)]
    before = timezone.now()
    looking.want(account, "1")
    tasks.look_up(account.pk)
    row = LookUp.objects.get()
    assert (row.state, row.tries) == ("waiting", 0)
    assert row.not_before >= before + wait
    assert account in Account.objects.due()  # for news, which is counted apart


def test_worker_that_died_leaves_nothing_behind(account: Account, script: Script) -> None:
    looking.want(account, "1")
    script.fails = [KeyboardInterrupt()]  # type: ignore[list-item]
    with pytest.raises(KeyboardInterrupt):
        tasks.look_up(account.pk)
    tasks.look_up(account.pk)
    assert len(script.asked) == 1  # not before its lease is over
    later(hours=1)
    tasks.look_up(account.pk)
    assert states() == {"1": "done"}
