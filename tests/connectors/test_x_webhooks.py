"""What X tells by webhook, body by body, without a network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors import registry
from connectors.base import (
    Aside,
    Capability,
    Deleted,
    Form,
    Incoming,
    Item,
    Kept,
    Pointer,
    Post,
    Raw,
    Reacted,
    Unreadable,
)
from tests.connectors.answers import US, to_bytes

CITIZEN = "1600000000000000002"
USER = {"id": CITIZEN, "username": "burger_voorbeeld", "name": "Jan Voorbeeld"}


def parse(body: Any) -> list[Item]:
    return registry.connect("x", US).parse(Raw("webhook", to_bytes(body)))


def event(kind: str, payload: Any, **includes: Any) -> dict[str, Any]:
    told = {"event_type": kind, "filter": {"user_id": US.external_id}, "event_uuid": "-1"}
    return {"data": {**told, "payload": payload, "includes": includes}}


def tweet(**changes: Any) -> dict[str, Any]:
    plain = {
        "id": "300",
        "text": "hallo @GemVoorbeeld",
        "author_id": CITIZEN,
        "created_at": "2026-11-18T08:15:30.000Z",
        "conversation_id": "300",
    }
    return plain | changes


def one(body: Any) -> Incoming:
    (message,) = (item for item in parse(body) if isinstance(item, Incoming))
    return message


@pytest.mark.parametrize("user", [USER, {"data": USER}])
def test_people_may_be_wrapped(user: Any) -> None:
    message = one(event("post.mention.create", tweet(), users=[user]))
    assert (message.author.handle, message.author.name) == ("burger_voorbeeld", "Jan Voorbeeld")


def test_newer_vocabulary_reads_the_same() -> None:
    names = {"id": "301", "conversation_id": "100"}
    above = [{"type": "replied_to", "id": "100"}]
    old = tweet(**names, edit_history_tweet_ids=["300", "301"], referenced_tweets=above)
    new = tweet(**names, edit_history_post_ids=["300", "301"], referenced_posts=above)
    assert parse(event("post.mention.create", old)) == parse(event("post.mention.create", new))


def test_answer_may_be_named_without_a_reference() -> None:
    message = one(event("post.mention.create", tweet(in_reply_to_tweet_id="200")))
    assert message.parent_id == "200"


def test_quote_told_as_such_is_one_of_our_post() -> None:
    quoted = tweet(referenced_tweets=[{"type": "quoted", "id": "100"}], text="Zie ook")
    message = one(event("post.quote.create", quoted))
    assert message.form is Form.QUOTE
    assert set(message.allows or ()) == {Capability.REPLY, Capability.LIKE}


def test_edit_is_newer_than_what_it_changes() -> None:
    later = tweet(
        id="301", edit_history_tweet_ids=["300", "301"], created_at="2026-11-18T08:20:00.000Z"
    )
    before = one(event("post.mention.create", tweet()))
    after = one(event("post.mention.create", later))
    assert (before.external_id, after.external_id, after.current_id) == ("300", "300", "301")
    assert before.as_of
    assert after.as_of
    assert after.as_of > before.as_of


def test_own_post_is_a_post() -> None:
    (item,) = parse(event("post.create", tweet(author_id=US.external_id)))
    assert isinstance(item, Post)


def test_repost_is_no_message() -> None:
    again = tweet(referenced_tweets=[{"type": "retweeted", "id": "100"}])
    assert parse(event("post.create", again)) == [Aside("repost", Kept.NOTHING)]


@pytest.mark.parametrize("kind", ["dm.read", "dm.indicate_typing", "profile.update.bio"])
def test_what_is_of_no_concern_is_kept_so(kind: str) -> None:
    assert parse(event(kind, {"id": "1"})) == [Aside(kind, Kept.NOTHING)]


def test_unknown_event_is_kept_as_unknown() -> None:
    assert parse(event("poll.closed", {"id": "1"})) == [Aside("poll.closed", Kept.UNKNOWN)]


def test_body_without_an_event_is_unknown() -> None:
    (item,) = parse({"for_user_id": US.external_id})
    assert isinstance(item, Aside)
    assert item.kept is Kept.UNKNOWN


@pytest.mark.parametrize("payload", [None, {}, [], "x", {"id": "1"}])
def test_event_that_lacks_everything_is_unreadable(payload: Any) -> None:
    with pytest.raises(Unreadable):
        parse(event("post.mention.create", payload))


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b"null", b'{"data": 1}'])
def test_other_bodies_are_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        registry.connect("x", US).parse(Raw("webhook", body))


def test_unreadable_letter_hinders_no_other() -> None:
    good, odd = letter("1"), letter("2") | {"created_timestamp": "gisteren"}
    first, second = parse(event("dm.received", {"direct_message_events": [odd, good]}))
    assert isinstance(first, Aside)
    assert first.kept is Kept.UNREADABLE
    assert "gisteren" not in first.why
    assert isinstance(second, Incoming)


def letter(number: str = "1", **data: Any) -> dict[str, Any]:
    created = {
        "target": {"recipient_id": US.external_id},
        "sender_id": CITIZEN,
        "message_data": {"text": "Hallo", **data},
    }
    stamp = str(int(datetime(2026, 11, 18, 9, tzinfo=UTC).timestamp() * 1000))
    told = {"type": "message_create", "id": number, "created_timestamp": stamp}
    return {**told, "message_create": created}


def letters(*found: Any, **beside: Any) -> dict[str, Any]:
    return {"for_user_id": US.external_id, "direct_message_events": list(found), **beside}


def test_letter_is_private_and_of_its_moment() -> None:
    message = one(letters(letter(), users={CITIZEN: {**USER, "screen_name": "burger"}}))
    assert (message.private, message.author.handle) == (True, "burger_voorbeeld")
    assert message.as_of == message.created_at == datetime(2026, 11, 18, 9, tzinfo=UTC)


def test_picture_of_a_letter_is_kept_beside_it() -> None:
    medium = {
        "id_str": "77",
        "type": "photo",
        "url": "https://t.co/abc",
        "media_url_https": "https://ton.twitter.com/1.1/ton/data/dm/1/77/a.jpg",
    }
    sent = letter(text="Kijk https://t.co/abc", attachment={"type": "media", "media": medium})
    message = one(letters(sent))
    assert message.text == "Kijk"
    assert [each.key for each in message.attachments] == ["77"]
    assert message.attachments[0].url == medium["media_url_https"]


def test_film_is_taken_in_its_best_size() -> None:
    variants = [
        {"content_type": "application/x-mpegURL", "url": "https://v.example/list.m3u8"},
        {"content_type": "video/mp4", "bitrate": 300, "url": "https://v.example/small.mp4"},
        {"content_type": "video/mp4", "bitrate": 900, "url": "https://v.example/large.mp4"},
    ]
    film = {"id_str": "7", "type": "video", "video_info": {"variants": variants}}
    message = one(letters(letter(attachment={"type": "media", "media": film})))
    assert message.attachments[0].url == "https://v.example/large.mp4"


def old_tweet(**changes: Any) -> dict[str, Any]:
    plain = {
        "id": 300,
        "id_str": "300",
        "text": "@GemVoorbeeld kort…",
        "created_at": "Wed Nov 18 08:15:30 +0000 2026",
        "user": {"id_str": CITIZEN, "screen_name": "burger_voorbeeld", "name": "Jan"},
        "entities": {},
    }
    return plain | changes


def old(*tweets: Any) -> dict[str, Any]:
    return {"for_user_id": US.external_id, "tweet_create_events": list(tweets)}


def test_alarm_quotes_nothing_of_the_older_shape() -> None:
    with pytest.raises(Unreadable, match="created_at") as caught:
        parse(old(old_tweet(created_at="mijn bsn is 123456782")))
    assert "123456782" not in str(caught.value)


def test_older_shape_gives_the_whole_text() -> None:
    whole = {"full_text": "@GemVoorbeeld kort en toch lang", "entities": {}}
    message = one(old(old_tweet(truncated=True, extended_tweet=whole)))
    assert message.text == "@GemVoorbeeld kort en toch lang"


def test_answer_in_the_older_shape_is_looked_up_for_its_thread() -> None:
    assert parse(old(old_tweet(in_reply_to_status_id_str="200"))) == [Pointer("300")]


def test_repost_in_the_older_shape_is_no_message() -> None:
    assert parse(old(old_tweet(retweeted_status={"id": 1}))) == [Aside("repost", Kept.NOTHING)]


def test_own_post_in_the_older_shape() -> None:
    (item,) = parse(old(old_tweet(user={"id_str": US.external_id})))
    assert isinstance(item, Post)


def test_like_in_the_older_shape() -> None:
    like = {"favorited_status": {"id_str": "300"}, "user": {"id": 5}, "timestamp_ms": "1000"}
    moment = datetime.fromtimestamp(1, UTC)
    found = parse({"for_user_id": "1", "favorite_events": [like]})
    assert found == [Reacted("300", "5", "like", as_of=moment)]


def test_deletion_in_the_older_shape_has_its_moment() -> None:
    gone = {"status": {"id": "300"}, "timestamp_ms": "2000"}
    epoch = datetime.fromtimestamp(0, UTC)
    found = parse({"for_user_id": "1", "tweet_delete_events": [gone]})
    assert found == [Deleted("300", as_of=epoch + timedelta(seconds=2))]


@pytest.mark.parametrize("key", ["follow_events", "direct_message_mark_read_events"])
def test_older_news_of_no_concern(key: str) -> None:
    assert parse({"for_user_id": "1", key: [{}]}) == [Aside(key, Kept.NOTHING)]
