"""Abusive language is folded away, and nothing else happens to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from inbox.citizens import rudeness
from inbox.models import Conversation
from tests.inbox.browsing import at, page_of, rows_of
from webcare.models import User

pytestmark = pytest.mark.django_db

FOLDED = "Grof taalgebruik, toon bericht"


@pytest.fixture(autouse=True)
def _the_list_of_this_test() -> Iterator[None]:
    rudeness.forget()
    yield
    rudeness.forget()


def _says(conversation: Conversation, text: str) -> Conversation:
    conversation.messages.update(text=text)
    return conversation


@pytest.mark.parametrize(
    "text", ["Wat een KLOOTZAKKEN zijn jullie", "klootzak!", "lul", "Jij kutwijf.", "«rotzak»"]
)
def test_abuse_is_recognised(text: str) -> None:
    assert rudeness.is_rude(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mijn moeder heeft kanker en kan de balie niet bereiken.",
        "De eikels op de stoep en de teef van de buren",
        "Flauwekul, ik wacht al een maand",
        "https://voorbeeld.example/lullaby",
    ],
)
def test_illness_complaint_and_acorn_are_no_abuse(text: str) -> None:
    assert not rudeness.is_rude(text)


def test_abusive_message_is_folded_and_can_be_read(
    agent: Client, conversation: Conversation
) -> None:
    _says(conversation, "Stelletje klootzakken, wanneer snoeien jullie?")
    page = page_of(agent, at("conversation", conversation), "conversation")
    fold = page[page.index("<details", page.index('data-testid="message"')) :]
    assert fold.index(FOLDED) < fold.index("Stelletje klootzakken") < fold.index("</details>")


def test_abusive_message_is_in_the_queue_without_its_words(
    agent: Client, conversation: Conversation
) -> None:
    _says(conversation, "Stelletje klootzakken, wanneer snoeien jullie?")
    queue = page_of(agent, "/inbox/", "queue")
    assert rows_of(queue) == [conversation.pk]
    assert ("Grof taalgebruik" in queue, "klootzakken" in queue) == (True, False)


def test_words_of_danger_are_never_folded(agent: Client, conversation: Conversation) -> None:
    _says(conversation, "Klootzakken, er ligt een losse kabel op straat!")
    Conversation.objects.update(danger="gas")
    page = page_of(agent, at("conversation", conversation))
    assert FOLDED not in page
    assert "losse kabel" in page_of(agent, "/inbox/", "queue")


def test_what_is_not_rude_is_shown(agent: Client, conversation: Conversation) -> None:
    assert FOLDED not in page_of(agent, at("conversation", conversation))


def test_administrator_keeps_a_list_of_their_own(
    as_user: Any, fatma: User, conversation: Conversation
) -> None:
    client = as_user(fatma)
    assert "klootzak*" in page_of(client, "/inwoners/grof/")
    response = client.post("/inwoners/grof/", {"words": " drol* \n\ndrol*\n(x\n"})
    assert response.status_code == 303
    assert rudeness.words() == "drol*\n(x"
    assert (rudeness.is_rude("Drollen!"), rudeness.is_rude("klootzak")) == (True, False)
    assert LogEntry.objects.filter(user=fatma).exists()


def test_empty_list_folds_nothing(fatma: User) -> None:
    rudeness.keep("", fatma)
    assert not rudeness.is_rude("klootzak")
