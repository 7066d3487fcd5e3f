"""The journey of the birch trees: she asks, and the answer stands under her words.

Real browser windows, web server, worker, PostgreSQL, Redis and simulated platforms. She does
nothing but ask.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PLATFORMS = ("x", "facebook", "instagram")
STREETS = itertools.count(1)


@pytest.fixture
def noor(demo: Demo, window: Callable[..., BrowserContext]) -> Page:
    """Her phone."""
    return window(viewport={"width": 390, "height": 844}).new_page()


def ask(page: Page, demo: Demo, platform: str, words: str) -> None:
    """She writes: a tweet, or a comment under a post of the municipality."""
    page.goto(f"{demo.simulator.url}/{platform}.com")
    if platform != "x":
        page.get_by_role("article", name="Gemeente Voorbeeld").first.locator(".acts a").click()
    box = page.get_by_test_id("compose")
    box.fill(f"{box.input_value()}{words}")
    page.get_by_test_id("compose-send").click()
    expect(page.get_by_test_id("post").filter(has_text=words).first).to_be_visible()
    if platform == "x":
        page.get_by_test_id("post").filter(has_text=words).first.locator("time").click()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_question_about_birches_comes_back_answered(
    demo: Demo, noor: Page, signed_in: Callable[..., Page], platform: str
) -> None:
    street = f"Berkenlaan {next(STREETS)} ({platform})"
    answer = f"Goede vraag! In week 48 snoeien we de bomen aan de {street}."

    anouk, bram = signed_in("anouk"), signed_in("bram")
    ask(noor, demo, platform, f"De berken bij {street} geven zoveel hooikoorts, kunnen die weg?")

    # It appears in the open inbox, with the department and the reason, without a reload.
    row = anouk.get_by_test_id("queue-row").filter(has_text=street)
    expect(row).to_contain_text("Openbare Ruimte & Groen")
    row.click()
    expect(anouk.locator("#context")).to_contain_text("berk*")

    # She forwards it.
    anouk.get_by_test_id("refer-open").click()
    anouk.get_by_test_id("refer-department").select_option(label="Openbare Ruimte & Groen")
    anouk.get_by_test_id("refer-question").fill(f"Wanneer snoeien we aan de {street}?")
    anouk.get_by_test_id("refer-send").click()

    # The official sees it appear, and answers.
    bram.get_by_test_id("question-row").filter(has_text=street).click()
    expect(bram.locator("main")).to_contain_text("hooikoorts")
    expect(bram.locator("main")).not_to_contain_text("Noor")
    bram.get_by_test_id("question-answer").fill(answer)
    bram.get_by_test_id("question-send").click()

    # The proposal appears beside the open conversation and stands ready; she places it.
    expect(anouk.get_by_test_id("proposal")).to_contain_text(answer)
    expect(anouk.get_by_test_id("compose-text")).to_have_value(answer)
    anouk.get_by_test_id("compose-send").click()
    expect(anouk.get_by_test_id("sending-state")).to_have_attribute("data-state", "sent")

    # It stands under her words.
    expect(noor.get_by_test_id("municipality-answer")).to_contain_text(answer)


def test_whole_journey_by_keyboard_alone(
    demo: Demo, noor: Page, signed_in: Callable[..., Page]
) -> None:
    street = f"Eikenlaan {next(STREETS)}"
    answer = f"De berken aan de {street} snoeien we in week 48."
    noor.goto(f"{demo.simulator.url}/x.com")
    _tab_to(noor, "[data-testid=compose]")
    noor.keyboard.press("Control+End")
    noor.keyboard.type(f"de berken bij {street} geven hooikoorts")
    noor.keyboard.press("Tab")
    noor.keyboard.press("Enter")
    expect(noor.get_by_test_id("post").filter(has_text=street).first).to_be_visible()

    anouk = signed_in("anouk")
    expect(anouk.get_by_test_id("queue-row").filter(has_text=street)).to_be_visible()
    _tab_to(anouk, f"[data-testid=queue-row]:has-text('{street}')")
    anouk.keyboard.press("Enter")
    expect(anouk.locator("#thread")).to_contain_text(street)
    _tab_to(anouk, "#mode-reply")
    anouk.keyboard.press("ArrowRight")
    anouk.keyboard.press("ArrowRight")
    _tab_to(anouk, "[data-testid=refer-question]")
    anouk.keyboard.type(f"Wanneer snoeien we aan de {street}?")
    _tab_to(anouk, "[data-testid=refer-send]")
    anouk.keyboard.press("Enter")
    expect(anouk.locator("#thread")).to_contain_text("Openbare Ruimte & Groen")

    bram = signed_in("bram")
    _tab_to(bram, f"[data-testid=question-row]:has-text('{street}')")
    bram.keyboard.press("Enter")
    _tab_to(bram, "[data-testid=question-answer]")
    bram.keyboard.type(answer)
    _tab_to(bram, "[data-testid=question-send]")
    bram.keyboard.press("Enter")

    expect(anouk.get_by_test_id("proposal")).to_contain_text(answer)
    _tab_to(anouk, "[data-use-proposal]")
    anouk.keyboard.press("Enter")
    expect(anouk.get_by_test_id("compose-text")).to_have_value(answer)
    expect(anouk.get_by_test_id("compose-text")).to_be_focused()
    anouk.keyboard.press("Control+Enter")
    expect(anouk.get_by_test_id("sending-state")).to_have_attribute("data-state", "sent")

    _tab_to(noor, f"[data-testid=post]:has-text('{street}') .acts a")
    noor.keyboard.press("Enter")
    expect(noor.get_by_test_id("municipality-answer")).to_contain_text(answer)


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus, as a person does, from where the focus is."""
    target = page.locator(selector).first
    expect(target).to_be_visible()
    for _ in range(150):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with Tab")
