"""A morning by keyboard alone, and a queue that keeps still under somebody's hands."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo
from tests.browser.crew import Colleague, crew
from tests.browser.lines import Line

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

NUMBERS = itertools.count(1)


def asked(demo: Demo, page: Page) -> str:
    """Words of somebody new, once they stand in the queue."""
    words = f"Wie veegt het Bezempad {next(NUMBERS)}?"
    Citizens(demo.simulator).post("x", f"@GemVoorbeeld {words}")
    page.goto(f"{demo.address}/inbox/?status=all&q=Bezempad&order=newest")
    expect(page.get_by_test_id("queue-row").filter(has_text=words)).to_be_visible()
    return words


def test_keys_and_palette_do_the_work(demo: Demo, anouk: Page) -> None:
    words = asked(demo, anouk)
    keys, messages = anouk.keyboard, anouk.locator("#messages")
    keys.press("j")
    keys.press("o")
    expect(anouk.locator("#thread")).to_contain_text(words)
    keys.press("c")
    expect(anouk.get_by_test_id("hand-over")).to_be_visible()
    keys.press("z")
    expect(anouk.get_by_test_id("claim")).to_be_visible()
    keys.press("n")
    keys.type("een notitie met e en z")  # in a field no key does anything
    expect(anouk.locator("[name=note-text]")).to_have_value("een notitie met e en z")
    keys.press("Control+k")
    field = anouk.get_by_test_id("palette-field")
    expect(field).to_be_focused()
    field.fill("afhandelen")
    expect(anouk.locator("#palette [role=option]:visible")).to_have_count(1)
    keys.press("Enter")
    expect(anouk.get_by_test_id("reopen")).to_be_visible()
    expect(messages).to_contain_text("Gesprek afgehandeld")
    anouk.locator("#conversation-title").focus()
    anouk.wait_for_timeout(1200)  # who typed is for a second still in the middle of a word
    keys.press("?")
    expect(anouk.locator("#keys")).to_be_visible()
    keys.press("Escape")
    expect(anouk.locator("#keys")).to_be_hidden()


def test_queue_does_not_jump_under_the_hand(demo: Demo, anouk: Page) -> None:
    first = asked(demo, anouk)
    row = anouk.get_by_test_id("queue-row").first
    anouk.keyboard.press("j")
    anouk.keyboard.press("x")
    chosen = anouk.locator("[data-select]:checked")
    expect(chosen).to_have_count(1)
    before = row.bounding_box()
    words = f"Wie veegt het Bezempad {next(NUMBERS)}?"
    Citizens(demo.simulator).post("x", f"@GemVoorbeeld {words}")
    news = anouk.locator("[data-show-news]")
    expect(news).to_be_visible()
    assert row.bounding_box() == before
    expect(chosen).to_have_count(1)
    news.click()
    expect(anouk.get_by_test_id("queue-row").filter(has_text=words)).to_be_visible()
    expect(chosen).to_have_count(1)
    anouk.get_by_test_id("search").fill(f'"{first.removesuffix("?")}"')
    anouk.keyboard.press("Enter")
    expect(anouk.get_by_test_id("queue-row")).to_have_count(1)
    expect(chosen).to_have_count(1)  # what is found keeps what was selected of it


def test_press_is_not_lost_while_its_part_of_the_page_looks_again(demo: Demo, anouk: Page) -> None:
    words = asked(demo, anouk)
    anouk.get_by_test_id("queue-row").filter(has_text=words).click()
    expect(anouk.locator("#thread")).to_contain_text(words)
    looks: list[Route] = []

    def hold_up(route: Route) -> None:
        if route.request.headers.get("hx-target") == "context":
            looks.append(route)
        else:
            route.continue_()

    anouk.route("**/inbox/**", hold_up)
    look = "htmx.trigger('#context', 'wake')"
    with anouk.expect_request(lambda request: request.headers.get("hx-target") == "context"):
        anouk.evaluate(look)
    with anouk.expect_response("**/sort/"):
        anouk.get_by_test_id("kind-klacht").click()
        anouk.evaluate(look)
        for held_up in looks:
            held_up.continue_()
    expect(anouk.get_by_test_id("kind-klacht")).to_have_attribute("aria-pressed", "true")


@pytest.fixture(scope="module")
def colleague(demo: Demo) -> Colleague:
    """For whom the next conversation opens by itself."""
    [hired] = crew(demo, 1)
    return hired


@pytest.fixture
def hurried(colleague: Colleague, window: Callable[..., BrowserContext]) -> Page:
    """Of that colleague."""
    context = window()
    context.add_cookies([colleague.cookie])
    return context.new_page()


@pytest.fixture
def three(demo: Demo, hurried: Page) -> list[str]:
    """Words of three in the queue. The first is open; after it the last would open by itself."""
    words = [asked(demo, hurried) for _ in range(3)]
    hurried.get_by_test_id("queue-row").filter(has_text=words[0]).click()
    expect(hurried.locator("#thread")).to_contain_text(words[0])
    return words


def press_both(page: Page, line: Line, button: str, second: str) -> None:
    """This button, and at once the row of the second."""
    page.get_by_test_id(button).click()
    page.get_by_test_id("queue-row").filter(has_text=second).click()
    line.holds("POST", "GET")


def stays(page: Page, words: str) -> None:
    """It is open, at its own address and row, also after whatever comes late."""
    expect(page.locator("#thread")).to_contain_text(words)
    page.wait_for_timeout(500)
    expect(page.locator("#thread")).to_contain_text(words)
    expect(page.locator("[data-testid=queue-row][aria-current]")).to_contain_text(words)
    chosen = page.locator("#conversation").get_attribute("data-chosen")
    assert urlsplit(page.url).path == f"/inbox/{chosen}/"


ORDERS = pytest.mark.parametrize("order", [("POST", "GET"), ("GET", "POST")], ids=" then ".join)


@ORDERS
def test_who_sends_and_opens_another_one_gets_that_one(
    hurried: Page, three: list[str], order: tuple[str, str]
) -> None:
    """Whichever answer comes first; and the citizen's was sent."""
    answer = f"Dat weten we na {order[0]}."
    hurried.get_by_test_id("compose-text").fill(answer)
    first, line = hurried.url, Line(hurried)
    press_both(hurried, line, "compose-send", three[1])
    for method in order:
        line.let_through(method)
    stays(hurried, three[1])
    line.is_fast_again()
    hurried.goto(first)
    expect(hurried.get_by_test_id("message").filter(has_text=answer)).to_be_visible()
    expect(hurried.get_by_test_id("compose-text")).to_have_value("")


