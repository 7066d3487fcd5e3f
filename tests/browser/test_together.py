"""Several people, and several devices of one person, at the same conversation."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo
from tests.browser.looking import problems

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def citizens(demo: Demo) -> Citizens:
    return Citizens(demo.simulator)


def _open(page: Page, words: str) -> str:
    """The conversation with these words on this screen; its address."""
    page.get_by_test_id("queue-row").filter(has_text=words).click()
    expect(page.locator("#thread")).to_contain_text(words)
    page.wait_for_url("**/inbox/*/**")
    return page.url


def _text(page: Page) -> Locator:
    return page.get_by_test_id("compose-text")


def _saved(page: Page, words: str, deed: Callable[[], object]) -> None:
    """Do this, and wait until the server has these words, and not only half of them."""

    def has_them(answer: Response) -> bool:
        said = parse_qs(answer.request.post_data or "")
        return "/draft/reply/" in answer.url and answer.ok and said.get("text") == [words]

    with page.expect_response(has_them):
        deed()


def test_no_word_is_lost_by_reload_crash_dead_line_or_another_device(
    citizens: Citizens, signed_in: Callable[..., Page]
) -> None:
    citizens.post("x", "@GemVoorbeeld Komt er nog een ijsbaan op het plein?")
    desk, phone = signed_in("anouk"), signed_in("anouk")
    address = _open(desk, "ijsbaan op het plein")

    _saved(desk, "Beste inwoner, ", lambda: _text(desk).press_sequentially("Beste inwoner, "))
    desk.close()  # as when the power fails
    phone.goto(address)
    expect(_text(phone)).to_have_value("Beste inwoner, ")

    _text(phone).fill("Beste inwoner, de ijsbaan ")
    phone.reload()  # before anything was saved
    expect(_text(phone)).to_have_value("Beste inwoner, de ijsbaan ")

    desk = signed_in("anouk")
    desk.goto(address)
    phone.context.set_offline(True)
    _text(phone).press("End")
    # What could not be saved is sent in vain as well; nothing of it is forgotten.
    with phone.expect_event("requestfailed", lambda request: "/draft/reply/" in request.url):
        _text(phone).press_sequentially("komt er ")
    phone.get_by_test_id("compose-send").click()
    expect(phone.locator("#offline")).to_be_visible()
    expect(_text(phone)).to_have_value("Beste inwoner, de ijsbaan komt er ")

    # Meanwhile at the desk, which knows nothing of that; the newer words win, the others are kept.
    theirs = "Beste inwoner, de ijsbaan komt er "
    _saved(desk, "Nee, helaas.", lambda: _text(desk).fill("Nee, helaas."))
    _saved(phone, theirs, lambda: phone.context.set_offline(False))
    expect(_text(phone)).to_have_value("Nee, helaas.")
    _saved(phone, theirs, lambda: phone.locator("#reply-form [data-undo-do]").click())
    expect(_text(phone)).to_have_value(theirs)

    desk.reload()
    expect(_text(desk)).to_have_value(theirs)
    desk.get_by_test_id("compose-send").click()
    ours = desk.get_by_test_id("message").filter(has_text="de ijsbaan komt er")
    expect(ours.get_by_test_id("sending-state")).to_have_attribute("data-state", "sent")
    phone.goto(address)
    expect(_text(phone)).to_have_value("")
    expect(phone.locator("#reply-form [data-undo]")).to_be_hidden()


def test_two_at_one_conversation_see_each_other_and_never_both_answer(
    citizens: Citizens, signed_in: Callable[..., Page]
) -> None:
    citizens.post("x", "@GemVoorbeeld Wanneer gaat de haven weer open?")
    anouk, bas, lena = signed_in("anouk"), signed_in("bas"), signed_in("lena")
    address = _open(anouk, "haven weer open")
    row = lena.get_by_test_id("queue-row").filter(has_text="haven weer open")
    expect(row).to_contain_text("Anouk kijkt")

    bas.goto(address)
    expect(anouk.get_by_test_id("here")).to_have_text("Bas kijkt")
    _text(bas).press_sequentially("Morgen om negen uur.", delay=250)
    expect(anouk.get_by_test_id("here")).to_have_text("Bas schrijft")
    expect(row).to_contain_text("Bas schrijft · Anouk kijkt")
    begun = anouk.get_by_test_id("begun")
    expect(begun).to_contain_text("Bas Visser schrijft een antwoord")
    expect(begun).to_contain_text("Morgen om negen uur.")

    _text(anouk).press_sequentially("Overmorgen pas.")
    bas.get_by_test_id("compose-send").click()
    expect(anouk.get_by_test_id("message").filter(has_text="Morgen om negen uur.")).to_be_visible()
    anouk.get_by_test_id("compose-send").click()
    stopped = anouk.get_by_test_id("meanwhile")
    expect(stopped).to_contain_text("Bas Visser antwoordde")
    expect(stopped).to_contain_text("Morgen om negen uur.")
    expect(_text(anouk)).to_have_value("Overmorgen pas.")
    expect(anouk.get_by_test_id("message").filter(has_text="Overmorgen")).to_have_count(0)

    assert problems(anouk) == []

    anouk.get_by_test_id("discard").click()
    expect(anouk.get_by_test_id("meanwhile")).to_have_count(0)
    expect(_text(anouk)).to_have_value("")
    bas.close()
    expect(anouk.get_by_test_id("here")).to_be_empty()
