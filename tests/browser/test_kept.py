"""What somebody filled in and did not send yet, while the page around it goes on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo
from tests.browser.waiting import answered

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SENDING = re.compile(r"/inbox/\d+/reply/$")
WORDS = "Wie maait de berm langs de Kamperfoelielaan?"
# One look of this part that begins after its bell, not one that was under way, to its end.
LOOK = """([part, bell]) => new Promise(done => {
  let mine;
  const on = (name, hear) => document.addEventListener(name, function each({ detail }) {
    const { requestConfig, xhr } = detail;
    if (requestConfig.elt.id === part && hear(xhr)) document.removeEventListener(name, each);
  });
  on("htmx:beforeRequest", xhr => (mine = xhr));
  on("htmx:afterRequest", xhr => xhr === mine && (done(), true));
  htmx.trigger(`#${bell}`, "wake");
})"""


def _asked(demo: Demo, page: Page, words: str) -> None:
    """A citizen asked this, and this screen has it open."""
    Citizens(demo.simulator).post("x", f"@GemVoorbeeld {words}")
    page.get_by_test_id("queue-row").filter(has_text=words).click()


def _look_again(page: Page, part: str, bell: str = "") -> None:
    """As this part does by itself, when this bell rings, until it is there."""
    page.evaluate(LOOK, [part, bell or part])


def test_what_was_filled_in_stays_while_the_page_around_it_goes_on(
    demo: Demo, signed_in: Callable[..., Page]
) -> None:
    citizens = Citizens(demo.simulator)
    post = citizens.post("x", f"@GemVoorbeeld {WORDS}", author="berm_voorbeeld")
    anouk, bas = signed_in("anouk"), signed_in("bas")
    anouk.get_by_test_id("queue-row").filter(has_text=WORDS).click()
    expect(anouk.locator("#thread")).to_contain_text(WORDS)
    bas.goto(anouk.url)

    # A field that nobody touched says what the server says.
    desk = anouk.get_by_test_id("sort-department")
    bas.get_by_test_id("sort-department").select_option(label="Economie")
    with answered(bas):
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
    with answered(anouk):
        anouk.keyboard.press("Enter")
    expect(anouk.get_by_test_id("department")).to_contain_text("Belastingen")
    expect(desk.locator(":checked")).to_have_text("Belastingen")

    # Another press in the conversation leaves what was filled in for the department and the answer.
    anouk.get_by_test_id("ask-after").select_option("7")
    anouk.get_by_test_id("refer-open").click()
    anouk.get_by_test_id("refer-department").select_option(label="Verkeer & Parkeren")
    expect(anouk.locator("#refer-form .htmx-request")).to_have_count(0)
    goes_along = anouk.locator("[name=refer-messages]").first
    goes_along.uncheck()
    anouk.get_by_test_id("refer-question").fill("Is deze berm van jullie?")
    version = anouk.locator("[name=refer-version]").input_value()
    citizens.post("x", "@GemVoorbeeld En de sloot ook?", parent=post, author="berm_voorbeeld")
    expect(anouk.locator("#thread")).to_contain_text("En de sloot ook?")
    with answered(anouk):
        anouk.get_by_test_id("kind-vraag").click()
    expect(anouk.get_by_test_id("kind-vraag")).to_have_attribute("aria-pressed", "true")
    expect(anouk.get_by_test_id("ask-after")).to_have_value("7")
    anouk.get_by_test_id("refer-open").click()
    department = anouk.get_by_test_id("refer-department").locator(":checked")
    expect(department).to_have_text("Verkeer & Parkeren")
    expect(anouk.get_by_test_id("refer-question")).to_have_value("Is deze berm van jullie?")
    expect(anouk.locator("[name=refer-version]")).to_have_value(version)
    expect(goes_along).not_to_be_checked()

    # What came in since those words is shown first; who sends then, sends.
    anouk.get_by_test_id("refer-send").click()
    expect(anouk.get_by_test_id("meanwhile")).to_contain_text("En de sloot ook?")
    expect(goes_along).not_to_be_checked()
    with answered(anouk):
        anouk.get_by_test_id("refer-send").click()
    expect(anouk.locator("#thread")).to_contain_text("Is deze berm van jullie?")
    expect(anouk.get_by_test_id("ask-after")).to_have_value("7")


def test_press_that_got_no_answer_says_so_until_it_is_pressed_again(
    demo: Demo, signed_in: Callable[..., Page]
) -> None:
    """That the page itself goes on meanwhile is no answer to the press."""
    anouk = signed_in("anouk")
    _asked(demo, anouk, "Wanneer komt de wasbeer langs in de Fuchsiastraat?")
    words = "Dinsdag, tussen negen en tien."
    anouk.get_by_test_id("compose-text").fill(words)
    said = anouk.locator("#offline")
    for event, line_is_down in (
        ("requestfailed", lambda route: route.abort()),
        ("response", lambda route: route.fulfill(status=503)),
    ):
        anouk.route(SENDING, line_is_down)
        with anouk.expect_event(event, lambda one: SENDING.search(one.url) is not None):
            anouk.get_by_test_id("compose-send").click()
        expect(said).to_contain_text("doe dat dan nog een keer")
        _look_again(anouk, "thread")
        _look_again(anouk, "context")
        expect(said).to_contain_text("doe dat dan nog een keer")
        expect(anouk.get_by_test_id("compose-text")).to_have_value(words)
        anouk.unroute(SENDING)
    anouk.get_by_test_id("compose-send").click()
    expect(anouk.get_by_test_id("sending-state")).to_have_attribute("data-state", "sent")
    expect(said).to_be_hidden()


def test_question_for_a_department_goes_on_in_another_browser(
    demo: Demo, signed_in: Callable[..., Page]
) -> None:
    desk, other = signed_in("anouk"), signed_in("anouk")
    _asked(demo, desk, "Wanneer wordt de zebra op de Lupinestraat geschilderd?")
    desk.get_by_test_id("refer-open").click()
    desk.get_by_test_id("refer-department").select_option(label="Verkeer & Parkeren")
    with desk.expect_response(
        lambda answer: (
            "/draft/refer/" in answer.url
            and answer.ok
            and "zebra" in (answer.request.post_data or "")
        )
    ):
        desk.get_by_test_id("refer-question").fill("Staat de zebra in de planning?")
    address = desk.url
    desk.close()

    other.goto(address)
    other.get_by_test_id("refer-open").click()
    question = other.get_by_test_id("refer-question")
    expect(question).to_have_value("Staat de zebra in de planning?")
    department = other.get_by_test_id("refer-department").locator(":checked")
    expect(department).to_have_text("Verkeer & Parkeren")
    other.get_by_test_id("refer-send").click()
    expect(other.locator("#thread")).to_contain_text("Staat de zebra in de planning?")
    expect(other.locator("#refer-form")).to_have_count(0)


def test_line_of_a_crisis_that_was_opened_stays_open(
    demo: Demo, signed_in: Callable[..., Page]
) -> None:
    lena, anouk = signed_in("lena"), signed_in("anouk")
    _asked(demo, anouk, "Hoe laat is de kermis op de Dahliaweide?")
    lena.goto(f"{demo.address}/crisis/")
    lena.locator("[name=reason]").fill("Omgewaaide draaimolen")
    lena.locator("[name=words]").fill("dahliaweide")
    lena.locator("[name=line_nl]").fill("De kermis is vandaag dicht.")
    lena.locator("[name=line_en]").fill("The fair is closed today.")
    lena.get_by_test_id("begin-crisis").click()
    try:
        line = anouk.get_by_test_id("pinned").locator("details")
        expect(line).to_contain_text("De kermis is vandaag dicht.")
        line.locator("summary").click()
        words = line.get_by_text("The fair is closed today.")
        expect(words).to_be_visible()
        _look_again(anouk, "crisis")
        _look_again(anouk, "pinned", "crisis")
        expect(words).to_be_visible()
    finally:
        lena.get_by_test_id("end-crisis").click()
        expect(lena.get_by_test_id("end-crisis")).to_have_count(0)
