"""What X lets us do with a message: whether we were called, and whose thread it is."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.base import Capability, Form, Incoming, Pointer
from tests.connectors.answers import US
from tests.connectors.test_x_reading import parse, parse_one, replying_to, tweet

MENTION = {"username": "GemVoorbeeld", "id": US.external_id, "start": 0}


def allowed(**changes: Any) -> set[Capability]:
    return set(parse_one(tweet(**changes)).allows or ())


@pytest.mark.parametrize(
    ("start", "shown", "capability"),
    [
        (0, [0, 30], Capability.REPLY),
        (0, [14, 30], Capability.COLD_REPLY),  # X put it there
        (20, [14, 30], Capability.REPLY),
        (14, [14, 30], Capability.REPLY),
    ],
)
def test_only_a_typed_mention_calls_us(
    start: int, shown: list[int], capability: Capability
) -> None:
    mentions = [{**MENTION, "start": start}]
    given = allowed(entities={"mentions": mentions}, display_text_range=shown)
    assert given == {capability, Capability.LIKE}


def test_mention_beyond_the_first_280_characters_calls_us() -> None:
    note = {"text": "…", "entities": {"mentions": [{**MENTION, "start": 400}]}}
    given = allowed(text="Lang verhaal", note_tweet=note, display_text_range=[0, 280])
    assert given == {Capability.REPLY, Capability.LIKE}


def test_mention_of_another_does_not_call_us() -> None:
    other = {"username": "GemElders", "id": "9", "start": 0}
    assert allowed(entities={"mentions": [other]}) == {Capability.COLD_REPLY, Capability.LIKE}


def test_handle_before_a_reply_does_not_call_us() -> None:
    reply = {"conversation_id": "100", "referenced_tweets": replying_to("200")}
    assert allowed(**reply) == {Capability.COLD_REPLY, Capability.LIKE}


def test_reply_in_a_thread_of_ours_may_be_hidden() -> None:
    root = tweet("100", author_id=US.external_id)
    reply = tweet(conversation_id="100", referenced_tweets=replying_to("100"))
    message = parse_one(reply, includes={"tweets": [root]})
    assert message.allows
    assert Capability.HIDE in message.allows


def test_reply_to_our_post_that_is_not_shown_leads_to_it() -> None:
    about = {"conversation_id": "100", "in_reply_to_user_id": US.external_id}
    pointer, message = parse(tweet(**about, referenced_tweets=replying_to("100")))
    assert pointer == Pointer("100")
    assert isinstance(message, Incoming)
    assert message.post_id == "100"


def test_own_answer_can_be_deleted() -> None:
    own = tweet(author_id=US.external_id, referenced_tweets=replying_to("200"))
    assert set(parse_one(own, source="own").allows or ()) == {Capability.DELETE}


def test_quote_of_our_post_calls_us() -> None:
    ours = tweet("100", author_id=US.external_id)
    quote = tweet(text="Kijk nou", referenced_tweets=replying_to("100", "quoted"))
    message = parse_one(quote, includes={"tweets": [ours]})
    assert (message.form, message.allows) == (
        Form.QUOTE,
        frozenset({Capability.REPLY, Capability.LIKE}),
    )


def test_quote_of_somebody_else_is_none_of_ours() -> None:
    quote = tweet(referenced_tweets=replying_to("100", "quoted"))
    assert parse_one(quote, includes={"tweets": [tweet("100")]}).form is Form.MESSAGE
