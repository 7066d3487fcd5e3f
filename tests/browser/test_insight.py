"""From a number to the conversation behind it, the week as a mail, and a table as a file."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Demo
from tests.browser.fingers import Fingers
from tests.browser.looking import problems
from tests.browser.test_desk_journeys import newest_letter

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

# On Wednesday of last week seven people asked and six were answered; elsewhere four, and all of
# them. They are closed, so that they are in nobody's queue and no clock runs; by its number the
# simulator knows what is invented, and does not tell that it is gone.
WEDNESDAY = """
from datetime import datetime, time, timedelta
from time import sleep
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone
from connectors.models import Account
from inbox.models import Conversation, Message
from inbox.workflow import Status
from tests.webcare.warnings.town import crowd
from webcare.figures import keeping
from webcare.figures.models import Case
from webcare.figures.periods import HERE, week_of
wednesday = week_of(timezone.localdate()).previous.first + timedelta(days=2)
noon = datetime.combine(wednesday, time(12), HERE)
for account, people, unheard in zip(Account.objects.order_by("pk")[:2], (7, 4), (1, 0)):
    asked = crowd(account, people, "Wanneer gaat de Esdoornlaan open?", until=noon)
    for number, one in enumerate(asked[unheard:], 1):
        at = one.created_at + timedelta(minutes=25 * number)
        Message.objects.create(
            account=account, conversation=one, incoming=False, external_id=f"a{one.thread_id}",
            thread_id=one.thread_id, text="Vrijdag.", created_at=at, observed_at=at,
        )
    Conversation.objects.filter(pk__in=[one.pk for one in asked]).update(status=Status.CLOSED)
    invented = Concat(Value("geschiedenis-"), F("external_id"))
    Message.objects.filter(conversation__in=asked).update(external_id=invented)
while Case.objects.filter(asked_at__date=wednesday, answers__gt=0).count() < 10:
    sleep(0.1) if not keeping.keep_up() else None
