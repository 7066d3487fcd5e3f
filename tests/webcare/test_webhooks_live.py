"""Webhooks as they really come: the platforms call us over HTTP, twice, late, and in a heap."""

from __future__ import annotations

import time
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from connectors import hooks, polling, subscriptions
from connectors.models import Account, App, Arrival
from connectors.secrets import Secrets
from inbox.models import Message
from tests.town import PLATFORMS, Town, read_all
from webcare.demo.load import apps

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60  # seconds


@pytest.fixture
def connected(town: Town, live_server: LiveServer, settings: Any) -> Town:
    """The town with its apps, and every platform told where to call."""
    settings.PUBLIC_URL = live_server.url
    made = {}
    for kind, credentials in apps(town.simulator.control("GET", "municipality")).items():
        made[kind] = App(kind=kind, name="Webcare Voorbeeld")
        made[kind].credentials = Secrets(credentials)
        made[kind].save()
    for account in town.accounts.values():
        account.app = made[account.connector_class.gateway]
        account.save()
        subscriptions.check(account)
    return town


def delivered(town: Town) -> dict[str, Any]:
    """Wait until nothing is on its way any more."""
    until = time.monotonic() + PATIENCE
    while (post := town.simulator.control("GET", "webhooks"))["waiting"]:
        assert time.monotonic() < until, post
        time.sleep(0.05)
    return dict(post)


def behave(town: Town, **how: Any) -> None:
    town.simulator.control("POST", "webhooks/behaviour", how)


def ask(town: Town, platform: str, count: int = 1) -> set[str]:
    addressed = "@GemVoorbeeld " if platform == "x" else ""
    return {town.says(platform, f"{addressed}Vraag {number}") for number in range(count)}


def missing(ids: set[str]) -> set[str]:
    read_all()
    found = Message.objects.filter(external_id__in=ids).values_list("external_id", flat=True)
    return ids - {str(one) for one in found}


def test_every_account_is_subscribed(connected: Town) -> None:
    for account in Account.objects.all():
        assert (account.webhooks, account.webhooks_detail) == (Account.Webhooks.GOOD, "")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_question_comes_in_without_our_asking(connected: Town, platform: str) -> None:
    asked = ask(connected, platform)
    delivered(connected)
    assert Arrival.objects.filter(app__isnull=False, account=None).exists()
    assert missing(asked) == set()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_five_times_and_in_disorder_is_once(connected: Town, platform: str) -> None:
    behave(connected, duplicates=5, shuffle=True)
    asked = ask(connected, platform, 10)
    assert delivered(connected)["accepted"] >= 50
    assert missing(asked) == set()
    assert Message.objects.filter(external_id__in=asked).count() == 10


def test_heap_in_one_body(connected: Town) -> None:
    behave(connected, hold=True, batch=1000)
    asked = ask(connected, "facebook", 40)
    behave(connected, hold=False)
    delivered(connected)
    assert missing(asked) == set()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_wrong_signature_is_refused_and_counted(connected: Town, platform: str) -> None:
    app = connected.accounts[platform].app
    assert app
    before = hooks.refused(app)
    behave(connected, wrong_signature=True)
    town_settings = {"webhook_retry_seconds": 0.01}
    connected.simulator.control("POST", "settings", town_settings)
    ask(connected, platform)
    assert delivered(connected)["refused"]
    assert hooks.refused(app) > before
    assert not Arrival.objects.filter(app__isnull=False).exists()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_webhooks_lost_is_found_by_asking(connected: Town, platform: str) -> None:
    behave(connected, drop=True)
    asked = ask(connected, platform)
    delivered(connected)
    assert missing(asked) == asked
    polling.poll(connected.accounts[platform])
    assert missing(asked) == set()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_webhooks_are_stored_and_read_while_the_account_is_broken(
    connected: Town, platform: str
) -> None:
    Account.objects.update(state=Account.State.REAUTHORISE)
    asked = ask(connected, platform)
    delivered(connected)
    assert missing(asked) == set()


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_subscription_that_the_platform_ended_is_repaired(connected: Town, platform: str) -> None:
    connected.simulator.control("DELETE", "subscriptions")
    account = connected.accounts[platform]
    found = subscriptions.check(account, repair=False)
    assert found
    assert not found.good
    assert Account.objects.get(pk=account.pk).webhooks == Account.Webhooks.BROKEN
    repaired = subscriptions.check(account)
    assert repaired
    assert repaired.good
    asked = ask(connected, platform)
    delivered(connected)
    assert missing(asked) == set()
