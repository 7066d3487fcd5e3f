"""What a hand does on a page before its picture is taken."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

Step = Callable[[Page], None]

LONG = (
    "Dag Sjaak, we snappen dat het lang duurt. Onder de Stationsstraat lag een oude leiding die op "
    "geen enkele kaart stond. Die is nu vervangen. Vanaf maandag leggen we de nieuwe stenen. Als "
    "het niet vriest, is het wegdek vrijdag klaar en rijdt ook de bus weer. Tot die tijd loopt u "
    "het best over de stoep aan de kant van de bakker."
)


def press(testid: str) -> Step:
    return lambda page: page.get_by_test_id(testid).first.click()


def press_on(selector: str) -> Step:
    return lambda page: page.locator(selector).first.click()


def key(*keys: str) -> Step:
    def presses(page: Page) -> None:
        page.locator("body").press("Escape")
        for each in keys:
            page.keyboard.press(each)

    return presses


def see(selector: str) -> Step:
    return lambda page: expect(page.locator(selector).first).to_be_visible()


def write(text: str) -> Step:
    def writes(page: Page) -> None:
        with page.expect_response(lambda answer: "/count/" in answer.url):
            page.get_by_test_id("compose-text").fill(text)
        page.wait_for_load_state("networkidle")

    return writes


def then(*steps: Step) -> Step:
    """One after the other."""

    def does(page: Page) -> None:
        for step in steps:
            step(page)

    return does


def fill_in(field: str, words: str) -> Step:
    """And send the form it is in: what the browser would keep back, the server refuses."""

    def fills(page: Page) -> None:
        page.locator(field).fill(words)
        page.locator("form", has=page.locator(field)).evaluate("form => form.noValidate = true")
        with page.expect_navigation():
            page.locator(field).press("Enter")

    return fills


def sign_in_wrongly(page: Page) -> None:
    page.locator("[name=login]").fill("anouk")
    page.locator("[name=password]").fill("verkeerd-wachtwoord")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def a_colleague_answers(page: Page) -> None:
    """Anouk writes in one tab while she answers in another: what counts came in between."""
    write("Dag Thijs, dat weten we nog niet.")(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_test_id("compose-text").fill("Ja, vanaf 12 december ligt de ijsbaan op het plein.")
    other.get_by_test_id("compose-send").click()
    expect(other.get_by_test_id("sending-state").last).to_have_attribute("data-state", "sent")
    other.close()
    page.get_by_test_id("compose-send").click()
    expect(page.get_by_test_id("meanwhile")).to_be_visible()


def try_a_search(page: Page) -> None:
    page.get_by_test_id("search-name").fill("Bladkorven")
    page.get_by_test_id("search-one-of").fill("bladkorf, zwerfvuil")
    with page.expect_navigation():
        page.get_by_test_id("search-try").click()


def a_thread(words: str) -> Step:
    """In the citizen's window: the thread in which this was asked."""

    def opens(page: Page) -> None:
        page.get_by_test_id("post").filter(has_text=words).first.locator("time").click()
        expect(page.get_by_test_id("municipality-answer").first).to_be_visible()

    return opens
