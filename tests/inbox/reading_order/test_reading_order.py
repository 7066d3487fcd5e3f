"""What somebody hears who reads the inbox by ear, in its order: the accessibility tree of the
queue, the conversation and the composer, as Chromium builds it, in the files beside this one.

When something is changed on purpose, ``KEEP_ORDER=1 pytest tests/inbox/reading_order`` writes the
files anew. Read them aloud before you commit them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Locator, Page, Route, expect
from time_machine import TimeMachineFixture

from connectors.models import Account
from inbox import actions
from inbox.models import Conversation
from inbox.workflow import Status
from tests.browser.chromium import opened
from tests.factories import NOON, AuthorFactory, ConversationFactory, MessageFactory
from tests.inbox.browsing import at, page_of
from webcare.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

HERE = Path(__file__).parent
TREES = "Wanneer snoeit u de grote berken in de Lindelaan? Ze hangen over het fietspad en de stoep."


def ago(minutes: int) -> datetime:
    return NOON - timedelta(minutes=minutes)


@pytest.fixture
def trees(
    account: Account, anouk: User, bas: User, time_machine: TimeMachineFixture
) -> Conversation:
    """What Sanne asks since 40 minutes, with all that was said; beside it, what Pim asks."""
    account.name = "Gemeente Voorbeeld"
    account.save()
    asked = _asks(account, "Sanne de Vries", TREES, 40, urgent=True)
    for minutes, does in (
        (30, lambda: actions.claim(asked, anouk)),
        (20, lambda: actions.note(asked, "Vorig jaar was dat in november.", bas)),
        (10, lambda: actions.reply(asked, "Dag Sanne, we zoeken het uit.", anouk)),
    ):
        time_machine.move_to(ago(minutes), tick=False)
        does()
    time_machine.move_to(NOON, tick=False)
    MessageFactory(conversation=asked, text=f"Fijn! {TREES}", created_at=ago(5))
    Conversation.objects.filter(pk=asked.pk).update(status=Status.OPEN, waiting_since=ago(5))
    _asks(account, "Pim Bos", "Is het loket open?", 180)
    return asked


def _asks(account: Account, name: str, words: str, minutes: int, **more: Any) -> Conversation:
    made: Conversation = ConversationFactory(
        account=account,
        author=AuthorFactory(account=account, name=name, handle=name.replace(" ", "_").lower()),
        created_at=ago(minutes),
        waiting_since=ago(minutes),
        message__text=words,
        message__created_at=ago(minutes),
        **more,
    )
    return made


@contextmanager
def heard(html: str) -> Iterator[Page]:
    """This page in a browser, with its looks and its scripts and nothing behind it.

    While the browser is open, nothing can be asked of the database.
    """

    def give(route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = finders.find(path.removeprefix("/static/")) if "/static/" in path else None
        if path == "/":
            route.fulfill(body=html, content_type="text/html")
        elif isinstance(file, str):
            route.fulfill(path=file)
        else:
            route.fulfill(status=204)

    with contextmanager(opened)() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="nl-NL")
        page.route("**/*", give)
        page.goto("http://webcare.example/")
        yield page
        page.close()


def reads_as(part: Locator, name: str) -> None:
    """This part of the page is read as ``name``.yml says."""
    read = without_addresses(part.aria_snapshot())
    file = HERE / f"{name}.yml"
    if "KEEP_ORDER" in os.environ:
        file.write_text(read, encoding="utf-8")
    assert read == file.read_text(encoding="utf-8")


def without_addresses(read: str) -> str:
    """Without where links lead to, which has the numbers of this database; skip links stay."""
    elsewhere = re.compile(r'\n +- /url: (?!"#)[^\n]*')
    return elsewhere.sub("", read) + "\n"


def described(page: Page, name: str) -> list[str]:
    """What the browser adds to links with this in their name; Playwright knows no hidden words."""
    tree: Any = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    links = [node for node in tree["nodes"] if node["role"]["value"] == "link"]
    found = [node for node in links if name in node["name"]["value"]]
    return [node.get("description", {}).get("value", "") for node in found]


def test_queue_is_heard_in_order(agent: Client, trees: Conversation) -> None:
    with heard(page_of(agent, "/inbox/")) as page:
        reads_as(page.locator("body"), "queue")
        sanne, pim = described(page, "wacht")
        assert "fietspad en de stoep. Spoed" in sanne
        assert not pim  # the name says all there is


def test_conversation_is_heard_in_order(agent: Client, trees: Conversation) -> None:
    with heard(page_of(agent, at("conversation", trees))) as page:
        reads_as(page.locator("#conversation"), "conversation")
        answer = page.get_by_test_id("compose-text")
        expect(answer).to_have_accessible_description(re.compile("Iedereen .* 0 van 280"))
        for mode in ("note", "refer"):
            page.locator(f"label[for=mode-{mode}]").click()
            reads_as(page.locator("#composer"), f"composer_{mode}")
