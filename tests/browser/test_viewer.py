"""A picture of a citizen opens large, by keyboard, and gives the focus back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def test_pictures_are_walked_by_keyboard(demo: Demo, signed_in: Callable[..., Page]) -> None:
    citizens, words = Citizens(demo.simulator), "Kijk hoe de Kijkdoosweg erbij ligt"
    pictures = [citizens.picture("x", alt=alt) for alt in ("Een kuil in de weg", "Een plas")]
    citizens.post("x", f"@GemVoorbeeld {words}", media=pictures)
    anouk = signed_in("anouk")
    anouk.get_by_test_id("queue-row").filter(has_text="Kijkdoosweg").click()
    shown, viewer = anouk.locator("#thread").get_by_test_id("picture"), anouk.locator("#viewer")
    expect(shown).to_have_count(2)
    shown.first.press("Enter")
    expect(viewer).to_be_visible()
    expect(viewer.get_by_role("img", name="Een kuil in de weg")).to_be_visible()
    anouk.keyboard.press("ArrowRight")
    expect(viewer.get_by_role("status")).to_have_text("Een plas")
    anouk.keyboard.press("ArrowRight")  # and round again
    expect(viewer.get_by_role("status")).to_have_text("Een kuil in de weg")
    anouk.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(shown.first).to_be_focused()
