"""The channels: how they are shown, and how an administrator connects one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connectors import polling
from connectors.base import ConnectorError, Raw, Reason
from connectors.models import Account, Arrival
from tests.factories import AccountFactory
from tests.town import Town
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client, fatma: User) -> Client:
    client.force_login(fatma)
    return client


def _page(client: Client) -> str:
    return client.get(reverse("channels")).content.decode()


def _unreadable(account: Account) -> Arrival:
    [arrival] = polling.store(account, [Raw("mentions", b"<script>alert(1)</script>")])
    polling.mark_failed(arrival, "Dit is geen JSON.")
    return arrival


# The page ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"polled_at": timedelta()}, "Verbonden"),
        ({"polled_at": timedelta(hours=3)}, ">3 uur</time>"),
        ({}, "Nog nooit iets gehoord"),
        ({"active": False}, "Staat uit"),
        ({"state": Account.State.REAUTHORISE}, "Opnieuw verbinden"),
        ({"problem": "budget", "problem_detail": "SpendCapReached"}, "SpendCapReached"),
    ],
)
def test_channel_says_how_it_is(administrator: Client, changed: dict[str, Any], says: str) -> None:
    if "polled_at" in changed:
        changed = {"polled_at": timezone.now() - changed["polled_at"]}
    AccountFactory(**changed)
    assert says in _page(administrator)


def test_page_without_channels_says_so(administrator: Client) -> None:
    assert "Er is nog geen kanaal verbonden" in _page(administrator)


def test_what_nobody_could_read_is_shown_as_it_came(
    administrator: Client, account: Account
) -> None:
    _unreadable(account)
    page = _page(administrator)
    assert "Dit is geen JSON." in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


def test_team_lead_sees_that_something_was_unreadable_and_not_what(
    as_user: Any, lena: User, account: Account
) -> None:
    _unreadable(account)
    page = _page(as_user(lena))
    assert "1 onleesbare ontvangst" in page
    assert "alert(1)" not in page


def test_unreadable_arrival_is_read_again(administrator: Client, account: Account) -> None:
    arrival = _unreadable(account)
    response = administrator.post(reverse("read_again", args=[arrival.pk]), follow=True)
    assert response.redirect_chain == [(reverse("channels"), 303)]
    assert list(Arrival.objects.waiting()) == [arrival]


def test_arrival_that_was_read_is_not_read_again(administrator: Client, account: Account) -> None:
    [arrival] = polling.store(account, [Raw("mentions", b"{}")])
    polling.mark_parsed(arrival)
    assert administrator.post(reverse("read_again", args=[arrival.pk])).status_code == 404


def test_check_brings_a_channel_back(administrator: Client, town: Town) -> None:
    account = town.accounts["facebook"]
    polling.note_failure(account, ConnectorError(Reason.CREDENTIALS, reauthorise=True))
    response = administrator.post(reverse("check_channel", args=[account.pk]), follow=True)
    assert "is verbonden" in response.content.decode()
    assert Account.objects.get(pk=account.pk).state == Account.State.OK


def test_check_that_fails_says_so(administrator: Client, town: Town) -> None:
    account = town.accounts["facebook"]
    town.simulator.control("POST", "tokens/expire", {"platform": "facebook"})
    page = administrator.post(reverse("check_channel", args=[account.pk]), follow=True)
    assert "antwoordt nog niet" in page.content.decode()
    assert Account.objects.get(pk=account.pk).state == Account.State.REAUTHORISE


# The banner --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "place", "told"),
    [("anouk", "/inbox/", True), ("lena", "/inbox/", True), ("bram", "/vragen/", False)],
)
def test_trouble_of_a_channel_is_told_to_who_works_with_it(
    client: Client, anouk: User, lena: User, bram: User, name: str, place: str, told: bool
) -> None:
    AccountFactory(state=Account.State.REAUTHORISE, polled_at=timezone.now())
    client.force_login(User.objects.get(username=name))
    assert ("Er komt niets binnen" in client.get(place).content.decode()) is told


@pytest.mark.parametrize("fine", [{"polled_at": None, "active": False}, {}])
def test_channel_that_works_or_is_off_is_no_news(
    as_user: Any, anouk: User, fine: dict[str, Any]
) -> None:
    AccountFactory(**{"polled_at": timezone.now(), **fine})
    assert '<aside class="banner"' not in as_user(anouk).get("/inbox/").content.decode()


# Connecting --------------------------------------------------------------------------------------


def _filled_in(account: Account, **secrets: str) -> dict[str, str]:
    form = {"name": account.name, "external_id": account.external_id, "handle": account.handle}
    return {**form, "active": "on", **{f"secret_{name}": value for name, value in secrets.items()}}


def _save(client: Client, account: Account, **secrets: str) -> str:
    address = reverse("admin:connectors_account_change", args=[account.pk])
    return client.post(address, _filled_in(account, **secrets), follow=True).content.decode()


def test_new_channel_leads_to_its_credentials(administrator: Client) -> None:
    given = {"kind": "facebook", "name": "Pagina", "external_id": "1", "active": "on"}
    response = administrator.post(reverse("admin:connectors_account_add"), given, follow=True)
    page = response.content.decode()
    [(address, _status)] = response.redirect_chain
    assert address == reverse("admin:connectors_account_change", args=[Account.objects.get().pk])
    assert 'name="secret_page_token"' in page
    assert "Vul hieronder" in page


def test_channel_is_connected_once(administrator: Client, account: Account) -> None:
    given = {"kind": account.kind, "name": "Nog eens", "external_id": account.external_id}
    page = administrator.post(reverse("admin:connectors_account_add"), given).content.decode()
    assert "al verbonden" in page
    assert Account.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_entered_credentials_are_stored_and_tried(administrator: Client, town: Town) -> None:
    account = town.accounts["facebook"]
    secrets = dict(account.credentials)
    Account.objects.filter(pk=account.pk).update(credentials={}, state="reauthorise")
    page = _save(administrator, account, **{name: f" {value}\n" for name, value in secrets.items()})
    connected = Account.objects.get(pk=account.pk)
    assert "is verbonden" in page
    assert (connected.state, dict(connected.credentials)) == (Account.State.OK, secrets)


@pytest.mark.django_db(transaction=True)
def test_credentials_that_do_not_work_are_told(administrator: Client, town: Town) -> None:
    account = town.accounts["facebook"]
    page = _save(administrator, account, page_token="verkeerd")
    assert "werkt nog niet" in page
    assert "verkeerd" not in page
    assert Account.objects.get(pk=account.pk).state == Account.State.REAUTHORISE


def test_empty_fields_keep_what_is_stored(administrator: Client, town: Town) -> None:
    account = town.accounts["facebook"]
    account.name = "Andere naam"
    _save(administrator, account)
    stored = Account.objects.get(pk=account.pk)
    assert stored.name == "Andere naam"
    assert dict(stored.credentials) == dict(account.credentials)


def test_credential_that_is_needed_is_asked_for(administrator: Client, account: Account) -> None:
    page = _save(administrator, account)
    needed = [wanted for wanted in account.connector_class.credential_fields if wanted.required]
    assert needed
    assert page.count("nodig om te verbinden") == len(needed)


def test_platform_of_a_channel_stays(administrator: Client, town: Town) -> None:
    account = town.accounts["facebook"]
    address = reverse("admin:connectors_account_change", args=[account.pk])
    administrator.post(address, {**_filled_in(account), "kind": "x"})
    assert Account.objects.get(pk=account.pk).kind == "facebook"


def test_several_channels_are_checked_at_once(administrator: Client, town: Town) -> None:
    town.simulator.control("POST", "tokens/expire", {"platform": "facebook"})
    chosen = [account.pk for account in town.accounts.values()]
    given = {"action": "check_connection", "_selected_action": chosen}
    address = reverse("admin:connectors_account_changelist")
    page = administrator.post(address, given, follow=True).content.decode()
    assert page.count("is verbonden") == 2
    assert page.count("werkt nog niet") == 1
    assert [account.kind for account in Account.objects.working()] == ["instagram", "x"]
