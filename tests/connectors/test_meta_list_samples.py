"""Meta's own samples of answers to our questions, each read to what it means."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from connectors import registry
from connectors.base import Connection, Form, Incoming, Item, Person, Raw
from tests.connectors.bench import MemoryVault
from tests.connectors.sampled import META_API, load, meaning

pytestmark = pytest.mark.shared


class Listed(NamedTuple):
    """An answer to a question of ours.

    asked  makes of the sample what we ask for, where it was asked for something else
    """

    kind: str
    source: str
    subject: str
    says: list[Any]
    asked: Callable[[Any], Any] = lambda body: body


def dated(row: dict[str, Any]) -> dict[str, Any]:
    """We ask for the moment as well, which these leave out."""
    return row | {"timestamp": "2026-11-19T10:00:00+0000"}


LISTS = {
    "page-feed": Listed(
        "facebook", "feed", "", [(Form.MESSAGE, "Become a Facebook developer!", [])]
    ),
    "post-comments": Listed("facebook", "comments", "<PAGE_ID>_1", [(Form.MESSAGE, "<TEXT>", [])]),
    "ig-comments": Listed("instagram", "comments", "179", [(Form.MESSAGE, "This is awesome!", [])]),
    "ig-tags": Listed(
        *("instagram", "tagged", "", [(Form.MENTION, "", [])]),
        asked=lambda body: {"data": [dated(row) for row in body["data"]]},
    ),
    "ig-mentioned-comment": Listed(
        *("instagram", "mentioned", "mentioned/179/17894227972186120"),
        says=[(Form.MENTION, "bluebottle challenge?", [])],
    ),
    "ig-mentioned-media": Listed(
        *("instagram", "mentioned", "mentioned/17873440459141021"),
        says=[(Form.MENTION, "metricsaurus headquarters!", [])],
        asked=lambda body: {"mentioned_media": dated(body["mentioned_media"])},
    ),
    "message": Listed(
        *("instagram", "messages", "<IGSID>", [(Form.MESSAGE, "Hi Kitty!", [])]),
        asked=lambda body: {"data": [body]},
    ),
    # Beyond the newest twenty Meta gives no more than the number of a message.
    "conversation-messages": Listed(
        *("instagram", "messages", "<IGSID>", []), asked=lambda body: body["messages"]
    ),
}


def told_by(shared: Path, name: str) -> list[Item]:
    listed = LISTS[name]
    body = json.dumps(listed.asked(load(shared, META_API, name))).encode()
    us = Connection("<PAGE_ID>", "gemeente", MemoryVault({}))
    return registry.connect(listed.kind, us).parse(Raw(listed.source, body, listed.subject))


@pytest.mark.parametrize("name", LISTS)
def test_answer_to_a_question_is_read(shared: Path, name: str) -> None:
    assert [meaning(item) for item in told_by(shared, name)] == LISTS[name].says


@pytest.mark.parametrize(
    ("name", "author", "thread"),
    [
        ("post-comments", Person("<PSID>", name="<NAME>"), "<POST>_<COMMENT>"),
        ("message", Person("<IGSID>", handle="<USER>"), "<IGSID>"),
        ("ig-tags", Person("@keldo", handle="keldo"), "18038"),
        ("ig-mentioned-comment", Person("unknown-17894227972186120"), "17894227972186120"),
        ("ig-mentioned-media", Person("unknown-17873440459141021"), "17873440459141021"),
    ],
)
def test_answer_says_who_it_was_and_where(
    shared: Path, name: str, author: Person, thread: str
) -> None:
    (item,) = told_by(shared, name)
    assert isinstance(item, Incoming)
    assert (item.author, item.thread_id) == (author, thread)


def test_message_says_what_it_answers(shared: Path) -> None:
    (item,) = told_by(shared, "message")
    assert isinstance(item, Incoming)
    assert item.parent_id == "zEspJ9"
