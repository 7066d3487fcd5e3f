"""Journeys beyond question and answer: in private, within a time, by hand, and taken back.

Each in a real browser against a running demo; what stands on the platforms is read there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.citizens import Citizens, someone
from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def citizens(demo: Demo) -> Citizens:
    return Citizens(demo.simulator)


def opened(page: Page, words: str) -> Locator:
    """Her screen with the conversation that has these words, once it came in."""
    page.get_by_test_id("queue-row").filter(has_text=words).click()
    expect(page.locator("#thread")).to_contain_text(words)
    return page.locator("#conversation")


def answer(screen: Locator, words: str) -> None:
    """Write and send; until it stands on the platform."""
    screen.get_by_test_id("compose-text").fill(words)
    screen.get_by_test_id("compose-send").click()
    stands(screen, words)


def stands(screen: Locator, words: str) -> None:
    ours = screen.get_by_test_id("message").filter(has_text=words)
    expect(ours.get_by_test_id("sending-state")).to_have_attribute("data-state", "sent")


# Messenger, within its time and beyond ------------------------------------------------------------


def test_messenger_question_is_answered_while_the_clock_runs(
    citizens: Citizens, anouk: Page
) -> None:
    with citizens.hours_ago(21):
        citizens.message("facebook", "Kan ik zaterdag naar de milieustraat?")
    screen = opened(anouk, "zaterdag naar de milieustraat")
    expect(screen.locator(".register")).to_contain_text("Privé")
    expect(screen.get_by_test_id("window")).to_contain_text("nog 2 uur")
    expect(screen.locator("#audience")).to_contain_text("binnen 24 uur")
    expect(screen.get_by_test_id("compose-send")).to_have_accessible_name("Verstuur privé")
    answer(screen, "Ja, van 9 tot 17 uur.")
    placed = citizens.were_told("Ja, van 9 tot 17 uur.")
    assert placed["kind"] == "dm"
    assert not placed["tag"]


def test_messenger_question_of_yesterday_says_why_it_is_too_late(
    citizens: Citizens, anouk: Page
) -> None:
    citizen = someone()
    with citizens.hours_ago(30):
        citizens.message("facebook", "Ligt mijn paspoort al klaar, denkt u?", author=citizen)
    screen = opened(anouk, "paspoort al klaar")
    closed = screen.get_by_test_id("closed-way")
    expect(closed).to_contain_text("binnen 24 uur")
    expect(closed).to_contain_text("Zodra de inwoner")
    expect(screen.get_by_test_id("compose-text")).to_have_count(0)
    citizens.message("facebook", "Hallo, bent u daar nog?", author=citizen)
    expect(screen.locator("#thread")).to_contain_text("bent u daar nog")
    answer(screen, "Ja, het ligt klaar.")  # without loading the page again


@pytest.fixture
def human_agent(demo: Demo, signed_in: Callable[..., Page]) -> Iterator[None]:
    """Meta grants the app a week, and Fatma says so on the page of the channel."""
    demo.simulator.control("POST", "settings", {"human_agent": True})
    fatma = signed_in("fatma")
    _set_human_agent(demo, fatma, True)
    yield
    _set_human_agent(demo, fatma, False)
    demo.simulator.control("POST", "settings", {"human_agent": False})


def _set_human_agent(demo: Demo, fatma: Page, granted: bool) -> None:
    fatma.goto(f"{demo.address}/kanalen/")
    fatma.locator("main").get_by_role("link", name="Facebook · Gemeente Voorbeeld").first.click()
    fatma.get_by_label("Human Agent").set_checked(granted)
    fatma.get_by_test_id("channel-save").click()
    expect(fatma.locator("#messages")).to_contain_text("Opgeslagen")
    expect(fatma.get_by_label("Human Agent")).to_be_checked(checked=granted)


def test_colleague_has_a_week_where_meta_granted_that(
    citizens: Citizens, human_agent: None, anouk: Page
) -> None:
    with citizens.hours_ago(30):
        citizens.message("facebook", "Mag de kerstboom al buiten staan?")
    with citizens.hours_ago(24 * 7 + 1):
        citizens.message("facebook", "En de oliebollenkraam, komt die?")
    screen = opened(anouk, "kerstboom al buiten")
    expect(screen.get_by_test_id("window")).to_contain_text("nog 5 dagen")
    expect(screen.locator("#audience")).to_contain_text("binnen 7 dagen")
    answer(screen, "Vanaf 6 december mag dat.")
    assert citizens.were_told("Vanaf 6 december mag dat.")["tag"] == "HUMAN_AGENT"

    expect(opened(anouk, "oliebollenkraam").get_by_test_id("closed-way")).to_contain_text("7 dagen")


# A story -----------------------------------------------------------------------------------------


def test_answer_to_our_story_shows_the_story_and_is_answered_in_private(
    citizens: Citizens, anouk: Page
) -> None:
    story = citizens.our_story("Zaterdag is er markt op het plein")
    citizens.message("instagram", "Tot hoe laat duurt die markt?", story=story)
    screen = opened(anouk, "Tot hoe laat duurt die markt?")
    expect(screen.get_by_test_id("form")).to_contain_text("ons verhaal")
    picture = screen.get_by_test_id("attachment").locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    answer(screen, "Tot 16 uur. Tot zaterdag!")
    assert citizens.were_told("Tot 16 uur. Tot zaterdag!")["kind"] == "dm"


# A private answer to a public comment ------------------------------------------------------------


def test_comment_is_answered_in_private_once(citizens: Citizens, anouk: Page) -> None:
    comment = citizens.post(
        "facebook", "Waarom kreeg ik een boete? Kenteken AB-123-C", citizens.our_post("facebook")
    )
    screen = opened(anouk, "Kenteken AB-123-C")
    expect(screen.get_by_test_id("compose-send")).to_have_accessible_name("Plaats op Facebook")
    screen.locator("label[for=way-private_reply]").click()
    expect(screen.get_by_test_id("compose-send")).to_have_accessible_name("Verstuur privé")
    answer(screen, "Wij zoeken het uit en bellen u.")
    placed = citizens.were_told("Wij zoeken het uit en bellen u.")
    assert (placed["kind"], placed["parent_id"]) == ("private_reply", comment)

    ours = screen.get_by_test_id("message").filter(has_text="bellen u")
    expect(ours).to_contain_text("privé")
    expect(screen.get_by_test_id("way-private_reply")).to_have_count(0)
    expect(screen.get_by_test_id("refused-private_reply")).to_contain_text("is al gegeven")
    answer(screen, "We hebben u een privébericht gestuurd.")
    assert citizens.were_told("We hebben u een privébericht gestuurd.")["kind"] == "reply"


# What X takes from a person only -----------------------------------------------------------------


def test_answer_that_x_takes_from_a_person_only_is_placed_by_hand(
    demo: Demo, citizens: Citizens, anouk: Page
) -> None:
    citizens.post("x", "Dat werd tijd, wanneer is het klaar?", citizens.our_post("x"))
    words = "In maart is het klaar. ^AW"
    screen = opened(anouk, "Dat werd tijd")
    expect(screen.get_by_test_id("closed-way")).to_contain_text("aan wie ons noemt")
    screen.get_by_test_id("compose-text").fill(words)
    # One click: it is kept here, and X's own composer opens with the text in it.
    with anouk.context.expect_page() as window:
        screen.get_by_test_id("compose-by-hand").click()
    state = screen.get_by_test_id("message").filter(has_text=words).get_by_test_id("sending-state")
    expect(state).to_have_attribute("data-state", "by_hand")

    expect(screen.get_by_test_id("open-composer")).to_be_visible()
    x = window.value
    expect(x.get_by_test_id("compose")).to_have_value(words)
    x.get_by_test_id("compose-send").click()
    expect(x.get_by_test_id("placed")).to_be_visible()

    # Nobody says so here: it is recognised.
    expect(state).to_have_attribute("data-state", "sent")
    assert citizens.were_told(words)["via"] == "app"


# Changed and taken back --------------------------------------------------------------------------


def test_tweet_that_was_changed_says_so(citizens: Citizens, anouk: Page) -> None:
    tweet = citizens.post("x", "@GemVoorbeeld de bakken op het Marktplein zijn vol")
    screen = opened(anouk, "Marktplein zijn vol")
    citizens.changes("x", tweet, "@GemVoorbeeld de bakken op het Marktplein zijn overvol")
    expect(screen.locator("#thread")).to_contain_text("Marktplein zijn overvol")
    expect(screen.get_by_test_id("edited")).to_contain_text("gewijzigd")
    expect(screen.get_by_test_id("message")).to_have_count(1)


def test_tweet_that_was_deleted_leaves_no_words(citizens: Citizens, anouk: Page) -> None:
    tweet = citizens.post("x", "@GemVoorbeeld mijn geheime adres is Dwaalweg 1")
    screen = opened(anouk, "Dwaalweg 1")
    citizens.removes("x", tweet)
    expect(screen.get_by_test_id("gone")).to_contain_text("verwijderde")
    expect(anouk.locator("main")).not_to_contain_text("Dwaalweg")
    anouk.reload()
    expect(anouk.get_by_test_id("gone")).to_be_visible()
    assert "Dwaalweg" not in anouk.content()
