"""Every sample of Meta's own webhooks is read to what it means, or set aside with a reason."""

from __future__ import annotations

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
    Reacted,
)
from connectors.meta.gateway import MetaGateway
from tests.connectors.bench import MemoryVault
from tests.connectors.sampled import (
    META_OBSERVED,
    META_WEBHOOK,
    folder,
    meaning,
)

pytestmark = pytest.mark.shared

IMAGE, VIDEO, AUDIO, FILE, LINK = (
    *(MediaKind.IMAGE, MediaKind.VIDEO, MediaKind.AUDIO),
    *(MediaKind.FILE, MediaKind.LINK),
)

# File: what it says. A message is (form, text, kinds of what came along).
WEBHOOKS: dict[str, list[Any]] = {
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
    "ig-mention-comment": [Pointer],
    "ig-mention-caption": [Pointer],
    "ig-story-insights": [Kept.NOTHING],
}
OBSERVED: dict[str, list[Any]] = {
    "page-feed-comment-add-2024-02-06": [(Form.MESSAGE, "+1", [])],
    "ig-comment-on-ad-2026-07-30": [(Form.MESSAGE, "text", []), Pointer],
}


def opened(path: Path) -> tuple[Connection, list[Item]]:
    """As a webhook: sorted by the gateway, read by the account it is for."""
    (parcel,) = MetaGateway({}).open(path.read_bytes())
    us = Connection(parcel.external_id, "gemeente", MemoryVault({}))
    return us, registry.connect(parcel.kind, us).parse(parcel.raw)


def is_about_a_person(item: Item) -> bool:
    return isinstance(item, Pointer) and item.subject.startswith("person/")


def said_by(shared: Path, where: str, name: str) -> list[Any]:
    _, items = opened(folder(shared, where) / f"{name}.json")
    assert all(item.why for item in items if isinstance(item, Aside))
    return [meaning(item) for item in items if not is_about_a_person(item)]


@pytest.mark.parametrize("name", WEBHOOKS)
def test_webhook_is_read(shared: Path, name: str) -> None:
    assert said_by(shared, META_WEBHOOK, name) == WEBHOOKS[name]


@pytest.mark.parametrize("name", OBSERVED)
def test_webhook_that_was_seen_is_read(shared: Path, name: str) -> None:
    assert said_by(shared, META_OBSERVED, name) == OBSERVED[name]


@pytest.mark.parametrize("name", [name for name in WEBHOOKS if "echo" in name])
def test_echo_is_ours_in_the_conversation_with_the_citizen(shared: Path, name: str) -> None:
    us, items = opened(folder(shared, META_WEBHOOK) / f"{name}.json")
    message = items[0]
    assert isinstance(message, Incoming)
    assert message.author.id == us.external_id
    assert message.thread_id in ("<PSID>", "<IGSID>")
    assert message.private
