"""Keys of one stroke: 1, 2 and 3 choose a proposed department, for the conversation that is open
and for no other."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

STREETS = itertools.count(1)


@pytest.fixture(scope="module")
def learned(demo: Demo) -> None:
    """A version that knows four departments: before there is one nothing is proposed."""
    demo.shell(
        "from routing.models import Trained; from tests.routing import school; "
        "Trained.objects.exists() or school.version(1, school.learned(), active=True)"
    )


@pytest.fixture
def streets(demo: Demo, learned: None) -> list[str]:
    """Two citizens asked something, each in a street of their own."""
    citizens, names = Citizens(demo.simulator), [f"Toetspad {next(STREETS)}" for _number in "ab"]
    for name in names:
        citizens.post("x", f"@GemVoorbeeld de lantaarn en de stoep bij {name}, wie doet dat?")
    return names


def row(page: Page, street: str) -> Locator:
    return page.get_by_test_id("queue-row").filter(has_text=street)


def choice(page: Page, key: str) -> Locator:
    return page.locator(f'[data-choice="{key}"]')


def open_one(page: Page, street: str) -> None:
    row(page, street).click()
    expect(page.locator("#thread")).to_contain_text(street)
    expect(choice(page, "3")).to_be_visible()


@pytest.mark.parametrize("key", ["1", "2", "3"])
def test_key_chooses_the_proposed_department(anouk: Page, streets: list[str], key: str) -> None:
    open_one(anouk, streets[0])
    wanted = choice(anouk, key).locator(".choice__name").inner_text().splitlines()[0]
    anouk.locator("#conversation-title").focus()
    anouk.keyboard.press(key)
    expect(anouk.get_by_test_id("why")).to_contain_text("Anouk")
    expect(anouk.get_by_test_id("department")).to_contain_text(wanted)


def test_key_on_another_row_chooses_nothing_for_the_open_one(
    anouk: Page, streets: list[str]
) -> None:
    expect(row(anouk, streets[1])).to_be_visible()  # before somebody is in the queue
    open_one(anouk, streets[0])
    sent: list[str] = []
    anouk.on("request", lambda request: sent.append(request.url))
    row(anouk, streets[1]).focus()
    anouk.keyboard.press("2")
    anouk.wait_for_timeout(500)
    assert not [address for address in sent if "/sort/" in address]
    row(anouk, streets[0]).focus()
    anouk.keyboard.press("2")  # on its own row it does
    expect(anouk.get_by_test_id("why")).to_contain_text("Anouk")


def test_key_that_is_held_down_chooses_once(anouk: Page, streets: list[str]) -> None:
    open_one(anouk, streets[0])
    sent: list[str] = []
    anouk.on("request", lambda request: sent.append(request.url))
    anouk.locator("#conversation-title").focus()
    for _repeat in range(5):
        anouk.keyboard.down("2")
    anouk.keyboard.up("2")
    expect(anouk.get_by_test_id("why")).to_contain_text("Anouk")
    anouk.wait_for_timeout(500)
    assert len([address for address in sent if "/sort/" in address]) == 1


def test_j_and_enter_open_the_next_one_and_then_the_key_is_for_that(
    anouk: Page, streets: list[str]
) -> None:
    expect(row(anouk, streets[1])).to_be_visible()
    open_one(anouk, streets[0])
    row(anouk, streets[1]).focus()
    anouk.keyboard.press("Enter")
    expect(anouk.locator("#thread")).to_contain_text(streets[1])
    expect(choice(anouk, "1")).to_be_visible()
    anouk.keyboard.press("1")
    expect(anouk.get_by_test_id("why")).to_contain_text("Anouk")


def test_who_answered_before_is_looked_up_when_the_tab_opens(
    anouk: Page, streets: list[str]
) -> None:
    open_one(anouk, streets[0])
    expect(anouk.get_by_test_id("before-open")).to_have_count(1)
    anouk.locator("#mode-reply").focus()
    anouk.keyboard.press("ArrowRight")
    anouk.keyboard.press("ArrowRight")
    expect(anouk.get_by_test_id("before-open")).to_have_count(0)
    expect(anouk.locator("#before-title")).to_be_visible()
    expect(anouk.locator("#mode-refer")).to_be_focused()
