"""Credentials and webhook subscriptions, looked after by the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors import subscriptions, tasks, tokens
from connectors.base import ConnectorError, Examination, Identity, Reason, Subscription
from connectors.models import Account, Arrival
from tests.factories import AccountFactory
from tests.webcare import letterbox
from tests.webcare.letterbox import Script

pytestmark = pytest.mark.django_db

LAPSES = datetime(2027, 1, 2, 3, 4, tzinfo=UTC)
REVOKED = ConnectorError(Reason.CREDENTIALS, "revoked", reauthorise=True)
AWAY = ConnectorError(Reason.UNAVAILABLE, "away")


@pytest.fixture
def script(settings: Any) -> Script:
    settings.PUBLIC_URL = "https://webcare.voorbeeld.example"
    return letterbox.play(settings)


@pytest.fixture
def account(script: Script) -> Account:
    mine = {"access_token": "old"}
    return AccountFactory(kind="letters", app=letterbox.make_app(), credentials=mine)


def again(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


# Renewing ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_quiet_account_is_renewed_too(account: Account, script: Script) -> None:
    script.renewed = {"access_token": "new", "expires_at": LAPSES.isoformat()}
    tasks.renew(account.pk)
    renewed = again(account)
    assert dict(renewed.credentials) == script.renewed
    assert renewed.token_expires_at == LAPSES
    assert renewed.token_renewed_at


def test_clock_asks_for_every_working_account(account: Account, bells: Any) -> None:
    AccountFactory(kind="letters", active=False)
    AccountFactory(kind="letters", state=Account.State.REAUTHORISE)
    tasks.renew_all()
    [task] = bells.lrange("celery", 0, -1)
    assert f"({account.pk},)" in str(task)


def test_renewal_that_cannot_succeed_asks_for_a_person(account: Account, script: Script) -> None:
    script.fails = [REVOKED]
    tasks.renew(account.pk)
    assert again(account).state == Account.State.REAUTHORISE


def test_renewal_that_fails_for_now_is_tried_again(account: Account, script: Script) -> None:
    script.fails = [AWAY]
    tasks.renew(account.pk)
    assert (again(account).state, again(account).problem) == (Account.State.OK, "")
    tasks.renew(account.pk)
    assert script.renewals == 2


@pytest.mark.parametrize("written", ["", "soon", "2027-01-02T03:04:00"])
def test_moment_of_lapsing_in_any_form(account: Account, written: str) -> None:
    Account.objects.update(credentials={"expires_at": written})
    tokens.renew(again(account))
    assert again(account).token_expires_at == (LAPSES if written.startswith("2027") else None)


# Examining ---------------------------------------------------------------------------------------


def test_account_is_examined_once_a_day(account: Account, script: Script) -> None:
    script.examination = Examination(
        Identity(account.external_id, "", ""), LAPSES, ("pages_messaging",)
    )
    tasks.examine(account.pk)
    examined = again(account)
    assert (examined.token_expires_at, examined.missing) == (LAPSES, ["pages_messaging"])
    assert examined.examined_at
    assert examined.contact_at
    assert not tokens.to_examine().exists()
    Account.objects.update(examined_at=timezone.now() - timedelta(days=1, minutes=1))
    assert tokens.to_examine().exists()


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ({"missing": None}, ["dm.read", "task MODERATE"]),
        ({"missing": ()}, []),
        ({"missing": ("like.write",)}, ["like.write"]),
        ({"missing": ("like.write",), "untold": "task "}, ["like.write", "task MODERATE"]),
    ],
)
def test_what_the_platform_does_not_tell_is_still_known(
    account: Account, script: Script, told: dict[str, Any], known: list[str]
) -> None:
    Account.objects.update(missing=["dm.read", "task MODERATE"])
    script.examination = Examination(Identity(account.external_id, "", ""), **told)
    tokens.examine(again(account))
    assert again(account).missing == known


def test_webhook_that_came_at_the_moment_of_connecting_is_read(
    account: Account, script: Script
) -> None:
    line = f"no channel here: {account.kind} {account.external_id}\n"
    whole = Arrival.objects.create(app=account.app, source="webhook", body=b"[]", error=line)
    Arrival.objects.update(state=Arrival.State.UNKNOWN)
    script.examination = Examination(Identity(account.external_id, "", ""))
    tasks.examine(account.pk)
    assert Arrival.objects.waiting().get() == whole


def test_examination_finds_what_was_revoked(account: Account, script: Script) -> None:
    script.fails = [REVOKED]
    tasks.examine(account.pk)
    assert again(account).state == Account.State.REAUTHORISE


def test_examination_of_a_platform_that_is_away_says_nothing(
    account: Account, script: Script
) -> None:
    script.fails = [AWAY]
    with pytest.raises(ConnectorError):
        tokens.examine(account)
    assert (again(account).state, again(account).examined_at) == (Account.State.OK, None)


def test_credentials_of_somebody_else_are_found_out(account: Account, script: Script) -> None:
    script.examination = Examination(Identity("999", "other", "Another"))
    with pytest.raises(ConnectorError, match="999"):
        tokens.examine(account)
    assert again(account).state == Account.State.REAUTHORISE


# Subscriptions -----------------------------------------------------------------------------------


def test_webhooks_that_come_in(account: Account, script: Script) -> None:
    tasks.check_subscription(account.pk)
    checked = again(account)
    assert checked.webhooks == Account.Webhooks.GOOD
    assert checked.webhooks_checked_at
    assert checked.app
    url = f"https://webcare.voorbeeld.example/hooks/{checked.app.key}/"
    assert script.subscribed == [(url, account.external_id, True)]


def test_webhooks_that_were_repaired_are_followed_by_a_poll(
    account: Account, script: Script
) -> None:
    Account.objects.update(poll_after=timezone.now() + timedelta(hours=1))
    script.found = Subscription(good=True, repaired=("feed",))
    subscriptions.check(account)
    assert account in Account.objects.due()


def test_webhooks_that_cannot_be_repaired_say_why(account: Account, script: Script) -> None:
    script.found = Subscription(good=False, detail="The address does not answer.")
    tasks.check_subscription(account.pk)
    checked = again(account)
    assert checked.webhooks == Account.Webhooks.BROKEN
    assert checked.webhooks_detail == "The address does not answer."


def test_account_that_loses_its_webhooks_is_asked_at_once(account: Account, script: Script) -> None:
    rests = timezone.now() + timedelta(minutes=15)
    Account.objects.update(webhooks=Account.Webhooks.GOOD, poll_after=rests)
    script.found = Subscription(good=False)
    tasks.check_subscription(account.pk)
    assert account in Account.objects.due()


def test_platform_that_is_away_says_nothing_of_webhooks(account: Account, script: Script) -> None:
    Account.objects.update(webhooks=Account.Webhooks.GOOD)
    script.found = AWAY
    tasks.check_subscription(account.pk)
    assert again(account).webhooks == Account.Webhooks.GOOD


def test_app_that_is_refused_breaks_the_webhooks_and_not_the_account(
    account: Account, script: Script
) -> None:
    script.found = REVOKED
    tasks.check_subscription(account.pk)
    checked = again(account)
    assert (checked.webhooks, checked.webhooks_detail) == (Account.Webhooks.BROKEN, "revoked")
    assert checked.state == Account.State.OK


def test_no_webhooks_without_a_public_address(
    account: Account, script: Script, settings: Any
) -> None:
    settings.PUBLIC_URL = ""
    assert subscriptions.check(account) is None
    assert again(account).webhooks == Account.Webhooks.NONE
    assert script.subscribed == []


def test_account_without_an_app_is_passed_over(account: Account) -> None:
    Account.objects.update(app=None)
    assert not subscriptions.to_check().exists()
