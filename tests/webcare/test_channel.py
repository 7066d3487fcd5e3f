"""The page of one channel: what it says, and the repairs it offers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from connectors import polling
from connectors.base import Raw
from connectors.models import Account, App, Arrival, LookUp, Search, Usage
from connectors.simulator.testing import Simulator
from inbox import actions
from inbox.models import Alarm
from tests.factories import AccountFactory, ConversationFactory
from tests.town import Town
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client, fatma: User) -> Client:
    client.force_login(fatma)
    return client


def _page(client: Client, account: Account) -> str:
    return client.get(reverse("channel", args=[account.pk])).content.decode()


def _post(client: Client, name: str, *args: int, **given: Any) -> str:
    return client.post(reverse(name, args=args), given, follow=True).content.decode()


def _ill(account: Account, number: int = 1) -> list[Arrival]:
    arrivals = polling.store(account, [Raw("mentions", b"%d" % n) for n in range(number)])
    for arrival in arrivals:
        polling.mark_failed(arrival, "chat.new: onbekende vorm")
    return arrivals


# What it says ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"contact_at": timedelta()}, "Het platform antwoordde"),
        ({"state": Account.State.REAUTHORISE}, "Verbind het opnieuw"),
        ({"problem": "budget", "problem_detail": "SpendCapReached"}, "SpendCapReached"),
        ({"polled_at": timedelta(hours=3)}, "Alles is binnen tot"),
        ({"webhooks": "good"}, "komen binnen"),
        ({"webhooks": "broken", "webhooks_detail": "CRC mislukt"}, "CRC mislukt"),
        ({"token_expires_at": timedelta(hours=1)}, "verlopen"),
        ({"token_expires_at": timedelta(days=-3)}, "geldig tot"),
        ({"missing": ["dm.read"]}, "ontbreken: dm.read"),
        ({"examined_at": timedelta()}, "compleet"),
    ],
)
def test_page_says_how_the_channel_is(
    administrator: Client, changed: dict[str, Any], says: str
) -> None:
    now = timezone.now()
    moments = {
        name: now - value if isinstance(value, timedelta) else value
        for name, value in changed.items()
    }
    account = AccountFactory(credentials={"access_token": "x", "scope": "tweet.read"}, **moments)
    assert says in _page(administrator, account)


def test_permissions_that_nobody_tells_are_not_called_complete(administrator: Client) -> None:
    token = {"page_token": "x"}
    account = AccountFactory(kind="facebook", credentials=token, examined_at=timezone.now())
    assert "compleet" not in _page(administrator, account)


def test_what_was_not_understood_is_counted_by_shape(
    administrator: Client, account: Account
) -> None:
    _ill(account, 3)
    page = _page(administrator, account)
    assert "3 ontvangsten" in page
    assert "mentions · chat.new" in page


def test_team_lead_sees_the_channel_and_no_repairs(as_user: Any, lena: User) -> None:
    account = AccountFactory(state=Account.State.REAUTHORISE)
    _ill(account)
    page = _page(as_user(lena), account)
    assert "Verbind het opnieuw" in page
    assert "chat.new" not in page
    assert "<form method=" not in page.partition("<main")[2]


def test_page_tells_of_answers_and_alarms(
    administrator: Client, anouk: User, account: Account
) -> None:
    actions.reply(ConversationFactory(account=account), "Dinsdag.", anouk)
    Alarm.objects.create(account=account, kind="silent", since=timezone.now())
    page = _page(administrator, account)
    assert "1 antwoord, sinds" in page
    assert "Alarmen" in page


def test_budget_says_what_was_spent_and_what_is_left(
    administrator: Client, account: Account
) -> None:
    Account.objects.update(daily_ceiling=Decimal(1))
    today = timezone.now().date()
    Usage.objects.create(account=account, day=today, bucket="mentions", cost=1_250_000)
    page = _page(administrator, account)
    assert "US$ 1,25" in page
    assert "US$ 1,00" in page
    assert "Verhoog het plafond" in page


def test_page_says_what_the_platform_does_not_give(administrator: Client, account: Account) -> None:
    for sentence in account.connector_class.cannot_know:
        assert str(sentence) in _page(administrator, account)


def test_page_costs_as_much_however_much_came_in(administrator: Client, account: Account) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            _page(administrator, account)
        return len(asked)

    _ill(account, 2)
    Search.objects.create(account=account, query="afval")
    cost()
    few = cost()
    _ill(AccountFactory(), 5)
    _ill(account, 20)
    Search.objects.create(account=account, query="container")
    assert cost() == few


def test_what_came_for_an_account_that_is_not_here_is_counted(administrator: Client) -> None:
    app = App.objects.create(kind="x", name="Webcare")
    Arrival.objects.create(
        app=app, source="webhook", body=b"{}", state="unknown", error="no channel here: x 77\n"
    )
    page = administrator.get(reverse("channels")).content.decode()
    assert "Voor niemand hier" in page
    assert "no channel here" in page


# Repairs -----------------------------------------------------------------------------------------


def test_check_looks_at_permissions_as_well(administrator: Client, town: Town) -> None:
    account = town.accounts["x"]
    assert "is verbonden" in _post(administrator, "check_channel", account.pk)
    account.refresh_from_db()
    assert account.examined_at


def test_webhooks_are_let_in(administrator: Client, simulator: Simulator, settings: Any) -> None:
    from webcare.demo.load import load

    settings.PUBLIC_URL = "http://127.0.0.1:9"  # nobody answers there
    load(simulator.control("GET", "municipality"))
    account = Account.objects.get(kind="x")
    page = _post(administrator, "repair_webhooks", account.pk)
    account.refresh_from_db()
    assert account.webhooks == Account.Webhooks.BROKEN
    assert "Webhooks" in page
    assert account.webhooks_detail


def test_webhooks_without_an_app_say_what_they_need(
    administrator: Client, account: Account
) -> None:
    assert "vragen om een app" in _post(administrator, "repair_webhooks", account.pk)


def test_everything_is_read_again_at_once(administrator: Client, account: Account) -> None:
    _ill(account, 3)
    assert "3 ontvangsten worden" in _post(administrator, "read_all_again", account.pk)
    assert Arrival.objects.waiting().count() == 3


def test_what_was_given_up_is_looked_up_again(administrator: Client, account: Account) -> None:
    LookUp.objects.create(account=account, subject="1", state=LookUp.State.GIVEN_UP, tries=8)
    assert "Vergeefs opgezocht" in _page(administrator, account)
    _post(administrator, "look_up_again", account.pk)
    assert LookUp.objects.due().get().tries == 0


def test_features_and_ceiling_are_set(administrator: Client, account: Account) -> None:
    [feature, *_] = account.connector_class.features
    Account.objects.update(poll_after=timezone.now() + timedelta(hours=8))
    given = {f"feature_{feature.name}": "on", "daily_ceiling": "2,50", "search_ceiling": "1,00"}
    assert "Opgeslagen" in _post(administrator, "set_up_channel", account.pk, **given)
    account.refresh_from_db()
    assert (account.features, account.daily_ceiling) == ([feature.name], Decimal("2.50"))
    assert (account.search_ceiling, account.poll_after) == (Decimal(1), None)


def test_ceiling_that_is_no_amount_stands_in_the_field(
    administrator: Client, account: Account
) -> None:
    for ceiling in ("daily_ceiling", "search_ceiling"):
        page = _post(administrator, "set_up_channel", account.pk, **{ceiling: "-3"})
        assert "Niet minder dan niets" in page
    assert 'value="-3"' in page


# In the admin ------------------------------------------------------------------------------------


def test_webhooks_of_an_app_are_repaired_from_the_admin(administrator: Client) -> None:
    app = App.objects.create(kind="x", name="Webcare")
    AccountFactory(app=app)
    given = {"action": "repair_webhooks", "_selected_action": [app.pk]}
    page = administrator.post(reverse("admin:connectors_app_changelist"), given, follow=True)
    assert "vragen om een app" in page.content.decode()


def test_secret_of_an_app_is_entered_in_the_admin(administrator: Client) -> None:
    app = App(kind="x", name="Webcare")
    app.credentials = {"client_id": "1"}
    app.save()
    address = reverse("admin:connectors_app_change", args=[app.pk])
    given = {"name": "Webcare", "active": "on", "secret_client_secret": " geheim "}
    page = administrator.post(address, given, follow=True).content.decode()
    app.refresh_from_db()
    assert dict(app.credentials) == {"client_id": "1", "client_secret": "geheim"}
    assert "geheim" not in page


def test_features_are_ticked_in_the_admin(administrator: Client, town: Town) -> None:
    account = town.accounts["x"]
    [feature, *_] = account.connector_class.features
    given = {
        "name": "X",
        "external_id": account.external_id,
        "active": "on",
        "features": [feature.name],
    }
    administrator.post(reverse("admin:connectors_account_change", args=[account.pk]), given)
    account.refresh_from_db()
    assert account.features == [feature.name]
