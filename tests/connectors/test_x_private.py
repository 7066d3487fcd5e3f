"""Direct messages on X, over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import Capability, Incoming, MediaKind, Outgoing, Page, Reason
from connectors.x.refusals import LABELS
from tests.connectors.bench import Bench


def write(x: Bench, text: str, author: str = "noor_voorbeeld", **more: Any) -> str:
    body = {"platform": "x", "author": author, "text": text, **more}
    return str(x.simulator.control("POST", "directs", body)["id"])


def answer(message: Incoming, text: str = "Dank voor uw bericht.") -> Outgoing:
    return Outgoing(
        text=text,
        reply_to=message.external_id,
        not_before=datetime.now(UTC),
        way=Capability.DM,
        recipient=message.author.id,
        thread_id=message.thread_id,
    )


def asked(x: Bench, text: str = "Mijn paspoort is verlopen.") -> Incoming:
    said = write(x, text)
    return x.fetch().message(said)


def letter_pages(x: Bench, cursor: Any) -> list[Page]:
    pages = x.connector.fetch(cursor)
    return [page for page in pages if [raw.source for raw in page.raws] == ["direct"]]


def ids(x: Bench, pages: list[Page]) -> set[str]:
    items = x.parse(raw for page in pages for raw in page.raws)
    return {item.external_id for item in items if isinstance(item, Incoming)}


def later(cursor: Any) -> dict[str, Any]:
    """The same cursor, some minutes older."""
    direct = dict(cursor["direct"])
    return {**cursor, "direct": {**direct, "asked": str(int(direct["asked"]) - 120)}}


def test_letter_comes_in_as_private(x: Bench) -> None:
    message = asked(x)
    assert (message.private, message.text) == (True, "Mijn paspoort is verlopen.")
    assert message.author.handle == "noor_voorbeeld"
    assert message.thread_id == "-".join(
        sorted([x.connection.external_id, message.author.id], key=int)
    )
    assert set(message.allows or ()) == {Capability.DM}


def test_letter_from_the_app_comes_in_as_ours(x: Bench) -> None:
    question = asked(x)
    write(x, "Komt u maar langs.", author="municipality", to="noor_voorbeeld")
    haul = x.fetch()
    (own,) = [m for m in haul.messages if m.private and m.text == "Komt u maar langs."]
    assert own.author.id == x.connection.external_id
    assert own.thread_id == question.thread_id


def test_letters_are_not_asked_for_with_every_poll(x: Bench) -> None:
    write(x, "Hallo?")
    cursor = x.fetch().cursor
    assert not letter_pages(x, cursor)
    assert letter_pages(x, later(cursor))


def test_few_letters_are_asked_for_when_few_are_expected(x: Bench) -> None:
    first = {write(x, f"Vraag {number}") for number in range(30)}
    haul = x.fetch()
    assert first <= haul.ids
    new = write(x, "Nog iets")
    (page,) = letter_pages(x, later(haul.cursor))
    found = ids(x, [page])
    assert len(found) == 10
    assert new in found


def test_letters_after_a_long_silence_are_all_found(x: Bench) -> None:
    write(x, "Eerst dit")
    cursor = x.fetch().cursor
    missed = {write(x, f"Vraag {number}") for number in range(45)}
    pages = letter_pages(x, later(cursor))
    assert missed <= ids(x, pages)


def test_broken_walk_goes_on_where_it_was(x: Bench) -> None:
    write(x, "Eerst dit")
    cursor = x.fetch().cursor
    missed = {write(x, f"Vraag {number}") for number in range(45)}
    first = letter_pages(x, later(cursor))[0]
    rest = letter_pages(x, later(first.cursor))
    assert missed <= ids(x, [first, *rest])
    assert "token" not in rest[-1].cursor["direct"]


def test_forgotten_place_starts_from_the_top_again(x: Bench) -> None:
    said = write(x, "Hallo?")
    cursor = {"direct": {"newest": "5", "top": "9", "token": "zzzzzzzzzzzzzzzz", "asked": "1"}}
    assert said in x.fetch(cursor).ids


def test_account_without_that_permission_is_not_asked_for_letters(x: Bench) -> None:
    x.vault.credentials["scope"] = "tweet.read users.read"
    assert not letter_pages(x, {})
    cursor = x.fetch().cursor
    (passed,) = x.connector.passed_over(cursor)
    assert (passed.label, passed.reason) == (LABELS["direct"], Reason.PERMISSION)
    said = write(x, "Hallo?")
    x.vault.credentials["scope"] = "tweet.read users.read dm.read"
    x.connector = x.again()
    haul = x.fetch(cursor)
    assert said in haul.ids
    assert not x.connector.passed_over(haul.cursor)


def test_throttled_letters_hinder_nothing_else(x: Bench) -> None:
    write(x, "Hallo?")
    question = x.say("Is de balie open?")
    x.fault("429", path="dm_events")
    assert question in x.fetch().ids


def test_picture_of_a_letter_opens_with_our_token(x: Bench) -> None:
    media = x.simulator.control("POST", "media", {"platform": "x", "kind": "image"})
    said = write(x, "Zie foto", media=[media["id"]])
    message = x.fetch().message(said)
    (picture,) = message.attachments
    assert (message.text, picture.kind) == ("Zie foto", MediaKind.IMAGE)
    assert x.connector.media_headers(picture.url)["Authorization"].startswith("Bearer ")


@pytest.mark.parametrize(
    "url",
    [
        "https://pbs.twimg.com/media/a.jpg",
        "http://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg",
        "https://ton.twitter.com.example/a.jpg",
        "https://example.org/ton.twitter.com/a.jpg",
        "not an address",
        "https://[",
    ],
)
def test_token_goes_to_nobody_else(x: Bench, url: str) -> None:
    assert x.connector.media_headers(url) == {}


def test_token_goes_to_x(x: Bench) -> None:
    assert x.connector.media_headers("https://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg")


def test_answer_comes_in_with_the_id_of_its_receipt(x: Bench) -> None:
    question = asked(x)
    receipt = x.connector.send(answer(question))
    message = x.fetch().message(receipt.external_id)
    assert (message.thread_id, message.text) == (question.thread_id, "Dank voor uw bericht.")
    assert receipt.permalink == message.permalink


def test_lost_answer_is_found_and_stands_once(x: Bench) -> None:
    question = asked(x)
    sent = answer(question, "Zie https://gemeente.nl/paspoort & kom langs.")
    x.fault("lost", method="POST")
    error = x.failure(lambda: x.connector.send(sent))
    assert error.uncertain
    receipt = x.connector.find(sent)
    assert receipt
    assert receipt.external_id in x.fetch().ids
    assert x.connector.find(replace(sent, others=frozenset({receipt.external_id}))) is None


def test_answer_that_never_arrived_is_surely_absent(x: Bench) -> None:
    question = asked(x)
    x.connector.send(answer(question, "Iets anders."))
    assert x.connector.find(answer(question)) is None


def test_find_does_not_look_before_the_first_attempt(x: Bench) -> None:
    sent = answer(asked(x))
    x.connector.send(sent)
    assert (
        x.connector.find(replace(sent, not_before=datetime.now(UTC) + timedelta(hours=1))) is None
    )


def test_closed_letterbox_is_final(x: Bench) -> None:
    question = asked(x)
    x.simulator.control("POST", "x/close", {"author": "noor_voorbeeld"})
    error = x.failure(lambda: x.connector.send(answer(question)))
    assert (error.reason, error.permanent) == (Reason.UNREACHABLE, True)


def test_letter_to_nobody_is_refused(x: Bench) -> None:
    question = replace(answer(asked(x)), recipient="", thread_id="")
    assert x.failure(lambda: x.connector.send(question)).reason is Reason.UNREACHABLE


def test_letter_may_be_long(x: Bench) -> None:
    question = asked(x)
    assert x.connector.send(answer(question, "a" * 10_000))
    error = x.failure(lambda: x.connector.send(answer(question, "a" * 10_001)))
    assert error.reason is Reason.TOO_LONG


def test_composer_of_x_opens_at_the_citizen(x: Bench) -> None:
    link = x.connector.compose_link(answer(asked(x), "Dag & welkom"))
    assert "/x.com/messages/compose?recipient_id=" in link
    assert link.endswith("&text=Dag+%26+welkom")


def test_lookup_leaves_encrypted_ones_alone(x: Bench) -> None:
    assert x.refresh("e4f4d3fc-8bbf-4928-92eb-e5058d6bb6f6") == []
