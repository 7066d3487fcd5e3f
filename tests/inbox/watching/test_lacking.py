"""A list that the platform refuses is not taken for a quiet one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from connectors.base import Reason
from connectors.models import Account, LookUp
from inbox.models import Alarm
from inbox.watching import watchdog
from inbox.watching.troubles import Trouble, troubles
from tests.factories import AccountFactory
from webcare.models import User

pytestmark = pytest.mark.django_db
Kind = Alarm.Kind
SINCE = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def page(db: None) -> Account:
    now = timezone.now()
    made: Account = AccountFactory(
        kind="facebook", contact_at=now, polled_at=now, poll_after=now + timedelta(minutes=1)
    )
    return made


def _refuse(page: Account, name: str, reason: Reason) -> None:
    page.cursor = {"refused": {name: [reason.value, SINCE.isoformat()]}}
    page.save(update_fields=["cursor"])


def _alarms() -> dict[str, Any]:
    watchdog.watch()
    return dict(Alarm.objects.standing().values_list("kind", "since"))


def _trouble() -> Trouble:
    (trouble,) = troubles()
    return trouble


def test_refused_list_is_an_alarm_since_it_was_refused(page: Account) -> None:
    _refuse(page, "letters", Reason.PERMISSION)
    assert _alarms() == {Kind.PARTLY: SINCE}


def test_list_that_is_given_again_ends_it(page: Account) -> None:
    _refuse(page, "letters", Reason.PERMISSION)
    _alarms()
    Account.objects.update(cursor={})
    assert _alarms() == {}


def test_page_without_reviews_is_well(page: Account) -> None:
    _refuse(page, "ratings", Reason.UNKNOWN)
    assert _alarms() == {}


def test_missing_permission_is_an_alarm(page: Account) -> None:
    Account.objects.update(missing=["pages_messaging"], examined_at=SINCE)
    assert _alarms() == {Kind.PARTLY: SINCE}


def test_disconnected_channel_has_one_alarm(page: Account) -> None:
    _refuse(page, "letters", Reason.PERMISSION)
    Account.objects.update(state=Account.State.REAUTHORISE)
    assert set(_alarms()) == {Kind.RECONNECT}


def test_banner_says_what_does_not_come_in_and_what_is_not_permitted(
    page: Account, client: Client, anouk: User
) -> None:
    _refuse(page, "letters", Reason.PERMISSION)
    Account.objects.update(missing=["pages_manage_engagement"])
    _alarms()
    label = str(page.connector_class.passed_over(page.cursor)[0].label)
    said = _trouble().explanation
    assert label in said
    assert "pages_manage_engagement" in said
    client.force_login(anouk)
    assert "pages_manage_engagement" in client.get("/inbox/").content.decode()


def test_what_was_looked_up_in_vain_is_an_alarm_for_a_week(page: Account) -> None:
    given_up = timezone.now() - timedelta(days=6)
    LookUp.objects.create(
        account=page, subject="1", state=LookUp.State.GIVEN_UP, not_before=given_up
    )
    LookUp.objects.create(account=page, subject="2", state=LookUp.State.WAITING)
    assert _alarms() == {Kind.MISSED: given_up}
    LookUp.objects.update(not_before=given_up - timedelta(days=2))
    assert _alarms() == {}


def test_looking_it_up_again_ends_it(page: Account) -> None:
    LookUp.objects.create(account=page, subject="1", state=LookUp.State.GIVEN_UP)
    assert set(_alarms()) == {Kind.MISSED}
    LookUp.objects.update(state=LookUp.State.WAITING)
    assert _alarms() == {}


@pytest.mark.parametrize("kind", Kind.values)
def test_every_alarm_has_words_and_a_repair(page: Account, kind: str) -> None:
    trouble = Trouble(page, kind)
    assert trouble.words
    assert trouble.repair
