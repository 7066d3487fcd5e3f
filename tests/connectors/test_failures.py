"""What every connector makes of refusals and of a failing network."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest

from connectors import http
from connectors.base import Reason
from tests.connectors.bench import Bench, ids, outgoing
from tests.ports import free_port

DOUBTFUL = ("lost", "truncated", "reset", "not_json", "html502", "503")


@pytest.mark.parametrize("kind", DOUBTFUL)
def test_write_without_a_clear_answer_is_uncertain(bench: Bench, kind: str) -> None:
    question = bench.say("Hoe laat?")
    bench.fault(kind, method="POST")
    error = bench.failure(lambda: bench.connector.send(outgoing(question)))
    assert error.uncertain
    assert not error.permanent


def test_write_with_a_lost_answer_is_found_and_stands_once(bench: Bench) -> None:
    answer = outgoing(bench.say("Hoe laat?"))
    bench.fault("lost", method="POST")
    bench.failure(lambda: bench.connector.send(answer))
    receipt = bench.connector.find(answer)
    assert [placed["id"] for placed in bench.outbox()] == [receipt and receipt.external_id]


def test_write_that_never_arrived_is_surely_absent(bench: Bench) -> None:
    answer = outgoing(bench.say("Hoe laat?"))
    bench.fault("reset", method="POST")
    bench.failure(lambda: bench.connector.send(answer))
    assert bench.connector.find(answer) is None


def test_write_is_not_repeated(bench: Bench) -> None:
    question = bench.say("Hoe laat?")
    bench.fault("lost", method="POST")
    bench.failure(lambda: bench.connector.send(outgoing(question)))
    assert len(bench.outbox()) == 1


def test_write_that_times_out_is_uncertain(bench: Bench, monkeypatch: Any) -> None:
    question = bench.say("Hoe laat?")
    monkeypatch.setattr(http, "TIMEOUT", (1, 0.2))
    bench.fault("timeout", method="POST", seconds=2)
    error = bench.failure(lambda: bench.connector.send(outgoing(question)))
    assert (error.reason, error.uncertain) == (Reason.UNAVAILABLE, True)


def test_write_without_a_connection_is_certain(bench: Bench, settings: Any) -> None:
    question = bench.say("Hoe laat?")
    settings.X_API_URL = settings.META_GRAPH_URL = f"http://127.0.0.1:{free_port()}"
    error = bench.failure(lambda: bench.again().send(outgoing(question)))
    assert (error.reason, error.uncertain) == (Reason.UNAVAILABLE, False)


def test_find_that_cannot_look_says_so(bench: Bench) -> None:
    answer = outgoing(bench.say("Hoe laat?"))
    bench.fault("html502", method="GET")
    assert bench.failure(lambda: bench.connector.find(answer)).reason is Reason.UNAVAILABLE


def test_read_is_tried_again_after_a_broken_connection(bench: Bench) -> None:
    bench.fault("reset", method="GET", times=2)
    assert bench.fetch().posts


def test_read_gives_up_in_the_end(bench: Bench) -> None:
    bench.fault("reset", method="GET", times=3)
    error = bench.failure(bench.fetch)
    assert (error.reason, error.uncertain) == (Reason.UNAVAILABLE, False)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("html502", Reason.UNAVAILABLE),
        ("500", Reason.UNAVAILABLE),
        ("503", Reason.UNAVAILABLE),
        ("not_json", Reason.UNREADABLE),
        ("truncated", Reason.UNREADABLE),
        ("429", Reason.THROTTLED),
    ],
)
def test_failing_read_is_worth_another_try(bench: Bench, kind: str, reason: Reason) -> None:
    bench.fault(kind, method="GET")
    error = bench.failure(bench.fetch)
    assert error.reason is reason
    assert not error.permanent
    assert not error.uncertain
    assert not error.reauthorise


def test_answer_that_cannot_be_read_is_kept_for_a_person(bench: Bench) -> None:
    bench.fault("not_json", method="GET")
    assert bench.failure(bench.fetch).body == b"ok"


def test_throttling_says_how_long_to_wait(bench: Bench) -> None:
    bench.fault("429", method="POST")
    error = bench.failure(lambda: bench.connector.send(outgoing(bench.say("Hoe laat?"))))
    assert error.retry_after
    assert timedelta(0) < error.retry_after <= timedelta(hours=1)
    assert not error.uncertain


def test_failing_page_leaves_what_came_before_it(bench: Bench) -> None:
    expected = bench.say_all(f"Vraag {number}" for number in range(120))
    pages = bench.connector.fetch({})
    first = next(pages)
    bench.fault("503", method="GET")
    bench.failure(lambda: list(pages))
    stored = bench.parse(first.raws)
    assert expected <= ids(stored) | bench.fetch(first.cursor).ids


def test_send_refuses_an_empty_text(bench: Bench) -> None:
    error = bench.failure(lambda: bench.connector.send(outgoing(bench.say("?"), " \n")))
    assert (error.reason, error.permanent) == (Reason.EMPTY, True)


def test_send_refuses_a_text_that_is_too_long(bench: Bench) -> None:
    text = "a" * (bench.connector.ways[0].text.limit + 1)
    error = bench.failure(lambda: bench.connector.send(outgoing(bench.say("?"), text)))
    assert (error.reason, error.permanent) == (Reason.TOO_LONG, True)
    assert bench.outbox() == []


def test_send_takes_the_longest_text(bench: Bench) -> None:
    text = "a" * bench.connector.ways[0].text.limit
    bench.connector.send(outgoing(bench.say("?"), text))
    assert bench.outbox()[0]["text"].endswith(text)


def test_send_to_a_deleted_message_is_final(bench: Bench) -> None:
    question = bench.say("Laat maar")
    bench.delete(question)
    error = bench.failure(lambda: bench.connector.send(outgoing(question)))
    assert (error.reason, error.permanent) == (Reason.TARGET_GONE, True)


def test_revoked_credentials_ask_for_a_person(bench: Bench) -> None:
    bench.simulator.control("POST", "tokens/expire", {"platform": bench.kind, "revoke": True})
    error = bench.failure(bench.connector.identify)
    assert (error.reason, error.reauthorise) == (Reason.CREDENTIALS, True)


def test_missing_credentials_ask_for_a_person(bench: Bench) -> None:
    bench.vault.credentials = {}
    assert bench.failure(bench.again().identify).reauthorise


def test_failures_show_no_secret(bench: Bench, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    question, shown = bench.say("Hoe laat?"), []
    for kind in ("401", "500", "reset", "not_json", "429"):
        bench.fault(kind, times=3)
        error = bench.failure(lambda: bench.again().send(outgoing(question)))
        shown += [str(error), repr(error), repr(error.__cause__), repr(error.__context__)]
        bench.simulator.control("DELETE", "faults")
    text = "\n".join([*shown, caplog.text, repr(bench.connection), repr(vars(bench.connector))])
    assert not [secret for secret in bench.vault.credentials.values() if secret in text]
