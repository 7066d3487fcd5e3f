"""The post office: duplicates, delay, retries, and five thousand at once."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from connectors.simulator.delivery import Parcel, PostOffice
from tests.simulator.receiver import Receiver, receiving


@pytest.fixture
def office() -> Iterator[PostOffice]:
    office = PostOffice()
    office.retry_seconds = 0.02
    yield office
    office.close()


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def pack(contents: Sequence[Any], wrongly: bool) -> tuple[dict[str, str], bytes]:
    return {"x-wrong": str(wrongly)}, json.dumps(contents).encode()


def send(office: PostOffice, hook: Receiver, *contents: Any, most: int = 1) -> None:
    for content in contents:
        office.send(Parcel("x", hook.url, content, pack, most=most))


def settle(office: PostOffice, patience: float = 60) -> dict[str, Any]:
    until = time.monotonic() + patience
    while office.shown()["waiting"] and time.monotonic() < until:
        time.sleep(0.01)
    shown = office.shown()
    assert shown["waiting"] == 0
    return shown


def test_what_is_sent_arrives(office: PostOffice, hook: Receiver) -> None:
    send(office, hook, "a")
    shown = settle(office)
    assert [each.body for each in hook.deliveries] == [["a"]]
    assert (shown["sent"], shown["accepted"], shown["refused"]) == (1, 1, 0)


def test_duplicates(office: PostOffice, hook: Receiver) -> None:
    office.behave({"duplicates": 5})
    send(office, hook, "a")
    settle(office)
    assert [each.body for each in hook.deliveries] == [["a"]] * 5


def test_shuffled_is_another_order(office: PostOffice, hook: Receiver) -> None:
    office.behave({"shuffle": True})
    send(office, hook, *range(60))
    settle(office)
    order = [each.body[0] for each in hook.deliveries]
    assert order != sorted(order)
    assert sorted(order) == list(range(60))


def test_delay(office: PostOffice, hook: Receiver) -> None:
    office.behave({"delay_seconds": 0.3})
    before = time.monotonic()
    send(office, hook, "a")
    settle(office)
    assert time.monotonic() - before >= 0.3
    assert len(hook.deliveries) == 1


def test_batch(office: PostOffice, hook: Receiver) -> None:
    office.behave({"hold": True, "batch": 1000})
    send(office, hook, *range(2500), most=1000)
    office.behave({"hold": False})
    settle(office)
    assert sorted(len(each.body) for each in hook.deliveries) == [500, 1000, 1000]


def test_what_may_not_be_batched_travels_alone(office: PostOffice, hook: Receiver) -> None:
    office.behave({"batch": 1000})
    send(office, hook, *range(10))
    settle(office)
    assert len(hook.deliveries) == 10


def test_refused_is_tried_again(office: PostOffice, hook: Receiver) -> None:
    hook.status = 500
    send(office, hook, "a")
    hook.wait(2)
    hook.status = 200
    shown = settle(office)
    assert shown["accepted"] == 1
    assert (shown["refused"], shown["last_error"]) == (shown["sent"] - 1, "HTTP 500")


def test_nobody_there_is_tried_again(office: PostOffice) -> None:
    with receiving() as gone:
        pass
    office.retries = 2
    send(office, gone, "a")
    shown = settle(office)
    assert (shown["refused"], shown["given_up"]) == (3, 1)
    assert "refused" in shown["last_error"]


def test_held_post_goes_later_and_dropped_post_never(office: PostOffice, hook: Receiver) -> None:
    office.behave({"hold": True})
    send(office, hook, "a")
    assert hook.quiet() == []
    office.behave({"hold": False, "drop": True})
    send(office, hook, "b")
    assert settle(office)["dropped"] == 1
    assert [each.body for each in hook.deliveries] == [["a"]]


def test_replay(office: PostOffice, hook: Receiver) -> None:
    send(office, hook, "a", "b")
    settle(office)
    assert office.replay() == 2
    settle(office)
    assert sorted(each.body[0] for each in hook.deliveries) == ["a", "a", "b", "b"]


@pytest.mark.parametrize(
    "wrong", [{"kleur": 1}, {"duplicates": "5"}, {"shuffle": 1}, {"delay_seconds": -1}]
)
def test_unknown_behaviour_is_refused(office: PostOffice, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="webhooks"):
        office.behave(wrong)


def test_five_thousand_arrive_quickly(office: PostOffice, hook: Receiver) -> None:
    began = time.monotonic()
    send(office, hook, *range(5000))
    settle(office, 60)
    assert len({each.body[0] for each in hook.deliveries}) == 5000
    assert time.monotonic() - began < 30
