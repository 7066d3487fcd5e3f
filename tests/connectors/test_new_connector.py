"""A connector that nobody else has heard of: one folder and two settings, and all of it works."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from connectors import polling
from connectors.models import Account, App, Arrival
from inbox import actions
from inbox.models import Conversation, Message, Outbound
from inbox.workflow import Sending
from tests.connectors.guestbook.book import Book, open_book
from tests.town import read_all, send_all
from webcare.models import User

pytestmark = pytest.mark.django_db(transaction=True)

FOLDER = "tests.connectors.guestbook"


@pytest.fixture
def book(settings: Any) -> Iterator[Book]:
    settings.CONNECTORS = {
        **settings.CONNECTORS,
        "guestbook": ("Gastenboek", f"{FOLDER}.connector.GuestbookConnector"),
    }
    settings.GATEWAYS = {
        **settings.GATEWAYS,
        "guestbook": ("Gastenboek", f"{FOLDER}.gateway.GuestbookGateway"),
    }
    with open_book() as book:
        yield book


@pytest.fixture
def guestbook(book: Book) -> Account:
    app = App.objects.create(kind="guestbook", name="Balie", credentials={"password": "sesam"})
    return Account.objects.create(
        kind="guestbook",
        name="Balie",
        external_id="gemeente",
        handle="gemeente",
        app=app,
        credentials={"address": book.url},
    )


def test_question_comes_in_and_its_answer_goes_out(
    book: Book, guestbook: Account, anouk: User
) -> None:
    asked = book.write("bezoeker_voorbeeld", "Waar is de ingang?")
    polling.poll(guestbook)
    read_all()
    conversation = Conversation.objects.get(author__handle="bezoeker_voorbeeld")
    actions.reply(conversation, "Aan de achterkant.", anouk)
    send_all()
    assert book.entries[-1]["words"] == "Aan de achterkant."
    assert book.entries[-1]["answers"] == asked["number"]
    assert Outbound.objects.get().state == Sending.SENT


def test_its_webhook_is_taken_in_and_polling_adds_nothing(
    book: Book, guestbook: Account, client: Client
) -> None:
    entry = book.write("bezoeker_voorbeeld", "Waar is de ingang?")
    assert guestbook.app
    answer = client.post(
        reverse("webhook", args=[guestbook.app.key]),
        json.dumps({"book": "gemeente", **entry}),
        content_type="application/json",
        headers={"X-Guestbook-Password": "sesam"},
    )
    assert answer.status_code == 200
    read_all()
    polling.poll(guestbook)
    read_all()
    assert Message.objects.get().text == "Waar is de ingang?"
    assert Arrival.objects.filter(app=guestbook.app).count() == 1


def test_its_question_stands_on_the_screen(
    book: Book, guestbook: Account, anouk: User, as_user: Any
) -> None:
    book.write("bezoeker_voorbeeld", "Waar is de ingang?")
    polling.poll(guestbook)
    read_all()
    conversation = Conversation.objects.get()
    page = as_user(anouk).get(reverse("conversation", args=[conversation.pk])).content.decode()
    assert "Gastenboek" in page
    assert "Waar is de ingang?" in page
    assert "van 100" in page
