"""Cases added up by what they differ in, and day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import AccountFactory, DepartmentFactory, person
from tests.inbox.promised import at
from tests.webcare.figures.making import answered, case
from webcare.figures import adding
from webcare.figures.measures import MEASURES, Figure
from webcare.figures.models import Case
from webcare.figures.periods import Period
from webcare.figures.teams import told_apart
from webcare.models import Team, User

pytestmark = pytest.mark.django_db
NOW = at("vr 12:00")
RECEIVED, SHARE = MEASURES["received"], MEASURES["answered_share"]


def numbers(*dimensions: str) -> dict[object, float | None]:
    found = adding.by(Case.objects.all(), dimensions, [RECEIVED], NOW)
    return {key if len(key) > 1 else key[0]: each["received"].value for key, each in found.items()}


def test_by_what_is_stored() -> None:
    account, department = AccountFactory(), DepartmentFactory()
    case(account=account, kind="klacht", neighbourhood="Zuid", sentiment="negatief")
    case(department=department, private=True, channel="facebook")
    assert numbers("account") == {account.pk: 1, None: 1}
    assert numbers("department") == {department.pk: 1, None: 1}
    assert numbers("kind") == {"klacht": 1, "": 1}
    assert numbers("channel", "private") == {("x", False): 1, ("facebook", True): 1}
    assert numbers("neighbourhood", "sentiment") == {("Zuid", "negatief"): 1, ("", ""): 1}


def test_by_the_team_of_who_answered_first() -> None:
    """Of one of one or two with who has none: nobody reads those of a person."""
    evening, night = (Team.objects.create(name=name) for name in ("Avond", "Nacht"))
    people = [person(f"p{number}", "P", str(number), None) for number in range(5)]
    User.objects.filter(pk__in=[one.pk for one in people[:3]]).update(team=evening)
    User.objects.filter(pk=people[3].pk).update(team=night)
    for one in people:
        answered(10, by=one)
    case()
    assert numbers("team") == {evening.pk: 3, None: 3}
    assert "person" not in adding.DIMENSIONS


def row(people: int) -> dict[str, Figure]:
    return {"people": Figure(people, people)}


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ({1: 3, 2: 4, None: 5}, {1, 2, None}),
        ({1: 3, 2: 4, None: 0}, {1, 2, None}),  # what nobody answered is nobody's
        ({1: 3, 2: 4, None: 1}, {2}),  # the whole without 1 and 2 would be that one
        ({1: 3, 2: 2, None: 1}, {1}),  # these two are three together
        ({1: 3, 2: 4, 5: 4, None: 2}, {2, 5}),
        ({None: 2}, set()),
    ],
)
def test_rows_of_teams_that_may_be_shown(people: dict[int | None, int], told: set[int]) -> None:
    assert set(told_apart({key: row(number) for key, number in people.items()})) == told


def test_by_the_clock_in_amsterdam() -> None:
    """Summer time begins on Sunday 29 March 2026, when it is one o'clock in UTC."""
    case(datetime(2026, 3, 29, 0, 30, tzinfo=UTC))  # 01:30, winter time
    case(datetime(2026, 3, 29, 1, 30, tzinfo=UTC))  # 03:30, summer time
    case(datetime(2026, 3, 29, 22, 30, tzinfo=UTC))  # 00:30 on Monday
    assert numbers("weekday", "hour") == {(7, 1): 1, (7, 3): 1, (1, 0): 1}
    assert numbers("day") == {date(2026, 3, 29): 2, date(2026, 3, 30): 1}
    assert numbers("week") == {date(2026, 3, 23): 2, date(2026, 3, 30): 1}
    assert numbers("month") == {date(2026, 3, 1): 3}


def test_periods_are_told_apart() -> None:
    answered(10, "wo 10:00"), case("do 10:00"), answered(10, at("wo 10:00", -1))
    this, before = (
        Period(date(2026, 11, 16), date(2026, 11, 22)),
        Period(date(2026, 11, 9), date(2026, 11, 15)),
    )
    long_ago = Period(date(2025, 11, 17), date(2025, 11, 23))
    found = adding.compared(
        Case.objects.all(),
        {"this": this, "before": before, "then": long_ago},
        [RECEIVED, SHARE],
        NOW,
    )
    assert {name: each["received"].value for name, each in found.items()} == {
        "this": 2,
        "before": 1,
        "then": 0,
    }
    assert found["this"]["answered_share"] == Figure(0.5, 2)
    assert found["then"]["answered_share"] == Figure(None, 0)


def test_a_period_is_what_was_asked_in_it() -> None:
    case("wo 00:00"), case("wo 23:59"), case("do 00:00"), case("di 23:59")
    assert adding.of(Period(date(2026, 11, 18), date(2026, 11, 18))).count() == 2


def test_what_waited_at_the_end_of_each_day() -> None:
    case(at("ma 10:00", -3))  # waits since weeks
    answered(10, at("ma 10:00", -2))  # over and done
    answered(24 * 60, "ma 10:00")  # until Tuesday
    answered(10, "di 10:00")
    case("wo 10:00")
    answered(10 * 24 * 60, "wo 11:00")  # dealt with after the period
    case("vr 10:00")  # asked after it
    period = Period(date(2026, 11, 16), date(2026, 11, 19))
    assert [number for _, number in adding.backlog(Case.objects.all(), period)] == [2, 1, 3, 3]
    assert [day for day, _ in adding.backlog(Case.objects.all(), period)] == list(period)


def test_backlog_equals_looking_day_by_day() -> None:
    for number in range(40):
        asked = at("ma 08:00") + timedelta(hours=(number * 7) % 200)
        if number % 5:
            answered(number * 53, asked)
        else:
            case(asked)
    period = Period(date(2026, 11, 15), date(2026, 11, 27))
    looked = [
        sum(
            one.asked_at < end and (one.done_at is None or one.done_at >= end)
            for one in Case.objects.all()
        )
        for end in (Period(day, day).end for day in period)
    ]
    assert [number for _, number in adding.backlog(Case.objects.all(), period)] == looked


def test_one_query_for_each(django_assert_num_queries: pytest.FixtureRequest) -> None:
    answered(10), case()
    everything, period = list(MEASURES.values()), Period(date(2026, 11, 1), date(2026, 11, 30))
    with django_assert_num_queries(4):  # type: ignore[operator]
        adding.tally(Case.objects.all(), everything, NOW)
        adding.by(Case.objects.all(), ["weekday", "hour"], everything, NOW)
        adding.compared(Case.objects.all(), {"this": period}, everything, NOW)
        adding.backlog(Case.objects.all(), period)
