"""A storm of webhooks, read in gusts by one reader of each account."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from connectors import receiving
from connectors.base import Use
from connectors.metering import AccountMeter
from connectors.models import Account, App, Arrival, Usage
from connectors.signals import arrived
from inbox import ingest
from inbox.ingest import gusts
from inbox.ingest.reading import read
from inbox.ingest.turns import take_turn, wait_for_turn
from inbox.models import Message
from tests.factories import AccountFactory
from tests.inbox.pigeon.post import says
from tests.webcare import letterbox
from tests.webcare.letterbox import letters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine leaves nothing for another task."""
    monkeypatch.setattr(gusts, "LONGEST", 60)


@pytest.fixture
def app(settings: Any) -> App:
    return letterbox.fresh_app(settings)


@pytest.fixture
def boxes(app: App) -> list[Account]:
    return [AccountFactory(kind="letters", app=app) for _ in range(2)]


def came(app: App, *boxes: Account) -> Arrival:
    body = letters(*(box.external_id for box in boxes))
    return Arrival.objects.create(app=app, source="webhook", body=body)


def post(pigeons: Account, number: int) -> Arrival:
    body = json.dumps([says(f"m{number}", f"vraag {number}")]).encode()
    return Arrival.objects.create(account=pigeons, source="post", digest="", body=body)


def test_webhooks_are_opened_with_as_many_questions_as_one(app: App, boxes: list[Account]) -> None:
    def questions(number: int) -> int:
        for _ in range(number):
            came(app, boxes[0])
        with CaptureQueriesContext(connection) as asked:
            receiving.address_waiting(50)
        return len(asked)

    assert questions(1) == questions(40)
    assert Arrival.objects.filter(account=boxes[0]).count() == 41


def test_each_webhook_is_addressed_as_if_it_came_alone(app: App, boxes: list[Account]) -> None:
    one, two, both, stranger = (
        came(app, boxes[0]),
        came(app, boxes[1]),
        came(app, *boxes),
        came(app, AccountFactory.build(external_id="vreemd")),
    )
    odd = Arrival.objects.create(app=app, source="webhook", body=b"geen brief")
    receiving.address_waiting(50)
    given = Arrival.objects.filter(whole=None, account__isnull=False)
    assert dict(given.values_list("pk", "account")) == {one.pk: boxes[0].pk, two.pk: boxes[1].pk}
    assert [part.account for part in both.parts.order_by("account__pk")] == boxes
    states = dict(Arrival.objects.values_list("pk", "state"))
    assert states[both.pk] == Arrival.State.PARSED
    assert states[stranger.pk] == Arrival.State.UNKNOWN
    assert states[odd.pk] == Arrival.State.FAILED


def test_another_apps_account_is_not_given_what_this_app_brought(
    app: App, boxes: list[Account]
) -> None:
    other = letterbox.make_app()
    came(app, boxes[0])
    foreign = came(other, boxes[0])
    receiving.address_waiting(50)
    assert [arrival.app for arrival in boxes[0].arrivals.all()] == [app]
    foreign.refresh_from_db()
    assert (foreign.account, foreign.state) == (None, Arrival.State.UNKNOWN)


@pytest.mark.django_db(transaction=True)
def test_what_another_opens_now_is_left_to_them(app: App, boxes: list[Account]) -> None:
    mine = came(app, boxes[0])
    theirs = came(app, boxes[0])
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM connectors_arrival WHERE id = %s FOR UPDATE", [theirs.pk]
            )
            receiving.address_waiting(50)
            assert list(boxes[0].arrivals.all()) == [mine]
    finally:
        other.rollback()
        other.close()
    receiving.address_waiting(50)
    assert set(boxes[0].arrivals.all()) == {mine, theirs}


@pytest.mark.parametrize("way", ["task", "catching up"])
def test_body_that_the_database_refuses_stops_nobody(
    app: App, boxes: list[Account], way: str
) -> None:
    odd = Arrival.objects.create(app=app, source="webhook", body=letters("een nul: \0"))
    good = [came(app, boxes[0]), came(app, boxes[1])]
    if way == "task":
        for arrival in (*good, odd):
            ingest.ingest_waiting(arrival.pk)
    else:
        ingest.catch_up(30)
    odd.refresh_from_db()
    assert odd.state == Arrival.State.FAILED
    assert not Arrival.objects.waiting().exists()


def test_parts_of_what_another_opened_are_read_by_its_own_task(
    app: App, boxes: list[Account]
) -> None:
    whole = came(app, *boxes)
    receiving.address_waiting(50)
    assert Arrival.objects.waiting().count() == 2
    ingest.ingest_waiting(whole.pk)
    assert not Arrival.objects.waiting().exists()


