"""News that crosses other news, a clock that was wrong, a database that goes away."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from connectors.models import Account, Arrival
from inbox import ingest
from inbox.models import Early, Message
from tests.inbox.pigeon.post import NOON, arrives, at, message, says

pytestmark = pytest.mark.django_db

FIRST = says("1", "eerste versie", current_id="1", as_of=at(1))
EDITED = says("1", "tweede versie", current_id="1b", as_of=at(2))
GONE = {"is": "deleted", "external_id": "1b", "as_of": at(3)}


@pytest.mark.parametrize("order", list(itertools.permutations([FIRST, EDITED, GONE])))
def test_deletion_names_an_edit_in_whatever_order(
    pigeons: Account, order: tuple[dict[str, Any], ...]
) -> None:
    """X gives each edit a number of its own, and tells of the deletion by the newest."""
    for item in order:
        arrives(pigeons, item)
    assert (message("1").text, Early.objects.exists()) == ("", False)
    assert message("1").deleted_at


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_deletion_by_a_slower_clock_is_one_in_either_order(
    pigeons: Account, order: tuple[int, ...]
) -> None:
    shown = says("1", as_of=(NOON + timedelta(seconds=61)).isoformat())
    gone = {"is": "deleted", "external_id": "1", "as_of": at(1)}
    for number in order:
        arrives(pigeons, (shown, gone)[number])
    assert message("1").deleted_at


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_newest_news_of_hiding_wins(pigeons: Account, order: tuple[int, ...]) -> None:
    items = [
        says("1", as_of=at(1)),
        {"is": "hidden", "external_id": "1", "hidden": True, "as_of": at(5)},
        says("1", as_of=at(3), hidden=False),
    ]
    for number in order:
        arrives(pigeons, items[number])
    assert message("1").hidden


def test_letter_that_was_taken_back_stays_away(pigeons: Account) -> None:
    """A poll that was answered before it went can be read after."""
    letter = {"private": True, "thread_id": "900"}
    arrives(pigeons, says("1", "toch niet", **letter, as_of=at(1)))
    arrives(pigeons, {"is": "deleted", "external_id": "1", "as_of": at(2)})
    arrives(pigeons, says("1", "toch niet", **letter))
    assert message("1").text == ""


def test_clock_that_was_ahead_does_not_make_news_old(pigeons: Account) -> None:
    arrives(pigeons, says("1"), when=timezone.now() + timedelta(days=1))
    arrives(pigeons, {"is": "deleted", "external_id": "1", "as_of": timezone.now().isoformat()})
    assert message("1").deleted_at


def test_news_of_what_never_came_is_cleared_after_a_month(pigeons: Account) -> None:
    for number, days in (("1", 29), ("2", 31)):
        moment = timezone.now() - timedelta(days=days)
        arrives(pigeons, {"is": "deleted", "external_id": number, "as_of": moment.isoformat()})
    ingest.forget_early()
    assert Early.objects.get().external_id == "1"


def _give_up_on(external_id: str, state: str) -> None:
    """From now on the database fails in this way (an SQLSTATE) on this message."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.gives_up() RETURNS trigger AS $$ BEGIN "
            f"RAISE EXCEPTION 'away' USING ERRCODE = '{state}'; END $$ LANGUAGE plpgsql"
        )
        cursor.execute(
            "CREATE TRIGGER gives_up BEFORE INSERT ON inbox_message FOR EACH ROW "
            f"WHEN (NEW.external_id = '{external_id}') EXECUTE FUNCTION pg_temp.gives_up()"
        )


@pytest.mark.parametrize("state", ["25006", "57P01", "40P01"])
def test_database_that_gives_up_halfway_leaves_the_arrival_waiting(
    pigeons: Account, state: str
) -> None:
    """Read-only after a failover, shut down, a deadlock: none of it is of the body."""
    _give_up_on("1", state)
    with pytest.raises(Exception, match="away"):
        arrives(pigeons, says("1"))
    assert Arrival.objects.get().state == Arrival.State.NEW
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER gives_up ON inbox_message")
    ingest.ingest(Arrival.objects.get().pk)
    assert Message.objects.get().external_id == "1"


def test_arrival_that_cannot_be_read_now_keeps_no_other_waiting(pigeons: Account) -> None:
    _give_up_on("1", "57014")
    for number in ("1", "2"):
        body = json.dumps([says(number)]).encode()
        Arrival.objects.create(account=pigeons, source="post", body=body, digest="")
    ingest.catch_up(5)
    assert Message.objects.get().external_id == "2"
    assert Arrival.objects.waiting().count() == 1


@pytest.mark.parametrize(
    "odd",
    [
        says("1", thread_id="1" * 101),
        says("x" * 301),
        says("1", author=("9" * 65, "", "")),
        {"is": "deleted", "external_id": "1" * 301},
        {"is": "post", "external_id": "1" * 101, "text": "", "created_at": at(0)},
    ],
)
def test_name_that_is_too_long_hinders_no_other(pigeons: Account, odd: dict[str, Any]) -> None:
    arrival = arrives(pigeons, odd, says("2"))
    assert Message.objects.get().external_id == "2"
    assert (arrival.state, "longer than" in arrival.error) == (Arrival.State.FAILED, True)
