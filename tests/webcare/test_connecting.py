"""Connecting accounts in the browser: there and back, and everything that can go wrong between."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connectors import polling
from connectors.base import ConnectorError, Reason
from connectors.models import Account, App
from connectors.simulator.testing import Simulator
from tests.factories import AccountFactory
from tests.webcare.consent import decide
from webcare.demo.load import apps
from webcare.models import User

pytestmark = pytest.mark.django_db

X_ID, PAGE_ID, INSTAGRAM_ID = "1400000000000000001", "100200300400500", "17841400000000001"


@pytest.fixture
def fatma_browses(client: Client, fatma: User, simulator: Simulator) -> Client:
    client.force_login(fatma)
    return client


@pytest.fixture
def of_x(simulator: Simulator) -> App:
    return _app("x", simulator)


@pytest.fixture
def of_meta(simulator: Simulator) -> App:
    return _app("meta", simulator)


def _app(kind: str, simulator: Simulator) -> App:
    app = App(kind=kind, name="Webcare")
    app.credentials = apps(simulator.control("GET", "municipality"))[kind]
    app.save()
    return app


def _leave(client: Client, app: App, login: str, account: Account | None = None) -> str:
    """Begin, and read where the page leads."""
    given = {"kanaal": account.pk} if account else {}
    page = client.post(reverse("connect_begin", args=[app.pk, login]), given, follow=True)
    [address] = re.findall(r'href="([^"]+)"[^>]*data-testid="onward"', page.content.decode())
    return html.unescape(address)


def _return(client: Client, query: dict[str, str]) -> str:
    """The page one ends on after coming back."""
    return client.get(reverse("connect_return"), query, follow=True).content.decode()


def _choose(client: Client, *accounts: tuple[str, str]) -> str:
    chosen = [f"{kind}:{external_id}" for kind, external_id in accounts]
    return client.post(reverse("connect_choose"), {"account": chosen}, follow=True).content.decode()


def _broken(app: App, **details: Any) -> Account:
    account: Account = AccountFactory(
        app=app, cursor={"mentions": {"since": "7"}}, credentials={"access_token": "x"}, **details
    )
    polling.note_failure(account, ConnectorError(Reason.CREDENTIALS, reauthorise=True))
    return account


# There and back ----------------------------------------------------------------------------------


def test_account_of_x_is_connected(fatma_browses: Client, of_x: App) -> None:
    page = _return(fatma_browses, decide(_leave(fatma_browses, of_x, "x")))
    assert "Gemeente Voorbeeld" in page
    _choose(fatma_browses, ("x", X_ID))
    account = Account.objects.get()
    assert (account.external_id, account.app, account.state) == (X_ID, of_x, Account.State.OK)
    assert account.credentials["refresh_token"]
    assert "client_secret" not in account.credentials
    assert account.contact_at


def test_page_and_its_instagram_account_are_connected(fatma_browses: Client, of_meta: App) -> None:
    _return(fatma_browses, decide(_leave(fatma_browses, of_meta, "facebook")))
    _choose(fatma_browses, ("facebook", PAGE_ID), ("instagram", INSTAGRAM_ID))
    assert [each.kind for each in Account.objects.working()] == ["facebook", "instagram"]


def test_only_what_was_chosen_is_connected(fatma_browses: Client, of_meta: App) -> None:
    page = _return(fatma_browses, decide(_leave(fatma_browses, of_meta, "facebook")))
    assert "Bibliotheek Voorbeeld" in page
    _choose(fatma_browses, ("facebook", PAGE_ID))
    assert Account.objects.get().external_id == PAGE_ID


def test_what_was_not_offered_is_not_connected(fatma_browses: Client, of_x: App) -> None:
    _return(fatma_browses, decide(_leave(fatma_browses, of_x, "x")))
    page = _choose(fatma_browses, ("x", "666"))
    assert "Kies er minstens één" in page
    assert not Account.objects.exists()


def test_missing_permission_is_said_and_kept(fatma_browses: Client, of_meta: App) -> None:
    there = _leave(fatma_browses, of_meta, "facebook")
    back = decide(there, without="pages_messaging")
    assert "pages_messaging" in _return(fatma_browses, back)
    _choose(fatma_browses, ("facebook", PAGE_ID))
    assert Account.objects.get().missing == ["pages_messaging"]


def test_repair_keeps_history_and_settings(fatma_browses: Client, of_x: App) -> None:
    account = _broken(of_x, external_id=X_ID, name="Ons kanaal", features=["enterprise"])
    page = _return(fatma_browses, decide(_leave(fatma_browses, of_x, "x", account)))
    assert "opnieuw te verbinden" in page
    _choose(fatma_browses, ("x", X_ID))
    repaired = Account.objects.get()
    assert (repaired.pk, repaired.name, repaired.features) == (
        account.pk,
        "Ons kanaal",
        ["enterprise"],
    )
    assert repaired.cursor == account.cursor
    assert (repaired.state, repaired.problem) == (Account.State.OK, "")


@pytest.mark.django_db(transaction=True)
def test_repair_rings_for_what_waits(fatma_browses: Client, of_x: App) -> None:
    from connectors.signals import recovered

    heard: list[int] = []

    def hear(account_id: int, **kwargs: Any) -> None:
        heard.append(account_id)

    account = _broken(of_x, external_id=X_ID)
    recovered.connect(hear)
    _return(fatma_browses, decide(_leave(fatma_browses, of_x, "x", account)))
    _choose(fatma_browses, ("x", X_ID))
    assert heard == [account.pk]


# What can go wrong -------------------------------------------------------------------------------


def test_refusing_changes_nothing(fatma_browses: Client, of_x: App) -> None:
    page = _return(fatma_browses, decide(_leave(fatma_browses, of_x, "x"), "deny"))
    assert "geen toestemming" in page
    assert not Account.objects.exists()


def test_refusing_at_meta_changes_nothing(fatma_browses: Client, of_meta: App) -> None:
    page = _return(fatma_browses, decide(_leave(fatma_browses, of_meta, "facebook"), "deny"))
    assert "geen toestemming" in page


def test_answer_of_another_attempt_is_refused(fatma_browses: Client, of_x: App) -> None:
    back = decide(_leave(fatma_browses, of_x, "x"))
    assert "hoort niet bij" in _return(fatma_browses, {**back, "state": "van-een-ander"})
    assert "Begin opnieuw" in _return(fatma_browses, back)


def test_permission_works_once(fatma_browses: Client, of_x: App) -> None:
    back = decide(_leave(fatma_browses, of_x, "x"))
    _return(fatma_browses, back)
    assert "Begin opnieuw" in _return(fatma_browses, back)


def test_permission_expires(fatma_browses: Client, of_x: App) -> None:
    back = decide(_leave(fatma_browses, of_x, "x"))
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert "langer dan een kwartier" in _return(fatma_browses, back)


def test_answer_is_for_who_began(client: Client, fatma_browses: Client, of_x: App) -> None:
    from tests.factories import person

    back = decide(_leave(fatma_browses, of_x, "x"))
    session = fatma_browses.session
    begun = session["connecting"]
    fatma_browses.force_login(person("hugo", "Hugo", "Kok", "Administrator"))
    session = fatma_browses.session
    session["connecting"] = begun
    session.save()
    assert "Begin opnieuw" in _return(fatma_browses, back)


def test_signing_in_as_someone_else_is_said(fatma_browses: Client, of_x: App) -> None:
    account = _broken(of_x, external_id="999")
    page = _return(fatma_browses, decide(_leave(fatma_browses, of_x, "x", account)))
    assert 'data-testid="wrong-person"' in page
    assert " checked aria-describedby" not in page
    assert Account.objects.get().state == Account.State.REAUTHORISE


def test_platform_that_is_away_is_said(fatma_browses: Client, of_x: App, settings: Any) -> None:
    back = decide(_leave(fatma_browses, of_x, "x"))
    settings.X_API_URL = "http://127.0.0.1:9"
    assert "niet bereikbaar" in _return(fatma_browses, back)


def test_wrong_secret_of_the_app_is_said(fatma_browses: Client, of_x: App) -> None:
    back = decide(_leave(fatma_browses, of_x, "x"))
    of_x.credentials = {**of_x.credentials, "client_secret": "een-heel-ander-geheim"}
    of_x.save()
    page = _return(fatma_browses, back)
    assert "inloggegevens van de app" in page
    assert "een-heel-ander-geheim" not in page


def test_tokens_in_the_session_are_encrypted(fatma_browses: Client, of_x: App) -> None:
    _return(fatma_browses, decide(_leave(fatma_browses, of_x, "x")))
    kept = str(dict(fatma_browses.session))
    assert "connecting_offer" in kept
    assert "access" not in kept.replace("access_denied", "")


def test_nobody_comes_back_who_did_not_leave(fatma_browses: Client) -> None:
    assert "Begin opnieuw" in _return(fatma_browses, {"code": "1", "state": "2"})


# The app -----------------------------------------------------------------------------------------


def test_app_is_made_and_shows_what_to_copy(fatma_browses: Client, settings: Any) -> None:
    settings.PUBLIC_URL = "https://webcare.example.nl"
    given = {"name": "Webcare", "secret_app_id": "1", "secret_app_secret": " heel-geheim "}
    page = fatma_browses.post(reverse("add_app", args=["meta"]), given, follow=True)
    app, shown = App.objects.get(), page.content.decode()
    assert app.credentials["app_secret"] == "heel-geheim"
    assert app.webhook_url in shown
    assert app.credentials["verify_token"] in shown
    assert "https://webcare.example.nl/kanalen/koppelen/terug/" in shown
    assert "heel-geheim" not in shown


def test_app_without_its_secret_is_not_made(fatma_browses: Client) -> None:
    given = {"name": "Webcare", "secret_app_id": "1"}
    page = fatma_browses.post(reverse("add_app", args=["meta"]), given)
    assert page.status_code == 422
    assert "nodig om te verbinden" in page.content.decode()
    assert not App.objects.exists()


def test_empty_field_of_an_app_keeps_what_is_stored(fatma_browses: Client, of_meta: App) -> None:
    before = dict(of_meta.credentials)
    given = {"name": "Anders", "active": "on", "secret_app_id": ""}
    fatma_browses.post(reverse("app", args=[of_meta.pk]), given)
    of_meta.refresh_from_db()
    assert (of_meta.name, dict(of_meta.credentials)) == ("Anders", before)


def test_login_the_app_has_no_credentials_for_is_not_offered(
    fatma_browses: Client, of_meta: App
) -> None:
    of_meta.credentials = {**of_meta.credentials, "instagram_app_id": ""}
    of_meta.save()
    page = fatma_browses.get(reverse("connect")).content.decode()
    assert 'data-testid="connect-facebook"' in page
    assert 'data-testid="connect-instagram"' not in page
    address = reverse("connect_begin", args=[of_meta.pk, "instagram"])
    assert fatma_browses.post(address).status_code == 404


def test_terms_stand_where_one_connects(fatma_browses: Client) -> None:
    page = fatma_browses.get(reverse("connect")).content.decode()
    assert "Enterprise" in page
    assert "App Review" in page
