"""The words of strangers are only words, and their requests change nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from inbox import actions
from inbox.models import Conversation, Message, Post
from inbox.templatetags.citizens import linked
from routing.models import Department
from tests.factories import NOON
from tests.inbox.browsing import at, page_of
from webcare.models import User

pytestmark = pytest.mark.django_db

EVIL = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


def _poison(conversation: Conversation, anouk: User, openbare_ruimte: Department) -> None:
    conversation.author.name = conversation.author.handle = EVIL[:100]
    conversation.author.save()
    conversation.post = Post.objects.create(
        account=conversation.account, external_id="1", text=EVIL, created_at=NOON
    )
    conversation.why = EVIL
    conversation.save()
    conversation.messages.update(text=EVIL)
    Department.objects.update(name=EVIL[:100])
    actions.note(conversation, EVIL, anouk)
    actions.refer(conversation, Department.objects.get(), EVIL, anouk)


def test_words_of_strangers_are_only_words(
    agent: Client, conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    _poison(conversation, anouk, openbare_ruimte)
    page = page_of(agent, at("conversation", conversation), status="all")
    assert "<script>alert" not in page
    assert "<img src" not in page
    assert page.count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;") >= 8


def test_refused_words_are_only_words_too(agent: Client, conversation: Conversation) -> None:
    given = {"refer-question": EVIL, "refer-department": EVIL}
    page = agent.post(at("refer", conversation), given).content.decode()
    assert "<script>alert" not in page
    assert "<img src" not in page


def test_address_can_be_followed_and_tells_nobody_where_from() -> None:
    assert linked("Zie https://voorbeeld.nl/a?b=1&c=2.") == (
        'Zie <a class="utrecht-link utrecht-link--html-a" '
        'href="https://voorbeeld.nl/a?b=1&amp;c=2" target="_blank" '
        'rel="nofollow noopener noreferrer">https://voorbeeld.nl/a?b=1&amp;c=2</a>.'
    )


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https:",
        "data:text/html,<script>alert(1)</script>",
        "ftp://voorbeeld.nl",
        "www.voorbeeld.nl",
    ],
)
def test_only_web_addresses_can_be_followed(text: str) -> None:
    assert "<a" not in linked(text)


@pytest.mark.parametrize(
    "text",
    [
        'https://voorbeeld.nl/"onmouseover="alert(1)',
        "https://voorbeeld.nl/'onmouseover='alert(1)",
        "https://voorbeeld.nl/<script>alert(1)</script>",
        "https://voorbeeld.nl/&quot;onmouseover=alert(1)",
    ],
)
def test_address_cannot_break_out_of_its_link(text: str) -> None:
    attributes = _Attributes()
    attributes.feed(linked(text))
    assert attributes.names == {"class", "href", "target", "rel"}


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _value in attrs} if tag == "a" else {tag}


def test_every_link_to_elsewhere_is_noopener(agent: Client, conversation: Conversation) -> None:
    Message.objects.update(text="Zie https://voorbeeld.nl", permalink="https://x.com/1")
    page = page_of(agent, at("conversation", conversation))
    away = re.findall(r"<a [^>]*target=\"_blank\"[^>]*>", page)
    assert len(away) == 2
    assert all("noopener" in link and "noreferrer" in link for link in away)


# Forged requests ---------------------------------------------------------------------------------


@pytest.fixture
def strict(anouk: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(anouk)
    return client


@pytest.mark.parametrize("name", ["claim", "close", "reply", "note", "refer", "sort", "count"])
def test_forged_request_changes_nothing(
    strict: Client, conversation: Conversation, name: str
) -> None:
    response = strict.post(at(name, conversation), {"text": "Dinsdag.", "note-text": "Dinsdag."})
    assert response.status_code == 403
    assert "Niet verstuurd" in response.content.decode()
    assert not conversation.events.exists()


def test_request_of_our_own_page_is_taken(strict: Client, conversation: Conversation) -> None:
    page = strict.get(at("conversation", conversation)).content.decode()
    token = re.search(r'"X-CSRFToken": "([^"]+)"', page)
    assert token
    response = strict.post(at("claim", conversation), headers={"X-CSRFToken": token[1]})
    assert response.status_code == 303
