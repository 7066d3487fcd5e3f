"""A table on the screen and as a file: the same numbers, for who leads."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connectors.models import Account
from inbox.models import Conversation
from routing.models import Department
from tests.factories import DepartmentFactory, person
from tests.inbox.promised import at
from tests.webcare.figures.making import answered, case
from tests.webcare.reports.standing import stands_out
from tests.webcare.warnings.town import write
from webcare.figures.measures import MEASURES, Unit
from webcare.models import Team, User
from webcare.reports.figures import CORE, SETS
from webcare.reports.models import Taken
from webcare.reports.rows import ROWS
from webcare.reports.spreadsheets import FORMATS
from webcare.reports.wishes import Wish

pytestmark = pytest.mark.django_db

PAGE = "/rapporten/"


@pytest.fixture
def lead(client: Client, lena: User) -> Client:
    client.force_login(lena)
    return client


@pytest.fixture(autouse=True)
def _a_week_later() -> Any:
    """The week of ``at`` is the last one."""
    with time_machine.travel(at("wo 10:00") + timedelta(weeks=1)):
        yield


@pytest.fixture
def town(openbare_ruimte: Department) -> None:
    other = DepartmentFactory(slug="burgerzaken", name="Burgerzaken")
    for minutes in (5, 10, 15, 20, 25, 30):
        answered(minutes, department=openbare_ruimte)
    for _each in range(2):
        case(department=openbare_ruimte)
    for _each in range(7):
        answered(60, department=other)
    case()


def cells(page: str) -> list[list[str]]:
    """The table as it stands on the screen."""
    [table] = re.findall(r'<table data-testid="made">(.*?)</table>', page, re.DOTALL)
    rows = re.findall(r"<tr.*?>(.*?)</tr>", table, re.DOTALL)
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in found]


def csv_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def by_name(rows: list[list[Any]]) -> dict[str, list[Any]]:
    return {row[0]: row[1:] for row in rows[1:]}


def test_the_screen_and_both_files_say_the_same(lead: Client, town: None) -> None:
    screen = by_name(cells(lead.get(f"{PAGE}?period=week").content.decode()))
    flat = by_name(csv_of(lead.get(f"{PAGE}?period=week&as=csv")))
    book = openpyxl.load_workbook(BytesIO(lead.get(f"{PAGE}?period=week&as=xlsx").content))
    sheet = by_name([[cell.value for cell in row] for row in book.worksheets[0].iter_rows()])
    assert list(screen) == list(flat) == list(sheet)
    assert len(screen) == 4  # two departments, none, and all together
    for name, row in screen.items():
        for column, *said in zip(CORE, row, flat[name], sheet[name], strict=True):
            assert says_the_same(MEASURES[column].unit, *said)


def says_the_same(unit: Unit, screen: str, plain: str, value: float | None) -> bool:
    if value is None:
        return (screen, plain) == ("–", "")
    if unit is Unit.QUESTIONS:
        return screen == plain == str(value)
    if unit is Unit.SHARE:
        shares = (float(said.rstrip("%").replace(",", ".")) for said in (screen, plain))
        return all(share == pytest.approx(100 * value, abs=0.05) for share in shares)
    return float(plain) == value


def test_a_median_and_a_share_by_hand(lead: Client, town: None) -> None:
    flat = csv_of(lead.get(f"{PAGE}?period=week&as=csv"))
    row = dict(zip(CORE, by_name(flat)["Openbare Ruimte & Groen"], strict=True))
    assert (row["received"], row["answered"], row["waiting"]) == ("8", "6", "2")
    assert (row["answered_share"], row["first_median"]) == ("75,0", "15")


def test_for_outside_small_numbers_and_what_gives_them_away_are_left_out(
    lead: Client, town: None
) -> None:
    flat = by_name(csv_of(lead.get(f"{PAGE}?period=week&audience=outside&as=csv")))
    row = dict(zip(CORE, flat["Openbare Ruimte & Groen"], strict=True))
    assert (row["waiting"], row["answered_share"]) == ("x", "x")
    assert "x" in {row["received"], row["answered"]}  # eight without six are two
    page = lead.get(f"{PAGE}?period=week&audience=outside").content.decode()
    assert 'data-testid="hides"' in page


def test_an_audience_that_nobody_knows_is_outside(lead: Client, town: None) -> None:
    flat = csv_of(lead.get(f"{PAGE}?period=week&audience=press&as=csv"))
    assert any("x" in row for row in flat)


def test_what_was_taken_along_stands_there_with_who_took_it(
    lead: Client, lena: User, town: None
) -> None:
    lead.get(f"{PAGE}?period=week")
    assert not Taken.objects.exists()
    lead.get(f"{PAGE}?period=week&audience=outside&as=xlsx")
    [kept] = Taken.objects.all()
    assert (kept.by, kept.format, kept.audience) == (lena, "xlsx", "outside")
    page = lead.get(PAGE).content.decode()
    assert 'data-testid="taken"' in page


def test_no_row_is_ever_a_person(lead: Client, town: None) -> None:
    assert "person" not in ROWS
    asked = csv_of(lead.get(f"{PAGE}?by=person&period=week&as=csv"))
    assert asked == csv_of(lead.get(f"{PAGE}?by=department&period=week&as=csv"))


@pytest.mark.parametrize("by", ROWS)
@pytest.mark.parametrize("columns", SETS)
def test_every_table_opens_in_few_queries(lead: Client, town: None, by: str, columns: str) -> None:
    lead.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = lead.get(f"{PAGE}?by={by}&columns={columns}&period=month&audience=outside")
    assert answer.status_code == 200
    assert len(asked) <= 12


@pytest.mark.parametrize("source", ["hops", "elsewhere", "topics"])
@pytest.mark.parametrize("kind", ["", *FORMATS])
def test_tables_of_other_pages_come_along(
    lead: Client, conversation: Conversation, source: str, kind: str
) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = lead.get(f"{PAGE}?source={source}&as={kind}")
    assert answer.status_code == 200
    assert len(asked) <= 12


def test_a_word_that_may_be_a_name_stays_in_the_team(lead: Client, account: Account) -> None:
    now = timezone.now()
    told = [(now, "Weer een stroomstoring, zegt Jansen")] * 3
    stands_out(now, [one.pk for one in write(account, told)], "jansen", "stroomstoring")
    said = {
        audience: lead.get(f"{PAGE}?source=topics&as=csv&audience={audience}").content.decode()
        for audience in ("team", "outside")
    }
    assert all("stroomstoring" in one for one in said.values())
    assert ("jansen" in said["team"], "jansen" in said["outside"]) == (True, False)


@pytest.mark.parametrize(
    "asked",
    [
        "source=people",
        "period=own&first=x&last=y",
        "period=own&first=2026-02-01&last=2026-01-01",
        "period=own&first=0001-01-01&last=9999-12-31",
        "by=%00&department=%00&channel=99999999999999999999",
    ],
)
def test_an_odd_wish_breaks_nothing(lead: Client, asked: str) -> None:
    assert lead.get(f"{PAGE}?{asked}").status_code in {200, 404}


def test_who_does_not_lead_takes_nothing_along(client: Client, anouk: User) -> None:
    client.force_login(anouk)
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}?as=csv").status_code == 404


def in_teams(people: dict[str, int]) -> None:
    """So many of each, who all answered."""
    for name, number in people.items():
        row = Team.objects.create(name=name)
        for each in range(number):
            one = person(f"{name}{each}", name, str(each), "Agent")
            User.objects.filter(pk=one.pk).update(team=row)
            answered(5, by=one)


def test_a_team_of_one_does_not_follow_from_the_others(lead: Client) -> None:
    """By department stands how many there were in all."""
    in_teams({"Dag": 3, "Avond": 4, "Nacht": 1})
    rows = csv_of(lead.get(f"{PAGE}?by=team&period=week&as=csv"))
    assert [row[0] for row in rows[1:]] == ["Avond"]


def test_small_teams_and_no_team_are_one_row(lead: Client) -> None:
    in_teams({"Dag": 3, "Nacht": 2, "Ochtend": 1})
    rows = csv_of(lead.get(f"{PAGE}?by=team&period=week&as=csv"))
    assert [row[:2] for row in rows[1:]] == [["Dag", "3"], ["Geen team, of een klein team", "3"]]


@pytest.mark.parametrize(
    "narrowed", ["department=gone", "department=999999", "channel=999999", "channel=x", "kind=x"]
)
def test_what_is_not_there_is_no_table_of_everything(
    lead: Client, town: None, narrowed: str
) -> None:
    assert lead.get(f"{PAGE}?period=week&{narrowed}").status_code == 404


def test_the_period_page_offers_the_very_table_it_shows(lead: Client, town: None) -> None:
    page = lead.get("/cijfers/periode/?period=last-week").content.decode()
    [link] = re.findall(r'href="([^"]*by=department[^"]*as=csv)"', page)
    rows = by_name(csv_of(lead.get(unescape(link))))
    assert rows["Openbare Ruimte & Groen"][0] == "8"


def test_days_far_away_are_the_usual_period() -> None:
    far = Wish(period="own", first="9999-12-31", last="9999-12-31")
    assert far.period_on(date(2026, 11, 18)) == Wish().period_on(date(2026, 11, 18))
