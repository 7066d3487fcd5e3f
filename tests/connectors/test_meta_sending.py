"""Private messages, private replies and acts on Facebook and Instagram, over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import (
    Capability,
    ConnectorError,
    Deed,
    Form,
    Incoming,
    Media,
    MediaKind,
    Outgoing,
    Reason,
)
from tests.connectors.bench import Bench, outgoing

HOUR, DAY = 3600, 24 * 3600


@pytest.fixture(params=["facebook", "instagram"])
def bench(request: pytest.FixtureRequest) -> Bench:
    """Both of Meta's platforms in turn."""
    bench: Bench = request.getfixturevalue(request.param)
    return bench


def writes(bench: Bench, text: str = "Mag ik iets vragen?", **more: Any) -> str:
    """A citizen writes in private; the thread's id."""
    draft = {"platform": bench.kind, "author": "noor_voorbeeld", "text": text, **more}
    return str(bench.simulator.control("POST", "directs", draft)["thread_id"])


def direct(citizen: str, text: str = "Goedemiddag!", **more: Any) -> Outgoing:
    answer = outgoing("", text)
    return replace(
        answer, way=Capability.DM, recipient=citizen, thread_id=citizen, key="k-1", **more
    )


def private_reply(target: str, **more: Any) -> Outgoing:
    return replace(outgoing(target, "We sturen u een bericht."), **_PRIVATE, **more)


_PRIVATE: dict[str, Any] = {"way": Capability.PRIVATE_REPLY, "key": "k-2"}


def picture(bench: Bench, mime: str = "image/png", size: int = 1000) -> Media:
    kind = mime.partition("/")[0]
    body = {"platform": bench.kind, "kind": kind if kind != "application" else "file"}
    url = bench.simulator.control("POST", "media", body)["url"]
    return Media("kaart.png", mime, size, alt="Een kaart", url=url)


def advance(bench: Bench, seconds: int) -> None:
    bench.simulator.control("POST", "clock", {"advance_seconds": seconds})


def fault(bench: Bench, kind: str) -> None:
    """Both platforms' private messages are those of the Page."""
    body = {"platform": "facebook", "kind": kind, "method": "POST"}
    bench.simulator.control("POST", "faults", body)


def sent(bench: Bench) -> dict[str, Any]:
    return bench.outbox()[-1]


def test_private_message_is_answered_and_found(bench: Bench) -> None:
    answer = direct(writes(bench))
    receipt = bench.connector.send(answer)
    assert sent(bench)["text"] == "Goedemiddag!"
    assert bench.connector.find(answer) == receipt
    assert bench.fetch().message(receipt.external_id).author.id == bench.connection.external_id


def test_private_message_that_never_arrived_is_surely_absent(bench: Bench) -> None:
    answer = direct(writes(bench))
    fault(bench, "reset")
    assert bench.failure(lambda: bench.connector.send(answer)).uncertain
    assert bench.connector.find(answer) is None


def test_private_message_with_a_lost_answer_is_found(bench: Bench) -> None:
    answer = direct(writes(bench))
    fault(bench, "lost")
    assert bench.failure(lambda: bench.connector.send(answer)).uncertain
    assert bench.connector.find(answer)


def test_private_message_that_was_found_before_is_another(bench: Bench) -> None:
    answer = direct(writes(bench))
    receipt = bench.connector.send(answer)
    assert bench.connector.find(replace(answer, others=frozenset({receipt.external_id}))) is None


def test_after_a_day_the_window_is_closed(bench: Bench) -> None:
    citizen = writes(bench)
    advance(bench, 25 * HOUR)
    error = bench.failure(lambda: bench.connector.send(direct(citizen)))
    assert (error.reason, error.permanent) == (Reason.WINDOW_CLOSED, True)


def test_human_agent_answers_within_a_week(bench: Bench) -> None:
    bench.simulator.control("POST", "settings", {"human_agent": True})
    citizen = writes(bench)
    advance(bench, 6 * DAY)
    bench.connector.send(direct(citizen, window="human_agent"))
    assert sent(bench)["tag"] == "HUMAN_AGENT"
    advance(bench, 2 * DAY)
    error = bench.failure(lambda: bench.connector.send(direct(citizen, window="human_agent")))
    assert error.reason is Reason.WINDOW_CLOSED


def test_windows_say_which_is_open_and_why_it_closes(bench: Bench) -> None:
    way, now = bench.connector.way(Capability.DM), datetime.now(UTC)
    yesterday = now - timedelta(hours=30)
    with pytest.raises(ConnectorError, match="24"):
        way.open_window(frozenset(), yesterday, yesterday, now)
    window, closes_at = way.open_window(frozenset({"human_agent"}), yesterday, yesterday, now)
    assert window
    assert window.name == "human_agent"
    assert closes_at == yesterday + timedelta(days=7)


