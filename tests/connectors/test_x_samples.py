"""The samples of what X tells, by webhook and in lists, each read to what it means."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

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
    Unreadable,
)
from tests.connectors import sampled
from tests.connectors.answers import US
from tests.connectors.xsaid import SAID

pytestmark = pytest.mark.shared

CITIZEN = "1600000000000000002"
LETTERS = f"{US.external_id}-{CITIZEN}"


@pytest.fixture
def samples(shared: Path) -> Path:
    return sampled.folder(shared, sampled.X)


def parse(samples: Path, name: str) -> list[Item]:
    sent = SAID[name]
    body = json.loads((samples / f"{name}.json").read_bytes())
    if sent.lacks:
        body["data"] = [row | sent.lacks for row in body["data"]]
    return registry.connect("x", US).parse(Raw(sent.source, json.dumps(body).encode()))


def parse_one(samples: Path, name: str) -> Incoming:
    (item,) = parse(samples, name)
    assert isinstance(item, Incoming)
    return item


@pytest.mark.parametrize("name", SAID)
def test_sample_says_what_it_means(samples: Path, name: str) -> None:
    assert [sampled.meaning(item) for item in parse(samples, name)] == SAID[name].says


def test_mention_without_its_time_raises_the_alarm(samples: Path) -> None:
    body = (samples / "get_mentions_200_partial_errors.json").read_bytes()
    with pytest.raises(Unreadable, match="created_at"):
        registry.connect("x", US).parse(Raw("mentions", body))


def test_mention_stays_one_where_what_it_answers_is_not_ours_to_see(samples: Path) -> None:
    message = parse_one(samples, "get_mentions_200_partial_errors")
    assert message.parent_id == "2090000000000000099"
    assert message.post_id == ""


def test_mention_in_the_newer_vocabulary_leads_to_our_post(samples: Path) -> None:
    pointer, message = parse(samples, "get_mentions_200_postdialect")
    assert pointer == Pointer("2090000000000000100")
    assert isinstance(message, Incoming)
    assert message.thread_id == message.parent_id == "2090000000000000100"


def test_mentions_in_a_list(samples: Path) -> None:
    post, reply, mention = parse(samples, "get_mentions_200")
    assert isinstance(post, Post)
    assert isinstance(reply, Incoming)
    assert isinstance(mention, Incoming)
    # The list has no display_text_range: a handle before a reply may be X's own doing.
    assert set(reply.allows or ()) == {Capability.COLD_REPLY, Capability.LIKE, Capability.HIDE}
    assert set(mention.allows or ()) == {Capability.REPLY, Capability.LIKE}
    assert (reply.parent_id, reply.post_id) == (post.external_id, post.external_id)
    assert (mention.author.name, mention.reactions) == ("Jan Burger", 0)
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
    first, second, coming = parse(samples, "get_dm_events_200")
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
