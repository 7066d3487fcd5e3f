"""Bodies as they came: each kept once, to the byte, until someone can read it."""

from __future__ import annotations

import pytest

from connectors import polling
from connectors.base import Raw
from connectors.models import Account, Arrival
from tests.factories import AccountFactory
from tests.town import read_all

pytestmark = pytest.mark.django_db


def test_same_body_again_is_kept_once(account: Account) -> None:
    for _ in range(3):
        polling.store(account, [Raw("mentions", b"{}")])
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize(
    "other", [Raw("mentions", b"[]"), Raw("tweets", b"{}"), Raw("mentions", b"{}", "about")]
)
def test_other_body_or_question_is_kept_too(account: Account, other: Raw) -> None:
    polling.store(account, [Raw("mentions", b"{}"), other])
    assert Arrival.objects.count() == 2


def test_same_body_on_another_account_is_kept_too(account: Account) -> None:
    for one in (account, AccountFactory()):
        polling.store(one, [Raw("mentions", b"{}")])
    assert Arrival.objects.count() == 2


def test_body_that_comes_back_after_another_is_news(account: Account) -> None:
    for body in (b"old", b"new", b"old"):
        polling.store(account, [Raw("mentions", body)])
    assert Arrival.objects.count() == 3


def test_body_that_comes_back_after_it_was_called_gone_is_news(account: Account) -> None:
    for raw in (Raw("comment", b"{}", "7"), Raw("missing", b"{}", "7"), Raw("comment", b"{}", "7")):
        for _ in range(2):
            polling.store(account, [raw])
    assert Arrival.objects.count() == 3


def test_body_is_kept_to_the_byte(account: Account) -> None:
    body = bytes(range(256))
    [arrival] = polling.store(account, [Raw("mentions", body)])
    arrival.refresh_from_db()
    assert arrival.raw == Raw("mentions", body)


def test_cursor_is_kept_with_its_page_or_not_at_all(account: Account) -> None:
    with pytest.raises(TypeError):
        polling.store(account, [Raw("mentions", b"{}"), Raw("mentions", None)], {"since": "9"})  # type: ignore[arg-type]
    account.refresh_from_db()
    assert account.cursor == {}
    assert not Arrival.objects.exists()


def test_unreadable_arrival_is_read_again(account: Account) -> None:
    [arrival] = polling.store(account, [Raw("mentions", b"nonsense")])
    polling.mark_failed(arrival, "Unreadable")
    polling.read_again(arrival)
    assert list(Arrival.objects.waiting()) == [arrival]
    read_all()
    assert list(Arrival.objects.failed()) == [arrival]
