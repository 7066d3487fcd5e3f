"""What somebody filled in and did not send yet, while the page around it goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

WORDS = "Wie maait de berm langs de Kamperfoelielaan?"


def _look_again(page: Page, part: str) -> None:
    """As this part does by itself, until it is there."""
    with page.expect_response(lambda answer: answer.request.headers.get("hx-target") == part):
        page.evaluate(f"htmx.trigger('#{part}', 'wake')")
    page.evaluate("new Promise(requestAnimationFrame)")


def test_what_was_filled_in_stays_while_the_page_around_it_goes_on(
    demo: Demo, signed_in: Callable[..., Page]
) -> None:
    Citizens(demo.simulator).post("x", f"@GemVoorbeeld {WORDS}")
    anouk, bas = signed_in("anouk"), signed_in("bas")
    anouk.get_by_test_id("queue-row").filter(has_text=WORDS).click()
    expect(anouk.locator("#thread")).to_contain_text(WORDS)
    bas.goto(anouk.url)

    # A field that nobody touched says what the server says.
    desk = anouk.get_by_test_id("sort-department")
    bas.get_by_test_id("sort-department").select_option(label="Economie")
    bas.get_by_test_id("sort-save").click()
    expect(anouk.get_by_test_id("department")).to_contain_text("Economie")
    expect(desk.locator(":checked")).to_have_text("Economie")

    # What was chosen there stays, also once the focus is on the button that sends it.
    desk.select_option(label="Belastingen")
    anouk.get_by_test_id("sort-save").focus()
    bas.get_by_test_id("kind-klacht").click()
    expect(anouk.get_by_test_id("kind-klacht")).to_have_attribute("aria-pressed", "true")
    _look_again(anouk, "context")
    expect(desk.locator(":checked")).to_have_text("Belastingen")
    anouk.keyboard.press("Enter")
    expect(anouk.get_by_test_id("department")).to_contain_text("Belastingen")
    expect(desk.locator(":checked")).to_have_text("Belastingen")
