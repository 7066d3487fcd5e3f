"""The citizen's window in a real browser: what only a script can do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.simulator.web import Town

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, town: Town) -> Iterator[Page]:
    """A page of the window; it fails the test on anything the console complains of."""
    complaints: list[str] = []
    context = browser.new_context(base_url=town.simulator.url)
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


def ask(page: Page, text: str) -> str:
    """Write a tweet in the window; its id."""
    page.goto("/x.com")
    page.get_by_test_id("compose").fill(text)
    page.get_by_test_id("compose-send").click()
    page.wait_for_url("**/status/**")
    return page.url.partition("/status/")[2].partition("#")[0]


def test_answer_appears_without_a_reload(town: Town, page: Page) -> None:
    asked = ask(page, "@GemVoorbeeld hallo <b>gemeente</b>")
    page.evaluate("document.body.dataset.same = 'yes'")
    town.says("x", "Dag Noor!", parent=asked, author="municipality")
    expect(page.get_by_test_id("municipality-answer")).to_contain_text("Dag Noor!")
    assert page.evaluate("document.body.dataset.same") == "yes"


def test_answer_is_told_to_a_screen_reader(town: Town, page: Page) -> None:
    asked = ask(page, "@GemVoorbeeld hallo")
    town.says("x", "Dag Noor!", parent=asked, author="municipality")
    expect(page.get_by_role("status")).to_have_text("Nieuw antwoord van de gemeente: Dag Noor!")


def test_half_written_reply_is_left_alone(town: Town, page: Page) -> None:
    asked = ask(page, "@GemVoorbeeld hallo")
    page.get_by_test_id("compose").fill("Nog iets: ")
    town.says("x", "Dag Noor!", parent=asked, author="municipality")
    expect(page.get_by_test_id("municipality-answer")).to_be_visible()
    expect(page.get_by_test_id("compose")).to_have_value("Nog iets: ")
    expect(page.get_by_test_id("compose")).to_be_focused()


def test_edited_and_deleted_messages_follow(town: Town, page: Page) -> None:
    asked = ask(page, "@GemVoorbeeld hallo")
    answer = town.says("x", "Dag Nor!", parent=asked, author="municipality")
    shown = page.get_by_test_id("municipality-answer")
    expect(shown).to_contain_text("Dag Nor!")
    town.control("PATCH", f"posts/x/{answer}", {"text": "Dag Noor!"})
    expect(shown).to_contain_text("Dag Noor!")
    town.control("DELETE", f"posts/x/{answer}")
    expect(shown).to_have_count(0)


def test_private_conversation_goes_on_by_itself(town: Town, page: Page) -> None:
    page.goto("/facebook.com")
    page.get_by_test_id("direct-link").click()
    page.get_by_text("Foto of bestand erbij").click()
    page.get_by_test_id("compose-sample").check()
    page.get_by_test_id("compose").fill("Kijk eens")
    page.get_by_test_id("compose-send").click()
    expect(page.get_by_test_id("direct")).to_have_count(2)
    expect(page.get_by_test_id("picture")).to_be_visible()
    draft = {"platform": "facebook", "author": "municipality", "to": "noor_voorbeeld"}
    town.control("POST", "directs", draft | {"text": "Dank u wel"})
    expect(page.get_by_role("status")).to_have_text("Nieuw antwoord van de gemeente: Dank u wel")
    page.get_by_test_id("delete").first.click()
    expect(page.get_by_text("Dit bericht is verwijderd.")).to_be_visible()


def test_reply_to_a_story(town: Town, page: Page) -> None:
    page.goto("/instagram.com")
    page.get_by_test_id("story").first.click()
    page.get_by_test_id("compose").fill("Waar is dit?")
    page.get_by_test_id("compose-send").click()
    expect(page.get_by_test_id("direct")).to_contain_text("Waar is dit?")
    assert town.control("GET", "directs/instagram")[0]["story"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/x.com",
        "/facebook.com",
        "/instagram.com",
        "/facebook.com/berichten",
        "/instagram.com/berichten",
        "/instagram.com/oauth/authorize?client_id=900000000000002&redirect_uri=http://127.0.0.1/",
    ],
)
def test_page_fits_a_small_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
