"""On a phone: pages fit in a narrow window, and without a connection it says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

# 320 pixels is also a window of 1280 at 400 %.
NARROW = {"width": 320, "height": 640}
PAGES = {
    "lena": ("/inbox/", "/inbox/?status=all", "/voorkeuren/", "/post/", "/offline/"),
    "fatma": (
        *("/kanalen/", "/kanalen/1/", "/regels/", "/normen/openingstijden/", "/afdelingen/1/"),
        *("/leren/", "/instellingen/", "/crisis/", "/doorzettingen/"),
    ),
}
KEPT = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async name => (await caches.open(name)).keys()));
  return kept.flat().map(request => new URL(request.url).pathname);
}"""


def test_nothing_is_wider_than_a_phone(demo: Demo, signed_in: Callable[..., Page]) -> None:
    too_wide = []
    for who, addresses in PAGES.items():
        page = signed_in(who, viewport=NARROW, has_touch=True)
        for address in addresses:
            page.goto(f"{demo.address}{address}")
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                too_wide.append(address)
    assert not too_wide


def test_device_keeps_no_page_and_says_that_there_is_no_connection(
    demo: Demo, signed_in: Callable[..., Page]
) -> None:
    page = signed_in("anouk", viewport=NARROW)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"{demo.address}/voorkeuren/")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    kept: list[str] = page.evaluate(KEPT)
    assert "/offline/" in kept
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline/"]
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_contain_text("offline")
    page.goto(f"{demo.address}/inbox/")
    expect(page.locator("h1")).to_have_text("Geen verbinding")
    page.context.set_offline(False)
    page.get_by_role("link", name="Probeer het opnieuw").click()
    expect(page.get_by_test_id("queue-row").or_(page.locator(".empty")).first).to_be_visible()
