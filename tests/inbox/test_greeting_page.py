"""The page of the automatic answers: one for each channel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from connectors.models import Account
from inbox.models import Greeting
from routing.promises import Hours
from tests.factories import AccountFactory
from tests.inbox.promised import at, keep_hours
from webcare.models import User

pytestmark = pytest.mark.django_db

PAGE = "/normen/automatisch/"


@pytest.fixture
def client(client: Client, fatma: User) -> Client:
    fatma.user_permissions.set(Permission.objects.filter(codename="change_greeting"))
    client.force_login(fatma)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture(autouse=True)
def _wednesday_evening(settings: Any) -> Any:
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel(at("wo 20:00"), tick=False):
        yield


def _save(client: Client, account: Account, text: str, *, active: bool = False) -> Any:
    name = f"channel-{account.pk}"
    given = {f"{name}-text": text, **({f"{name}-active": "on"} if active else {})}
    return client.post(f"{PAGE}{account.pk}/", given)


def _is_on(response: Any) -> bool:
    """Whether the box of the only channel is ticked."""
    (row,) = response.context["rows"]
    return "checked" in str(row["form"]["active"])


def test_channel_has_words_ready_and_is_switched_off(client: Client, account: Account) -> None:
    response = client.get(PAGE)
    assert "This is an automatic message." in response.content.decode()
    assert not _is_on(response)
    assert not Greeting.objects.exists()


def test_text_is_saved_and_switched_on(client: Client, account: Account) -> None:
    response = _save(client, account, "Dicht tot {opening}.", active=True)
    assert (response.status_code, response["Location"]) == (303, PAGE)
    row = Greeting.objects.get()
    assert (row.account, row.text, row.active) == (account, "Dicht tot {opening}.", True)
    page = client.get(PAGE)
    assert "Dicht tot tomorrow at 09:00." in page.content.decode()
    assert _is_on(page)


def test_text_is_changed_and_switched_off(client: Client, account: Account) -> None:
    Greeting.objects.create(account=account, text="Dicht.", active=True)
    _save(client, account, "Gesloten.")
    row = Greeting.objects.get()
    assert (row.text, row.active) == ("Gesloten.", False)


@pytest.mark.parametrize(
    ("text", "words"), [("", "required"), ("a" * 260 + " {opening}", "too long for X")]
)
def test_text_that_cannot_be_sent_is_refused_and_kept(
    client: Client, account: Account, text: str, words: str
) -> None:
    response = _save(client, account, text, active=True)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert text in page
    assert not Greeting.objects.exists()


def test_other_channels_keep_their_words_when_one_is_refused(
    client: Client, account: Account
) -> None:
    other = AccountFactory(kind="facebook")
    Greeting.objects.create(account=other, text="Van de andere.", active=True)
    page = _save(client, account, "").content.decode()
    assert "Van de andere." in page


def test_preview_is_left_out_when_nobody_is_ever_there(client: Client, account: Account) -> None:
    keep_hours(Hours.from_json({"week": {}}))
    Greeting.objects.create(account=account, text="Dicht tot {opening}.")
    assert "would read now" not in client.get(PAGE).content.decode()


def test_page_without_channels_says_so(client: Client) -> None:
    assert "No channel is connected yet." in client.get(PAGE).content.decode()


def test_who_changed_what_is_noted(client: Client, account: Account, fatma: User) -> None:
    _save(client, account, "Dicht.")
    _save(client, account, "Gesloten.")
    notes = LogEntry.objects.order_by("pk").values_list("user", "action_flag")
    assert list(notes) == [(fatma.pk, 1), (fatma.pk, 2)]


def test_page_does_not_exist_for_others(
    as_user: Callable[[User], Client], lena: User, account: Account
) -> None:
    signed_in = as_user(lena)
    assert signed_in.get(PAGE).status_code == 404
    assert _save(signed_in, account, "Dicht.", active=True).status_code == 404
    assert not Greeting.objects.exists()


def test_page_costs_as_many_queries_for_many_channels(client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    Greeting.objects.create(account=AccountFactory(), text="Dicht.")
    cost()
    few = cost()
    for _ in range(8):
        Greeting.objects.create(account=AccountFactory(), text="Dicht.")
    assert cost() == few
