"""What a conversation can look like: axe finds nothing, and it fits on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from connectors.simulator.samples import picture
from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo
from tests.browser.looking import LOOKS, PLAIN, TELEPHONE, problems, sideways
from tests.thorough import THOROUGH

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

# By the words that tell them apart in the queue.
CONVERSATIONS = (
    "Te laat gevraagd",
    "Bijna te laat",
    "Met een foto",
    "Zie de bijlage",
    "Zie deze link",
    "Geluidsopname",
    "Video",
    "Versleuteld bericht",
    "Bericht dat het platform niet doorgeeft",
    "Onder ons bericht",
    "Reactie op het verhaal",
    "Een verhaal over ons",
    "Niet aan te raden",
    "Niemand genoemd",
    "Verborgen onzin",
    "Nu gewijzigd",
)


@pytest.fixture(scope="module")
def shown(demo: Demo) -> Demo:
    """A town in which each of these was written."""
    citizens = Citizens(demo.simulator)
    citizens.wait_until_platforms_tell()
    _in_private(citizens)
    _in_public(citizens)
    return demo


def _in_private(citizens: Citizens) -> None:
    with citizens.hours_ago(30):
        citizens.message("facebook", "Te laat gevraagd")
    with citizens.hours_ago(22):
        citizens.message("facebook", "Bijna te laat")
    citizens.message(
        "facebook", "Zie de bijlage", media=[citizens.picture("facebook", kind="file")]
    )
    citizens.message("facebook", "", media=[citizens.picture("facebook", kind="audio")])
    citizens.message("facebook", "", media=[citizens.picture("facebook", kind="video")])
    link = {"kind": "fallback", "title": "Nieuws uit Voorbeeld", "url": "https://nieuws.example/1"}
    citizens.message("facebook", "Zie deze link", attachments=[link])
    story = citizens.our_story("De markt op het plein")
    citizens.message("instagram", "Reactie op het verhaal", story=story)
    media = [citizens.picture("instagram")]
    citizens.message("instagram", "Een verhaal over ons", story_mention=True, media=media)
    citizens.message("instagram", "", unsupported=True)
    citizens.simulator.control("POST", "x/chat", {"author": "stil_voorbeeld"})


def _in_public(citizens: Citizens) -> None:
    media = [citizens.picture("x", alt="Een lantaarn")]
    citizens.post("x", "@GemVoorbeeld Met een foto", media=media)
    citizens.post("facebook", "Onder ons bericht", citizens.our_post("facebook"))
    rating = {"author": "kritisch_voorbeeld", "positive": False, "text": "Niet aan te raden"}
    citizens.simulator.control("POST", "ratings", rating)
    citizens.post("x", "Niemand genoemd", citizens.our_post("x"))
    hidden = citizens.post("facebook", "Verborgen onzin", citizens.our_post("facebook"))
    citizens.simulator.control("PATCH", f"hidden/facebook/{hidden}", {"hidden": True})
    changed = citizens.post("x", "@GemVoorbeeld eerst zo")
    citizens.changes("x", changed, "@GemVoorbeeld Nu gewijzigd")


def _open(page: Page, words: str) -> None:
    # While somebody points at the queue, or is in it, it keeps still and new rows wait.
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    row = page.get_by_test_id("queue-row").filter(has_text=words).first
    row.click()
    expect(row).to_have_attribute("aria-current", "true")
    page.wait_for_selector("#thread [data-testid=message]")


def a_picture() -> FilePayload:
    return {"name": "plein.png", "mimeType": "image/png", "buffer": picture(1)}


def test_axe_finds_nothing_in_any_conversation_and_each_fits_on_a_phone(
    shown: Demo, signed_in: Callable[..., Page]
) -> None:
    page = signed_in("anouk", bypass_csp=True)
    size = page.viewport_size
    assert size
    found: list[str] = []
    for words in CONVERSATIONS:
        _open(page, words)
        # What is around it is looked at elsewhere; its colours are those of any conversation.
        found += problems(page, "#conversation", LOOKS if THOROUGH else [PLAIN])
        page.set_viewport_size(TELEPHONE)
        found += sideways(page)
        page.set_viewport_size(size)
    assert not found, "\n".join(found)
    page.set_viewport_size(TELEPHONE)
    page.locator(".head__back").click()
    expect(page.get_by_test_id("queue-row").first).to_be_visible()


def test_axe_finds_nothing_while_writing(shown: Demo, signed_in: Callable[..., Page]) -> None:
    page = signed_in("anouk", bypass_csp=True)
    _open(page, "Met een foto")
    page.get_by_test_id("compose-text").fill("Dit is een lange zin. " * 20)
    page.get_by_test_id("split").wait_for()
    page.get_by_test_id("files").set_input_files([a_picture()])
    page.get_by_test_id("alt").wait_for()
    found = problems(page)
    page.get_by_test_id("compose-send").click()
    page.wait_for_selector("[data-testid=alt][aria-invalid=true]")
    found += problems(page)
    page.get_by_test_id("detach").click()
    page.get_by_test_id("attached").wait_for(state="detached")
    _open(page, "Onder ons bericht")
    page.locator("label[for=way-private_reply]").click()
    found += problems(page)
    assert not found, "\n".join(found)


def test_files_are_chosen_and_described_by_keyboard(
    shown: Demo, signed_in: Callable[..., Page]
) -> None:
    page = signed_in("anouk")
    # Listens before the page is there: told together with the key, a busy browser may hear
    # the key first, and opens a window of its own that nobody sees.
    page.on("filechooser", lambda chooser: chooser.set_files([a_picture()]))
    _open(page, "Met een foto")
    page.wait_for_load_state("load")
    page.get_by_test_id("files").focus()
    expect(page.get_by_test_id("files")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("alt")).to_be_focused()
    page.keyboard.type("Een schone lantaarn")
    expect(page.get_by_test_id("alt")).to_have_value("Een schone lantaarn")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_test_id("attached").wait_for(state="detached")
    expect(page.get_by_test_id("files")).to_be_focused()


def test_picture_goes_along_without_javascript(shown: Demo, signed_in: Callable[..., Page]) -> None:
    page = signed_in("anouk", java_script_enabled=False)
    _open(page, "Met een foto")
    page.get_by_test_id("compose-text").fill("Zo is het geworden.")
    page.get_by_test_id("files").set_input_files([a_picture()])
    page.get_by_role("button", name="Toevoegen").click()
    page.get_by_test_id("alt").fill("Een nieuwe lantaarn")
    page.get_by_test_id("compose-send").click()
    page.get_by_alt_text("Een nieuwe lantaarn").wait_for()
