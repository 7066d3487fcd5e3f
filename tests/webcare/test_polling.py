"""Asking the platforms: nothing twice, nothing lost, and every failure on the account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.utils import timezone

from connectors import polling, tasks
from connectors.base import ConnectorError, Reason
from connectors.models import Account, Arrival
from connectors.signals import arrived
from inbox import actions
from inbox.models import Message
from tests.factories import AccountFactory
from tests.town import PLATFORMS, Town, conversation_of
from webcare.models import User

pytestmark = pytest.mark.django_db


def _again(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


# Pages -------------------------------------------------------------------------------------------


@pytest.fixture
def during_a_poll() -> Iterator[list[Any]]:
    """What is called, once, as soon as a first page was stored."""
    calls: list[Any] = []

    def listener(**kwargs: Any) -> None:
        while calls:
            calls.pop()()

    arrived.connect(listener)
    yield calls
    arrived.disconnect(listener)


@pytest.mark.django_db(transaction=True)
def test_poll_that_dies_between_pages_loses_nothing(town: Town, during_a_poll: list[Any]) -> None:
    drafts = [
        {"platform": "x", "author": f"inwoner_{n}", "text": f"@GemVoorbeeld vraag {n}"}
        for n in range(150)
    ]
    written = town.simulator.control("POST", "bulk", drafts)["ids"]

    def dies() -> None:
        raise KeyboardInterrupt

    during_a_poll.append(dies)
    with pytest.raises(KeyboardInterrupt):
        polling.poll(town.accounts["x"])
    assert Arrival.objects.count() == 1
    town.listen()
    assert Message.objects.filter(external_id__in=written).count() == 150


@pytest.mark.django_db(transaction=True)
def test_second_poll_at_the_same_time_does_nothing(town: Town, during_a_poll: list[Any]) -> None:
    account = town.accounts["facebook"]
    town.says("facebook", "Wanneer snoeien jullie?")
    second: list[bool] = []
    during_a_poll.append(lambda: second.append(polling.poll(_again(account))))
    assert polling.poll(account) is True
    assert second == [False]


def test_poll_after_one_that_was_killed_waits_for_its_lease(town: Town) -> None:
    account = town.accounts["x"]
    Account.objects.update(polling_until=timezone.now() + timedelta(minutes=1))
    assert polling.poll(account) is False
    Account.objects.update(polling_until=timezone.now() - timedelta(seconds=1))
    assert polling.poll(account) is True
    assert _again(account).polling_until is None


# When to ask -------------------------------------------------------------------------------------


def test_polled_account_rests_until_the_next_time(town: Town, settings: Any) -> None:
    settings.POLL_SECONDS = 60
    account = town.accounts["x"]
    polling.poll(account)
    rests = _again(account)
    assert rests.polled_at
    assert rests.poll_after == rests.polled_at + timedelta(seconds=60)
    assert account not in Account.objects.due()


@pytest.mark.parametrize(
    "changed",
    [
        {"active": False},
        {"state": Account.State.REAUTHORISE},
    ],
)
def test_account_is_left_alone(account: Account, changed: dict[str, Any]) -> None:
    assert account in Account.objects.due()
    Account.objects.update(**changed)
    assert account not in Account.objects.due()


@pytest.mark.parametrize("until", ["poll_after", "polling_until"])
def test_account_is_left_alone_until_then(account: Account, until: str) -> None:
    Account.objects.update(**{until: timezone.now() + timedelta(minutes=1)})
    assert account not in Account.objects.due()
    Account.objects.update(**{until: timezone.now() - timedelta(seconds=1)})
    assert account in Account.objects.due()


def test_task_that_waited_in_line_too_long_asks_nothing(town: Town) -> None:
    account = town.accounts["x"]
    tasks.poll(account.pk)
    polled_at = _again(account).polled_at
    tasks.poll(account.pk)
    assert _again(account).polled_at == polled_at


# Failures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platform_that_is_away_is_noted_and_asked_again(town: Town, platform: str) -> None:
    account = town.accounts[platform]
    town.fault(platform, "503", method="GET", times=100)
    before = timezone.now()
    polling.poll(account)
    noted = _again(account)
    assert (noted.problem, noted.state) == ("unavailable", Account.State.OK)
    assert noted.poll_after
    assert noted.poll_after >= before + polling.PATIENCE
    assert noted.polled_at is None


def test_platform_that_names_a_time_is_left_alone_that_long(account: Account) -> None:
    before = timezone.now()
    wait = timedelta(minutes=14)
    polling.note_failure(account, ConnectorError(Reason.THROTTLED, "slow", retry_after=wait))
    noted = _again(account)
    assert (noted.problem, noted.problem_detail) == ("throttled", "slow")
    assert noted.poll_after
    assert noted.poll_after >= before + wait


def test_long_words_of_a_platform_are_cut_off(account: Account) -> None:
    polling.note_failure(account, ConnectorError(Reason.UNKNOWN, "a" * 600))
    assert len(_again(account).problem_detail) == 500


def test_success_forgets_the_problem(town: Town) -> None:
    account = town.accounts["x"]
    polling.note_failure(account, ConnectorError(Reason.UNAVAILABLE, "away"))
    polling.poll(account)
    assert (_again(account).problem, _again(account).problem_detail) == ("", "")


def test_passing_failure_does_not_reconnect_what_another_process_found_broken(
    account: Account,
) -> None:
    stale = _again(account)
    polling.note_failure(account, ConnectorError(Reason.CREDENTIALS, reauthorise=True))
    polling.note_failure(stale, ConnectorError(Reason.UNAVAILABLE))
    assert _again(account).state == Account.State.REAUTHORISE


@pytest.mark.parametrize("platform", PLATFORMS)
def test_answer_that_cannot_be_read_is_kept_for_the_administrator(
    town: Town, platform: str
) -> None:
    town.fault(platform, "not_json", method="GET", times=100)
    polling.poll(town.accounts[platform])
    arrival = Arrival.objects.failed().get()
    assert arrival.error
    assert bytes(arrival.body)


# Credentials -------------------------------------------------------------------------------------


def _revoke(town: Town, platform: str) -> None:
    town.simulator.control("POST", "tokens/expire", {"platform": platform, "revoke": True})


@pytest.mark.parametrize("platform", PLATFORMS)
def test_account_whose_token_was_revoked_is_polled_no_more(town: Town, platform: str) -> None:
    account = town.accounts[platform]
    _revoke(town, platform)
    polling.poll(account)
    assert _again(account).state == Account.State.REAUTHORISE
    assert _again(account).problem == "credentials"
    assert account not in Account.objects.working()


def test_check_brings_an_account_back_at_once(town: Town) -> None:
    account = town.accounts["facebook"]
    polling.note_failure(account, ConnectorError(Reason.CREDENTIALS, "old", reauthorise=True))
    polling.check(account)
    back = _again(account)
    assert (back.state, back.problem, back.problem_detail) == (Account.State.OK, "", "")
    assert account in Account.objects.due()


def test_reconnected_account_wakes_the_answers_that_waited(
    town: Town, anouk: User, bells: redis.Redis, django_capture_on_commit_callbacks: Any
) -> None:
    asked = town.says("facebook", "Wanneer snoeien jullie?")
    town.listen()
    waits = actions.reply(conversation_of(asked), "Dinsdag.", anouk)
    bells.flushdb()
    with django_capture_on_commit_callbacks(execute=True):
        polling.check(town.accounts["facebook"])
    woken = [str(task) for task in bells.lrange("answers", 0, -1)]
    [task] = [task for task in woken if "inbox.tasks.deliver" in task]
    assert f"[{waits.pk}]" in task


@pytest.mark.parametrize("platform", PLATFORMS)
def test_credentials_of_another_account_are_refused(town: Town, platform: str) -> None:
    account = town.accounts[platform]
    real, account.external_id = account.external_id, "999"
    account.save()
    with pytest.raises(ConnectorError, match=real):
        polling.check(account)
    assert _again(account).state == Account.State.REAUTHORISE
    assert real in _again(account).problem_detail


@pytest.mark.parametrize("platform", PLATFORMS)
def test_check_with_credentials_that_do_not_work_says_so(town: Town, platform: str) -> None:
    account = town.accounts[platform]
    _revoke(town, platform)
    with pytest.raises(ConnectorError):
        polling.check(account)
    assert _again(account).problem == "credentials"


# Silence -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("polled", "every", "silent"),
    [
        (timedelta(seconds=299), 1, False),
        (timedelta(seconds=301), 1, True),
        (timedelta(seconds=590), 60, False),
        (timedelta(seconds=610), 60, True),
        (None, 60, True),
    ],
)
def test_account_that_hears_nothing_is_silent(
    settings: Any, polled: timedelta | None, every: int, silent: bool
) -> None:
    settings.POLL_SECONDS = every
    polled_at = timezone.now() - polled if polled else None
    assert AccountFactory(polled_at=polled_at).silent is silent


def test_account_whose_webhooks_come_in_is_polled_less_and_silent_later(settings: Any) -> None:
    settings.POLL_SECONDS, settings.RECONCILE_SECONDS = 60, 900
    polled_at = timezone.now() - timedelta(hours=2)
    assert AccountFactory(polled_at=polled_at, webhooks="good").silent is False
    assert AccountFactory(polled_at=polled_at, webhooks="broken").silent is True


def test_account_that_is_switched_off_may_be_silent() -> None:
    assert AccountFactory(active=False).silent is False
