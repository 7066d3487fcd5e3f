"""Readers and senders at the very same moment."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from connectors import polling
from connectors.models import Account, Arrival
from inbox import actions, ingest, outbox
from inbox.models import Conversation, Event, Message, Outbound
from inbox.workflow import Sending, Status
from tests.inbox.pigeon.post import at, says
from tests.town import Town, conversation_of, read_all
from webcare.models import User

PATIENCE = 60  # seconds


def _read() -> None:
    try:
        read_all()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_neither_the_answer_nor_its_neighbours_are_lost(
    town: Town, anouk: User, platform: str
) -> None:
    top = town.own_post(platform)
    asked = town.says(platform, "Wanneer snoeien jullie?", parent=top)
    town.listen(platform)
    conversation = conversation_of(asked)
    claimed = outbox.claim(actions.reply(conversation, "Dinsdag.", anouk).pk)
    assert claimed
    receipt = conversation.account.connect().send(outbox.outgoing(claimed))
    neighbour = town.says(platform, "Een nieuwe vraag", parent=top, author="sem_voorbeeld")
    polling.poll(Account.objects.get(kind=platform))
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        reader = threading.Thread(target=_read)
        reader.start()
        _until_somebody_waits()
        outbox.placed(claimed, receipt)
    reader.join(30)
    assert not Arrival.objects.exclude(state=Arrival.State.PARSED).exists()
    assert conversation_of(neighbour)
    assert conversation.messages.count() == 2
    assert Outbound.objects.get().state == Sending.SENT


def _until_somebody_waits() -> None:
    """For a lock, that we have."""
    until = time.monotonic() + PATIENCE
    while not _somebody_waits():
        assert time.monotonic() < until
        time.sleep(0.01)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        (waits,) = cursor.fetchone()
    return bool(waits)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reading", [ingest.ingest, ingest.ingest_waiting])
def test_readers_at_once_take_every_message_in_once(
    pigeons: Account, anouk: User, reading: Callable[[int], None]
) -> None:
    """Every message four times, cut differently, shuffled, with its edit and its deletion."""
    dice = random.Random(11)
    items = [item for number in range(60) for item in _life(number)] * 4
    dice.shuffle(items)
    bodies = [items[start : start + 7] for start in range(0, len(items), 7)]
    arrivals = [
        Arrival.objects.create(
            account=pigeons, source="post", digest="", body=json.dumps(body).encode()
        ).pk
        for body in bodies
    ]
    readers = [
        threading.Thread(target=_read_these, args=(reading, arrivals[number::4]))
        for number in range(4)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(100)
    read_all()
    assert not Arrival.objects.exclude(state=Arrival.State.PARSED).exists()
    words = dict(Message.objects.values_list("external_id", "text"))
    assert words == {
        f"m{number}": "" if number % 3 == 0 else "tweede versie" for number in range(60)
    }
    assert Conversation.objects.count() == 20
    assert Event.objects.filter(verb=Event.Verb.RECEIVED).count() == 60
    assert Conversation.objects.filter(status=Status.OPEN).count() == 20


def _life(number: int) -> list[dict[str, Any]]:
    """A message, its edit, and of every third its deletion; three in each thread."""
    first = says(f"m{number}", "eerste versie", thread_id=f"t{number // 3}", as_of=at(100 + number))
    second = {**first, "text": "tweede versie", "as_of": at(200 + number)}
    gone = {"is": "deleted", "external_id": f"m{number}", "as_of": at(300 + number)}
    return [first, second, gone] if number % 3 == 0 else [first, second]


def _read_these(reading: Callable[[int], None], arrivals: list[int]) -> None:
    try:
        for pk in arrivals:
            reading(pk)
    finally:
        connections.close_all()
