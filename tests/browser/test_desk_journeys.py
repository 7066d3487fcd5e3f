"""Departments answer: by replying to the mail, by its link without an account; and the end of
being sent from one desk to the next.

Real mail: out over SMTP, read and answered on the pages of the post, fetched over IMAP.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE, Demo
from tests.browser.test_birch import ask

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

GREEN, WASTE = "Openbare Ruimte & Groen", "Afval & Reiniging"
STREETS = itertools.count(1)
MAIL_WAIT = 2 * PATIENCE  # the mailbox is looked at every few seconds


@pytest.fixture
def street() -> str:
    return f"Wilgenpad {next(STREETS)}"


@pytest.fixture
def asked(
    demo: Demo, window: Callable[..., BrowserContext], signed_in: Callable[..., Page], street: str
) -> tuple[Page, Page]:
    """Noor asked about the birches in her street, and Anouk has it before her."""
    noor, anouk = window(viewport={"width": 390, "height": 844}).new_page(), signed_in("anouk")
    ask(noor, demo, "x", f"De berken bij {street} geven zoveel hooikoorts, kunnen die weg?")
    anouk.get_by_test_id("queue-row").filter(has_text=street).click()
    return noor, anouk


def forward(agent: Page, department: str, question: str) -> None:
    agent.get_by_test_id("refer-open").click()
    agent.get_by_test_id("refer-department").select_option(label=department)
    agent.get_by_test_id("refer-question").fill(question)
    agent.get_by_test_id("refer-send").click()


def newest_letter(page: Page, demo: Demo, mailbox: str, about: str) -> None:
    """Opens the letter about this, once it is there."""
    page.goto(f"{demo.simulator.url}/post/")
    box = page.get_by_test_id("mailbox").filter(has_text=mailbox)
    expect(box).to_be_visible(timeout=MAIL_WAIT)
    box.get_by_role("link").click()
    letter = page.get_by_test_id("letter").filter(has_text=about).first
    expect(letter).to_be_visible(timeout=MAIL_WAIT)
    letter.get_by_role("link").first.click()


def place(agent: Page, noor: Page, answer: str) -> None:
    """The proposal stands ready; she places it, and it stands under the citizen's words."""
    expect(agent.get_by_test_id("proposal")).to_contain_text(answer, timeout=MAIL_WAIT)
    expect(agent.get_by_test_id("compose-text")).to_have_value(answer)
    agent.get_by_test_id("compose-send").click()
    expect(agent.get_by_test_id("sending-state")).to_have_attribute("data-state", "sent")
    expect(noor.get_by_test_id("municipality-answer")).to_contain_text(answer)


def test_official_answers_by_replying_to_the_mail(
    demo: Demo, window: Callable[..., BrowserContext], asked: tuple[Page, Page], street: str
) -> None:
    noor, anouk = asked
    answer = f"De bomen aan {street} snoeien we in week 48."
    forward(anouk, GREEN, f"Wanneer snoeien we aan {street}?")
    bram = window().new_page()
    newest_letter(bram, demo, "openbare-ruimte", street)
    expect(bram.get_by_test_id("letter-text")).to_contain_text(street)
    bram.get_by_test_id("reply").fill(answer)
    bram.get_by_test_id("reply-send").click()
    place(anouk, noor, answer)


def test_official_answers_by_the_link_without_an_account(
    demo: Demo, window: Callable[..., BrowserContext], asked: tuple[Page, Page], street: str
) -> None:
    noor, anouk = asked
    answer = f"Aan {street} snoeien we na de winter."
    forward(anouk, GREEN, f"Wanneer snoeien we aan {street}?")
    context = window()
    bram = context.new_page()
    newest_letter(bram, demo, "openbare-ruimte", street)
    link = bram.frame_locator("[data-testid=letter-html]").locator("a[href*='/vraag/']").first
    bram.goto(str(link.get_attribute("href")))
    expect(bram.locator("main")).to_contain_text("hooikoorts")
    expect(bram.locator("main")).not_to_contain_text("Noor")
    bram.get_by_test_id("link-answer").fill(answer)
    bram.get_by_test_id("link-name").fill("Bram Smit")
    bram.get_by_test_id("link-send").click()
    expect(bram.get_by_test_id("link-state")).to_contain_text("beantwoord")
    assert not [one for one in context.cookies() if demo.address in one.get("domain", "")]
    place(anouk, noor, answer)


def test_second_hand_back_reaches_the_team_lead_and_the_counter_shows_two(
    asked: tuple[Page, Page], signed_in: Callable[..., Page], street: str
) -> None:
    noor, anouk = asked
    answer = f"Volgende week ruimen we aan {street}."
    forward(anouk, GREEN, f"Wanneer ruimen we aan {street}?")
    bram, sanne = signed_in("bram"), signed_in("sanne")

    # It is not theirs, and they say whose it is. One button asks there.
    give_back(bram, street, "Dit gaat over afval.", WASTE)
    anouk.get_by_test_id("refer-onward").click()
    expect(anouk.get_by_test_id("refer-onward")).to_have_count(0)

    # Not theirs either: now the team lead has to look.
    give_back(bram, street, "Dit gaat over de markt.", "Economie")
    expect(anouk.get_by_test_id("for-the-lead")).to_be_visible()
    expect(anouk.get_by_test_id("refer-onward")).to_have_count(0)
    expect(anouk.get_by_test_id("path")).to_contain_text("2 keer teruggestuurd")
    lena = signed_in("lena")
    lena.get_by_test_id("for-lead").first.click()
    lena.get_by_test_id("queue-row").filter(has_text=street).click()
    lena.get_by_test_id("refer-onward").click()

    sanne.get_by_test_id("question-row").filter(has_text=street).click()
    sanne.get_by_test_id("question-answer").fill(answer)
    sanne.get_by_test_id("question-send").click()
    place(anouk, noor, answer)


def give_back(official: Page, street: str, reason: str, whose: str) -> None:
    official.get_by_role("link", name="Mijn vragen").first.click()
    official.get_by_test_id("question-row").filter(has_text=street).click()
    official.get_by_test_id("hand-back-open").click()
    official.get_by_test_id("hand-back-reason").fill(reason)
    official.get_by_test_id("hand-back-suggestion").select_option(label=whose)
    official.get_by_test_id("hand-back-send").click()
