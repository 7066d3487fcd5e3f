"""Budgets: what platforms say is left is kept to, and what it costs slows asking, then stops it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from time_machine import TimeMachineFixture

from connectors import pace, polling
from connectors.base import SHARED, ConnectorError, Outgoing, Reason, Use
from connectors.metering import AccountMeter
from connectors.models import Account, Allowance, App, Usage
from tests.factories import AccountFactory
from tests.town import PLATFORMS, Town
from tests.webcare import letterbox
from tests.webcare.letterbox import Script

pytestmark = pytest.mark.django_db

CENT = 10_000
_numbers = count()
Siblings = tuple[Account, Account, Account]


def paid(cost: int, things: int = 1) -> Use:
    """A request for so many things that nobody paid for today, at this price together."""
    names = [f"thing:{next(_numbers)}" for _ in range(things)]
    return Use("mentions", dict.fromkeys(names, 0) | {names[0]: cost})


@pytest.fixture
def script(settings: Any) -> Script:
    settings.POLL_SECONDS, settings.RECONCILE_SECONDS = 60, 900
    return letterbox.play(settings)


@pytest.fixture
def account(script: Script, time_machine: TimeMachineFixture) -> Account:
    time_machine.move_to("2026-11-20T12:00:00+00:00", tick=False)
    return AccountFactory(kind="letters", daily_ceiling=Decimal("1.00"))


@pytest.fixture
def meter(account: Account) -> AccountMeter:
    return AccountMeter(account.pk)


@pytest.fixture
def siblings(account: Account) -> Siblings:
    """Two accounts of one app, and one without."""
    app = App.objects.create(kind="letterbox", name="Webcare")
    sibling, stranger = (AccountFactory(kind="letters") for _ in range(2))
    Account.objects.filter(pk__in=[account.pk, sibling.pk]).update(app=app)
    return account, sibling, stranger


def again(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def soon(**more: float) -> Any:
    return timezone.now() + timedelta(**more)


def rest(account: Account) -> float:
    account.refresh_from_db()
    return pace.interval(account, timezone.now()).total_seconds()


# Counting ----------------------------------------------------------------------------------------


def test_requests_are_added_up_by_day_and_bucket(account: Account, meter: AccountMeter) -> None:
    for use in (paid(CENT, 3), paid(CENT, 2), Use("send tweets", {"": 0})):
        meter.note(use)
    rows = Usage.objects.order_by("bucket").values_list("bucket", "requests", "units", "cost")
    assert list(rows) == [("mentions", 2, 5, 2 * CENT), ("send tweets", 1, 1, 0)]
    assert pace.costs_today(account) == Decimal("0.02")


def test_day_begins_at_midnight_utc(
    account: Account, meter: AccountMeter, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-11-20T23:59:59+00:00")
    meter.note(paid(CENT))
    time_machine.move_to("2026-11-21T00:00:01+00:00")
    assert pace.costs_today(account) == 0


def test_cost_per_day_is_a_mean_of_whole_days(
    account: Account, meter: AccountMeter, time_machine: TimeMachineFixture
) -> None:
    assert pace.cost_per_day(account) is None
    for day, cost in (("01", 90), ("14", 10), ("15", 20), ("20", 500)):
        time_machine.move_to(f"2026-11-{day}T10:00:00+00:00")
        meter.note(paid(cost * CENT))
    assert pace.cost_per_day(account) == Decimal("0.05")  # the 14th up to and with the 19th


def test_what_is_left_replaces_what_was(account: Account, meter: AccountMeter) -> None:
    meter.note(Use("mentions", remaining=299, limit=300, resets_at=soon(minutes=15)))
    meter.note(Use("mentions", remaining=298, limit=300, resets_at=soon(minutes=15)))
    assert Allowance.objects.get().remaining == 298


def test_answer_without_headers_forgets_nothing(account: Account, meter: AccountMeter) -> None:
    meter.note(Use("mentions", remaining=1, limit=300, resets_at=soon(minutes=15)))
    meter.note(Use("mentions"))
    assert Allowance.objects.get().remaining == 1


def test_counting_that_fails_loses_no_answer(account: Account, meter: AccountMeter) -> None:
    meter.note(paid(2**70))
    meter.note(Use("mentions", remaining=2**70, resets_at=soon(minutes=1)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert Allowance.objects.get().remaining == 2**31 - 1


# Stopping ----------------------------------------------------------------------------------------


def refusal(meter: AccountMeter, bucket: str) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        meter.check(bucket)
    return caught.value


@pytest.mark.parametrize("empty", [{"remaining": 0, "limit": 300}, {"share": 1.0}])
def test_empty_bucket_is_left_alone_until_it_is_full(
    meter: AccountMeter, empty: dict[str, Any], time_machine: TimeMachineFixture
) -> None:
    meter.note(Use("mentions", resets_at=soon(minutes=14), **empty))
    error = refusal(meter, "mentions")
    assert (error.reason, error.retry_after) == (Reason.THROTTLED, timedelta(minutes=14))
    meter.check("tweets")
    time_machine.shift(timedelta(minutes=15))
    meter.check("mentions")


def test_bucket_of_the_app_stops_everything(meter: AccountMeter) -> None:
    meter.note(Use("app", share=1.0, resets_at=soon(minutes=19)))
    assert refusal(meter, "pages").reason is Reason.THROTTLED


def test_ceiling_stops_asking_and_no_answer(account: Account, meter: AccountMeter) -> None:
    meter.note(paid(100 * CENT))
    error = refusal(meter, "mentions")
    assert (error.reason, error.permanent) == (Reason.BUDGET, False)
    assert error.retry_after == timedelta(hours=1)
    meter.check("send tweets")


def test_ceiling_holds_until_midnight_at_most(
    meter: AccountMeter, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-11-20T23:50:00+00:00", tick=False)
    meter.note(paid(100 * CENT))
    assert refusal(meter, "mentions").retry_after == timedelta(minutes=10)
    time_machine.move_to("2026-11-21T00:00:00+00:00", tick=False)
    meter.check("mentions")


def test_account_without_a_ceiling_spends_on(account: Account, meter: AccountMeter) -> None:
    Account.objects.update(daily_ceiling=None)
    meter.note(paid(10_000 * CENT))
    meter.check("mentions")


def test_poll_at_the_ceiling_says_so_and_goes_on_when_it_is_raised(
    account: Account, script: Script
) -> None:
    AccountMeter(account.pk).note(paid(100 * CENT))
    polling.poll(account)
    account.refresh_from_db()
    assert (account.problem, account.state) == ("budget", Account.State.OK)
    assert account not in Account.objects.due()
    assert script.fetched == 0
    pace.raise_ceiling(account, Decimal("2.00"))
    assert account in Account.objects.due()
    polling.poll(account)
    account.refresh_from_db()
    assert (account.problem, script.fetched) == ("", 1)


# Slowing -----------------------------------------------------------------------------------------


def test_account_rests_between_polls(account: Account) -> None:
    assert rest(account) == 60


@pytest.mark.parametrize(("webhooks", "seconds"), [("good", 900), ("broken", 60), ("", 60)])
def test_account_whose_webhooks_come_in_is_only_reconciled(
    account: Account, webhooks: str, seconds: int
) -> None:
    Account.objects.update(webhooks=webhooks)
    assert rest(account) == seconds


@pytest.mark.parametrize(
    ("cents", "factor"), [(49, 1), (50, 2), (74, 2), (75, 4), (89, 4), (90, 8), (99, 8)]
)
def test_polls_stretch_as_the_ceiling_comes_nearer(
    account: Account, meter: AccountMeter, cents: int, factor: int
) -> None:
    meter.note(paid(cents * CENT))
    assert rest(account) == 60 * factor


@pytest.mark.parametrize(
    ("left", "factor"),
    [
        ({"share": 0.79}, 1),
        ({"share": 0.8}, 2),
        ({"share": 0.9}, 4),
        ({"share": 0.95}, 8),
        ({"remaining": 100, "limit": 300}, 1),
        ({"remaining": 60, "limit": 300}, 2),
        ({"remaining": 3, "limit": 300}, 8),
        ({"remaining": 40000, "limit": 40000}, 1),
        ({"remaining": 5}, 1),
    ],
)
def test_polls_stretch_as_a_bucket_runs_low(
    account: Account, meter: AccountMeter, left: dict[str, Any], factor: int
) -> None:
    meter.note(Use("mentions", resets_at=soon(minutes=15), **left))
    assert rest(account) == 60 * factor


def test_bucket_that_is_full_again_slows_nothing(
    account: Account, meter: AccountMeter, time_machine: TimeMachineFixture
) -> None:
    meter.note(Use("mentions", remaining=1, limit=300, resets_at=soon(minutes=15)))
    meter.note(Use("pages", share=0.99))
    time_machine.shift(timedelta(minutes=16))
    assert rest(account) == 60 * 8  # "pages" did not say until when
    time_machine.shift(timedelta(hours=1))
    assert rest(account) == 60


def test_budget_of_an_app_slows_all_its_accounts_and_no_other(
    siblings: Siblings, meter: AccountMeter
) -> None:
    meter.note(Use(SHARED, share=0.9))
    meter.note(Use("pages", share=0.95))
    assert [rest(one) for one in siblings] == [480, 240, 60]


def test_what_the_app_used_up_stops_all_its_accounts_and_no_other(siblings: Siblings) -> None:
    mine, other, stranger = (AccountMeter(one.pk) for one in siblings)
    mine.note(Use(SHARED, share=1.0, resets_at=soon(minutes=15)))
    for meter in (mine, other):
        assert refusal(meter, "pages").retry_after == timedelta(minutes=15)
    stranger.check("pages")


def test_bucket_that_accounts_of_an_app_share_stops_that_alone(siblings: Siblings) -> None:
    mine, other, stranger = (AccountMeter(one.pk) for one in siblings)
    mine.note(Use("app send post", remaining=0, limit=10_000, resets_at=soon(hours=8)))
    assert refusal(other, "send post").reason is Reason.THROTTLED
    other.check("mentions")
    stranger.check("send post")
    assert rest(siblings[1]) == 60


def test_who_asked_last_knows_best_what_the_app_used(siblings: Siblings, time_machine: Any) -> None:
    mine, other, _ = (AccountMeter(one.pk) for one in siblings)
    mine.note(Use(SHARED, share=0.99))
    time_machine.shift(timedelta(minutes=1))
    other.note(Use(SHARED, share=0.1))
    assert [rest(one) for one in siblings] == [60, 60, 60]


def test_what_is_told_of_the_app_is_no_request(account: Account, meter: AccountMeter) -> None:
    meter.note(Use("pages", share=0.5))
    meter.note(Use(SHARED, share=0.5))
    assert Usage.objects.get().bucket == "pages"


# On the platforms --------------------------------------------------------------------------------


def test_platforms_say_what_is_left_and_x_what_it_costs(town: Town) -> None:
    town.says("x", "@GemVoorbeeld wanneer snoeien jullie?")
    town.listen()
    for kind, account in town.accounts.items():
        assert pace.allowances(account).exists(), kind
        assert Usage.objects.filter(account=account, requests__gt=0).exists(), kind
    mentions = Allowance.objects.get(account=town.accounts["x"], bucket="mentions")
    assert (mentions.limit, mentions.remaining) == (300, 299)
    assert Decimal("0.01") < pace.costs_today(town.accounts["x"]) < Decimal("1.00")
    assert pace.costs_today(town.accounts["facebook"]) == 0


def test_app_of_two_accounts_that_used_everything_up_is_left_alone(town: Town) -> None:
    """Facebook says it to the one, and Instagram is not asked."""
    app = App.objects.create(kind="meta", name="Webcare")
    Account.objects.filter(kind__in=["facebook", "instagram"]).update(app=app)
    page, photos = (again(town.accounts[kind]) for kind in ("facebook", "instagram"))
    town.simulator.control("POST", "settings", {"app_usage_percent": 100, "usage_percent": 1})
    polling.poll(page)
    polling.poll(photos)
    photos = again(photos)
    assert photos.problem == "throttled"
    assert photos.poll_after
    assert photos.poll_after > timezone.now() + timedelta(minutes=14)
    assert not Usage.objects.filter(account=photos).exists()


def test_answers_of_one_app_on_x_are_counted_together(town: Town) -> None:
    """X allows so many posts a day for the whole app, whoever places them."""
    app = App.objects.create(kind="x", name="Webcare")
    Account.objects.filter(kind="x").update(app=app)
    sibling = AccountFactory(kind="x", app=app)
    town.simulator.control("POST", "settings", {"x_daily_limit": 1})
    asked = town.says("x", "@GemVoorbeeld wanneer snoeien jullie?")
    outgoing = Outgoing(text="Dinsdag.", reply_to=asked, not_before=timezone.now())
    again(town.accounts["x"]).connect().send(outgoing)
    assert refusal(AccountMeter(sibling.pk), "send post").reason is Reason.THROTTLED
    AccountMeter(sibling.pk).check("mentions")


def test_question_that_was_seen_is_not_paid_for_again(town: Town) -> None:
    account = town.accounts["x"]
    town.says("x", "@GemVoorbeeld wanneer snoeien jullie?")
    polling.poll(account)
    costs = pace.costs_today(account)
    for _ in range(3):
        polling.poll(account)
    assert pace.costs_today(account) == costs


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platform_that_says_slow_down_is_asked_nothing_more(town: Town, platform: str) -> None:
    account = town.accounts[platform]
    throttled = {"platform": platform, "kind": "429", "times": 100, "seconds": 600}
    town.simulator.control("POST", "faults", throttled)
    polling.poll(account)
    account.refresh_from_db()
    assert account.problem == "throttled"
    assert account.poll_after
    assert account.poll_after > timezone.now() + timedelta(minutes=9)


def test_same_thing_is_paid_once_a_day(
    account: Account, meter: AccountMeter, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-11-20T10:00:00+00:00", tick=False)
    for _ in range(3):
        meter.note(Use("look-up", {f"post:{account.pk}": CENT}))
    assert pace.costs_today(account) == Decimal("0.01")
    time_machine.move_to("2026-11-21T10:00:00+00:00", tick=False)
    meter.note(Use("look-up", {f"post:{account.pk}": CENT}))
    assert pace.costs_today(account) == Decimal("0.01")
