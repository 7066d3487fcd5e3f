"""Help with writing, by keyboard alone: a canned answer goes in where one writes, Ctrl+Z takes it
back, and what the preview shows is what is placed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo
from tests.browser.looking import problems

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_canned_answer_goes_in_by_keyboard_and_is_placed_as_previewed(
    demo: Demo, signed_in: Callable[..., Page]
) -> None:
    Citizens(demo.simulator).post("x", "@GemVoorbeeld compliment voor het Woordenplein!")
    anouk = signed_in("anouk", bypass_csp=True)
    anouk.get_by_test_id("queue-row").filter(has_text="Woordenplein").click()
    text = anouk.get_by_test_id("compose-text")
    expect(text).to_be_visible()

    text.press_sequentially("Dag! /dan")
    expect(anouk.get_by_test_id("canned-take").first).to_contain_text("/dank")
    anouk.keyboard.press("Enter")
    expect(text).to_have_value(re.compile("^Dag! Wat fijn om te lezen, .+collega's\\.$"))
    anouk.keyboard.press("Control+z")
    expect(text).to_have_value("Dag! /dan")
    anouk.keyboard.press("Control+y")
    expect(text).to_be_focused()

    for tool in ("emoji", "earlier", "canned"):
        anouk.get_by_test_id(f"tool-{tool}").press("Enter")
        expect(anouk.get_by_test_id("tool-panel")).to_be_visible()
        assert not problems(anouk, "#composer")
        anouk.keyboard.press("Escape")
        expect(anouk.get_by_test_id("tool-panel")).to_have_count(0)
    expect(text).to_be_focused()

    anouk.get_by_test_id("tool-preview").press("Enter")
    text.press("Control+End")
    text.press_sequentially(" Tot ziens.")
    shown = anouk.get_by_test_id("preview-text")
    expect(shown).to_contain_text("Tot ziens. ^AW")
    seen = shown.inner_text()
    text.press("Control+Enter")
    expect(anouk.locator(".message--ours .message__text")).to_have_text(seen)


def test_panel_that_comes_late_leaves_the_focus_with_who_writes(
    demo: Demo, signed_in: Callable[..., Page]
) -> None:
    """Else the rest of the sentence is keys: an *e* finishes the conversation."""
    Citizens(demo.simulator).post("x", "@GemVoorbeeld hoe werkt autofocus op het Letterplein?")
    anouk = signed_in("anouk")
    anouk.get_by_test_id("queue-row").filter(has_text="Letterplein").click()
    text = anouk.get_by_test_id("compose-text")
    asked: list[Route] = []

    def hold(route: Route) -> None:
        if asked:
            route.continue_()
        else:
            asked.append(route)

    anouk.route("**/woorden/", hold)
    with anouk.expect_request("**/woorden/"):
        anouk.get_by_test_id("tool-preview").press("Enter")
    text.press_sequentially("In d")
    while not asked:
        anouk.wait_for_timeout(50)
    asked[0].continue_()
    expect(anouk.get_by_test_id("preview")).to_be_visible()
    expect(text).to_be_focused()
    anouk.wait_for_timeout(1200)  # longer than keys rest after typing
    anouk.keyboard.type("e lente.")
    expect(text).to_have_value("In de lente.")
    expect(anouk.get_by_test_id("preview-text")).to_contain_text("In de lente.")
    with anouk.expect_response(lambda each: each.request.headers.get("hx-target") == "thread"):
        anouk.evaluate("htmx.trigger('#thread', 'wake')")
    anouk.wait_for_timeout(300)
    expect(anouk.locator("#thread")).to_contain_text("hoe werkt autofocus op")  # no word is touched
