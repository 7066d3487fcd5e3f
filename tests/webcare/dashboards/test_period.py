"""How it was: the period that is asked for, its numbers, and who may see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import NOON, AccountFactory, ConversationFactory, DepartmentFactory, person
from tests.inbox.browsing import load, page_of
from tests.inbox.promised import at
from tests.webcare.figures.making import answered, case
from webcare.charts import Lines
from webcare.dashboards import lately
from webcare.dashboards.asking import asked, known
from webcare.dashboards.charting import step_of
from webcare.dashboards.groups import BESIDE, GROUPS
from webcare.dashboards.overview import count, overview
from webcare.dashboards.writing import difference
from webcare.figures.measures import HEADLINE, MEASURES, Figure
from webcare.figures.models import Case
from webcare.figures.periods import Period, beginnings, month_of, year_of
from webcare.models import Team, User

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 18)  # a Wednesday
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def number(page: str, name: str) -> str:
    """As it stands on the page, of the measure of this name."""
    [found] = re.findall(rf'data-testid="measure-{name}">(.*?)</article>', page, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", found.split("measure__number")[1].split("</p>")[0]))[2:]


def headline(page: str) -> str:
    found: list[str] = re.findall(r'headline__number">(?:<a [^>]*>)?([^<]+)', page)
    return found[0]


def test_the_headline_is_the_share_that_got_an_answer(lead: Client) -> None:
    answered(10), answered(20), answered(30), case()
    page = page_of(lead, "/cijfers/periode/", period="week")
    assert headline(page) == "75%"
    assert number(page, "received") == "4"
    assert number(page, "waiting") == "1"
    assert number(page, "first_median") == "20 min"


def test_every_measure_stands_on_the_page_once(lead: Client) -> None:
    answered(10)
    page = page_of(lead, "/cijfers/periode/", period="week")
    shown = [*BESIDE, *(name for group in GROUPS for name in group.measures)]
    assert sorted([HEADLINE.name, *shown]) == sorted(MEASURES)
    for name in shown:
        assert page.count(f'data-testid="measure-{name}"') == 1
        assert str(MEASURES[name].sentence) in unescape(page)


def test_a_running_period_is_held_against_as_many_days() -> None:
    found = asked("month", month_of(TODAY), TODAY, {})
    assert found.is_running
    assert found.period == Period(date(2026, 11, 1), TODAY)
    assert found.previous == Period(date(2026, 10, 1), date(2026, 10, 18))
    assert found.year_before == Period(date(2025, 11, 1), date(2025, 11, 18))


def test_a_month_that_is_over_is_held_against_a_whole_month() -> None:
    found = asked("month", month_of(date(2026, 2, 9)), TODAY, {})
    assert not found.is_running
    assert found.previous == Period(date(2026, 1, 1), date(2026, 1, 31))


def test_the_last_day_of_a_period_is_not_over() -> None:
    assert asked("month", month_of(TODAY), date(2026, 11, 30), {}).is_running


def test_own_dates_may_end_after_today(lead: Client) -> None:
    answered(10)
    address = {"period": "own", "from": "2026-11-01", "to": "2026-11-30"}
    page = page_of(lead, "/cijfers/periode/", **address)
    assert "utrecht-form-field--invalid" not in page
    assert number(page, "received") == "1"


def test_nothing_is_called_better_while_a_period_lasts(lead: Client) -> None:
    """What was asked last had no time to be answered."""
    for _ in range(25):
        (
            answered(10, at("ma 10:00")),
            answered(30, at("ma 10:00", -1)),
            answered(60, at("ma 10:00", -2)),
        )
    running, over = (
        page_of(lead, "/cijfers/periode/", period=name) for name in ("week", "last-week")
    )
    assert "difference--better" not in running
    assert "difference--better" in over


def test_number_of_no_minutes_leads_to_its_questions(lead: Client) -> None:
    answered(0)
    page = page_of(lead, "/cijfers/periode/", period="week")
    assert "measure=first_median" in page


def test_a_year_has_one_year_before_it() -> None:
    found = asked("year", year_of(TODAY), TODAY, {})
    assert found.previous == Period(date(2025, 1, 1), date(2025, 11, 18))
    assert found.year_before is None


def test_own_dates_may_be_longer_than_a_year(lead: Client) -> None:
    answered(10, datetime(2026, 3, 2, 9, tzinfo=NOON.tzinfo))
    address = {"period": "own", "from": "2025-01-01", "to": "2026-11-18"}
    assert headline(page_of(lead, "/cijfers/periode/", **address)) == "100%"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        *(("", "2026-11-01"), ("2026-11-02", "2026-11-01"), ("2027-01-01", "2027-02-01")),
        *(("x", "y"), ("9999-12-31", "9999-12-31"), ("2020-01-01", "2026-11-01")),
    ],
)
def test_dates_that_are_no_period_are_refused_at_the_field(
    lead: Client, first: str, last: str
) -> None:
    answered(10)
    page = page_of(lead, "/cijfers/periode/", period="own", **{"from": first, "to": last})
    assert "utrecht-form-field--invalid" in page
    assert headline(page) == "100%"  # of the usual period


def test_filters_narrow_every_number(lead: Client) -> None:
    department, account = DepartmentFactory(), AccountFactory()
    answered(10, department=department, account=account, kind="klacht")
    case(account=account)
    for narrowed, share in (
        ({"department": department.pk}, "100%"),
        ({"department": "none"}, "0%"),
        ({"channel": account.pk}, "50%"),
        ({"kind": "klacht"}, "100%"),
        ({"kind": "none"}, "0%"),
    ):
        page = page_of(lead, "/cijfers/periode/", period="week", **narrowed)
        assert headline(page) == share, narrowed


def test_differences_are_said_in_words(lead: Client) -> None:
    for _ in range(30):
        answered(10, NOON - 7 * DAY), answered(10, NOON - 14 * DAY)
    for _ in range(10):
        case(NOON - 14 * DAY)
    page = unescape(page_of(lead, "/cijfers/periode/", period="last-week"))
    assert "25 procentpunt meer dan in de periode ervoor (75%)" in page
    assert "<strong>Beter:</strong>" in page


def test_a_few_questions_are_no_judgement() -> None:
    measure = MEASURES["answered_share"]
    with translation.override("en"):
        few = difference(measure, Figure(0.5, 4), Figure(0.75, 4), "before")
        many = difference(measure, Figure(0.5, 40), Figure(0.75, 40), "before")
        same = difference(measure, Figure(0.5, 40), Figure(0.5, 40), "before")
    assert few
    assert few.words == "25 percentage points less than before (75%)"
    assert few.better is None
    assert many
    assert many.better is False
    assert same
    assert same.words == "As much as before (50%)"
    hardly = difference(measure, Figure(0.51, 40), Figure(0.5, 40), "before")
    assert hardly
    assert hardly.better is None
    assert difference(measure, Figure(None, 0), Figure(0.5, 40), "before") is None


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        (0.994, 0.996, "0.2 percentage points less than before (99.6%)"),
        (0.944, 0.925, "1.9 percentage points more than before (92.5%)"),
        (0.94, 0.93, "1 percentage point more than before (93%)"),
        (0.9401, 0.9403, "As much as before (94%)"),
        (1.0, 0.9999, "0.1 percentage points more than before (99.9%)"),
    ],
)
def test_a_difference_is_that_of_the_numbers_on_the_screen(
    now: float, then: float, said: str
) -> None:
    with translation.override("en"):
        found = difference(
            MEASURES["answered_share"], Figure(now, 9999), Figure(then, 9999), "before"
        )
    assert found
    assert found.words == said


def test_times_differ_as_they_are_told() -> None:
    measure = MEASURES["whole_wall_p90"]
    with translation.override("en"):
        found = difference(measure, Figure(4000.4, 40), Figure(2999.6, 40), "before")
    assert found
    assert found.words == "16 h longer than before (2 d 2 h)"


def test_how_many_wait_is_judged_by_how_many_asked() -> None:
    measure = MEASURES["waiting"]
    with translation.override("en"):
        few = difference(measure, Figure(3, 3), Figure(15, 15), "before", received=19)
        many = difference(measure, Figure(3, 3), Figure(15, 15), "before", received=400)
    assert few
    assert few.better is None
    assert many
    assert many.better is True
    assert many.words == "12 fewer than before (15)"


def test_months_are_held_against_the_same_months(lead: Client) -> None:
    for _ in range(6):
        answered(10, datetime(2025, 3, 5, 9, tzinfo=NOON.tzinfo))
        case(datetime(2026, 3, 5, 9, tzinfo=NOON.tzinfo))
    there = known()
    days = asked("year", year_of(TODAY), TODAY, {})
    shown = overview(days, there, count(days, NOON)).charts
    share = shown["share"]
    assert isinstance(share, Lines)
    assert share.before
    march = 2
    assert (share.series[0].values[march], share.before.values[march]) == (0, 100)


def test_the_backlog_says_of_which_year_it_speaks(lead: Client) -> None:
    asked_at = datetime(2025, 12, 30, 9, tzinfo=NOON.tzinfo)
    Case.objects.bulk_create(
        Case(conversation=each, number=1, channel="x", outcome="waiting", asked_at=asked_at)
        for each in range(10**6, 10**6 + 1200)
    )
    address = {"period": "own", "from": "2025-12-01", "to": "2026-01-31"}
    page = page_of(lead, "/cijfers/periode/", **address)
    assert "Hooguit 1.200 vragen lagen er aan het eind van een dag: op 30 december 2025" in page


def test_the_headline_says_what_it_is_to_who_hears_the_number(lead: Client) -> None:
    answered(10)
    page = page_of(lead, "/cijfers/periode/", period="week")
    [named] = re.findall(r'headline__number"><a [^>]*aria-describedby="([^"]+)"', page)
    for each in named.split():
        assert page.count(f'id="{each}"') == 1


def test_figures_of_many_questions_are_added_up_once_in_five_minutes(
    lead: Client, client: Client, fatma: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lately, "MANY", 2)
    answered(10), answered(20)
    load(lead, "/cijfers/periode/?period=week")
    answered(30)
    with CaptureQueriesContext(connection) as cost:
        page = page_of(lead, "/cijfers/periode/", period="week")
    assert not [one for one in cost if "percentile_disc" in one["sql"]]
    assert (number(page, "received"), 'data-testid="as-of"' in page) == ("2", True)
    other = Client()
    other.force_login(fatma)
    page = page_of(other, "/cijfers/periode/", period="week")
    assert (number(page, "received"), 'data-testid="as-of"' in page) == ("3", False)


def test_figures_of_few_questions_are_always_new(lead: Client) -> None:
    answered(10)
    load(lead, "/cijfers/periode/?period=week")
    answered(30)
    assert number(page_of(lead, "/cijfers/periode/", period="week"), "received") == "2"


def test_tables_are_in_the_order_of_names(lead: Client) -> None:
    slow = DepartmentFactory(name="Afval")
    quick = DepartmentFactory(name="Zorg")
    answered(500, department=slow), answered(10, department=quick)
    page = page_of(lead, "/cijfers/periode/", period="week")
    names = re.findall(r'data-testid="told-department"><th scope="row">([^<]+)', page)
    assert names == ["Afval", "Zorg"]


def team(name: str, number: int) -> list[User]:
    made = [person(f"{name}-{each}", name, str(each), "Agent") for each in range(number)]
    row = Team.objects.create(name=name)
    User.objects.filter(pk__in=[one.pk for one in made]).update(team=row)
    return made


def told_apart(lead: Client) -> list[str]:
    page = page_of(lead, "/cijfers/periode/", period="week")
    return re.findall(r'data-testid="told-team"><th scope="row">([^<]+)', page)


def test_a_team_of_one_does_not_follow_from_the_whole_without_the_others(lead: Client) -> None:
    for one in (*team("Dag", 3), *team("Avond", 4), *team("Nacht", 1)):
        answered(10, by=one)
    assert told_apart(lead) == ["Avond"]


def test_small_teams_and_who_has_none_are_one_row(lead: Client) -> None:
    alone = person("los", "L", "Os", "Agent")
    for one in (*team("Dag", 3), *team("Nacht", 2), alone):
        answered(10, by=one)
    answered(10, native=True)
    assert told_apart(lead) == ["Dag", "Geen team, of een klein team"]


def test_a_large_team_of_which_two_answered_is_left_out(lead: Client) -> None:
    for one in (*team("Dag", 5)[:2], *team("Avond", 4), *team("Nacht", 3)):
        answered(10, by=one)
    assert told_apart(lead) == ["Avond"]


def test_team_narrows_nothing_on_this_page(lead: Client) -> None:
    """It is that of who answered: without an answer there is none, and all would be answered."""
    large = Team.objects.create(name="Dag")
    several = [person(f"dag-{number}", "Dag", str(number), "Agent") for number in range(3)]
    User.objects.filter(pk__in=[one.pk for one in several]).update(team=large)
    answered(10, by=several[0]), case()
    page = page_of(lead, "/cijfers/periode/", period="week", team=large.pk)
    assert (headline(page), number(page, "received")) == ("50%", "2")


def test_of_a_period_that_is_none_the_field_says_what_is_shown(lead: Client) -> None:
    odd = page_of(lead, "/cijfers/periode/", period="yesterday")
    usual = page_of(lead, "/cijfers/periode/")
    for page in (odd, usual):
        assert re.findall(r'<option value="([^"]+)" selected', page)[0] == "month"
    title = r"<h1[^>]*>([^<]+)<"
    assert re.findall(title, odd) == re.findall(title, usual)


@pytest.mark.parametrize("by", ["department", "kind"])
def test_what_has_none_is_called_as_in_reports(lead: Client, by: str) -> None:
    case()
    page = page_of(lead, "/cijfers/periode/", period="week")
    [here] = re.findall(rf'data-testid="told-{by}"><th scope="row">([^<]+)<', page)
    week = {"first": "2026-11-16", "last": "2026-11-22"}
    report = page_of(lead, "/rapporten/", by=by, period="own", **week)
    assert f'<th scope="row">{here}</th>' in report
    assert f'<option value="none">{here}</option>' in page


def test_a_period_without_questions_says_so(lead: Client) -> None:
    page = page_of(lead, "/cijfers/periode/", period="last-year")
    assert "no-questions" in page
    assert "chart__picture" not in page


def test_what_is_asked_today_is_no_fall_in_the_chart(lead: Client) -> None:
    """Nor is a day with few questions."""
    for _ in range(6):
        answered(10, NOON - DAY), case(NOON), case(NOON - 2 * DAY)
    case(NOON - 3 * DAY)
    page = page_of(lead, "/cijfers/periode/", period="month")
    [figure] = re.findall(r'id="chart-answered-share".*?</figure>', page, re.DOTALL)
    drawn = dict(re.findall(r'<th scope="row">([^<]+)</th><td class="number">([^<]+)', figure))
    days = ("zo 15", "ma 16", "di 17", "wo 18")
    assert [drawn[f"{day} november 2026"] for day in days] == ["–", "0%", "100%", "–"]


def test_steps_show_something_and_not_too_much() -> None:
    assert step_of(month_of(TODAY)) == "day"
    assert step_of(Period(date(2026, 7, 1), date(2026, 9, 30))) == "week"
    assert step_of(year_of(TODAY)) == "month"
    quarter = Period(date(2026, 7, 1), date(2026, 9, 30))
    weeks = beginnings(quarter, "week")
    assert (weeks[0], weeks[-1]) == (date(2026, 6, 29), date(2026, 9, 28))
    assert len(beginnings(year_of(TODAY), "month")) == 12


def test_it_costs_as_much_for_many_as_for_few(lead: Client) -> None:
    costs = []
    for many in (2, 60):
        for each in range(many):
            answered(
                each,
                NOON - each * DAY,
                department=DepartmentFactory(),
                account=AccountFactory(),
                by=person(f"p-{many}-{each}", "P", str(each), None),
            )
            ConversationFactory()
        for address in ("/cijfers/periode/?period=year", "/cijfers/periode/"):
            load(lead, address)
            with CaptureQueriesContext(connection) as cost:
                page_of(lead, address)
            costs.append(len(cost))
    assert len(set(costs)) == 1
    assert costs[0] <= 12


@pytest.mark.parametrize(("name", "status"), [("fatma", 200), ("anouk", 404), ("otto", 404)])
def test_a_period_is_for_who_leads_or_administers(
    client: Client, request: pytest.FixtureRequest, name: str, status: int
) -> None:
    client.force_login(request.getfixturevalue(name))
    assert client.get("/cijfers/periode/").status_code == status


def test_an_administrator_goes_straight_to_the_period(client: Client, fatma: User) -> None:
    client.force_login(fatma)
    assert client.get("/cijfers/").headers["Location"] == "/cijfers/periode/"
    assert client.get("/inzicht/").headers["Location"] == "/cijfers/"
