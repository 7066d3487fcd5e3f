"""X asks our own address its question, and does not say with which secret it wants the answer."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from connectors import subscriptions
from connectors.models import Account, App
from connectors.secrets import Secrets
from tests.town import Town
from webcare.demo.load import apps

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("secret", ["client", "consumer"])
def test_whichever_secret_x_wants_webhooks_come_in(
    town: Town, live_server: LiveServer, settings: Any, secret: str
) -> None:
    settings.PUBLIC_URL = live_server.url
    town.simulator.control("POST", "settings", {"x_crc_secret": secret})
    credentials = apps(town.simulator.control("GET", "municipality"))["x"]
    app = App.objects.create(kind="x", name="Webcare", credentials=Secrets(credentials))
    account = town.accounts["x"]
    account.app = app
    account.save()
    subscriptions.check(account)
    assert Account.objects.get(pk=account.pk).webhooks == Account.Webhooks.GOOD
    (webhook,) = town.simulator.control("POST", "x/crc", {})["webhooks"]
    assert webhook["valid"]
