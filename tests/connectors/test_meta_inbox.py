"""From what Meta pushes to a conversation, in whatever order it comes."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from connectors import looking
from connectors.base import Capability, Raw
from connectors.models import App, Arrival, LookUp, digest
from connectors.simulator.testing import Simulator
from inbox import actions, ingest
from inbox.models import Conversation, Message
from tests.connectors.test_meta_webhooks import Line, line
from tests.town import Town, conversation_of, read_all, send_all
from webcare.models import User

__all__ = ["line"]


@pytest.fixture
def town(simulator: Simulator, db: None) -> Town:
    return Town(simulator)


def bodies(line: Line, amount: int) -> list[bytes]:
    line.callback.wait(amount)
    return [body for _, body in line.callback.requests]


def take_in(line: Line, pushed: Iterable[bytes], *, together: bool = False) -> None:
    """Each by itself, or all that wait at once."""
    app, _ = App.objects.get_or_create(kind="meta", defaults={"credentials": line.app})
    for body in pushed:
        raw = Raw("webhook", body)
        arrival = Arrival.objects.create(
            app=app, source=raw.source, body=raw.body, digest=digest(raw)
        )
        if not together:
            ingest.ingest(arrival.pk)
    ingest.catch_up(seconds=60)


def text_of(external_id: str) -> str:
    return Message.objects.get(external_id=external_id).text


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_shuffled_and_repeated_news_ends_the_same(
    line: Line, town: Town, seed: int, together: bool
) -> None:
    facebook = line.benches["facebook"]
    stays, goes = facebook.say("Weer dicht?!"), facebook.say("Laat maar")
    facebook.change(stays, "Weer open!")
    facebook.delete(goes)
    private = line.does("directs", platform="facebook", author="noor_voorbeeld", text="Dag")["id"]
    line.does(f"directs/facebook/{private}", "PATCH", text="Goedendag")
    pushed = bodies(line, 6) * 3
    random.Random(seed).shuffle(pushed)
    take_in(line, pushed, together=together)
    assert text_of(stays) == "Weer open!"
    assert (text_of(goes), Message.objects.get(external_id=goes).deleted_at is None) == ("", False)
    assert text_of(private) == "Goedendag"
    assert Conversation.objects.count() == Message.objects.count() == 3
    assert not Arrival.objects.exclude(state=Arrival.State.PARSED)


def test_comments_under_a_visitor_post_are_one_conversation(line: Line, town: Town) -> None:
    said = line.does("posts", platform="facebook", author="henk_voorbeeld", text="Boom op de weg")
    take_in(line, bodies(line, 1))
    facebook = line.benches["facebook"]
    first = facebook.say("Er hangt ook een tak los", under=said["id"], author="henk_voorbeeld")
    take_in(line, bodies(line, 2)[1:])
    facebook.say("Hij is gevallen", under=first, author="henk_voorbeeld")
    facebook.answer_in_app("We komen eraan.", first)
    take_in(line, bodies(line, 4)[2:])
    (conversation,) = Conversation.objects.all()
    assert conversation.messages.count() == 4
    assert conversation.post is None


def test_pushed_and_polled_are_the_same_messages(line: Line, town: Town) -> None:
    for kind in ("facebook", "instagram"):
        bench = line.benches[kind]
        question = bench.say("Mag dit?")
        bench.say("Iemand?", under=question)
        line.does("directs", platform=kind, author="noor_voorbeeld", text="Dag")
    line.does("ratings", author="henk_voorbeeld", positive=True, text="Fijn")
    take_in(line, bodies(line, 7))
    before = {message.external_id for message in Message.objects.all()}
    threads = Conversation.objects.count()
    town.listen()
    assert {message.external_id for message in Message.objects.all()} == before
    assert Conversation.objects.count() == threads


def test_mention_is_asked_for_and_read(line: Line, town: Town) -> None:
    line.does("mentions", platform="instagram", author="fan_voorbeeld", text="Gezien?")
    take_in(line, bodies(line, 1))
    (wanted,) = LookUp.objects.all()
    assert looking.work(wanted.account) == 1
    read_all()
    (message,) = Message.objects.all()
    assert "Gezien?" in message.text
    assert message.form == "mention"


def test_private_reply_goes_to_who_wrote_that_reply(line: Line, town: Town, anouk: User) -> None:
    instagram = line.benches["instagram"]
    comment = instagram.say("Mooi!")
    reply = instagram.say("Mijn straat is ook kapot", under=comment, author="ans_voorbeeld")
    town.listen()
    conversation = conversation_of(reply)
    actions.claim(conversation, anouk)
    actions.reply(conversation, "Waar woont u?", anouk, way=Capability.PRIVATE_REPLY)
    send_all()
    (sent,) = instagram.outbox()
    assert (sent["kind"], sent["parent_id"]) == ("private_reply", reply)
    assert sent["recipient"] == conversation.author.external_id


@pytest.mark.parametrize("kind", ["facebook", "instagram"])
def test_private_question_is_answered_once_and_its_echo_recognised(
    line: Line, town: Town, anouk: User, kind: str
) -> None:
    draft = {"platform": kind, "author": "noor_voorbeeld", "text": "Mag ik iets vragen?"}
    said = line.does("directs", **draft)["id"]
    take_in(line, bodies(line, 1))
    conversation = conversation_of(said)
    actions.claim(conversation, anouk)
    actions.reply(conversation, "Zeker!", anouk)
    send_all()
    take_in(line, bodies(line, 2)[1:] * 2)
    town.listen()
    assert [each["text"] for each in line.benches[kind].outbox()] == ["Zeker!"]
    assert [message.text for message in conversation.messages.all()] == [draft["text"], "Zeker!"]
