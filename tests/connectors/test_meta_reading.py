"""From the bodies of Facebook and Instagram to items, without a network."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors import registry
from connectors.base import Connection, Deleted, Incoming, Item, Post, Raw, Unreadable
from tests.connectors.answers import to_bytes
from tests.connectors.bench import MemoryVault

PAGE = Connection("500", "gemeente", MemoryVault({}))
CITIZEN = {"id": "77", "name": "Jan Burger"}
FOLLOWER = {"id": "77", "username": "jan"}
OURS = {"id": "500", "name": "Gemeente Voorbeeld"}
AT = "2026-11-19T10:00:00+0000"


def parse(kind: str, source: str, body: Any, subject: str = "500_1") -> list[Item]:
    return registry.connect(kind, PAGE).parse(Raw(source, to_bytes(body), subject))


def comment(comment_id: str = "1_9", by: Any = CITIZEN, **changes: Any) -> dict[str, Any]:
    plain = {"id": comment_id, "message": "Weer dicht?!", "created_time": AT, "from": by}
    return plain | changes


def reaction(comment_id: str = "179", by: Any = FOLLOWER, **changes: Any) -> dict[str, Any]:
    plain = {"id": comment_id, "text": "Mooi!", "timestamp": AT, "username": "jan", "from": by}
    return plain | changes


def on_facebook(source: str, *data: dict[str, Any]) -> Incoming:
    (item,) = parse("facebook", source, {"data": data})
    assert isinstance(item, Incoming)
    return item


def on_instagram(*data: dict[str, Any]) -> list[Incoming]:
    items = parse("instagram", "comments", {"data": data}, "180")
    return [item for item in items if isinstance(item, Incoming)]


def test_comment_starts_a_thread() -> None:
    message = on_facebook("comments", comment())
    assert (message.thread_id, message.parent_id, message.post_id) == ("1_9", "500_1", "500_1")
    assert message.created_at == datetime(2026, 11, 19, 10, tzinfo=UTC)


def test_reply_is_in_the_thread_of_its_parent() -> None:
    message = on_facebook("comments", comment("1_10", parent={"id": "1_9"}))
    assert (message.thread_id, message.parent_id) == ("1_9", "1_9")


def test_comment_under_a_visitor_post_is_in_the_thread_of_that_post() -> None:
    message = on_facebook("visitor_comments", comment(parent={"id": "1_8"}))
    assert (message.thread_id, message.parent_id, message.post_id) == ("500_1", "1_8", "")


def test_comment_without_text_is_a_message_all_the_same() -> None:
    sticker = {key: part for key, part in comment().items() if key != "message"}
    assert on_facebook("comments", sticker).text == ""


def test_unknown_authors_are_told_apart() -> None:
    one, other = comment("1_9", by=None), comment("1_10", by=None)
    items = parse("facebook", "comments", {"data": [one, other]})
    assert len({item.author.id for item in items if isinstance(item, Incoming)}) == 2


def test_own_comment_is_from_us() -> None:
    author = on_facebook("comments", comment(by=OURS)).author
    assert (author.id, author.handle) == ("500", "gemeente")


def test_feed_holds_own_and_visitor_posts() -> None:
    own, visitor = comment("500_1", by=OURS), comment("500_2")
    items = parse("facebook", "feed", {"data": [own, visitor]})
    assert [type(item) for item in items] == [Incoming, Post]


def test_post_elsewhere_that_tags_us_is_left_out() -> None:
    assert parse("facebook", "feed", {"data": [comment("888_1")]}) == []


def test_story_stands_in_for_a_text() -> None:
    body = comment("500_1", message=None, story="changed the cover photo", by=OURS)
    (post,) = parse("facebook", "post", body)
    assert isinstance(post, Post)
    assert post.text == "changed the cover photo"


def test_comment_looked_up_without_its_post_is_taken_for_one_of_ours() -> None:
    (message,) = parse("facebook", "comment", comment())
    assert isinstance(message, Incoming)
    assert (message.thread_id, message.post_id) == ("1_9", "500_1")


def test_replies_of_instagram_answer_to_the_comment_at_the_top() -> None:
    below = reaction("180", timestamp="2026-11-19T11:00:00+0000")
    top, reply = on_instagram(reaction(replies={"data": [below]}))
    assert (top.thread_id, top.current_id, top.parent_id) == ("179", "179", "180")
    assert (reply.thread_id, reply.target, reply.parent_id) == ("179", "179", "179")


def test_user_name_alone_tells_that_a_comment_is_ours() -> None:
    (message,) = on_instagram(reaction(username="gemeente", by=None))
    assert message.author.id == PAGE.external_id


def test_scoped_id_does_not_make_us_a_stranger() -> None:
    (message,) = on_instagram(reaction(by={"id": "42", "username": "gemeente"}))
    assert message.author.id == PAGE.external_id


def test_user_name_identifies_who_has_no_id() -> None:
    (message,) = on_instagram(reaction(by=None))
    assert (message.author.id, message.author.handle) == ("@jan", "jan")


def test_medium_without_a_caption_is_a_post() -> None:
    (post,) = parse("instagram", "media", {"data": [{"id": "180", "timestamp": AT}]})
    assert isinstance(post, Post)
    assert post.text == ""


@pytest.mark.parametrize("kind", ["facebook", "instagram"])
def test_missing_object_is_deleted(kind: str) -> None:
    body = {"error": {"code": 100, "error_subcode": 33}}
    assert parse(kind, "missing", body, "1_9") == [Deleted("1_9")]


@pytest.mark.parametrize("kind", ["facebook", "instagram"])
@pytest.mark.parametrize("source", ["missing", "comments"])
def test_body_about_nothing_is_unreadable(kind: str, source: str) -> None:
    with pytest.raises(Unreadable, match="of nothing"):
        parse(kind, source, {"data": [comment() | reaction()]}, subject="")


@pytest.mark.parametrize("kind", ["facebook", "instagram"])
@pytest.mark.parametrize(
    "body", [{}, [], None, "ok", {"error": {"code": 1}}, {"data": {}}, {"data": [{"id": "1"}]}]
)
def test_other_bodies_are_unreadable(kind: str, body: Any) -> None:
    with pytest.raises(Unreadable):
        parse(kind, "comments", body)


@pytest.mark.parametrize("external_id", ["", "a/b", "a b", "?x", "#"])
def test_id_that_would_change_the_address_is_unreadable(external_id: str) -> None:
    with pytest.raises(Unreadable, match="id"):
        parse("facebook", "comments", {"data": [comment(external_id)]})


def test_moment_beyond_the_calendar_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="calendar"):
        on_facebook("comments", comment(created_time="0001-01-01T00:00:00+14:00"))
