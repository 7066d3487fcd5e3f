"""The pictures of the README, made from a running demo: ``make pictures``."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webcare.settings")

import django

django.setup()

from playwright.sync_api import Page, expect, sync_playwright  # noqa: E402 - after the set-up

from tests.browser.chromium import launch_options  # noqa: E402
from tests.browser.conftest import Demo, start_demo  # noqa: E402
from webcare.demo.load import town  # noqa: E402
from webcare.env import BASE_DIR  # noqa: E402

PICTURES = BASE_DIR / "docs" / "pictures"
QUESTION = (
    "@GemVoorbeeld de berken in onze straat geven zoveel hooikoorts 🤧 "
    "Worden ze dit najaar gesnoeid?"
)
ANSWER = (
    "Dag Noor, wat vervelend. De berken in uw straat snoeien we in week 48. "
    "Daarna heeft u er in het voorjaar minder last van. ^AW"
)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, sync_playwright() as playwright:
        demo = start_demo(Path(var))
        browser = playwright.chromium.launch(**launch_options())
        try:
            agent = browser.new_page(viewport={"width": 1440, "height": 900}, locale="nl-NL")
            citizen = browser.new_page(viewport={"width": 1000, "height": 900}, locale="nl-NL")
            _play(demo, agent, citizen)
        finally:
            browser.close()
            demo.stop()


def _play(demo: Demo, agent: Page, citizen: Page) -> None:
    draft = {"platform": "x", "author": "noor_voorbeeld", "text": QUESTION, "parent": None}
    demo.simulator.control("POST", "posts", draft)
    demo.simulator.control("POST", "stream", {"running": True, "every": 0.3})
    time.sleep(8)
    demo.simulator.control("POST", "stream", {"running": False, "every": 20})
    agent.goto(demo.address)
    agent.locator("[name=login]").fill("anouk")
    agent.locator("[name=password]").fill(str(town()["password"]))
    agent.keyboard.press("Enter")
    agent.get_by_test_id("queue-row").filter(has_text="berken").first.click()
    agent.get_by_test_id("compose-text").fill(ANSWER)
    expect(agent.locator("#count")).not_to_contain_text("0 van", timeout=5000)
    agent.get_by_test_id("queue-row").first.hover()
    agent.mouse.wheel(0, -10_000)
    agent.wait_for_timeout(500)
    agent.screenshot(path=PICTURES / "inbox.png")
    agent.get_by_test_id("compose-send").click()
    expect(agent.get_by_test_id("sending-state")).to_have_attribute("data-state", "sent")
    citizen.goto(f"{demo.simulator.url}/x.com")
    citizen.get_by_test_id("post").filter(has_text="berken").first.locator("time").click()
    expect(citizen.get_by_test_id("municipality-answer")).to_be_visible()
    citizen.screenshot(path=PICTURES / "citizen.png")


if __name__ == "__main__":
    main()