def test_who_blocked_us_cannot_be_reached(bench: Bench) -> None:
    citizen = writes(bench)
    body = {"platform": bench.kind, "author": "noor_voorbeeld", "blocked": True}
    bench.simulator.control("POST", "blocks", body)
    error = bench.failure(lambda: bench.connector.send(direct(citizen)))
    assert (error.reason, error.permanent) == (Reason.UNREACHABLE, True)


def test_private_message_takes_the_longest_text_and_no_longer(bench: Bench) -> None:
    citizen, limit = writes(bench), bench.connector.way(Capability.DM).text.limit
    bench.connector.send(direct(citizen, "a" * limit))
    error = bench.failure(lambda: bench.connector.send(direct(citizen, "a" * (limit + 1))))
    assert error.reason is Reason.TOO_LONG


def test_instagram_counts_bytes(instagram: Bench) -> None:
    citizen = writes(instagram)
    instagram.connector.send(direct(citizen, "é" * 500))
    error = instagram.failure(lambda: instagram.connector.send(direct(citizen, "é" * 501)))
    assert error.reason is Reason.TOO_LONG


def test_picture_goes_as_a_message_of_its_own(bench: Bench) -> None:
    citizen = writes(bench)
    answer = direct(citizen, "", media=(picture(bench),))
    receipt = bench.connector.send(answer)
    assert sent(bench)["media"]
    assert bench.connector.find(answer) == receipt
    (attachment,) = bench.fetch().message(receipt.external_id).attachments
    assert attachment.kind is MediaKind.IMAGE


def test_picture_and_words_are_two_messages(bench: Bench) -> None:
    answer = direct(writes(bench), "Zie de kaart", media=(picture(bench),))
    assert bench.failure(lambda: bench.connector.send(answer)).reason is Reason.MEDIA


@pytest.mark.parametrize(
    "media",
    [
        Media("a.png", "image/png", 9_999_999_999, url="https://x.example/a.png"),
        Media("a.exe", "application/x-msdownload", 10, url="https://x.example/a.exe"),
        Media("a.png", "image/png", 10),
    ],
)
def test_attachment_that_is_not_taken_is_refused_before_sending(bench: Bench, media: Media) -> None:
    answer = direct(writes(bench), "", media=(media,))
    error = bench.failure(lambda: bench.connector.send(answer))
    assert (error.reason, error.permanent) == (Reason.MEDIA, True)
    assert bench.outbox() == []


def test_attachment_that_meta_cannot_fetch_is_a_refusal(bench: Bench) -> None:
    away = Media("a.png", "image/png", 10, url=f"{bench.simulator.url}/media/gone.png")
    error = bench.failure(lambda: bench.connector.send(direct(writes(bench), "", media=(away,))))
    assert (error.reason, error.permanent) == (Reason.MEDIA, True)


def test_private_reply_goes_to_who_commented_and_only_once(bench: Bench) -> None:
    question = bench.say("Mag ik iets vragen?")
    message = bench.fetch().message(question)
    answer = private_reply(question, recipient=message.author.id)
    receipt = bench.connector.send(answer)
    assert sent(bench)["kind"] == "private_reply"
    assert bench.connector.find(answer) == receipt
    error = bench.failure(lambda: bench.connector.send(answer))
    assert (error.reason, error.permanent) == (Reason.ALREADY_ANSWERED, True)


def test_private_reply_to_a_reply_goes_to_who_wrote_that(instagram: Bench) -> None:
    comment = instagram.say("Mooi!")
    reply = instagram.say("Vind ik niet", under=comment, author="ans_voorbeeld")
    message = instagram.fetch().message(reply)
    instagram.connector.send(private_reply(message.external_id, recipient=message.author.id))
    assert sent(instagram)["recipient"] == message.author.id


def test_private_reply_is_allowed_until_it_was_given(facebook: Bench) -> None:
    question = facebook.say("Mag ik iets vragen?")
    allows = facebook.fetch().message(question).allows
    assert allows
    assert Capability.PRIVATE_REPLY in allows
    facebook.connector.send(private_reply(question))
    (message,) = facebook.refresh(question)
    assert isinstance(message, Incoming)
    assert message.allows
    assert Capability.PRIVATE_REPLY not in message.allows
    assert Capability.REPLY in message.allows


