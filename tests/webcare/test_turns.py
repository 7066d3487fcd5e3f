"""A poll's turn: so many pages, never the same for ever, and a word about every failure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors import polling, tasks
from connectors.base import ConnectorError, Reason
from connectors.models import Account, Arrival
from tests.factories import AccountFactory
from tests.webcare import letterbox
from tests.webcare.letterbox import Script

pytestmark = pytest.mark.django_db


@pytest.fixture
def script(settings: Any) -> Script:
    return letterbox.play(settings)


@pytest.fixture
def account(script: Script) -> Account:
    return AccountFactory(kind="letters")


def pages(count: int) -> list[bytes]:
    return [b"%d" % number for number in range(count)]


def test_long_backlog_is_fetched_in_turns(account: Account, script: Script) -> None:
    script.pages = pages(polling.MOST_PAGES + 5)
    polling.poll(account)
    account.refresh_from_db()
    assert script.fetched == polling.MOST_PAGES
    assert account.polled_at is None
    assert account in Account.objects.due()
    polling.poll(account)
    assert Arrival.objects.count() == polling.MOST_PAGES + 5
    assert account not in Account.objects.due()


def test_who_waits_longer_goes_before_the_rest_of_a_backlog(
    account: Account, script: Script
) -> None:
    waits = AccountFactory(kind="letters", poll_after=timezone.now() - timedelta(minutes=1))
    script.pages = pages(polling.MOST_PAGES + 5)
    polling.poll(account)
    assert list(Account.objects.due()) == [waits, account]


def test_task_asks_for_the_next_turn_itself(account: Account, script: Script, bells: Any) -> None:
    script.pages = pages(polling.MOST_PAGES + 5)
    tasks.poll(account.pk)
    [task] = bells.lrange("celery", 0, -1)
    assert b"connectors.tasks.poll" in task
    tasks.poll(account.pk)
    assert bells.llen("celery") == 1


def test_turn_goes_on_where_the_cursor_stands_still(account: Account, script: Script) -> None:
    script.pages, script.stands = pages(polling.MOST_PAGES + 5), True
    polling.poll(account)
    assert script.fetched == polling.MOST_PAGES + 5
    polling.poll(account)
    assert account not in Account.objects.due()


def test_every_page_renews_the_lease(account: Account, script: Script) -> None:
    script.pages = pages(2)
    script.fails = []
    before = timezone.now()
    polling._claim(account)
    Account.objects.update(polling_until=before + timedelta(seconds=1))
    account.refresh_from_db()
    polling.store(account, [], {"seen": 1})
    account.refresh_from_db()
    assert account.polling_until
    assert account.polling_until > before + timedelta(minutes=2)


def test_poll_that_lost_its_lease_leaves_that_of_another_alone(account: Account) -> None:
    polling._claim(account)
    theirs = timezone.now() + timedelta(minutes=3)
    Account.objects.update(polling_until=theirs)
    polling._release(account)
    account.refresh_from_db()
    assert account.polling_until == theirs


def test_contact_is_noted_with_every_page(account: Account, script: Script) -> None:
    script.pages, script.fails = pages(1), []
    before = timezone.now()
    polling.poll(account)
    account.refresh_from_db()
    assert account.contact_at
    assert account.contact_at >= before


def test_failure_is_no_contact(account: Account, script: Script) -> None:
    script.fails = [ConnectorError(Reason.UNAVAILABLE)]
    polling.poll(account)
    account.refresh_from_db()
    assert account.contact_at is None


def test_connector_that_breaks_is_noted_and_left_alone_for_a_while(
    account: Account, script: Script
) -> None:
    script.fails = [TypeError("secret things")]
    polling.poll(account)
    account.refresh_from_db()
    assert (account.problem, account.problem_detail) == ("unreadable", "TypeError")
    assert account not in Account.objects.due()
    assert account.polling_until is None


def test_repaired_account_fetches_what_came_since_the_break(
    account: Account, script: Script
) -> None:
    script.pages = pages(1)
    polling.poll(account)
    polling.note_failure(account, ConnectorError(Reason.CREDENTIALS, reauthorise=True))
    script.pages = pages(4)
    tasks.poll(account.pk)
    assert Arrival.objects.count() == 1
    polling.check(account)
    tasks.poll(account.pk)
    assert Arrival.objects.count() == 4


def test_repair_polls_at_once_and_looks_after_the_webhooks(
    account: Account, bells: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        polling.check(account)
    waiting = b" ".join(bells.lrange("celery", 0, -1))
    assert b"connectors.tasks.poll" in waiting
    assert b"connectors.tasks.check_subscription" in waiting


# A clock that was wrong --------------------------------------------------------------------------


def test_account_that_was_polled_in_the_future_is_due(account: Account, script: Script) -> None:
    wrong = timezone.now() + timedelta(hours=3)
    Account.objects.update(polled_at=wrong, poll_after=wrong + timedelta(minutes=1))
    assert account in Account.objects.due()
    polling.poll(account)
    assert account not in Account.objects.due()


def test_failure_after_that_is_not_repeated_at_once(account: Account, script: Script) -> None:
    Account.objects.update(polled_at=timezone.now() + timedelta(hours=3))
    script.fails = [ConnectorError(Reason.UNAVAILABLE)]
    polling.poll(account)
    assert account not in Account.objects.due()


def test_lease_longer_than_any_is_nobodys(account: Account, script: Script) -> None:
    Account.objects.update(polling_until=timezone.now() + timedelta(hours=3))
    assert polling.poll(account) is True
    assert script.fetched == 1
