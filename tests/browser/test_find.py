"""Searching by keyboard, from the queue to the message that was found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def test_search_by_keyboard(demo: Demo, signed_in: Callable[..., Page]) -> None:
    Citizens(demo.simulator).post("x", "@GemVoorbeeld de vlaggenmast in de Zoekstraat is krom")
    anouk = signed_in("anouk")
    row = anouk.get_by_test_id("queue-row").filter(has_text="Zoekstraat")
    expect(row).to_be_visible()
    anouk.keyboard.press("/")
    expect(anouk.get_by_test_id("search")).to_be_focused()
    anouk.keyboard.type("vlaggenmas")
    anouk.keyboard.press("Enter")
    expect(anouk.locator("mark")).to_have_text("vlaggenmast")
    expect(anouk.get_by_test_id("queue-row")).to_have_count(1)
    row.press("Enter")
    expect(anouk.locator(".message.is-found")).to_contain_text("Zoekstraat")
    expect(anouk.locator(".message.is-found")).to_be_in_viewport()
