"""How little is asked, how much is heard all the same, and what is counted."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from connectors import registry
from connectors.base import SHARED, ConnectorError, FreeMeter, Incoming, Reason, Use
from connectors.meta import graph
from connectors.meta.usage import PAUSE, bucket_of, usage_of, uses_of
from tests.connectors.bench import Bench, Haul, outgoing
from tests.connectors.test_meta_sending import direct, writes

CALM = graph.CALM  # as it is, before tests/conftest.py makes haste


class Count(FreeMeter):
    """A meter that remembers; ``full`` buckets may not be asked."""

    def __init__(self, *full: str) -> None:
        self.uses: list[Use] = []
        self.full = full

    def check(self, bucket: str) -> None:
        if bucket in self.full:
            raise ConnectorError(Reason.THROTTLED)

    def note(self, use: Use) -> None:
        self.uses.append(use)

    @property
    def buckets(self) -> list[str]:
        """Of the requests, without what was told of the app beside them."""
        return [use.bucket for use in self.uses if use.bucket != SHARED]


class Watch(Count):
    """A meter that sees when Messenger is asked. Its time goes on only while somebody sleeps."""

    def __init__(self) -> None:
        super().__init__()
        self.now = time.time()
        self.seen: list[float] = []

    def check(self, bucket: str) -> None:
        if bucket == "messenger":
            self.seen.append(self.now)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def time(self) -> float:
        return self.now

    monotonic = time


@pytest.fixture(params=["facebook", "instagram"])
def bench(request: pytest.FixtureRequest) -> Bench:
    """Both of Meta's platforms in turn."""
    bench: Bench = request.getfixturevalue(request.param)
    return bench


def counting(bench: Bench, *full: str) -> Count:
    meter = Count(*full)
    bench.connection = replace(bench.connection, meter=meter)
    bench.connector = bench.again()
    return meter


def asked(bench: Bench, cursor: Any) -> list[str]:
    meter = counting(bench)
    bench.fetch(cursor)
    return meter.buckets


def test_quiet_poll_asks_twice(bench: Bench) -> None:
    bench.say("Mag dit?")
    writes(bench)
    usual = "instagram" if bench.kind == "instagram" else "pages"
    assert asked(bench, bench.fetch().cursor) == [usual, "messenger"]


def test_new_comment_costs_one_question_more(bench: Bench) -> None:
    cursor = bench.fetch().cursor
    bench.say("Mag dit?")
    assert len(asked(bench, cursor)) == 3


def test_new_letter_costs_one_question_more(bench: Bench) -> None:
    cursor = bench.fetch().cursor
    writes(bench)
    assert len(asked(bench, cursor)) == 3


