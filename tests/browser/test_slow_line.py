"""On a slow line what comes late takes nothing away: no words, no focus, no place in the queue."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo
from tests.browser.lines import Line
from tests.browser.waiting import answered

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

NUMBERS = itertools.count(1)


def asked(demo: Demo, page: Page) -> Locator:
    """The row of somebody new."""
    words = f"Wie poetst de Slakkenlaan {next(NUMBERS)}?"
    Citizens(demo.simulator).post("x", f"@GemVoorbeeld {words}")
    row = page.get_by_test_id("queue-row").filter(has_text=words)
    expect(row).to_be_visible()
    return row


@pytest.fixture
def opened(demo: Demo, anouk: Page) -> Page:
    """With the conversation of somebody new open."""
    with answered(anouk):
        asked(demo, anouk).click()
    return anouk


def test_second_of_two_tools_is_the_one_that_opens(opened: Page) -> None:
    line = Line(opened, "tool")
    opened.get_by_test_id("tool-canned").click()
    line.holds("POST")
    canned = line.held.pop("POST")
    opened.get_by_test_id("tool-emoji").click()
    line.holds("POST")
    route, response = canned
    route.fulfill(response=response)
    line.let_through("POST")
    expect(opened.locator("#tool")).to_contain_text("Natuur en weer")


def test_note_that_was_begun_while_a_press_is_under_way_goes_on(opened: Page) -> None:
    line = Line(opened)
    opened.keyboard.press("c")
    line.holds("POST")
    opened.keyboard.press("n")
    note = opened.locator("[name=note-text]")
    note.press_sequentially("Bel ")
    with answered(opened):
        line.let_through("POST")
    expect(note).to_be_focused()
    opened.keyboard.type("eerst even.")
    expect(note).to_have_value("Bel eerst even.")


def test_note_for_one_conversation_does_not_go_on_in_another(demo: Demo, anouk: Page) -> None:
    one, other = asked(demo, anouk), asked(demo, anouk)
    with answered(anouk):
        one.click()
    line, note = Line(anouk), anouk.locator("[name=note-text]")
    other.click()
    line.holds("GET")
    anouk.keyboard.press("n")
    note.press_sequentially("Bel ")
    with answered(anouk):
        line.let_through("GET")
    anouk.keyboard.type("112.")  # no keys
    expect(note).to_have_value("")
    expect(note).not_to_be_focused()


def test_what_was_found_stays_when_the_list_of_before_comes_late(demo: Demo, anouk: Page) -> None:
    words = asked(demo, anouk).locator(".row__preview").inner_text()
    late: list[Route] = []

    def hold_up(route: Route) -> None:
        if route.request.headers.get("hx-trigger") == "queue" and not late:
            late.append(route)
        else:
            route.continue_()

    anouk.route("**/inbox/**", hold_up)
    with anouk.expect_request(lambda request: request.headers.get("hx-trigger") == "queue"):
        anouk.evaluate("htmx.trigger('#queue', 'wake')")
    anouk.get_by_test_id("search").fill(f'"{words.removesuffix("?")}"')
    anouk.keyboard.press("Enter")
    expect(anouk.locator("mark").first).to_be_visible()
    with anouk.expect_response(lambda answer: answer.request == late[0].request):
        late[0].continue_()
    anouk.wait_for_timeout(500)
    assert anouk.get_by_test_id("queue-row").count() == 1
    assert anouk.locator("mark").count()


def test_reload_in_the_middle_of_writing_keeps_the_newest_words(opened: Page) -> None:
    field = opened.get_by_test_id("compose-text")

    def kept(words: str) -> None:
        with opened.expect_response(lambda answer: "/draft/reply/" in answer.url and answer.ok):
            field.press_sequentially(words)

    kept("Beste inwoner")
    opened.route("**/draft/reply/**", lambda route: route.abort())  # the rest is here alone
    field.press_sequentially(", de laan ")
    opened.reload()
    expect(opened.get_by_test_id("compose-text")).to_have_value("Beste inwoner, de laan ")
