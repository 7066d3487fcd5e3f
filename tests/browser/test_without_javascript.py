"""A day in a browser that runs no JavaScript at all: plain links, plain forms, whole pages."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo
from webcare.demo.load import town

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

TODAY = f"kaarsendag{os.getpid()}"  # a demo that stays up has had other days
PAUSE = 500  # milliseconds
MOST = 120


def test_question_is_claimed_answered_and_forwarded(
    demo: Demo, window: Callable[..., BrowserContext]
) -> None:
    citizens = Citizens(demo.simulator)
    citizens.post("x", f"@GemVoorbeeld wat een fijne {TODAY}, compliment!")
    citizens.post("x", f"@GemVoorbeeld kunnen de berken weg na de {TODAY}?")
    anouk, bram = (entered(demo, window, who) for who in ("anouk", "bram"))
    search(anouk, TODAY, 2)

    anouk.get_by_test_id("queue-row").filter(has_text="compliment").click()
    expect(anouk.locator("#thread")).to_contain_text("compliment")
    anouk.get_by_test_id("claim").click()
    expect(anouk.get_by_test_id("release")).to_have_count(1)
    answer(anouk, citizens)

    search(anouk, TODAY, 2)
    anouk.get_by_test_id("queue-row").filter(has_text="berken").click()
    forward(anouk)
    words = f"Na {TODAY} snoeien we."
    official_answers(bram, words)
    again(anouk, anouk.locator("[data-use-proposal]")).click()
    expect(anouk.get_by_test_id("compose-text")).to_have_value(words)
    anouk.get_by_test_id("compose-send").click()
    placed(anouk, citizens, words)


def entered(demo: Demo, window: Callable[..., BrowserContext], who: str) -> Page:
    page = window(java_script_enabled=False).new_page()
    page.goto(demo.address)
    page.locator("[name=login]").fill(who)
    page.locator("[name=password]").fill(str(town()["password"]))
    page.get_by_role("button", name="Inloggen").click()
    expect(page.locator(".rail")).to_be_visible()
    return page


def search(page: Page, words: str, number: int) -> None:
    page.get_by_test_id("search").fill(words)
    page.get_by_test_id("search").press("Enter")
    again(page, page.get_by_test_id("queue-row").nth(number - 1))


def answer(page: Page, citizens: Citizens) -> None:
    """Refused in words when it is too long, and what was written stays; then with a canned one."""
    text = page.get_by_test_id("compose-text")
    text.fill("Dit is een lange zin. " * 20)
    page.get_by_test_id("compose-send").click()
    expect(page.locator("#composer .field-error")).to_contain_text("280")
    expect(text).to_have_value("Dit is een lange zin. " * 20)
    text.fill(f"Tot de volgende {TODAY}!")
    page.get_by_test_id("tool-canned").click()
    page.get_by_test_id("canned-search").fill("dank")
    page.locator(".tool__search button").click()
    page.get_by_test_id("canned-take").first.click()
    said = text.input_value()
    assert TODAY in said
    assert "Wat fijn om te lezen" in said
    page.get_by_test_id("compose-send").click()
    placed(page, citizens, said)


def forward(page: Page) -> None:
    page.get_by_test_id("refer-open").click()
    page.get_by_test_id("refer-department").select_option(label="Openbare Ruimte & Groen")
    page.get_by_test_id("refer-question").fill(f"Wat doen we na {TODAY}?")
    page.get_by_test_id("refer-send").click()
    expect(page.locator("#thread")).to_contain_text(f"Wat doen we na {TODAY}?")


def official_answers(page: Page, words: str) -> None:
    again(page, page.get_by_test_id("question-row").filter(has_text=TODAY)).click()
    page.get_by_test_id("question-answer").fill(words)
    page.get_by_test_id("question-send").click()


def placed(page: Page, citizens: Citizens, words: str) -> None:
    """It says so here, and it stands there."""
    ours = page.get_by_test_id("message").filter(has_text=words)
    again(page, ours.locator("[data-testid=sending-state][data-state=sent]"))
    assert citizens.were_told(f"{words} ^AW")["kind"] == "reply"


def again(page: Page, wanted: Locator) -> Locator:
    """Load the page until this is on it: nothing comes in by itself."""
    for _time in range(MOST):
        if wanted.count():
            return wanted
        page.wait_for_timeout(PAUSE)
        page.reload()
    raise AssertionError(f"{wanted} never came")