def test_what_is_counted_together_counts_as_often(boxes: list[Account]) -> None:
    AccountMeter(boxes[0].pk).note(Use("webhook", {"post-1": 5, "post-2": 5}, times=3))
    usage = Usage.objects.get(account=boxes[0])
    assert (usage.requests, usage.units, usage.cost) == (3, 2, 10)


# Readers -----------------------------------------------------------------------------------------


@contextmanager
def reader_of(account: Account) -> Iterator[None]:
    """Somebody else reads of this account, in a connection of their own."""
    there, done = threading.Event(), threading.Event()

    def somebody() -> None:
        try:
            with transaction.atomic():
                wait_for_turn(account)
                there.set()
                done.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=somebody)
    thread.start()
    assert there.wait(30)
    try:
        yield
    finally:
        done.set()
        thread.join(30)


def test_one_task_reads_whatever_waits_of_its_account(
    pigeons: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gusts, "TOGETHER", 3)
    waiting = [post(pigeons, number) for number in range(10)]
    ingest.ingest_waiting(waiting[4].pk)
    assert not Arrival.objects.waiting().exists()
    assert Message.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_who_finds_a_reader_leaves_it_to_them_at_once(pigeons: Account) -> None:
    arrival = post(pigeons, 1)
    with reader_of(pigeons):
        ingest.ingest_waiting(arrival.pk)  # would wait for ever, if it waited
        assert Arrival.objects.waiting().exists()
    ingest.ingest_waiting(arrival.pk)
    assert not Arrival.objects.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_reader_takes_what_was_left_to_it_while_it_read(
    pigeons: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another task finds a reader, in the last moment of the reader's turn, and goes away."""
    late: list[Arrival] = []

    def read_and_be_found(*arguments: Any) -> None:
        read(*arguments)
        if not late:
            thread = threading.Thread(target=_leave_it, args=(pigeons, late))
            thread.start()
            thread.join(30)

    monkeypatch.setattr(gusts, "read", read_and_be_found)
    ingest.ingest_waiting(post(pigeons, 1).pk)
    assert late
    assert not Arrival.objects.waiting().exists()
    assert Message.objects.count() == 2


def _leave_it(pigeons: Account, late: list[Arrival]) -> None:
    try:
        late.append(post(pigeons, 2))
        ingest.ingest_waiting(late[0].pk)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_reader_looks_again_after_a_turn_in_which_nothing_waited(
    pigeons: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes between looking and letting go is found too."""
    first, late = post(pigeons, 1), list[Arrival]()

    def looked_and_found(account: Account) -> bool:
        mine = take_turn(account)
        if not late and Arrival.objects.filter(pk=first.pk, state="new").exists():
            Arrival.objects.filter(pk=first.pk).update(state="parsed")  # somebody was quicker
            thread = threading.Thread(target=_leave_it, args=(pigeons, late))
            thread.start()
            thread.join(30)
        return mine

    monkeypatch.setattr(gusts, "take_turn", looked_and_found)
    ingest.ingest_waiting(first.pk)
    assert late
    assert not Arrival.objects.waiting().exists()


def test_when_the_time_is_up_the_rest_gets_a_bell(
    pigeons: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gusts, "TOGETHER", 2)
    monkeypatch.setattr(gusts, "LONGEST", 0)
    waiting = [post(pigeons, number) for number in range(5)]
    rung: list[int] = []

    def listener(arrival_ids: list[int], **_: Any) -> None:
        rung.extend(arrival_ids)

    arrived.connect(listener)
    try:
        ingest.ingest_waiting(waiting[0].pk)
    finally:
        arrived.disconnect(listener)
    assert rung == [waiting[2].pk]
    assert Arrival.objects.waiting().count() == 3


def test_what_cannot_be_read_now_is_tried_once_in_a_task(
    pigeons: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by itself, and those behind them too."""
    monkeypatch.setattr(gusts, "TOGETHER", 2)
    tried: list[Any] = []

    def refuse(*_: Any) -> None:
        raise IntegrityError

    def refuse_one(_account: Account, _at: datetime, items: list[Any]) -> None:
        tried.extend(item.external_id for item in items)
        refuse()

    monkeypatch.setattr("inbox.ingest.gusts.read", refuse)
    monkeypatch.setattr("inbox.ingest.arrivals.read", refuse_one)
    waiting = [post(pigeons, number) for number in range(5)]
    ingest.ingest_waiting(waiting[0].pk)
    assert tried == ["m0", "m1", "m2", "m3", "m4"]
    assert Arrival.objects.waiting().count() == 5  # for the sweep
