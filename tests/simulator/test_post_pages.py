"""The pages on which somebody plays the official, as the HTML a browser gets."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from connectors.simulator.testing import Simulator
from tests.simulator.postal import ANSWERS, GROEN, UNIQUE, WEBCARE, Post, letter, question
from tests.simulator.web import Response, Web

BOX = f"/post/{GROEN}/"
LETTER = f"{BOX}1/"


@pytest.fixture
def post(simulator: Simulator) -> Post:
    return Post(simulator)


@pytest.fixture
def web(simulator: Simulator) -> Web:
    return Web(simulator.url)


def hooks(page: Response, name: str) -> list[str]:
    """The ids of what has this test id, in order."""
    return re.findall(rf'data-testid="{name}" data-id="([^"]+)"', page.text)


# Reading -----------------------------------------------------------------------------------------


def test_first_page_leads_to_the_post(web: Web) -> None:
    assert 'href="/post/"' in web.get("/").text


def test_no_post_says_what_to_do(web: Web) -> None:
    assert "Er is nog geen post." in web.get("/post/").text


def test_mailboxes_with_the_newest_mail_first(post: Post, web: Web) -> None:
    post.send(letter())
    post.send(letter(Subject="Over afval"), "afval@gemeente-voorbeeld.example")
    page = web.get("/post/")
    assert hooks(page, "mailbox") == ["afval@gemeente-voorbeeld.example", GROEN]
    assert "Over afval" in page.text


def test_letters_with_the_newest_first(post: Post, web: Web) -> None:
    post.send(letter(Subject="een"))
    post.send(letter(Subject="twee"))
    assert hooks(web.get(BOX), "letter") == ["2", "1"]


def test_list_can_be_asked_for_alone(post: Post, web: Web) -> None:
    post.send(letter())
    fragment = web.get(BOX, fragment="1")
    assert hooks(fragment, "letter") == ["1"]
    assert "<html" not in fragment.text


def test_opened_letter_is_not_new_and_still_unseen_for_imap(post: Post, web: Web) -> None:
    post.send(letter())
    assert ">nieuw<" in web.get(BOX).text
    web.get(LETTER)
    assert ">nieuw<" not in web.get(BOX).text
    assert post.brief()[0]["flags"] == []


def test_letter_as_a_mail_program_shows_it(post: Post, web: Web) -> None:
    post.send(question())
    page = web.get(LETTER).text
    assert f"{WEBCARE}</span>" in page
    assert f'data-testid="answer-to">{UNIQUE}<' in page
    assert "vrijdag 20 november 2026 14:03" in page
    sheet = re.search(r'<iframe sandbox="([^"]*)" srcdoc="([^"]*)"', page)
    assert sheet
    assert "allow-scripts" not in sheet.group(1)
    assert "allow-same-origin" not in sheet.group(1)
    assert "<b>berken</b>" in html.unescape(sheet.group(2))
    assert "Wanneer snoeit u de berken in de Lindelaan?" in page


def test_page_of_a_letter_runs_no_script(post: Post, web: Web) -> None:
    post.send(question())
    page = web.get(LETTER)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "<script" not in page.text


def test_what_a_letter_says_is_escaped(post: Post, web: Web) -> None:
    wrong = '"><script>alert(1)</script>'
    evil = letter(f"{wrong}\n", Subject=wrong)
    evil.add_alternative(wrong, "html")
    evil.add_attachment(b"x", maintype="text", subtype="html", filename='"><b>.html')
    post.send(evil)
    for page in (web.get("/post/"), web.get(BOX), web.get(LETTER)):
        assert "<script>alert" not in page.text
        assert "><b>.html" not in page.text


def test_links_in_the_text_open_beside_the_page(post: Post, web: Web) -> None:
    post.send(letter("Zie https://gemeente-voorbeeld.example/vraag/abc\n"))
    page = web.get(LETTER).text
    assert 'href="https://gemeente-voorbeeld.example/vraag/abc" rel="noopener' in page


def test_attachment_is_downloaded_never_shown(post: Post, web: Web) -> None:
    mail = letter()
    evil = b"<script>alert(1)</script>"
    mail.add_attachment(evil, maintype="text", subtype="html", filename="foto’s.html")
    post.send(mail)
    answer = web.get(f"{LETTER}bijlage/1")
    assert answer.content == evil
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''foto")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_whole_letter_can_be_kept(post: Post, web: Web) -> None:
    post.send(letter())
    answer = web.get(f"{LETTER}bron")
    assert answer.content.startswith(b"Return-Path: ")
    assert "attachment; filename*" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    "path",
    [
        "/post/niemand@voorbeeld.example/",
        f"{BOX}7/",
        f"{BOX}7/bron",
        f"{LETTER}bijlage/0",
        f"{LETTER}bijlage/1",
        f"/post/{ANSWERS}/1/",
    ],
)
def test_what_is_not_there(post: Post, web: Web, path: str) -> None:
    post.send(letter())
    page = web.get(path)
    assert page.status_code == 404
    assert "is er niet, of niet meer" in page.text


@pytest.mark.parametrize(
    "raw", [b"", b"geen kop\r\n", b"Content-Type: multipart/x\r\n\r\n\xff\r\n"]
)
def test_broken_letter_has_a_page(post: Post, web: Web, raw: bytes) -> None:
    post.send(raw)
    assert web.get(BOX).status_code == 200
    assert web.get(LETTER).status_code == 200


# In a browser ------------------------------------------------------------------------------------


@pytest.fixture
def page(browser: Browser, simulator: Simulator) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(base_url=simulator.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_official_answers_without_scripts(post: Post, page: Page) -> None:
    post.send(question())
    page.goto("/")
    page.get_by_test_id("post-link").click()
    page.get_by_role("link", name=GROEN).click()
    page.get_by_role("link", name="Vraag van een inwoner").click()
    framed = page.frame_locator("[data-testid=letter-html]")
    expect(framed.get_by_text("berken")).to_be_visible()
    page.get_by_label("Uw antwoord").fill("In week 49.")
    page.get_by_label("Gmail").check()
    page.get_by_role("button", name="Verstuur antwoord").click()
    expect(page.get_by_role("status")).to_have_text("Uw antwoord is verstuurd.")
    assert post.brief(ANSWERS)[-1]["from"] == GROEN


@pytest.mark.browser
def test_link_in_a_letter_opens_a_page_of_its_own(post: Post, page: Page) -> None:
    mail = letter("Dag\n")
    mail.add_alternative(f'<a href="{post.simulator.url}/healthz">Beantwoord</a>', "html")
    post.send(mail)
    page.goto(LETTER)
    with page.context.expect_page() as opened:
        page.frame_locator("[data-testid=letter-html]").get_by_text("Beantwoord").click()
    expect(opened.value.locator("body")).to_contain_text("true")


@pytest.mark.browser
def test_new_mail_appears_by_itself(post: Post, browser: Browser) -> None:
    context = browser.new_context(base_url=post.simulator.url)
    page = context.new_page()
    page.goto("/post/")
    post.send(letter())
    expect(page.get_by_test_id("mailbox")).to_contain_text(GROEN)
    expect(page.get_by_text("Er is nog geen post.")).to_be_hidden()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/post/", BOX, LETTER])
def test_page_fits_a_small_phone(post: Post, browser: Browser, path: str) -> None:
    post.send(question())
    context = browser.new_context(base_url=post.simulator.url)
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    context.close()
