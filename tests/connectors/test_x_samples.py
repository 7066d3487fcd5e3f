"""The samples of X's bodies, each read to what it means, where they are at hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors import registry
from connectors.base import (
    Aside,
    Attachment,
    Capability,
    Deleted,
    Form,
    Incoming,
    Item,
    Kept,
    MediaKind,
    Pointer,
    Post,
    Raw,
    Revoked,
)
from connectors.payloads import read
from connectors.x.client import ask_tokens
from connectors.x.payloads import Me, Placed, Tokens
from connectors.x.subscribing import Subscriptions, Webhook
from connectors.x.uploading import Answer as Uploaded
from tests.connectors.answers import US
from tests.connectors.server import Server

pytestmark = pytest.mark.shared

CITIZEN = "1600000000000000002"
LETTERS = f"{US.external_id}-{CITIZEN}"


@pytest.fixture
def samples(shared: Path) -> Path:
    return shared / "data/x/samples"


def parse(samples: Path, name: str, source: str = "webhook") -> list[Item]:
    body = (samples / f"{name}.json").read_bytes()
    return registry.connect("x", US).parse(Raw(source, body))


def parse_one(samples: Path, name: str) -> Incoming:
    (item,) = parse(samples, name)
    assert isinstance(item, Incoming)
    return item


def test_mentions_in_a_list(samples: Path) -> None:
    post, reply, mention = parse(samples, "get_mentions_200", "mentions")
    assert isinstance(post, Post)
    assert isinstance(reply, Incoming)
    assert isinstance(mention, Incoming)
    # The list has no display_text_range: a handle before a reply may be X's own doing.
    assert set(reply.allows or ()) == {Capability.COLD_REPLY, Capability.LIKE, Capability.HIDE}
    assert set(mention.allows or ()) == {Capability.REPLY, Capability.LIKE}
    assert mention.reactions == 0
    url = "https://pbs.twimg.com/media/XYZ.jpg"
    picture = Attachment(MediaKind.IMAGE, "2090000000000000290", url, alt="Foto van afval")
    assert mention.attachments == (picture,)


def test_mention_told_by_x(samples: Path) -> None:
    message = parse_one(samples, "xaa_post_mention_create")
    assert (message.external_id, message.text) == ("2090000000000000300", "hallo @GemVoorbeeld")
    assert message.author.handle == "burger_jan"
    assert set(message.allows or ()) == {Capability.REPLY, Capability.LIKE}
    assert message.as_of == message.created_at == datetime(2026, 11, 18, 8, 15, 30, tzinfo=UTC)


def test_reply_told_by_x_leads_to_our_post(samples: Path) -> None:
    pointer, message = parse(samples, "xaa_post_reply_create")
    assert pointer == Pointer("2090000000000000100")
    assert isinstance(message, Incoming)
    assert message.post_id == message.parent_id == message.thread_id == "2090000000000000100"
    assert set(message.allows or ()) == {Capability.COLD_REPLY, Capability.LIKE, Capability.HIDE}


def test_deletion_told_by_x(samples: Path) -> None:
    assert parse(samples, "xaa_post_delete") == [Deleted("2090000000000000100")]


def test_letter_told_by_x(samples: Path) -> None:
    message = parse_one(samples, "xaa_dm_received")
    assert (message.private, message.text, message.thread_id) == (True, "Hallo!", LETTERS)
    assert (message.author.id, message.author.handle) == (CITIZEN, "burger_jan")
    assert set(message.allows or ()) == {Capability.DM}


def test_encrypted_letter_is_known_to_have_come(samples: Path) -> None:
    message = parse_one(samples, "xaa_chat_received")
    assert (message.form, message.text, message.allows) == (Form.ENCRYPTED, "", frozenset())
    assert (message.private, message.thread_id) == (True, LETTERS)
    assert message.permalink.endswith(f"/messages/{LETTERS}")


def test_revoked_permission(samples: Path) -> None:
    for name in ("xaa_oauth_revoke", "aaa_user_event_revoke"):
        (item,) = parse(samples, name)
        assert isinstance(item, Revoked)


def test_mention_in_the_older_shape(samples: Path) -> None:
    message = parse_one(samples, "aaa_tweet_create_events_mention")
    assert (message.external_id, message.thread_id) == ("2090000000000000300",) * 2
    assert (message.author.handle, message.text) == ("burger_jan", "@GemVoorbeeld Er ligt afval")
    assert set(message.allows or ()) == {Capability.REPLY, Capability.LIKE}
    assert message.created_at == datetime(2026, 11, 18, 8, 15, 30, tzinfo=UTC)


def test_deletion_in_the_older_shape(samples: Path) -> None:
    (item,) = parse(samples, "aaa_tweet_delete_events")
    assert isinstance(item, Deleted)
    assert item.external_id == "2090000000000000100"
    assert item.as_of
    assert item.as_of.year == 2015


def test_letter_in_the_older_shape(samples: Path) -> None:
    message = parse_one(samples, "aaa_direct_message_events")
    assert (message.external_id, message.text) == ("2090000000000000500", "Hallo")
    assert (message.thread_id, message.author.name) == (LETTERS, "Jan Burger")


def test_letters_in_a_list(samples: Path) -> None:
    first, second, coming = parse(samples, "get_dm_events_200", "direct")
    assert isinstance(first, Incoming)
    assert isinstance(second, Incoming)
    assert (first.thread_id, first.author.handle) == (LETTERS, "burger_jan")
    assert second.text == "Zie foto"
    assert [each.key for each in second.attachments] == ["2090000000000000480"]
    assert isinstance(coming, Aside)
    assert coming.kept is Kept.NOTHING


@pytest.mark.parametrize("name", ["xaa_dm_received", "xaa_oauth_revoke", "aaa_user_event_revoke"])
def test_webhooks_are_addressed_to_the_account(samples: Path, name: str) -> None:
    body = (samples / f"{name}.json").read_bytes()
    (parcel,) = registry.gateway_class("x")({}).open(body)
    assert (parcel.kind, parcel.external_id) == ("x", US.external_id)
    assert parcel.raw == Raw("webhook", body)


def test_every_webhook_is_addressed(samples: Path) -> None:
    gateway = registry.gateway_class("x")({})
    for path in [*samples.glob("xaa_*.json"), *samples.glob("aaa_*.json")]:
        assert [each.external_id for each in gateway.open(path.read_bytes())] == [US.external_id]


def test_answers_to_what_we_write(samples: Path) -> None:
    def body(name: str) -> bytes:
        return (samples / f"{name}.json").read_bytes()

    assert read(Placed, body("post_tweets_201")).data.id == "2090000000000000600"
    assert read(Me, body("users_me_200")).data.username == "GemVoorbeeld"
    assert read(Uploaded, body("media_oneshot_200")).data.id == "1880028106020515841"
    assert read(Uploaded, body("media_initialize_200")).data.processing is None
    processing = read(Uploaded, body("media_finalize_200")).data.processing
    assert processing
    assert processing.state == "pending"


def test_answers_about_webhooks_in_each_shape(samples: Path) -> None:
    webhook = json.loads((samples / "webhook_create_200.json").read_bytes())
    for shape in (webhook, webhook["data"]):
        assert read(Webhook, json.dumps(shape).encode()).valid
    made = json.loads((samples / "activity_subscription_create_200.json").read_bytes())
    inside = made["data"]["subscription"]
    for data in (made["data"], inside, [inside]):
        (one,) = read(Subscriptions, json.dumps({"data": data}).encode()).data
        assert (one.event_type, one.filter.user_id) == ("post.mention.create", US.external_id)


def test_tokens_are_kept_with_what_they_allow(samples: Path, server: Server) -> None:
    server.body = (samples / "oauth2_token_200.json").read_bytes()
    credentials: dict[str, Any] = ask_tokens({"client_id": "a", "client_secret": "b"}, {})
    assert read(Tokens, server.body).scope == credentials["scope"]
    assert datetime.fromisoformat(credentials["expires_at"]) > datetime.now(UTC)
