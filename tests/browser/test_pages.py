"""Every page, as everyone may meet it: axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Demo
from tests.browser.looking import problems

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PAGES = {
    "anouk": [
        *("/", "/inbox/?status=all", "/inbox/?status=closed&channel=1", "conversation", "/x/"),
        *("/voorkeuren/", "/bundels/", "/inbox/genoemd/", "/inbox/weergaven/", "/uitleg/"),
        *("/rondleiding/", "/rondleiding/webcare/1/", "/offline/", "/cijfers/ik/"),
    ],
    "bram": ["/vragen/", "/vragen/anderen/", "/afdelingen/afwezig/", "/login/password/"],
    "lena": [
        *("/kanalen/", "/leren/", "/instellingen/", "/crisis/", "/doorzettingen/", "/post/"),
        *("/cijfers/", "/cijfers/periode/?period=quarter", "/cijfers/achter/?measure=received"),
        *("/vier-ogen/", "/nazorg/", "/labels/", "/meekijken/dagen/", "/inwoners/maatregelen/"),
    ],
    "fatma": [
        "/kanalen/",
        "/kanalen/1/",
        "/kanalen/koppelen/",
        "/kanalen/apps/1/",
        "/admin/",
        "/admin/connectors/account/",
        "/regels/",
        "/regels/nieuw/",
        "/normen/",
        "/normen/nieuw/",
        "/normen/openingstijden/",
        "/normen/automatisch/",
        "/standaardantwoorden/",
        "/standaardantwoorden/1/",
        "/standaardantwoorden/nieuw/",
        "/afdelingen/",
        "/afdelingen/nieuw/",
        "/afdelingen/1/",
        "/afdelingen/1/?q=an",
        "/afdelingen/1/openingstijden/",
        "/afdelingen/1/onderwerpen/nieuw/",
        "/afdelingen/1/antwoorden/nieuw/",
        "/leren/",
        "/post/",
        "/instellingen/",
        "/inwoners/grof/",
    ],
    "otto": ["conversation", "/meekijken/", "/meekijken/volgen/"],
}
WINDOW_PAGES = ["/", "/x.com", "/facebook.com", "/instagram.com", "/post/", "thread"]


@pytest.fixture(scope="module")
def filled(demo: Demo) -> Demo:
    """A town with something to show on every page."""
    for number in range(3):
        draft = {
            "platform": "x",
            "author": f"inwoner_{number}",
            "text": f"@GemVoorbeeld de lantaarn bij nummer {number} is stuk, zie gemeente.nl/licht",
            "parent": None,
        }
        demo.simulator.control("POST", "posts", draft)
    unreadable = {"platform": "facebook", "method": "GET", "path": "", "kind": "not_json"}
    demo.simulator.control("POST", "faults", unreadable)
    return demo


@pytest.mark.parametrize("who", PAGES)
def test_axe_finds_nothing(filled: Demo, signed_in: Callable[..., Page], who: str) -> None:
    page = signed_in(who, bypass_csp=True)
    found: list[str] = []
    for address in PAGES[who]:
        _visit(page, filled, address)
        found += problems(page)
    assert not found, "\n".join(found)


def _visit(page: Page, demo: Demo, address: str) -> None:
    if address == "conversation":
        page.goto(f"{demo.address}/inbox/")
        page.get_by_test_id("queue-row").first.click()
        page.wait_for_selector("#thread [data-testid=message]")
    else:
        page.goto(f"{demo.address}{address}")


def test_axe_finds_nothing_on_the_question_of_an_official(
    filled: Demo, signed_in: Callable[..., Page]
) -> None:
    anouk, bram = signed_in("anouk", bypass_csp=True), signed_in("bram", bypass_csp=True)
    anouk.get_by_test_id("queue-row").filter(has_text="lantaarn").first.click()
    anouk.get_by_test_id("refer-open").click()
    anouk.get_by_test_id("refer-department").select_option(label="Openbare Ruimte & Groen")
    anouk.get_by_test_id("refer-question").fill("Wanneer is de lantaarn gemaakt?")
    found = problems(anouk)
    anouk.get_by_test_id("refer-send").click()
    bram.get_by_test_id("question-row").filter(has_text="lantaarn").first.click()
    bram.get_by_test_id("hand-back-open").click()
    found += problems(bram)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_before_signing_in(filled: Demo, window: Callable[..., Any]) -> None:
    page = window(bypass_csp=True).new_page()
    page.goto(filled.address)
    assert not problems(page)
    page.locator("[name=login]").fill("anouk")
    page.locator("[name=password]").fill("verkeerd-wachtwoord")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert not problems(page)


def test_axe_finds_nothing_in_the_citizens_window(filled: Demo, window: Callable[..., Any]) -> None:
    page = window(bypass_csp=True).new_page()
    found: list[str] = []
    for address in WINDOW_PAGES:
        if address == "thread":
            page.goto(f"{filled.simulator.url}/x.com")
            page.get_by_test_id("post").first.locator("time").click()
        else:
            page.goto(f"{filled.simulator.url}{address}")
        found += problems(page)
    assert not found, "\n".join(found)


def test_page_of_the_inbox_breaks_no_policy(filled: Demo, signed_in: Callable[..., Page]) -> None:
    """The strict content security policy is in force here; a breach is told to the console."""
    page = signed_in("anouk")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    _visit(page, filled, "conversation")
    page.reload()
    page.wait_for_selector("#thread [data-testid=message]")
    assert not [line for line in said if "Content Security Policy" in line]
