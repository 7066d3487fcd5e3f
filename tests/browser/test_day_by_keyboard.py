"""The whole day's work by keyboard alone: no pointer, and the focus never out of sight."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo
from tests.browser.fingers import Fingers
from tests.browser.waiting import answered
from webcare.demo.load import town

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

TODAY = f"toetsendag{os.getpid()}"  # a demo that stays up has had other days
SPAM = f"goedkope zonnebrillen voor {TODAY}, kijk op mijn profiel"
THANKS = f"wat een mooie {TODAY}, compliment!"
TREE = f"wanneer snoeit u de berken voor {TODAY}?"
POOL = f"is het zwembad Golfslag open op {TODAY}?"
POOL_TOO = f"hallo, is zwembad Golfslag open tijdens {TODAY}?"
OPEN = "Ja, van 9 tot 17 uur is het zwembad open."


def test_day_of_work_by_keyboard_alone(demo: Demo, window: Callable[..., BrowserContext]) -> None:
    citizens = Citizens(demo.simulator)
    for words in (SPAM, THANKS, TREE, POOL, POOL_TOO):
        citizens.post("x", f"@GemVoorbeeld {words}")
    fingers = Fingers(window().new_page())
    sign_in(demo, fingers)
    search(fingers, TODAY, 5)
    triage(fingers)
    answer_with_a_canned_answer(fingers)
    forward(fingers)
    bundle(fingers)
    finish_and_undo(fingers)


def sign_in(demo: Demo, fingers: Fingers) -> None:
    fingers.page.goto(demo.address)
    fingers.page.keyboard.press("Tab")
    fingers.to("[name=login]")
    fingers.type("anouk")
    fingers.press("Tab")
    fingers.type(str(town()["password"]))
    fingers.page.keyboard.press("Enter")
    there(fingers, "#queue")


def search(fingers: Fingers, words: str, number: int) -> None:
    page = fingers.page
    page.keyboard.press("/")  # a page begins without focus, as browsers do
    fingers.press("Control+a")
    fingers.type(words)
    while rows(fingers).count() != number or words not in unquote_plus(page.url):
        with page.expect_response(
            lambda answer: answer.request.headers.get("hx-target") == "queue"
        ):
            fingers.press("Enter")  # once more when not all of it was there
    fingers.press("Tab")  # who leaves a field means keys


def triage(fingers: Fingers) -> None:
    """What is no question goes away; what has no department gets one."""
    page = fingers.page
    walk_to(fingers, SPAM)
    fingers.press("x")
    expect(page.locator("[data-select]:checked")).to_have_count(1)
    fingers.to("[data-testid=several-spam]", "Shift+Tab")
    fingers.press("Enter")
    expect(page.get_by_test_id("undo")).to_be_visible()
    open_row(fingers, POOL)
    with answered(page):
        fingers.press("c")
    expect(page.get_by_test_id("release")).to_have_count(1)
    choose(fingers, "sort-department", "E", "Economie")
    fingers.to("[data-testid=sort-save]")
    fingers.press("Enter")
    expect(page.get_by_test_id("department")).to_contain_text("Economie")


def answer_with_a_canned_answer(fingers: Fingers) -> None:
    page = fingers.page
    open_row(fingers, THANKS)
    fingers.press("r")
    fingers.type("Dag! /dan")
    expect(page.get_by_test_id("canned-take").first).to_contain_text("/dank")
    fingers.press("Enter")
    expect(page.get_by_test_id("compose-text")).to_have_value(re.compile("^Dag! Wat fijn"))
    fingers.type(f" Tot {TODAY}!")  # X takes the same words once
    fingers.press("Control+Enter")
    expect(page.get_by_test_id("sending-state")).to_have_attribute("data-state", "sent")
    fingers.press("Escape")  # the caret is still where one writes
    fingers.to("#conversation-title")


def forward(fingers: Fingers) -> None:
    page = fingers.page
    open_row(fingers, TREE)
    fingers.press("d")
    choose(fingers, "refer-department", "Op", "Openbare Ruimte & Groen")
    expect(page.get_by_test_id("refer-deadline")).to_be_visible()  # takes room beneath
    fingers.to("[data-testid=refer-question]")
    fingers.type("Wanneer snoeien we daar?")
    fingers.to("[data-testid=refer-send]")
    with answered(page):
        page.keyboard.press("Enter")  # the button rests until it is done
    expect(page.locator("#thread")).to_contain_text("Wanneer snoeien we daar?")
    fingers.look()


def bundle(fingers: Fingers) -> None:
    """Two ask the same: one answer, and it stands with each."""
    page = fingers.page
    for words in (POOL, POOL_TOO):
        walk_to(fingers, words)
        fingers.press("x")
    expect(page.locator("[data-select]:checked")).to_have_count(2)
    fingers.to("[data-testid=several-bundle]", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("member")).to_have_count(2)
    fingers.begin()
    fingers.to("[data-testid=together-text]")
    fingers.type(OPEN)
    fingers.to("[data-testid=together-write]")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("gets")).to_have_count(2)
    fingers.begin()
    fingers.to("[data-testid=together-send]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid=given][data-state=sent]")).to_have_count(2)
    there(fingers, "#given")


def finish_and_undo(fingers: Fingers) -> None:
    page = fingers.page
    page.keyboard.press("g")
    page.keyboard.press("i")
    there(fingers, "#queue")
    search(fingers, f"status:beantwoord {TODAY}", 3)
    open_row(fingers, f"Tot {TODAY}!")  # a row shows the words that were found
    current = page.locator("#queue [data-testid=queue-row][aria-current]")
    gone = page.locator("[data-news]").get_attribute("data-left") or ""
    fingers.press("e")
    expect(page.get_by_test_id("reopen")).to_be_visible()
    expect(current).to_have_text(gone)  # stays in its place, for who is on it
    fingers.press("z")
    expect(page.get_by_test_id("close")).to_be_visible()
    expect(current).to_contain_text(TODAY)
    fingers.to("[data-testid=queue-row][aria-current]")


def choose(fingers: Fingers, select: str, letters: str, name: str) -> None:
    """By the first letters that no other has: a browser forgets them within a second."""
    fingers.to(f"[data-testid={select}]")
    fingers.type(letters)
    expect(fingers.page.get_by_test_id(select).locator(":checked")).to_have_text(name)


def there(fingers: Fingers, selector: str) -> None:
    """Another page, with its keys."""
    expect(fingers.page.locator(selector)).to_be_visible()
    fingers.page.wait_for_load_state("load")


def rows(fingers: Fingers) -> Locator:
    return fingers.page.get_by_test_id("queue-row")


def walk_to(fingers: Fingers, words: str) -> None:
    """To the row with these words, up and down the queue, once nobody is typing."""
    fingers.rest()
    wanted = rows(fingers).filter(has_text=words)
    for key in ["j"] * 9 + ["k"] * 9:
        if wanted.evaluate("row => row === document.activeElement"):
            return
        fingers.press(key)
    raise AssertionError(f"{words} is not reached")


def open_row(fingers: Fingers, words: str) -> None:
    walk_to(fingers, words)
    fingers.press("o")
    expect(fingers.page.locator("#thread")).to_contain_text(words)
    expect(rows(fingers).filter(has_text=words)).to_have_attribute("aria-current", "true")
