"""Webhooks: one insert and an answer, whatever comes; opened and addressed afterwards."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import DatabaseError, connection
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from connectors import hooks, polling, receiving
from connectors.base import Aside, Kept
from connectors.models import Account, App, Arrival
from connectors.secrets import encrypt
from connectors.signals import arrived
from tests.factories import AccountFactory
from tests.webcare import letterbox
from tests.webcare.letterbox import letters, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def app(settings: Any) -> App:
    return letterbox.fresh_app(settings)


@pytest.fixture
def rung() -> Iterator[list[int]]:
    """The arrivals for which a bell rang."""
    heard: list[int] = []

    def listener(arrival_ids: list[int], **kwargs: Any) -> None:
        heard.extend(arrival_ids)

    arrived.connect(listener)
    yield heard
    arrived.disconnect(listener)


def letterbox_account(**more: Any) -> Account:
    return AccountFactory(kind="letters", **more)


def came(app: App, body: bytes) -> Arrival:
    return Arrival.objects.create(app=app, source="webhook", body=body)


# The door ----------------------------------------------------------------------------------------


def test_webhook_is_acknowledged_with_one_insert_and_no_other_write(
    client: Client, app: App
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert post(client, app, letters("1")).status_code == 200
    sql = [query["sql"] for query in asked]
    assert [line.split()[0] for line in sql] == ["SELECT", "INSERT"]
    assert 'INSERT INTO "connectors_arrival"' in sql[1]


def test_body_is_kept_to_the_byte_and_not_yet_understood(client: Client, app: App) -> None:
    body = bytes(range(256))
    post(client, app, body)
    arrival = Arrival.objects.get()
    assert (bytes(arrival.body), arrival.state) == (body, Arrival.State.NEW)
    assert (arrival.app, arrival.account, arrival.source) == (app, None, "webhook")


def test_bell_rings_once_it_is_stored(
    client: Client, app: App, rung: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        post(client, app, letters("1"))
    assert rung == [Arrival.objects.get().pk]


def test_listener_that_breaks_does_not_break_the_answer(
    client: Client, app: App, django_capture_on_commit_callbacks: Any
) -> None:
    def broken(**kwargs: Any) -> None:
        raise RuntimeError

    arrived.connect(broken)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert post(client, app, letters("1")).status_code == 200
    finally:
        arrived.disconnect(broken)


def test_forged_webhook_is_refused_counted_and_not_stored(client: Client, app: App) -> None:
    with CaptureQueriesContext(connection) as asked:
        for seal in ("", "wrong"):
            assert post(client, app, letters("1"), sealed=seal).status_code == 403
    assert not Arrival.objects.exists()
    assert hooks.refused(app) == 2
    assert all(query["sql"].startswith("SELECT") for query in asked)


@pytest.mark.parametrize("method", ["get", "post"])
def test_address_nobody_has_is_not_there(client: Client, method: str, app: App) -> None:
    url = reverse("webhook", args=[uuid.uuid4()])
    assert getattr(client, method)(url).status_code == 404


def test_app_that_is_switched_off_is_not_there(client: Client, app: App) -> None:
    App.objects.update(active=False)
    assert post(client, app, letters("1")).status_code == 404


def test_platform_that_tries_the_address_hears_its_word(client: Client, app: App) -> None:
    url = reverse("webhook", args=[app.key])
    answer = client.get(url, {"word": "sesam", "say": "1158201444"})
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert answer["Content-Type"] == "text/plain"


def test_stranger_that_tries_the_address_is_refused(client: Client, app: App) -> None:
    assert client.get(reverse("webhook", args=[app.key])).status_code == 403


def test_body_larger_than_people_may_upload_comes_in(client: Client, app: App) -> None:
    assert post(client, app, b"a" * 5_000_000).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_it_works_the_same_below_the_web_server(app: App) -> None:
    body = letters("1") + b" " * 5_000_000

    async def knock() -> int:
        url = reverse("webhook", args=[app.key])
        answer = await AsyncClient().post(
            url, body, content_type="application/json", headers={"x-seal": letterbox.seal(body)}
        )
        return answer.status_code

    assert async_to_sync(knock)() == 200
    assert bytes(Arrival.objects.get().body) == body


def test_body_that_is_too_large_does_not(
    client: Client, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "MOST_BYTES", 1000)
    assert post(client, app, b"a" * 1001).status_code == 413
    assert not Arrival.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_refused(client: Client, app: App, method: str) -> None:
    url = reverse("webhook", args=[app.key])
    assert getattr(client, method)(url).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_platform_has_to_repeat_what_could_not_be_stored(client: Client, app: App) -> None:
    def away(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT"):
            raise DatabaseError("the disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(away):
        assert post(client, app, letters("1")).status_code == 503
    assert post(client, app, letters("1")).status_code == 200


def test_platform_has_to_repeat_while_the_database_is_away(client: Client, app: App) -> None:
    def away(execute: Any, sql: str, *rest: Any) -> Any:
        raise DatabaseError("away")

    with connection.execute_wrapper(away):
        assert post(client, app, letters("1")).status_code == 503


def test_platform_has_to_repeat_while_the_secret_cannot_be_read(
    client: Client, app: App, settings: Any
) -> None:
    settings.CREDENTIAL_KEYS = ["YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlci0="]
    stored = encrypt({"secret": "s"})
    settings.CREDENTIAL_KEYS = ["ZGlmZmVyZW50LWtleS1kaWZmZXJlbnQta2V5LWRpZmY="]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE connectors_app SET credentials = %s", [stored])
    assert post(client, app, letters("1")).status_code == 503


# Opening -----------------------------------------------------------------------------------------


def test_body_for_one_account_becomes_its_own(app: App) -> None:
    account = letterbox_account()
    arrival = came(app, letters(account.external_id))
    [given] = receiving.address(arrival)
    assert (given.pk, given.account) == (arrival.pk, account)
    assert Arrival.objects.get().state == Arrival.State.NEW


def test_body_for_several_accounts_is_divided(app: App) -> None:
    one, other = letterbox_account(), letterbox_account()
    whole = came(app, letters(one.external_id, other.external_id, one.external_id))
    parts = receiving.address(whole)
    assert {part.account for part in parts} == {one, other}
    assert all(part.whole == whole and part.received_at == whole.received_at for part in parts)
    assert Arrival.objects.get(pk=whole.pk).state == Arrival.State.PARSED


def test_opening_twice_divides_once(app: App) -> None:
    numbers = [letterbox_account().external_id for _ in range(3)]
    whole = came(app, letters(*numbers))
    first = receiving.address(whole)
    assert receiving.address(whole) == first
    assert Arrival.objects.count() == 4
    for part in first:
        polling.mark_parsed(part)
    assert receiving.address(whole) == []


def test_thousand_in_one_body_are_divided_at_once(
    app: App, django_assert_max_num_queries: Any
) -> None:
    account, other = letterbox_account(), letterbox_account()
    body = json.dumps(
        [{"to": account.external_id, "says": n} for n in range(999)]
        + [{"to": other.external_id, "says": 0}]
    )
    whole = came(app, body.encode())
    with django_assert_max_num_queries(10):
        assert len(receiving.address(whole)) == 1000


@pytest.mark.parametrize("state", [{"active": False}, {"state": Account.State.REAUTHORISE}])
def test_account_that_is_off_or_broken_still_hears(app: App, state: dict[str, Any]) -> None:
    account = letterbox_account(**state)
    [given] = receiving.address(came(app, letters(account.external_id)))
    assert given.account == account


def test_account_that_is_not_here_stays_with_the_whole(app: App) -> None:
    account = letterbox_account()
    whole = came(app, letters(account.external_id, "404"))
    [part] = receiving.address(whole)
    whole.refresh_from_db()
    assert (part.account, whole.state) == (account, Arrival.State.UNKNOWN)
    assert whole.error == "no channel here: letters 404\n"


def test_account_connected_later_hears_what_came_before(app: App, rung: list[int]) -> None:
    first = letterbox_account()
    whole = came(app, letters(first.external_id, "404"))
    [read] = receiving.address(whole)
    polling.mark_parsed(read)
    later = letterbox_account(external_id="404")
    receiving.open_again(later)
    [part] = receiving.address(whole)
    assert part.account == later
    assert Arrival.objects.filter(whole=whole).count() == 2


def test_body_that_cannot_be_opened_stays_with_its_reason(app: App) -> None:
    whole = came(app, b"\xff nonsense")
    assert receiving.address(whole) == []
    whole.refresh_from_db()
    assert (whole.state, whole.error) == (Arrival.State.FAILED, "no letters")


def test_body_for_nobody_is_read(app: App) -> None:
    whole = came(app, b"[]")
    assert receiving.address(whole) == []
    whole.refresh_from_db()
    assert whole.state == Arrival.State.PARSED


def test_arrival_of_a_poll_is_read_as_it_is(account: Account) -> None:
    arrival = Arrival.objects.create(account=account, source="mentions", body=b"{}")
    assert receiving.address(arrival) == [arrival]


# Strange shapes ----------------------------------------------------------------------------------


def test_strange_shapes_are_kept_and_counted(account: Account) -> None:
    for what in ("feed/poll/add", "feed/poll/add", "chat.typing"):
        arrival = Arrival.objects.create(account=account, source="webhook", body=b"{}")
        receiving.mark_unknown(arrival, [Aside(what, Kept.UNKNOWN, "a verb\nnobody told us of")])
    assert receiving.unknown_shapes(account) == {"feed/poll/add": 2, "chat.typing": 1}
    assert arrival in Arrival.objects.filter(state=Arrival.State.UNKNOWN)


@pytest.mark.django_db(transaction=True)
def test_two_workers_divide_once(app: App) -> None:
    numbers = [letterbox_account().external_id for _ in range(2)]
    whole = came(app, letters(*numbers))

    def worker() -> list[int]:
        try:
            return [part.pk for part in receiving.address(whole)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: worker(), range(4)))
    assert Arrival.objects.filter(whole=whole).count() == 2
    assert all(len(ids) == 2 for ids in found)
