"""What goes out to X beside plain words, over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors import registry
from connectors.base import (
    Capability,
    Connection,
    ConnectorError,
    Deed,
    Incoming,
    Media,
    Outgoing,
    Reason,
)
from connectors.x import uploading
from tests.connectors.answers import to_bytes
from tests.connectors.bench import Bench, MemoryVault, outgoing
from tests.connectors.server import Server

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
HIDE, LIKE, DELETE = Capability.HIDE, Capability.LIKE, Capability.DELETE


def picture(name: str = "kaart.png", alt: str = "Een kaart van de wijk") -> Media:
    return Media(name, "image/png", len(PNG), alt, read=lambda: PNG)


def film(mime: str = "video/mp4", size: int = 100) -> Media:
    return Media("film.mp4", mime, size, "Een veegwagen", read=lambda: b"\0" * size)


def illustrated(x: Bench, *media: Media, text: str = "Zie de kaart.") -> Outgoing:
    return replace(outgoing(x.say("Waar is dat?"), text), media=media)


def placed(x: Bench, external_id: str) -> dict[str, Any]:
    posts = x.simulator.control("GET", "posts/x")
    return next(post for post in posts if post["id"] == external_id)


@pytest.fixture
def quick(x: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "SHORTEST_WAIT", 0)
    x.simulator.control("POST", "settings", {"x_processing_seconds": 0})


# Media -------------------------------------------------------------------------------------------


def test_pictures_go_along_with_their_description(x: Bench) -> None:
    receipt = x.connector.send(illustrated(x, picture(), picture("foto.png", "Een foto")))
    media = placed(x, receipt.external_id)["media"]
    assert [each["alt"] for each in media] == ["Een kaart van de wijk", "Een foto"]


def test_answer_with_a_picture_comes_in_as_it_was_written(x: Bench) -> None:
    answer = illustrated(x, picture())
    receipt = x.connector.send(answer)
    message = x.fetch().message(receipt.external_id)
    assert message.text.endswith("Zie de kaart.")
    assert [each.alt for each in message.attachments] == ["Een kaart van de wijk"]
    assert x.connector.find(answer) == receipt


def test_picture_may_go_without_words(x: Bench) -> None:
    assert x.connector.send(illustrated(x, picture(), text=""))
    error = x.failure(lambda: x.connector.send(illustrated(x, text="")))
    assert error.reason is Reason.EMPTY


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("mime", ["video/mp4", "image/gif"])
def test_film_goes_in_segments(x: Bench, monkeypatch: pytest.MonkeyPatch, mime: str) -> None:
    monkeypatch.setattr(uploading, "SEGMENT", 40)
    receipt = x.connector.send(illustrated(x, film(mime)))
    (media,) = placed(x, receipt.external_id)["media"]
    assert (media["mime"], media["alt"]) == (mime, "Een veegwagen")


@pytest.mark.usefixtures("quick")
def test_nothing_is_placed_once_another_process_took_it_over(
    x: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "SEGMENT", 40)
    held: list[int] = []

    def hold() -> None:
        held.append(len(x.outbox()))
        if len(held) == 4:  # three segments, and when all is there
            raise ConnectorError(Reason.UNKNOWN)

    answer = replace(illustrated(x, film()), hold=hold)
    error = x.failure(lambda: x.connector.send(answer))
    assert (error.uncertain, held, x.outbox()) == (False, [0, 0, 0, 0], [])


def test_film_is_waited_for(x: Bench) -> None:
    x.simulator.control("POST", "settings", {"x_processing_seconds": 0.5})
    assert x.connector.send(illustrated(x, film()))


@pytest.mark.usefixtures("quick")
def test_film_that_x_cannot_make_ready_is_refused(x: Bench) -> None:
    x.simulator.control("POST", "settings", {"x_processing": "fails"})
    error = x.failure(lambda: x.connector.send(illustrated(x, film())))
    assert (error.reason, error.permanent, error.uncertain) == (Reason.MEDIA, True, False)
    assert not x.outbox()


def test_film_that_takes_too_long_is_tried_again(x: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "PATIENCE", 0)
    error = x.failure(lambda: x.connector.send(illustrated(x, film())))
    assert (error.reason, error.permanent) == (Reason.UNAVAILABLE, False)


@pytest.mark.parametrize(
    "media",
    [
        (picture(),) * 5,
        (picture(), film()),
        (Media("a.pdf", "application/pdf", 10),),
        (Media("a.png", "image/png", 6 * 1024 * 1024),),
    ],
)
def test_what_x_does_not_take_is_not_sent(x: Bench, media: tuple[Media, ...]) -> None:
    error = x.failure(lambda: x.connector.send(illustrated(x, *media)))
    assert (error.reason, error.permanent) == (Reason.MEDIA, True)


@pytest.mark.parametrize("kind", ["lost", "reset", "503"])
def test_failed_upload_leaves_no_answer_in_doubt(x: Bench, kind: str) -> None:
    answer = illustrated(x, picture())
    x.fault(kind, method="POST", path="media/upload")
    error = x.failure(lambda: x.connector.send(answer))
    assert (error.uncertain, error.permanent) == (False, False)
    assert x.connector.send(answer)


def test_picture_goes_along_with_a_letter(x: Bench) -> None:
    body = {"platform": "x", "author": "noor_voorbeeld", "text": "Waar is dat?"}
    said = x.simulator.control("POST", "directs", body)["id"]
    question = x.fetch().message(said)
    receipt = x.connector.send(
        Outgoing(
            text="Hier.",
            reply_to=said,
            not_before=datetime.now(UTC),
            way=Capability.DM,
            recipient=question.author.id,
            thread_id=question.thread_id,
            media=(picture(),),
        )
    )
    message = x.fetch().message(receipt.external_id)
    assert (message.text, len(message.attachments)) == ("Hier.", 1)


# Finding -----------------------------------------------------------------------------------------


def test_answer_our_timeline_does_not_show_is_found_in_the_conversation(server: Server) -> None:
    above = [{"type": "replied_to", "id": "300"}]
    shown = {"id": "400", "text": "Om 9 uur.", "referenced_tweets": above}
    server.body = to_bytes({"meta": {"result_count": 0}})
    server.bodies = {"search/recent": to_bytes({"data": [shown]})}
    us = Connection("1", "gem", MemoryVault({"access_token": "t"}))
    answer = replace(outgoing("300", "Om 9 uur."), thread_id="300")
    receipt = registry.connect("x", us).find(answer)
    assert receipt
    assert receipt.external_id == "400"
    assert "conversation_id%3A300+from%3A1" in server.seen[1][1]


def test_find_that_cannot_search_says_so(x: Bench) -> None:
    question = x.say("Hoe laat?")
    x.fault("503", path="search/recent")
    answer = replace(outgoing(question), thread_id=question)
    assert x.failure(lambda: x.connector.find(answer)).reason is Reason.UNAVAILABLE


def test_search_is_not_asked_for_what_it_cannot_reach(x: Bench) -> None:
    question = x.say("Hoe laat?")
    x.fault("503", path="search/recent")
    before = datetime.now(UTC) - timedelta(days=8)
    answer = replace(outgoing(question), thread_id=question, not_before=before)
    assert x.connector.find(answer) is None


# Deeds -------------------------------------------------------------------------------------------


def test_reply_in_our_thread_is_hidden_and_shown_again(x: Bench) -> None:
    reply = x.say("Wat een onzin!", under=x.own_post())
    x.connector.perform(Deed(HIDE, reply))
    assert placed(x, reply)["hidden"]
    x.connector.perform(Deed(HIDE, reply, undo=True))
    assert not placed(x, reply)["hidden"]


def test_reply_elsewhere_cannot_be_hidden(x: Bench) -> None:
    question = x.say("Wat een onzin!")
    error = x.failure(lambda: x.connector.perform(Deed(HIDE, question)))
    assert (error.reason, error.permanent) == (Reason.NOT_ALLOWED, True)


def test_like_needs_a_plan_and_harms_nothing_without_it(x: Bench) -> None:
    question = x.say("Dank u wel!")
    error = x.failure(lambda: x.connector.perform(Deed(LIKE, question)))
    assert (error.reason, error.reauthorise) == (Reason.NOT_ALLOWED, False)
    x.simulator.control("POST", "settings", {"x_plan": "enterprise"})
    x.connector.perform(Deed(LIKE, question))
    (item,) = x.refresh(question)
    assert isinstance(item, Incoming)
    assert item.reactions == 1
    x.connector.perform(Deed(LIKE, question, undo=True))
    assert not placed(x, question)["reactions"]


def test_own_answer_is_deleted_and_may_be_gone_already(x: Bench) -> None:
    receipt = x.connector.send(outgoing(x.say("Hoe laat?")))
    for _ in range(2):
        x.connector.perform(Deed(DELETE, receipt.external_id))
    assert receipt.external_id not in x.fetch().ids


def test_nothing_is_deleted_back(x: Bench) -> None:
    error = x.failure(lambda: x.connector.perform(Deed(DELETE, "1", undo=True)))
    assert error.reason is Reason.NOT_ALLOWED


def test_plan_decides_what_is_offered(x: Bench) -> None:
    connector = type(x.connector)
    plain, all_of_it = connector.capabilities(), connector.capabilities(frozenset({"enterprise"}))
    people = {Capability.MUTE, Capability.BLOCK_LETTERS}
    assert plain == {Capability.REPLY, Capability.DM, Capability.SEARCH, HIDE, DELETE} | people
    assert all_of_it - plain == {Capability.COLD_REPLY, LIKE}


# Links -------------------------------------------------------------------------------------------


def test_composer_of_x_opens_with_the_text_ready(x: Bench) -> None:
    link = x.connector.compose_link(outgoing("300", "Dag & welkom"))
    assert link.endswith("/x.com/intent/tweet?in_reply_to=300&text=Dag+%26+welkom")


def test_cold_answer_goes_where_the_plan_allows(x: Bench) -> None:
    body = {"platform": "x", "author": "boze_buur", "text": "Wat een rommel hier"}
    stranger = x.simulator.control("POST", "posts", body)["id"]
    answer = replace(outgoing(stranger), way=Capability.COLD_REPLY)
    x.simulator.control("POST", "settings", {"reply_gate": "enterprise"})
    assert x.connector.send(answer)
