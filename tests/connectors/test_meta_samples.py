"""Every sample body of Meta's own is read to what it means, or set aside with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors import registry
from connectors.base import (
    Aside,
    Connection,
    Deleted,
    Form,
    Incoming,
    Item,
    Kept,
    MediaKind,
    Pointer,
    Raw,
    Reacted,
)
from connectors.meta.gateway import MetaGateway
from tests.connectors.bench import MemoryVault

pytestmark = pytest.mark.shared

IMAGE, VIDEO, AUDIO, FILE, LINK = (
    *(MediaKind.IMAGE, MediaKind.VIDEO, MediaKind.AUDIO),
    *(MediaKind.FILE, MediaKind.LINK),
)

# File: what it says. A message is (form, text, kinds of what came along).
MEANING: dict[str, list[Any]] = {
    "messenger-text": [(Form.MESSAGE, "hello, world!", [])],
    "messenger-reply-to": [(Form.MESSAGE, "hello", [])],
    "messenger-quick-reply": [(Form.MESSAGE, "hello", [])],
    "messenger-attachment-image": [(Form.MESSAGE, "", [IMAGE])],
    "messenger-attachment-video": [(Form.MESSAGE, "", [VIDEO])],
    "messenger-attachment-audio": [(Form.MESSAGE, "", [AUDIO])],
    "messenger-attachment-file": [(Form.MESSAGE, "", [FILE])],
    "messenger-sticker-2026": [(Form.MESSAGE, "", [IMAGE])],
    "messenger-shared-post": [(Form.MESSAGE, "", [LINK])],
    "messenger-fallback-link": [(Form.MESSAGE, "see https://example.org", [LINK])],
    "messenger-postback": [(Form.BUTTON, "<TITLE>", [])],
    "messenger-standby": [(Form.MESSAGE, "hi", [])],
    "messenger-echo-api": [(Form.MESSAGE, "reply by page", [])],
    "messenger-echo-page-inbox": [(Form.MESSAGE, "reply by page", [])],
    "messenger-edit": [(Form.MESSAGE, "edited", [])],
    "messenger-reaction": [Reacted],
    "messenger-delivery": [Kept.NOTHING],
    "messenger-read": [Kept.NOTHING],
    "messenger-pass-thread-control": [Kept.NOTHING],
    "page-feed-post-add": [(Form.MESSAGE, "It's Thursday and I want to eat cake.", [])],
    "page-feed-comment-add-2024-02-06": [(Form.MESSAGE, "+1", [])],
    "ig-dm-text": [(Form.MESSAGE, "hi", [])],
    "ig-dm-echo": [(Form.MESSAGE, "answer", [])],
    "ig-dm-edit": [(Form.MESSAGE, "edited", [])],
    "ig-dm-deleted": [Deleted],
    "ig-dm-reaction": [Reacted],
    "ig-dm-seen": [Kept.NOTHING],
    "ig-dm-story-reply": [(Form.STORY_REPLY, "nice", [IMAGE])],
    "ig-dm-story-mention": [(Form.STORY_MENTION, "", [IMAGE])],
    "ig-dm-ig-post-share": [(Form.MESSAGE, "", [LINK])],
    "ig-dm-ephemeral": [(Form.EPHEMERAL, "", [])],
    "ig-dm-unsupported": [(Form.UNSUPPORTED, "", [])],
    "ig-comment-facebook-login-doc": [(Form.MESSAGE, "<TEXT>", [])],
    "ig-comment-instagram-login-doc-flat": [(Form.MESSAGE, "<TEXT>", [])],
    "ig-comment-on-ad-2026-07-30": [(Form.MESSAGE, "text", []), Pointer],
    "ig-mention-comment": [Pointer],
    "ig-mention-caption": [Pointer],
    "ig-story-insights": [Kept.NOTHING],
}
POLLED = {
    "page-feed": ("facebook", "feed"),
    "post-comments": ("facebook", "comments"),
    "ig-comments": ("instagram", "comments"),
}


def files(shared: Path) -> Iterator[Path]:
    yield from (shared / "data/meta/payloads/meta-docs/webhook").glob("*.json")
    yield from (shared / "data/meta/payloads/observed").glob("*.json")


def opened(path: Path) -> tuple[Connection, list[Item]]:
    """As a webhook: sorted by the gateway, read by the account it is for."""
    (parcel,) = MetaGateway({}).open(path.read_bytes())
    us = Connection(parcel.external_id, "gemeente", MemoryVault({}))
    return us, registry.connect(parcel.kind, us).parse(parcel.raw)


def meaning(item: Item) -> Any:
    match item:
        case Incoming():
            return item.form, item.text, [each.kind for each in item.attachments]
        case Aside():
            return item.kept
        case _:
            return type(item)


def is_about_a_person(item: Item) -> bool:
    return isinstance(item, Pointer) and item.subject.startswith("person/")


def test_every_sample_is_named_here(shared: Path) -> None:
    assert {path.stem for path in files(shared)} == set(MEANING)


@pytest.mark.parametrize("name", MEANING)
def test_webhook_is_read(shared: Path, name: str) -> None:
    (path,) = (path for path in files(shared) if path.stem == name)
    _, items = opened(path)
    said = [item for item in items if not is_about_a_person(item)]
    assert [meaning(item) for item in said] == MEANING[name]
    assert all(item.why for item in items if isinstance(item, Aside))


@pytest.mark.parametrize("name", [name for name in MEANING if "echo" in name])
def test_echo_is_ours_in_the_conversation_with_the_citizen(shared: Path, name: str) -> None:
    (path,) = (path for path in files(shared) if path.stem == name)
    us, items = opened(path)
    message = items[0]
    assert isinstance(message, Incoming)
    assert message.author.id == us.external_id
    assert message.thread_id in ("<PSID>", "<IGSID>")
    assert message.private


@pytest.mark.parametrize("name", POLLED)
def test_answer_to_a_question_is_read(shared: Path, name: str) -> None:
    kind, source = POLLED[name]
    body = (shared / f"data/meta/payloads/meta-docs/api/{name}.json").read_bytes()
    us = Connection("<PAGE_ID>", "gemeente", MemoryVault({}))
    (item,) = registry.connect(kind, us).parse(Raw(source, body, "<PAGE_ID>_1"))
    assert isinstance(item, Incoming)


def test_message_of_a_conversation_is_read(shared: Path) -> None:
    folder = shared / "data/meta/payloads/meta-docs/api"
    message = json.loads((folder / "message.json").read_text())
    nameless = json.loads((folder / "conversation-messages.json").read_text())["messages"]["data"]
    body = json.dumps({"data": [message, *nameless]}).encode()
    us = Connection("<IG_ID>", "gemeente", MemoryVault({}))
    (item,) = registry.connect("instagram", us).parse(Raw("messages", body, "<IGSID>"))
    assert isinstance(item, Incoming)
    assert (item.text, item.author.handle, item.parent_id) == ("Hi Kitty!", "<USER>", "zEspJ9")


@pytest.mark.parametrize(
    ("name", "subject", "thread"),
    [
        ("ig-mentioned-comment", "mentioned/179/17894227972186120", "17894227972186120"),
        ("ig-tags", "", "18038"),
    ],
)
def test_mention_is_read(shared: Path, name: str, subject: str, thread: str) -> None:
    body = (shared / f"data/meta/payloads/meta-docs/api/{name}.json").read_bytes()
    us = Connection("17841405726653026", "gemeente", MemoryVault({}))
    if name == "ig-tags":  # the sample leaves the moment out, which we ask for
        rows = json.loads(body)["data"]
        body = json.dumps(
            {"data": [row | {"timestamp": "2026-11-19T10:00:00+0000"} for row in rows]}
        ).encode()
    source = "mentioned" if subject else "tagged"
    (item,) = registry.connect("instagram", us).parse(Raw(source, body, subject))
    assert isinstance(item, Incoming)
    assert (item.form, item.thread_id) == (Form.MENTION, thread)
