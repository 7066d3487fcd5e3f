"""Warnings and advice beneath an answer, while it is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo
from tests.browser.looking import problems

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_warning_and_advice_come_and_go_while_the_answer_is_written(
    demo: Demo, signed_in: Callable[..., Page]
) -> None:
    Citizens(demo.simulator).post("x", "@GemVoorbeeld Wie haalt de oude bank op het pleintje weg?")
    page = signed_in("anouk")
    page.get_by_test_id("queue-row").filter(has_text="oude bank op het pleintje").click()
    text = page.get_by_test_id("compose-text")
    expect(page.get_by_test_id("sends-elsewhere")).to_have_count(0)
    expect(page.get_by_test_id("plain")).to_be_hidden()

    text.fill("Indien u dit wilt melden, mail ons dan even of bel 14 070.")
    expect(page.get_by_test_id("sends-elsewhere")).to_contain_text("mail ons")
    page.get_by_test_id("plain").locator("summary").click()
    expect(page.get_by_test_id("plain")).to_contain_text("indien")
    expect(page.locator("#elsewhere, #plain-line, #plain-list")).to_have_count(3)
    assert problems(page) == []

    text.press("End")
    text.press_sequentially(" Tot dan.")
    expect(page.get_by_test_id("plain").locator("li").first).to_be_visible()  # it stays open
    text.fill("Wij halen de bank morgen weg.")
    expect(page.get_by_test_id("sends-elsewhere")).to_have_count(0)
    expect(page.get_by_test_id("plain")).to_be_hidden()