print(wednesday)
"""
FORGOTTEN = """
from inbox.models import Author, Conversation
from webcare.figures.models import Case
Author.objects.filter(handle__startswith="mens_").delete()
Case.objects.exclude(conversation__in=Conversation.objects.values("pk")).delete()
"""
PERIOD = "/cijfers/periode/?period="
LENA = "lena@gemeente-voorbeeld.example"
HEADLINE = "[data-testid=headline] .headline__number a"
TOLD = ("received", "first_within", "whole_within", "first_median")  # by the mail, and the headline


@pytest.fixture(scope="module")
def wednesday(demo: Demo) -> Iterator[str]:
    """The day, such as 2026-11-18. Nothing of it stays for who comes next."""
    yield demo.shell(WEDNESDAY)
    demo.shell(FORGOTTEN)


@pytest.fixture
def lena(demo: Demo, wednesday: str, signed_in: Callable[..., Page]) -> Page:
    """Before her the figures of that day."""
    page = signed_in("lena")
    page.goto(f"{demo.address}{PERIOD}own&from={wednesday}&to={wednesday}")
    return page


def test_from_the_headline_by_keyboard_to_a_conversation_behind_it(lena: Page) -> None:
    fingers, figures = Fingers(lena), lena.url
    fingers.begin()
    fingers.to(HEADLINE)
    expect(lena.locator(HEADLINE)).to_have_text("90,9%")
    lena.keyboard.press("Enter")
    expect(lena.get_by_test_id("behind")).to_have_count(10)
    expect(lena.get_by_test_id("behind-number")).to_contain_text("10")

    fingers.begin()
    fingers.to("[data-testid=behind] a")
    lena.keyboard.press("Enter")
    expect(lena.get_by_test_id("message").first).to_contain_text("Esdoornlaan")
    expect(lena.locator("#thread")).to_contain_text("Vrijdag.")

    lena.goto(figures)
    fingers.begin()
    fingers.to("[data-testid=unanswered]")
    lena.keyboard.press("Enter")
    expect(lena.get_by_test_id("behind")).to_have_count(1)


def test_the_weekly_mail_says_what_the_screen_says(
    demo: Demo, lena: Page, window: Callable[..., BrowserContext]
) -> None:
    lena.goto(f"{demo.address}{PERIOD}last-week")
    share, numbers = lena.locator(HEADLINE).inner_text(), {}
    for name in TOLD:
        measure = lena.get_by_test_id(f"measure-{name}")
        label = measure.get_by_role("heading").inner_text()
        numbers[label] = measure.locator(".measure__number").inner_text()

    lena.goto(f"{demo.address}/rapporten/weekbericht/")
    lena.get_by_test_id("send-me").click()
    expect(lena.locator("main, [role=status]").filter(has_text=LENA).first).to_be_visible()
    reading = window(bypass_csp=True).new_page()
    newest_letter(reading, demo, LENA, share)

    html = reading.frame_locator("[data-testid=letter-html]")
    expect(html.get_by_role("heading", level=1)).to_contain_text(share)
    text = reading.get_by_test_id("letter-text").inner_text()
    for label, number in numbers.items():
        head = html.get_by_role("rowheader", name=label, exact=True)
        row = html.get_by_role("row").filter(has=head)
        expect(row.get_by_role("cell").first).to_have_text(number)
        assert f"{label}: {number} (" in text
    picture = html.get_by_role("img")
    expect(picture).to_have_attribute("alt", re.compile("wo "))
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 1200
    assert not problems(reading)
    lena.goto(f"{demo.address}/rapporten/weekbericht/voorbeeld/")
    expect(lena.get_by_role("heading", level=1)).to_contain_text(share)


def test_a_file_says_what_the_table_on_the_screen_says(lena: Page, tmp_path: Path) -> None:
    told = [
        row.locator("th, td").all_inner_texts() for row in lena.get_by_test_id("told-channel").all()
    ]
    lena.get_by_test_id("take-along").first.get_by_role("link").last.click()
    lena.wait_for_url("**/rapporten/?*")  # loaded to its end, so that no row is missing
    table = lena.get_by_test_id("made")
    heads = table.locator("thead th").all_inner_texts()
    rows = [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]
    assert sorted(row[:2] for row in rows[:-1]) == sorted(row[:2] for row in told)
    assert [row[1] for row in told] == ["7", "4"]

    with lena.expect_download() as taken:
        lena.get_by_test_id("as-csv").click()
    taken.value.save_as(tmp_path / "made.csv")
    with (tmp_path / "made.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *lines = csv.reader(file, delimiter=";")
    assert [each.partition(" (")[0] for each in head] == [each.partition(" (")[0] for each in heads]
    assert lines == [[first, *map(in_csv, cells)] for first, *cells in rows]

    with lena.expect_download() as taken:
        lena.get_by_test_id("as-xlsx").click()
    taken.value.save_as(tmp_path / "made.xlsx")
    _head, *found = openpyxl.load_workbook(tmp_path / "made.xlsx").worksheets[0].iter_rows()
    seen = [[first, *map(number_of, cells)] for first, *cells in rows]
    assert [[shown(cell) for cell in row] for row in found] == seen


def number_of(words: str) -> float | None:
    """What a cell on the screen says: "90,9%" is 90.9, "1 u 15 min" is 75, "–" is no number."""
    time = re.fullmatch(r"(?:(\d+) u)? ?(?:(\d+) min)?", words)
    if time and words:
        return 60 * int(time[1] or 0) + int(time[2] or 0)
    return None if words == "–" else float(words.rstrip("%").replace(",", "."))


def in_csv(words: str) -> str:
    number = number_of(words)
    if number is None:
        return ""
    return f"{number:.1f}".replace(".", ",") if words.endswith("%") else f"{number:.0f}"


def shown(cell: openpyxl.cell.Cell) -> object:
    """Rounded as a spreadsheet shows it; a share is one there."""
    if cell.number_format.endswith("%"):
        return round(100 * cell.value, 1)
    return round(cell.value) if isinstance(cell.value, float) else cell.value
