"""The table of keys is the one source of the help and of the palette."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Any

import pytest
from django.test import Client

from inbox import actions
from inbox.keys import GROUPS
from inbox.models import Conversation, SavedView
from tests.factories import ConversationFactory, DepartmentFactory
from tests.inbox.browsing import at, page_of
from webcare.models import User

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true", "HX-Target": "palette-body"}


def test_no_key_does_two_things() -> None:
    keys = Counter(one for group in GROUPS for key in group.keys for one in key.keys.split(","))
    del keys[""]
    assert set(keys.values()) == {1}


def test_every_key_is_in_the_help(agent: Client, conversation: Conversation) -> None:
    page = page_of(agent, at("conversation", conversation))
    for keys in ("j", "x", "r", "c", "e", "s", "l", "z", "1,2,3", "g i", "?"):
        assert f'data-keys="{keys}"' in page


def test_key_says_what_it_does(agent: Client, conversation: Conversation) -> None:
    page = page_of(agent, at("conversation", conversation))
    assert 'data-keys="j" data-do="next"' in page
    assert 'data-keys="g i" data-go="/inbox/"' in page


def test_who_looks_along_has_no_key_that_changes_something(
    as_user: Any, otto: User, conversation: Conversation
) -> None:
    page = page_of(as_user(otto), at("conversation", conversation))
    assert 'data-keys="j"' in page
    for keys in ("x", "r", "c", "e", "z"):
        assert f'data-keys="{keys}"' not in page
    assert 'id="undo-last"' not in page


def test_key_that_claims_takes_nothing_from_a_colleague(
    agent: Client, conversation: Conversation, bas: User
) -> None:
    actions.claim(conversation, bas)
    page = page_of(agent, at("conversation", conversation))
    [form] = re.findall(r"<form[^>]*/claim/.*?</form>", page, re.DOTALL)
    assert 'name="take_over"' in form
    [claims] = re.findall(r'data-keys="c" data-press="([^"]*)"', page)
    assert "form[action$=&#x27;/claim/&#x27;]:not(:has([name=take_over])) button" in claims


def test_palette_alone_offers_to_take_over(agent: Client, conversation: Conversation) -> None:
    pressed = 'data-press="#conversation form[action$=&#x27;/claim/&#x27;]:has([name=take_over])'
    assert pressed in agent.get("/inbox/palette/", headers=PART).content.decode()
    assert pressed not in page_of(agent, at("conversation", conversation))


def test_palette_offers_commands_lists_and_departments(agent: Client) -> None:
    department = DepartmentFactory(name="Afval & Reiniging")
    said = agent.get("/inbox/palette/", headers=PART).content.decode()
    assert "<html" not in said
    assert f"department={department.pk}" in said
    assert 'role="option"' in said


def _commands(client: Client) -> dict[str, str]:
    """What the palette offers to press, by its words."""
    said = client.get("/inbox/palette/", headers=PART).content.decode()
    found = re.findall(r'role="option"[^>]* data-press="([^"]*)"[^>]*><span>([^<]*)<', said)
    return {unescape(words): unescape(press) for press, words in found}


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("Draag over", "ours"),
        ("Loslaten", "ours"),
        ("Heropenen", "answered"),
        ("Spam", "ours"),
        ("Nu terug naar de wachtrij", "snoozed"),
        ("Standaardantwoord", "ours"),
        ("Eerdere antwoorden", "ours"),
        ("Voorbeeld", "ours"),
    ],
)
def test_palette_presses_what_is_on_the_page(
    agent: Client, conversation: Conversation, anouk: User, words: str, where: str
) -> None:
    agent.cookies["django_language"] = "nl"
    actions.claim(conversation, anouk)
    if where == "answered":
        actions.reply(conversation, "In maart.", anouk)
    if where == "snoozed":
        actions.snooze(conversation, None, anouk)
    [mark] = set(re.findall(r"data-testid=([\w-]+)", _commands(agent)[words]))
    assert f'data-testid="{mark}"' in page_of(agent, at("conversation", conversation))


def test_palette_leads_to_the_bundle(
    agent: Client, conversation: Conversation, anouk: User
) -> None:
    actions.gather([conversation, ConversationFactory()], anouk)
    page = page_of(agent, at("conversation", conversation))
    assert 'data-testid="alike"' in page
    assert "#context [data-testid=alike] a" in _commands(agent).values()


def test_palette_leads_to_the_search_and_to_own_and_shared_views(
    agent: Client, anouk: User, bas: User
) -> None:
    for name, owner in (("Mijn klachten", anouk), ("Van ons", None), ("Van Bas", bas)):
        SavedView.objects.create(name=name, query="kind=klacht&q=bomen", owner=owner)
    said = agent.get("/inbox/palette/", headers=PART).content.decode()
    assert said.count('data-go="/inbox/?kind=klacht&amp;q=bomen"') == 2
    assert ("Mijn klachten" in said, "Van ons" in said, "Van Bas" in said) == (True, True, False)
    assert "input[type=search]" in _commands(agent).values()


def test_palette_leads_an_official_nowhere_in_the_inbox(as_user: Any, bram: User) -> None:
    said = as_user(bram).get("/inbox/palette/", headers=PART).content.decode()
    assert "/inbox/?" not in said
    assert 'data-go="/vragen/"' in said


def test_without_javascript_the_palette_is_a_page_of_links(agent: Client) -> None:
    page = page_of(agent, "/inbox/palette/")
    assert '<a href="/inbox/?status=snoozed">' in page
