"""Saved searches have a part of the day's budget: slower as it is used, and then nothing more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from time_machine import TimeMachineFixture

from connectors import listening, polling
from connectors.base import LISTENING, ConnectorError, Meter, Reason, Use
from connectors.models import Account, App, Search, Usage
from tests.factories import AccountFactory
from tests.town import Town

pytestmark = pytest.mark.django_db

CENT = 10_000
_numbers = count()


@pytest.fixture
def account(time_machine: TimeMachineFixture) -> Account:
    time_machine.move_to("2026-11-20T12:00:00+00:00", tick=False)
    account = AccountFactory(kind="x", daily_ceiling=Decimal("1.00"))
    Search.objects.create(account=account, query="afval")
    return account


@pytest.fixture
def meter(account: Account) -> Meter:
    return account.connection().meter


def pay(meter: Meter, cents: int, bucket: str = LISTENING) -> None:
    meter.note(Use(bucket, {f"post:{next(_numbers)}": cents * CENT}))


def refusal(meter: Meter, bucket: str = LISTENING) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        meter.check(bucket)
    return caught.value


def test_half_of_the_ceiling_is_for_searches_and_the_rest_goes_on(meter: Meter) -> None:
    pay(meter, 49)
    meter.check(LISTENING)
    pay(meter, 1)
    error = refusal(meter)
    assert (error.reason, error.permanent) == (Reason.THROTTLED, False)
    assert error.retry_after == timedelta(hours=1)
    meter.check("mentions")


def test_what_else_was_asked_is_not_counted_to_searches(meter: Meter) -> None:
    pay(meter, 90, "mentions")
    meter.check(LISTENING)


def test_ceiling_of_the_day_stops_searches_as_well(meter: Meter) -> None:
    pay(meter, 100, "mentions")
    assert refusal(meter).reason is Reason.BUDGET


@pytest.mark.parametrize(
    ("daily", "own", "ceiling"),
    [
        (None, None, None),
        (None, "0.30", "0.30"),
        ("1.00", None, "0.50"),
        ("1.00", "0.80", "0.80"),
        ("1.00", "5.00", "1.00"),
        ("1.00", "0.00", "0.00"),
    ],
)
def test_administrator_may_choose_another_part(
    account: Account, daily: str | None, own: str | None, ceiling: str | None
) -> None:
    account.daily_ceiling = Decimal(daily) if daily else None
    account.search_ceiling = Decimal(own) if own else None
    assert listening.share(account).ceiling == (Decimal(ceiling) if ceiling else None)


def test_searches_that_may_cost_nothing_are_not_asked(account: Account, meter: Meter) -> None:
    listening.raise_ceiling(account, Decimal(0))
    assert refusal(meter).reason is Reason.THROTTLED


def test_account_without_a_ceiling_listens_on(account: Account, meter: Meter) -> None:
    Account.objects.update(daily_ceiling=None)
    pay(meter, 100_000)
    meter.check(LISTENING)


def test_part_is_whole_again_the_next_day(meter: Meter, time_machine: TimeMachineFixture) -> None:
    pay(meter, 50)
    time_machine.move_to("2026-11-20T23:50:00+00:00", tick=False)
    assert refusal(meter).retry_after == timedelta(minutes=10)
    time_machine.move_to("2026-11-21T00:00:00+00:00", tick=False)
    meter.check(LISTENING)


def test_searches_go_on_once_their_ceiling_is_raised(account: Account, meter: Meter) -> None:
    pay(meter, 50)
    listening.raise_ceiling(account, Decimal("0.70"))
    meter.check(LISTENING)
    assert account in Account.objects.due()


@pytest.mark.parametrize(("cents", "minutes"), [(24, 0), (25, 2), (37, 2), (38, 4), (45, 8)])
def test_searches_slow_down_before_they_stop(
    account: Account, meter: Meter, cents: int, minutes: int
) -> None:
    pay(meter, cents)
    assert account.connection().search_rest == timedelta(minutes=minutes)


def test_searches_of_an_account_that_has_none_are_not_counted(account: Account) -> None:
    Search.objects.all().delete()
    listening.raise_ceiling(account, Decimal(0))
    assert account.connection().search_rest == timedelta(0)


def test_spent_part_leaves_the_account_well_and_its_messages_coming(town: Town) -> None:
    account = town.accounts["x"]
    Search.objects.create(account=account, query="afval")
    listening.raise_ceiling(account, Decimal(0))
    town.says("x", "Overal afval op de stoep")
    asked = town.says("x", "@GemVoorbeeld wanneer snoeien jullie?")
    polling.poll(account)
    account.refresh_from_db()
    assert (account.problem, account.silent) == ("", False)
    assert not Usage.objects.filter(bucket=LISTENING).exists()
    bodies = [bytes(body) for body in account.arrivals.values_list("body", flat=True)]
    assert any(asked.encode() in body for body in bodies)


def test_refused_search_leaves_the_account_well(town: Town) -> None:
    account = town.accounts["x"]
    Search.objects.create(account=account, query="sample:10")
    polling.poll(account)
    account.refresh_from_db()
    assert (account.problem, account.silent) == ("", False)
    assert [each.reason for each in account.connector_class.passed_over(account.cursor)]


def test_refused_search_is_asked_for_anew_once_somebody_checks_the_channel(town: Town) -> None:
    account = town.accounts["x"]
    Search.objects.create(account=account, query="sample:10")
    counted = Usage.objects.filter(bucket=LISTENING).values_list("requests", flat=True)
    polling.poll(account)
    polling.poll(account)
    assert [*counted.all()] == [1]
    polling.check(account)
    polling.poll(account)
    assert [*counted.all()] == [2]


# What a gateway found out ------------------------------------------------------------------------


def test_what_a_gateway_learned_is_known_to_the_next() -> None:
    app = App.objects.create(kind="x", name="Webcare")
    app.connect().notebook.write("crc_secret", "consumer_secret")
    app.connect().notebook.write("other", "thing")
    notes = App.objects.get().connect().notebook.read()
    assert notes == {"crc_secret": "consumer_secret", "other": "thing"}


# What each of them costs --------------------------------------------------------------------------


def pay_for(meter: Meter, query: str, cents: int) -> None:
    things = {f"post:{next(_numbers)}": cents * CENT}
    meter.note(Use(LISTENING, things, about=query))


def test_cost_of_each_search_is_known_and_in_the_whole(account: Account, meter: Meter) -> None:
    lantern = Search.objects.create(account=account, query="lantaarn")
    refuse = account.searches.get(query="afval")
    pay_for(meter, "afval", 2)
    pay_for(meter, "afval", 1)
    pay_for(meter, "lantaarn", 4)
    pay_for(meter, "no longer saved", 5)
    costs = listening.costs_of_the_month(account.searches.all())
    assert costs == {refuse.pk: Decimal("0.03"), lantern.pk: Decimal("0.04")}
    assert listening.cost_of_the_month([account]) == Decimal("0.12")


def test_what_was_found_by_another_today_costs_the_second_nothing(
    account: Account, meter: Meter
) -> None:
    lantern = Search.objects.create(account=account, query="lantaarn")
    for query in ("afval", "lantaarn"):
        meter.note(Use(LISTENING, {"post:same": CENT}, about=query))
    assert listening.costs_of_the_month([lantern]) == {lantern.pk: 0}


def test_month_begins_anew(
    account: Account, meter: Meter, time_machine: TimeMachineFixture
) -> None:
    pay_for(meter, "afval", 2)
    time_machine.move_to("2026-12-01T00:30:00+00:00", tick=False)
    assert listening.costs_of_the_month(account.searches.all()) == {}
    assert listening.cost_of_the_month([account]) == 0


def test_search_is_asked_until_its_end(account: Account, time_machine: TimeMachineFixture) -> None:
    end = datetime(2026, 11, 21, tzinfo=UTC)
    Search.objects.update(ends_at=end, every=Search.Every.HOUR)
    connection = account.connection()
    assert connection.searches == ("afval",)
    assert connection.rest_of("afval") == timedelta(hours=1)
    time_machine.move_to("2026-11-21T00:00:01+00:00", tick=False)
    assert account.connection().searches == ()
    assert account.searches.get().ended