def test_visitor_gets_a_private_reply_to_the_post(facebook: Bench) -> None:
    draft = {"platform": "facebook", "author": "henk_voorbeeld", "text": "Boom op de weg"}
    post = facebook.simulator.control("POST", "posts", draft)["id"]
    facebook.connector.send(private_reply(post))
    assert sent(facebook)["kind"] == "private_reply"


def test_comment_takes_a_picture_on_facebook(facebook: Bench) -> None:
    answer = replace(outgoing(facebook.say("Waar is dat?")), media=(picture(facebook),))
    receipt = facebook.connector.send(answer)
    assert len(facebook.fetch().message(receipt.external_id).attachments) == 1
    assert facebook.connector.find(answer) == receipt


def test_comment_takes_no_picture_on_instagram(instagram: Bench) -> None:
    answer = replace(outgoing(instagram.say("Waar is dat?")), media=(picture(instagram),))
    assert instagram.failure(lambda: instagram.connector.send(answer)).reason is Reason.MEDIA


@pytest.mark.parametrize("comment", [True, False])
def test_mention_elsewhere_is_answered_and_found(bench: Bench, comment: bool) -> None:
    body = {"platform": bench.kind, "author": "fan_voorbeeld", "text": "Help", "comment": comment}
    made = bench.simulator.control("POST", "mentions", body)
    name = f"mention/{made['id']}"
    if bench.kind == "instagram" and comment:
        name = f"mention/{made['thread_id']}/{made['id']}"
    answer = outgoing(name)
    receipt = bench.connector.send(answer)
    assert sent(bench)["parent_id"] == made["id"]
    assert bench.connector.find(answer) == receipt
    assert bench.connector.find(replace(answer, text="Iets anders")) is None


def test_answer_among_more_than_is_shown_may_be_there(instagram: Bench) -> None:
    body = {"platform": "instagram", "author": "fan_voorbeeld", "text": "Kijk eens"}
    photo = instagram.simulator.control("POST", "mentions", body)["id"]
    for number in range(50):
        instagram.say(f"Mooi {number}", photo)
    error = instagram.failure(lambda: instagram.connector.find(outgoing(f"mention/{photo}")))
    assert (error.reason, error.permanent) == (Reason.UNKNOWN, False)


def test_photo_that_tags_us_is_found_by_asking(instagram: Bench) -> None:
    body = {"platform": "instagram", "author": "fan_voorbeeld", "text": "Kijk eens"}
    made = instagram.simulator.control("POST", "mentions", body)
    message = instagram.fetch().message(f"mention/{made['id']}")
    assert (message.form, message.allows) == (Form.MENTION, frozenset({Capability.REPLY}))


@pytest.mark.parametrize("undo", [False, True])
def test_comment_is_hidden_and_shown_again(bench: Bench, undo: bool) -> None:
    question = bench.say("Lelijke woorden")
    for step in (False, True) if undo else (False,):
        bench.connector.perform(Deed(Capability.HIDE, question, undo=step))
    message = bench.fetch().message(question)
    assert message.hidden is not undo


def test_comment_is_liked_and_not(facebook: Bench) -> None:
    question = facebook.say("Dank!")
    facebook.connector.perform(Deed(Capability.LIKE, question))
    assert facebook.fetch().message(question).reactions == 1
    facebook.connector.perform(Deed(Capability.LIKE, question, undo=True))
    assert facebook.fetch().message(question).reactions == 0


def test_own_answer_is_deleted_and_may_be_gone_already(bench: Bench) -> None:
    receipt = bench.connector.send(outgoing(bench.say("Hoe laat?")))
    for _ in range(2):
        bench.connector.perform(Deed(Capability.DELETE, receipt.external_id))
    assert receipt.external_id not in bench.fetch().ids


def test_act_that_a_platform_does_not_have_is_refused(instagram: Bench) -> None:
    deed = Deed(Capability.LIKE, instagram.say("Mooi"))
    error = instagram.failure(lambda: instagram.connector.perform(deed))
    assert (error.reason, error.permanent) == (Reason.NOT_ALLOWED, True)


def test_answer_before_the_newest_twenty_messages_may_be_there(bench: Bench) -> None:
    answer = direct(writes(bench))
    for number in range(25):
        writes(bench, f"Hallo {number}")
    error = bench.failure(lambda: bench.connector.find(answer))
    assert (error.reason, error.permanent) == (Reason.UNKNOWN, False)


def test_answer_in_a_conversation_that_is_not_shown_may_be_there(bench: Bench) -> None:
    assert bench.failure(lambda: bench.connector.find(direct("77"))).reason is Reason.UNKNOWN
    assert bench.connector.find(private_reply("1_2", recipient="77")) is None
