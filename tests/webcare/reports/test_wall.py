"""The wall: for a screen that has its secret, with nothing that tells of anybody."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox.models import Conversation
from tests.inbox.promised import at
from tests.webcare.figures.making import answered, case
from webcare.models import User
from webcare.reports.models import Screen
from webcare.reports.wall import LOOKS_AGAIN
from webcare.talk.models import Praise

pytestmark = pytest.mark.django_db

PAGE = "/rapporten/muur/"
MONDAY = at("ma 08:01", weeks=1)


@pytest.fixture
def lead(client: Client, lena: User) -> Client:
    client.force_login(lena)
    return client


@pytest.fixture
def screen() -> Client:
    """Nobody is signed in there."""
    return Client()


@pytest.fixture(autouse=True)
def _settled(settings: Any) -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


def address(lead: Client, path: str = f"{PAGE}nieuw/") -> str:
    """Of a new screen, as it is told this once."""
    page = unescape(lead.post(path, {"name": "Hal"}, follow=True).content.decode())
    [found] = re.findall(r"http://testserver(/rapporten/muur/scherm/[\w-]+/)", page)
    return str(found)


def test_there_is_none_until_somebody_makes_one(screen: Client) -> None:
    assert screen.get(f"{PAGE}scherm/made-up/").status_code == 404
    assert screen.get(PAGE).status_code == 302  # to sign in


def test_an_address_opens_it_without_an_account_until_it_is_taken_down(
    lead: Client, screen: Client
) -> None:
    there = address(lead)
    assert screen.get(there).status_code == 200
    row = Screen.objects.get()
    assert row.seen_at
    assert row.hashed not in there
    assert there not in lead.get(PAGE).content.decode()
    lead.post(f"{PAGE}{row.pk}/weg/")
    assert screen.get(there).status_code == 404


def test_another_address_ends_the_one_before(lead: Client, screen: Client) -> None:
    first = address(lead)
    second = address(lead, f"{PAGE}{Screen.objects.get().pk}/adres/")
    assert screen.get(first).status_code == 404
    assert screen.get(second).status_code == 200


def test_it_tells_nothing_small_and_nobody(
    lead: Client, screen: Client, conversation: Conversation
) -> None:
    for _each in range(40):
        answered(5, "wo 10:00")
    for _each in range(3):
        case("do 10:00")
    message = conversation.messages.get()
    Praise.objects.create(conversation=conversation, message=message, text="Top geholpen")
    answer = screen.get(address(lead))
    page = answer.content.decode()
    assert "meer dan 88%" in page
    assert "Top geholpen" in page
    assert message.text not in page
    assert str(conversation.author) not in page
    assert "<script" not in page
    assert answer["Refresh"] == str(LOOKS_AGAIN)
    assert "Refresh" not in lead.get(f"{PAGE}beeld/")  # nothing moves before who reads it at a desk
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == (
        "noindex, nofollow",
        "no-referrer",
    )


def test_an_empty_week_has_a_wall_as_well(lead: Client) -> None:
    assert lead.get(f"{PAGE}beeld/").status_code == 200


def test_its_pages_take_few_queries(lead: Client, screen: Client) -> None:
    there = address(lead)
    for client, path in ((lead, PAGE), (lead, f"{PAGE}beeld/"), (screen, there)):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= 12, path