@ORDERS
@pytest.mark.parametrize(
    ("mode", "button", "field"),
    [
        ("reply", "compose-send", "#reply-form [name=text]"),
        ("note", "note-send", "[name=note-text]"),
    ],
    ids=["answer", "note"],
)
def test_what_is_refused_is_seen_by_who_opened_another_one(
    hurried: Page, three: list[str], order: tuple[str, str], mode: str, button: str, field: str
) -> None:
    line = Line(hurried)
    hurried.locator(f"label[for=mode-{mode}]").click()
    press_both(hurried, line, button, three[1])  # without a word
    for method in order:
        line.let_through(method)
    expect(hurried.locator(field)).to_have_attribute("aria-invalid", "true")
    stays(hurried, three[0])
    expect(hurried.locator(field)).to_be_visible()
    expect(hurried.locator(field)).to_be_focused()


def test_nobody_is_taken_away_from_what_they_write_by_a_refusal(
    hurried: Page, three: list[str]
) -> None:
    line = Line(hurried)
    press_both(hurried, line, "compose-send", three[1])  # without a word
    line.let_through("GET")
    expect(hurried.locator("#thread")).to_contain_text(three[1])
    hurried.get_by_test_id("compose-text").press_sequentially("Wij vegen ")
    line.let_through("POST")
    expect(hurried.locator("#offline")).to_contain_text("Dit lukte niet")
    hurried.keyboard.type("morgen.")
    expect(hurried.get_by_test_id("compose-text")).to_have_value("Wij vegen morgen.")
    stays(hurried, three[1])
