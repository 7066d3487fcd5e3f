"""Raw bodies go a day after they were read, and never before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors import polling
from connectors.base import Raw
from connectors.forgetting import forget_arrivals
from connectors.models import Account, Arrival
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db


def came(account: Account, body: bytes, *, state: str = "parsed", hours: float = 25) -> Arrival:
    [arrival] = polling.store(account, [Raw("mentions", body)])
    at = timezone.now() - timedelta(hours=hours)
    Arrival.objects.filter(pk=arrival.pk).update(state=state, received_at=at)
    return arrival


def bodies() -> list[bytes]:
    return [bytes(body) for body in Arrival.objects.order_by("pk").values_list("body", flat=True)]


def test_what_was_read_a_day_ago_goes(account: Account) -> None:
    for body in (b"1", b"2"):
        came(account, body)
    came(account, b"3", hours=1)
    assert forget_arrivals() == 2
    assert bodies() == [b"3"]


@pytest.mark.parametrize("state", ["new", "unknown", "failed"])
def test_what_somebody_may_still_look_into_stays(account: Account, state: str) -> None:
    came(account, b"1", state=state)
    came(account, b"2", hours=1)
    forget_arrivals()
    assert bodies() == [b"1", b"2"]


@pytest.mark.parametrize("state", ["unknown", "failed"])
def test_what_a_search_brought_goes_though_nobody_could_read_it(state: str, settings: Any) -> None:
    settings.FIND_DAYS = 14
    account = AccountFactory(kind="x")
    for body, source, days in ((b"1", "search", 15), (b"2", "search", 13), (b"3", "mentions", 15)):
        [arrival] = polling.store(account, [Raw(source, body, "afval")])
        at = timezone.now() - timedelta(days=days)
        Arrival.objects.filter(pk=arrival.pk).update(state=state, received_at=at, error="words")
    forget_arrivals()
    assert bodies() == [b"2", b"3"]


def test_what_was_put_away_goes_as_well(account: Account) -> None:
    came(account, b"1", state="put_away")
    came(account, b"2", hours=1)
    assert forget_arrivals() == 1
    assert bodies() == [b"2"]


def test_newest_goes_too_when_nothing_was_asked_for_two_months(account: Account) -> None:
    came(account, b"1", hours=61 * 24)
    assert forget_arrivals() == 1


def test_newest_stays_without_its_words_and_is_still_known(account: Account) -> None:
    came(account, b"1")
    forget_arrivals()
    assert bodies() == [b""]
    assert polling.store(account, [Raw("mentions", b"1")]) == []


def test_whole_body_stays_until_all_its_parts_were_read(account: Account) -> None:
    whole = came(account, b"whole")
    part = came(account, b"part", state="new")
    Arrival.objects.filter(pk=part.pk).update(whole=whole)
    forget_arrivals()
    assert bodies() == [b"whole", b"part"]
