"""After an outage everything is fetched that the platform still gives, however often it breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors import polling
from connectors.base import ConnectorError, Reason
from connectors.models import Account
from connectors.signals import arrived
from inbox.models import Message
from tests.town import PLATFORMS, Town, read_all

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 160


def write(town: Town, platform: str, count: int) -> set[str]:
    """So many citizens write at once; the ids of what they wrote."""
    place = None if platform == "x" else town.own_post(platform)
    drafts = [
        {
            "platform": platform,
            "author": f"inwoner_{n}",
            "text": f"@GemVoorbeeld vraag {n}" if platform == "x" else f"Vraag {n}",
            "parent": place,
        }
        for n in range(count)
    ]
    return set(town.simulator.control("POST", "bulk", drafts)["ids"])


def poll_until_done(account: Account) -> int:
    """How many turns it took."""
    for turn in range(1, 30):
        Account.objects.filter(pk=account.pk, problem="").update(poll_after=None)
        if turn > 1 and not Account.objects.due().filter(pk=account.pk).exists():
            return turn
        polling.poll(account)
        if Account.objects.get(pk=account.pk).polled_at and not _due(account):
            return turn
    raise AssertionError("it does not end")


def _due(account: Account) -> bool:
    return Account.objects.due().filter(pk=account.pk).exists()


def missing(ids: set[str]) -> set[str]:
    read_all()
    found = Message.objects.filter(external_id__in=ids).values_list("external_id", flat=True)
    return ids - {str(one) for one in found}


@pytest.fixture
def every_third_page_breaks() -> Iterator[None]:
    seen = iter(range(10_000))

    def listener(**kwargs: Any) -> None:
        if next(seen) % 3 == 2:
            raise ConnectionError("the worker's cable was pulled")

    arrived.connect(listener)
    yield
    arrived.disconnect(listener)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_outage_of_the_platform(town: Town, platform: str) -> None:
    account = town.accounts[platform]
    polling.poll(account)
    town.fault(platform, "503", method="GET", times=1000)
    written = write(town, platform, MANY)
    polling.poll(account)
    assert missing(written) == written
    town.simulator.control("DELETE", "faults")
    Account.objects.update(problem="", poll_after=None)
    poll_until_done(account)
    assert missing(written) == set()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_account_that_had_to_be_connected_again(town: Town, platform: str) -> None:
    account = town.accounts[platform]
    polling.poll(account)
    polling.note_failure(account, ConnectorError(Reason.CREDENTIALS, reauthorise=True))
    written = write(town, platform, MANY)
    polling.check(account)
    poll_until_done(account)
    assert missing(written) == set()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_backfill_that_breaks_time_and_again(
    town: Town, platform: str, every_third_page_breaks: None
) -> None:
    account = town.accounts[platform]
    polling.poll(account)
    written = write(town, platform, MANY)
    for _ in range(20):
        Account.objects.update(problem="", poll_after=None)
        polling.poll(account)
    assert missing(written) == set()


def test_backfill_reaches_as_far_as_x_keeps_mentions(town: Town) -> None:
    """X API docs: the newest 800 mentions. The channel's page says that older ones are lost."""
    written = sorted(write(town, "x", 900), key=int)
    account = town.accounts["x"]
    poll_until_done(account)
    assert missing(set(written)) <= set(written[:100])
    assert account.connector_class.cannot_know