def test_two_questions_about_letters_are_half_a_second_apart(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("noor_voorbeeld", "sem_voorbeeld"):
        writes(bench, author=name)
    watch = Watch()
    monkeypatch.setattr(graph, "CALM", CALM)
    monkeypatch.setattr(graph, "time", watch)
    bench.connection = replace(bench.connection, meter=watch)
    bench.connector = bench.again()
    bench.fetch()
    assert [later - before for before, later in pairwise(watch.seen)] == [0.5, 0.5]


def test_counts_that_stay_the_same_hide_nothing_for_long(bench: Bench) -> None:
    first = bench.say("Een")
    cursor = json.loads(json.dumps(bench.fetch().cursor))
    bench.delete(first)
    other = bench.say("Twee")
    long_ago = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    for read in cursor["stamps"].values():
        read[1] = long_ago
    assert other in bench.fetch(cursor).ids


def test_letters_of_many_citizens_come_in_and_once(bench: Bench) -> None:
    names = [f"inwoner{number}_voorbeeld" for number in range(60)]
    for name in names:
        writes(bench, "Dag", author=name)
    haul = bench.fetch()
    assert len({message.thread_id for message in haul.messages if message.private}) == 60
    assert not [message for message in bench.fetch(haul.cursor).messages if message.private]


def test_letters_go_on_from_any_page_without_loss(bench: Bench) -> None:
    expected = {writes(bench, "Dag", author=f"inwoner{each}_voorbeeld") for each in range(7)}
    pages = list(bench.connector.fetch({}))
    for count in range(1, len(pages) + 1):
        first = Haul([], bench.parse(raw for page in pages[:count] for raw in page.raws))
        rest = bench.fetch(json.loads(json.dumps(pages[count - 1].cursor)))
        threads = {each.thread_id for each in first.messages + rest.messages if each.private}
        assert expected <= threads


def test_next_letter_in_a_known_conversation_comes_in(bench: Bench) -> None:
    citizen = writes(bench)
    cursor = bench.fetch().cursor
    writes(bench, "Hallo?")
    texts = [each.text for each in bench.fetch(cursor).messages if each.thread_id == citizen]
    assert "Hallo?" in texts


def test_answer_typed_in_the_app_comes_in_as_ours(bench: Bench) -> None:
    citizen = writes(bench)
    bench.simulator.control(
        "POST",
        "directs",
        {"platform": bench.kind, "author": "municipality", "to": "noor_voorbeeld", "text": "Ja!"},
    )
    (ours,) = [
        message
        for message in bench.fetch().messages
        if message.private and message.author.id == bench.connection.external_id
    ]
    assert (ours.thread_id, ours.text) == (citizen, "Ja!")


def test_of_a_long_conversation_the_newest_twenty_come_in(bench: Bench) -> None:
    for number in range(25):
        writes(bench, f"Bericht {number}")
    texts = [message.text for message in bench.fetch().messages if message.private]
    assert texts == [f"Bericht {number}" for number in range(5, 25)]


def test_refused_letters_do_not_stop_the_comments(bench: Bench) -> None:
    question = bench.say("Mag dit?")
    body = {"platform": "facebook", "kind": "graph:200", "path": "conversations"}
    bench.simulator.control("POST", "faults", body)
    haul = bench.fetch()
    assert question in haul.ids
    assert len(asked(bench, haul.cursor)) == 1
    (letters,) = bench.connector.passed_over(haul.cursor)
    assert letters.reason is Reason.PERMISSION


def test_letters_that_are_given_again_are_no_longer_passed_over(bench: Bench) -> None:
    long_ago = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    cursor = {
        "asked": {"letters refused": long_ago},
        "refused": {"letters": [Reason.PERMISSION.value, long_ago]},
    }
    assert bench.connector.passed_over(cursor)
    assert not bench.connector.passed_over(bench.fetch(cursor).cursor)


def test_words_of_letters_come_in_where_meta_refuses_the_rest(bench: Bench) -> None:
    citizen = writes(bench)
    body = {"platform": "facebook", "kind": "graph:100", "path": "/messages", "times": 1}
    bench.simulator.control("POST", "faults", body)
    assert citizen in {message.thread_id for message in bench.fetch().messages}


def test_throttled_letters_do_stop_the_poll(bench: Bench) -> None:
    counting(bench, "messenger")
    assert bench.failure(bench.fetch).reason is Reason.THROTTLED


def test_account_that_is_no_longer_there_asks_for_a_person(bench: Bench) -> None:
    edge = "feed" if bench.kind == "facebook" else "media"
    bench.fault("graph:100/33", path=edge)
    error = bench.failure(bench.fetch)
    assert (error.reason, error.reauthorise) == (Reason.PERMISSION, True)


def test_full_bucket_is_left_alone(bench: Bench) -> None:
    meter = counting(bench, "pages", "instagram")
    assert bench.failure(bench.fetch).reason is Reason.THROTTLED
    assert meter.uses == []


def test_answers_are_counted_apart_from_questions(bench: Bench) -> None:
    citizen, question = writes(bench), bench.say("Mag dit?")
    meter = counting(bench)
    bench.connector.send(outgoing(question))
    bench.connector.send(direct(citizen))
    usual = "instagram" if bench.kind == "instagram" else "pages"
    assert meter.buckets == [f"send {usual}", "send messenger"]


def test_share_that_meta_tells_is_noted(bench: Bench) -> None:
    bench.simulator.control("POST", "settings", {"usage_percent": 85})
    meter = counting(bench)
    bench.fetch()
    assert {use.share for use in meter.uses} == {0.85}


APP = {"X-App-Usage": '{"call_count":28,"total_time":95,"total_cputime":25}'}
PAGE = {"X-Business-Use-Case-Usage": '{"1":[{"call_count":40}]}'}


def test_what_the_app_used_is_told_apart_from_what_the_account_used() -> None:
    told = [(use.bucket, use.share) for use in uses_of("pages", APP | PAGE)]
    assert told == [("pages", 0.4), (SHARED, 0.95)]


def test_instagram_login_counts_each_account_by_itself() -> None:
    told = [(use.bucket, use.share) for use in uses_of("instagram", APP | PAGE, shared=False)]
    assert told == [("instagram", 0.95)]


def test_app_that_used_everything_up_rests() -> None:
    *_, app = uses_of("pages", {"X-App-Usage": '{"call_count":100}'})
    assert app.resets_at
    assert PAUSE - timedelta(minutes=1) < app.resets_at - datetime.now(UTC) <= PAUSE


@pytest.mark.parametrize(
    ("headers", "share", "minutes"),
    [
        ({}, None, None),
        ({"X-App-Usage": '{"call_count":28,"total_time":95,"total_cputime":25}'}, 0.95, None),
        ({"X-App-Usage": '{"call_volume":10,"cpu_time":0}'}, 0.1, None),
        ({"X-Business-Use-Case-Usage": '{"1":[{"call_count":100}]}'}, 1.0, None),
        (
            {"X-Business-Use-Case-Usage": '{"1":[{"estimated_time_to_regain_access":19}]}'},
            None,
            19,
        ),
        ({"X-App-Usage": "soon", "X-Business-Use-Case-Usage": "[1"}, None, None),
        ({"X-App-Usage": '{"call_count":"28","total_time":true}'}, None, None),
    ],
)
def test_usage_headers(headers: dict[str, str], share: float | None, minutes: int | None) -> None:
    usage = usage_of(headers)
    assert usage.share == share
    assert usage.regained_in == (timedelta(minutes=minutes) if minutes else None)


@pytest.mark.parametrize(
    ("verb", "path", "bucket"),
    [
        ("GET", "v26.0/1/feed", "pages"),
        ("GET", "v26.0/1/conversations", "messenger"),
        ("GET", "v26.0/t_1/messages", "messenger"),
        ("POST", "v26.0/1/messages", "send messenger"),
        ("DELETE", "v26.0/1_2", "send pages"),
    ],
)
def test_bucket_of_a_question(verb: str, path: str, bucket: str) -> None:
    assert bucket_of(verb, path, "pages") == bucket


def test_review_that_cannot_be_looked_up_is_not_taken_for_deleted(facebook: Bench) -> None:
    body = {"author": "henk_voorbeeld", "positive": True, "text": "Fijn"}
    review = facebook.simulator.control("POST", "ratings", body)["id"]
    facebook.fault("graph:100/33", path=f"/{review}")
    assert facebook.refresh(review) == []
    facebook.delete(review)
    assert facebook.refresh(review) != []


def test_private_citizen_without_a_profile_does_not_stop_the_others(bench: Bench) -> None:
    citizen = writes(bench)
    body = {"platform": "facebook", "kind": "graph:230", "path": citizen}
    bench.simulator.control("POST", "faults", body)
    assert bench.refresh(f"person/{citizen}") == []


def test_connector_of_instagram_login_reads_and_answers(instagram: Bench, settings: Any) -> None:
    """The seeded token stands for the account on Instagram's own host as well."""
    token = instagram.vault.credentials.pop("page_token")
    instagram.vault.credentials |= {"ig_token": token}
    connector = registry.connect("instagram", instagram.connection)
    settings.META_GRAPH_URL = "http://127.0.0.1:9"  # nothing goes there
    citizen, question = writes(instagram), instagram.say("Mooi!")
    items = [
        item for page in connector.fetch({}) for raw in page.raws for item in connector.parse(raw)
    ]
    assert question in {item.external_id for item in items if isinstance(item, Incoming)}
    receipt = connector.send(direct(citizen))
    assert connector.find(direct(citizen)) == receipt
    connector.send(outgoing(question))
    assert connector.examine().identity.external_id == instagram.connection.external_id
