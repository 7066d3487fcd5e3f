"""An administrator connects a channel, it breaks, and she repairs it, all in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def fatma(demo: Demo, signed_in: Callable[..., Page]) -> Iterator[Page]:
    page = signed_in("fatma")
    page.goto(f"{demo.address}/kanalen/")
    yield page
    demo.simulator.control("POST", "tokens/restore", {"platform": "x"})


def _open(page: Page, name: str) -> None:
    page.get_by_test_id("channel-open").filter(has_text=name).first.click()


def _says(page: Page, label: str, words: str) -> None:
    exactly = page.locator("dt", has_text=re.compile(f"^{label}$"))
    expect(page.get_by_test_id("fact").filter(has=exactly)).to_contain_text(words)


@pytest.mark.parametrize("channel", ["X ·", "Facebook ·", "Instagram ·"])
def test_demo_runs_on_webhooks(demo: Demo, fatma: Page, channel: str) -> None:
    _open(fatma, channel)
    fatma.get_by_test_id("repair-webhooks").click()
    _says(fatma, "Webhooks", "komen binnen")


def test_another_page_is_connected(demo: Demo, fatma: Page) -> None:
    fatma.get_by_test_id("connect").click()
    fatma.get_by_test_id("connect-facebook").click()
    fatma.get_by_test_id("onward").click()
    fatma.get_by_test_id("authorize").click()
    library = fatma.get_by_test_id("candidate").filter(has_text="Bibliotheek Voorbeeld").first
    expect(library).to_be_visible()
    fatma.wait_for_load_state("load")  # `all` below does not wait for the rest of the page
    for ticked in fatma.get_by_test_id("candidate-choice").all():
        ticked.uncheck()
    library.get_by_test_id("candidate-choice").check()
    fatma.get_by_test_id("candidates-connect").click()
    expect(fatma.get_by_role("heading", level=1)).to_contain_text("Bibliotheek Voorbeeld")
    expect(fatma.locator("#messages")).to_contain_text("is verbonden")


def test_who_gives_no_permission_changes_nothing(demo: Demo, fatma: Page) -> None:
    fatma.get_by_test_id("connect").click()
    fatma.get_by_test_id("connect-x").click()
    fatma.get_by_test_id("onward").click()
    fatma.get_by_test_id("deny").click()
    expect(fatma.locator("#messages")).to_contain_text("geen toestemming")


def test_channel_that_broke_is_repaired_and_what_came_meanwhile_is_fetched(
    demo: Demo, fatma: Page, signed_in: Callable[..., Page]
) -> None:
    _open(fatma, "X ·")
    demo.simulator.control("POST", "tokens/expire", {"platform": "x", "revoke": True})
    fatma.goto(f"{demo.address}/kanalen/")
    fatma.get_by_test_id("channel").filter(has_text="X ·").get_by_test_id("channel-check").click()
    expect(fatma.get_by_test_id("repair-reconnect").first).to_be_visible()
    anouk = signed_in("anouk")
    expect(anouk.locator("aside.banner")).to_contain_text("X · Gemeente Voorbeeld")
    demo.simulator.control(
        "POST",
        "posts",
        {
            "platform": "x",
            "author": "noor_voorbeeld",
            "text": "@GemVoorbeeld wie schrijft er als niemand luistert?",
            "parent": None,
        },
    )
    fatma.get_by_test_id("repair-reconnect").first.click()
    fatma.get_by_test_id("connect-x").click()
    fatma.get_by_test_id("onward").click()
    fatma.get_by_test_id("authorize").click()
    expect(fatma.get_by_test_id("candidate-choice")).to_be_checked()
    fatma.get_by_test_id("candidates-connect").click()
    expect(fatma.locator("#messages")).to_contain_text("is verbonden")
    _says(fatma, "Verbinding", "Het platform antwoordde")
    row = anouk.get_by_test_id("queue-row").filter(has_text="als niemand luistert")
    expect(row).to_be_visible(timeout=60_000)
