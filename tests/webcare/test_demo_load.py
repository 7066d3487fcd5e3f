"""The demo municipality: its channels belong to its apps, and each secret stands in one place."""

from __future__ import annotations

import pytest

from connectors.models import Account, App
from connectors.simulator.testing import Simulator
from webcare.demo.load import load

pytestmark = pytest.mark.django_db


def test_channels_speak_through_two_apps(simulator: Simulator) -> None:
    load(simulator.control("GET", "municipality"))
    spoken = {account.kind: account.app and account.app.kind for account in Account.objects.all()}
    assert spoken == {"x": "x", "facebook": "meta", "instagram": "meta"}
    for account in Account.objects.all():
        account.connect().identify()


def test_secret_of_an_app_is_not_repeated(simulator: Simulator) -> None:
    load(simulator.control("GET", "municipality"))
    of_x = Account.objects.select_related("app").get(kind="x")
    assert of_x.app
    assert "client_secret" in of_x.app.credentials
    assert "client_secret" not in of_x.credentials


def test_loading_again_changes_nothing(simulator: Simulator) -> None:
    known = simulator.control("GET", "municipality")
    load(known)
    Account.objects.filter(kind="x").update(name="Anders")
    load(known)
    assert (App.objects.count(), Account.objects.count()) == (2, 3)
    assert Account.objects.get(kind="x").name == "Anders"


def test_channels_of_an_older_demo_get_their_app(simulator: Simulator) -> None:
    known = simulator.control("GET", "municipality")
    load(known)
    Account.objects.update(app=None)
    load(known)
    assert not Account.objects.filter(app=None).exists()
