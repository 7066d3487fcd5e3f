"""Arrivals read in any order, twice, late or broken."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from connectors import polling
from connectors.base import Raw
from connectors.models import Account, Arrival
from inbox import ingest
from inbox.alone import READING
from inbox.models import Author, Conversation, Message
from inbox.workflow import Status
from tests.town import PLATFORMS, Town, conversation_of, read_all

pytestmark = pytest.mark.django_db

SIZES = {"x": 334, "facebook": 333, "instagram": 333}
CITIZENS = 40


def test_it_reads_a_thousand_messages_twice_and_shuffled_as_a_thousand(town: Town) -> None:
    written = {platform: _write(town, platform, SIZES[platform]) for platform in PLATFORMS}
    _arrive_again_shuffled(town)
    found = Message.objects.filter(incoming=True, text__contains="duizend vragen")
    assert found.count() == 1000
    for platform, thread_of in written.items():
        messages = found.filter(account__kind=platform).select_related("conversation")
        assert {m.external_id: m.conversation.thread_id for m in messages} == thread_of  # type: ignore[union-attr]


def test_strange_body_does_not_keep_those_beside_it(town: Town) -> None:
    polling.poll(town.accounts["x"])
    odd = polling.store(town.accounts["x"], [Raw("mentions", b'{"data": 1}')])[0]
    town.says("x", "@GemVoorbeeld vraag")
    polling.poll(town.accounts["x"])
    ingest.ingest_waiting(odd.pk)
    odd.refresh_from_db()
    assert odd.state == Arrival.State.FAILED
    assert Message.objects.filter(text__contains="vraag").exists()
    assert not Arrival.objects.waiting().exists()


def test_each_thread_and_citizen_makes_one_conversation(town: Town) -> None:
    _write(town, "x", 60)
    _arrive_again_shuffled(town)
    pairs = set(Message.objects.filter(incoming=True).values_list("thread_id", "author"))
    assert Conversation.objects.count() == len(pairs)


def _write(town: Town, platform: str, count: int) -> dict[str, str]:
    """Citizens start threads and answer each other; message id → thread id."""
    dice = random.Random(count)
    top = None if platform == "x" else town.own_post(platform)
    started = max(count // 3, 1)
    threads = _bulk(town, platform, [top] * started)
    replies = _bulk(town, platform, [dice.choice(threads) for _ in range(count - started)])
    everything = town.simulator.control("GET", f"posts/{platform}")
    wanted = {*threads, *replies}
    parents = {post["id"]: post["parent_id"] for post in everything}
    return {
        post["id"]: post["id"] if post["id"] in threads else parents[post["id"]]
        for post in everything
        if post["id"] in wanted
    }


def _bulk(town: Town, platform: str, parents: list[str | None]) -> list[str]:
    drafts = [
        {
            "platform": platform,
            "author": f"inwoner_{random.Random(f'{parent}{number}').randrange(CITIZENS)}",
            "text": f"@GemVoorbeeld duizend vragen, dit is {parent} {number}",
            "parent": parent,
        }
        for number, parent in enumerate(parents)
    ]
    ids: list[str] = town.simulator.control("POST", "bulk", drafts)["ids"]
    return ids


def _arrive_again_shuffled(town: Town) -> None:
    """Every body comes twice, in no order, cut differently the second time."""
    for account in Account.objects.all():
        polling.poll(account)
    first = list(Arrival.objects.all())
    copies = [
        Arrival(
            account=arrival.account,
            source=arrival.source,
            subject=arrival.subject,
            body=arrival.body,
            digest="again",
        )
        for arrival in first
    ]
    Arrival.objects.bulk_create(copies)
    pks = list(Arrival.objects.values_list("pk", flat=True))
    random.Random(7).shuffle(pks)
    for pk in pks:
        ingest.ingest(pk)
    assert not Arrival.objects.exclude(state=Arrival.State.PARSED).exists()


def test_unreadable_body_stays_with_its_error(account: Account) -> None:
    [arrival] = polling.store(account, [Raw("mentions", b"<html>502</html>")])
    ingest.ingest(arrival.pk)
    arrival.refresh_from_db()
    assert arrival.state == Arrival.State.FAILED
    assert arrival.error
    assert bytes(arrival.body) == b"<html>502</html>"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_polling_goes_on_after_a_body_nobody_can_read(town: Town, platform: str) -> None:
    town.fault(platform, "not_json", method="GET")
    town.listen(platform)
    asked = town.says(platform, "@GemVoorbeeld horen jullie mij?")
    Account.objects.update(poll_after=None)
    town.listen(platform)
    assert conversation_of(asked)
    assert Arrival.objects.failed().filter(account__kind=platform).exists()


def test_repaired_arrival_is_read_again(account: Account) -> None:
    [arrival] = polling.store(account, [Raw("mentions", b"nonsense")])
    ingest.ingest(arrival.pk)
    Arrival.objects.filter(pk=arrival.pk).update(body=_mentions(account, "1", "hallo"))
    polling.read_again(arrival)
    ingest.ingest(arrival.pk)
    assert Message.objects.get().text == "hallo"


def test_older_news_does_not_overwrite_newer(account: Account) -> None:
    new = _arrive(account, _mentions(account, "1", "tweede versie"))
    old = _arrive(account, _mentions(account, "1", "eerste versie"), ago=timedelta(minutes=5))
    ingest.ingest(new.pk)
    ingest.ingest(old.pk)
    assert Message.objects.get().text == "tweede versie"


def test_character_that_postgresql_cannot_store_is_left_out(account: Account) -> None:
    _arrive(account, _mentions(account, "1", "a\x00b"))
    read_all()
    assert Message.objects.get().text == "ab"


def test_our_answer_that_comes_before_its_question_finds_it(account: Account) -> None:
    ours = {"id": "2", "author_id": account.external_id, "parent": "1"}
    _arrive(account, _mentions(account, "2", "ons antwoord", **ours))
    read_all()
    assert Message.objects.get().conversation is None
    _arrive(account, _mentions(account, "1", "de vraag"))
    read_all()
    conversation = Conversation.objects.get()
    assert [m.text for m in conversation.messages.all()] == ["de vraag", "ons antwoord"]
    assert conversation.status == Status.ANSWERED


def test_new_name_of_a_citizen_is_followed(account: Account) -> None:
    _arrive(account, _mentions(account, "1", "een", name="Noor"))
    _arrive(account, _mentions(account, "3", "twee", name="Noor B."))
    read_all()
    assert Author.objects.get().name == "Noor B."


def test_message_that_comes_late_is_still_waiting(account: Account, anouk: Any) -> None:
    from inbox import actions

    _arrive(account, _mentions(account, "3", "de tweede vraag @GemVoorbeeld"))
    read_all()
    actions.reply(Conversation.objects.get(), "Een antwoord.", anouk)
    _arrive(account, _mentions(account, "2", "de eerste vraag, laat @GemVoorbeeld", thread="3"))
    read_all()
    assert Conversation.objects.get().status == Status.OPEN


def _arrive(account: Account, body: bytes, ago: timedelta = timedelta()) -> Arrival:
    [arrival] = polling.store(account, [Raw("mentions", body)])
    arrival.received_at = timezone.now() - ago
    arrival.save()
    return arrival


def _mentions(account: Account, number: str, text: str, **more: str) -> bytes:
    """A mentions body with one tweet, as X gives it."""
    author = more.get("author_id", "1600000000000000002")
    parent = more.get("parent")
    tweet: dict[str, Any] = {
        "id": number,
        "edit_history_tweet_ids": [number],
        "text": text,
        "author_id": author,
        "created_at": f"2026-11-18T08:1{number}:00.000Z",
        "conversation_id": more.get("thread", parent or number),
    }
    if parent:
        tweet["referenced_tweets"] = [{"type": "replied_to", "id": parent}]
    mention = f"@{account.handle}"
    if mention in text:  # at its end, as who calls us does
        place = {"start": text.index(mention), "end": len(text), "username": account.handle}
        tweet["entities"] = {"mentions": [{**place, "id": account.external_id}]}
    user = {"id": author, "name": more.get("name", "Noor"), "username": "noor_voorbeeld"}
    body = {"data": [tweet], "includes": {"users": [user]}, "meta": {"result_count": 1}}
    return json.dumps(body).encode()


def test_what_waits_is_caught_up_with_oldest_first(town: Town) -> None:
    for number in range(5):
        town.says("x", f"@GemVoorbeeld vraag {number}")
        polling.poll(town.accounts["x"])
    assert Arrival.objects.waiting().count() >= 5
    ingest.catch_up(seconds=30)
    assert not Arrival.objects.waiting().exists()
    assert Message.objects.filter(text__contains="vraag").count() == 5


def test_no_more_is_read_than_there_is_time_for(town: Town) -> None:
    town.says("x", "@GemVoorbeeld vraag")
    polling.poll(town.accounts["x"])
    ingest.catch_up(seconds=0)
    assert Arrival.objects.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_one_reader_catches_up_at_a_time(town: Town) -> None:
    town.says("x", "@GemVoorbeeld vraag")
    polling.poll(town.accounts["x"])
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [READING])
        ingest.catch_up(seconds=30)
        assert Arrival.objects.waiting().exists()
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [READING])
    other.close()
    ingest.catch_up(seconds=30)
    assert not Arrival.objects.waiting().exists()
