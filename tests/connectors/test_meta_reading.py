"""From the bodies of Facebook and Instagram to items, without a network."""

from __future__ import annotations

from datetime import UTC, datetime
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
    Post,
    Raw,
    Reacted,
    Unreadable,
)
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


# Webhooks, where the simulator says less than Meta does ------------------------------------------


def pushed(field: str, *values: Any, kind: str = "facebook", time: Any = 1707211879) -> list[Item]:
    changes = [{"field": field, "value": value} for value in values]
    body = {"object": "page", "entry": [{"id": "500", "time": time, "changes": changes}]}
    return parse(kind, "webhook", body, "page")


def told(event: Any, kind: str = "facebook", **entry: Any) -> list[Item]:
    whole = {"id": "500", "time": 1458692752478, "messaging": [event], **entry}
    return parse(kind, "webhook", {"object": "page", "entry": [whole]}, "page")


def written(**message: Any) -> dict[str, Any]:
    people = {"sender": {"id": "77"}, "recipient": {"id": "500"}, "timestamp": 1458692752178}
    return people | {"message": {"mid": "m_1", **message}}


COMMENTED = {"item": "comment", "verb": "add", "comment_id": "1_9", "post_id": "500_1"} | {
    "parent_id": "500_1",
    "created_time": 1707211876,
    "message": "Weer dicht?!",
    "from": CITIZEN,
}


def test_odd_change_does_not_hinder_its_neighbours() -> None:
    odd, unknown = COMMENTED | {"comment_id": "a/b"}, {"item": "relationship-status", "verb": "add"}
    good, *rest = pushed("feed", COMMENTED, odd, unknown, "odd", None)
    assert isinstance(good, Incoming)
    kept = [item.kept for item in rest if isinstance(item, Aside)]
    assert kept == [Kept.UNREADABLE, Kept.UNKNOWN, Kept.UNREADABLE, Kept.UNREADABLE]


def test_nothing_but_odd_changes_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="feed"):
        pushed("feed", COMMENTED | {"comment_id": "a b"})


def test_half_a_character_does_not_hinder_its_neighbours() -> None:
    first, second = pushed("feed", COMMENTED | {"message": "\ud83d"}, COMMENTED)
    assert isinstance(first, Incoming)
    assert (first.text, second.text) == ("?", "Weer dicht?!")  # type: ignore[union-attr]


def test_field_nobody_told_us_of_is_counted_by_its_name() -> None:
    assert pushed("leadgen", {"form_id": 1}) == [Aside("leadgen", Kept.UNKNOWN)]


def test_number_for_an_id_is_an_id() -> None:
    (message,) = pushed("feed", COMMENTED | {"from": {"id": 77, "name": "Jan"}})
    assert isinstance(message, Incoming)
    assert message.author.id == "77"


def test_older_bodies_name_the_sender_otherwise() -> None:
    older = {key: value for key, value in COMMENTED.items() if key != "from"}
    (message,) = pushed("feed", older | {"sender_id": 77, "sender_name": "Jan Burger"})
    assert isinstance(message, Incoming)
    assert (message.author.id, message.author.name) == ("77", "Jan Burger")


def test_comment_under_a_visitor_post_is_in_its_thread_where_meta_says_so() -> None:
    (message,) = pushed("feed", COMMENTED | {"post": {"id": "500_1", "status_type": "wall_post"}})
    assert isinstance(message, Incoming)
    assert (message.thread_id, message.post_id) == ("500_1", "")


def test_removed_post_has_no_more_than_its_id() -> None:
    (gone,) = pushed("feed", {"item": "status", "verb": "remove", "post_id": "500_1"})
    assert gone == Deleted("500_1", datetime(2024, 2, 6, 9, 31, 19, tzinfo=UTC))


def test_photo_without_an_author_is_our_own() -> None:
    photo = {"item": "photo", "verb": "add", "post_id": "500_9", "link": "https://x.example/a.jpg"}
    (post,) = pushed("feed", photo | {"created_time": 1707211876})
    assert isinstance(post, Post)
    assert [each.kind for each in post.attachments] == [MediaKind.IMAGE]


def test_draft_is_no_news() -> None:
    draft = {"item": "status", "verb": "add", "post_id": "500_9", "published": 0, "from": OURS}
    (aside,) = pushed("feed", draft)
    assert isinstance(aside, Aside)
    assert aside.kept is Kept.NOTHING


def test_stars_of_old_reviews_stay_visible() -> None:
    old = {"item": "rating", "verb": "add", "open_graph_story_id": 904801129604590}
    (message,) = pushed("ratings", old | {"reviewer_id": 77, "rating": 2, "review_text": "Traag"})
    assert isinstance(message, Incoming)
    assert (message.external_id, message.text) == ("500_904801129604590", "★★ Traag")
    assert message.form is Form.ADVISES_AGAINST


def test_sticker_that_comes_twice_is_kept_once() -> None:
    sticker = {"url": "https://x.example/s.png", "sticker_id": 369239263222822}
    both = [{"type": kind, "payload": sticker} for kind in ("image", "sticker")]
    message, _ = told(written(attachments=both))
    assert isinstance(message, Incoming)
    assert [(each.kind, each.key) for each in message.attachments] == [(MediaKind.IMAGE, "sticker")]


def test_place_is_told_in_words() -> None:
    place = {"type": "location", "payload": {"coordinates": {"lat": 52.1, "long": 5.3}}}
    message, _ = told(written(attachments=[place]))
    assert isinstance(message, Incoming)
    assert message.attachments[0].title == "52.1, 5.3"


def test_heart_is_a_message() -> None:
    message, _ = told(written(attachments=[{"type": "like_heart"}]), "instagram")
    assert isinstance(message, Incoming)
    assert (message.text, message.attachments) == ("❤️", ())


def test_reaction_that_was_taken_back_is_empty() -> None:
    event = {key: part for key, part in written().items() if key != "message"}
    (item,) = told(event | {"reaction": {"mid": "m_1", "action": "unreact"}})
    assert isinstance(item, Reacted)
    assert (item.external_id, item.by, item.reaction) == ("m_1", "77", "")


def test_warning_of_meta_is_for_a_person_to_see() -> None:
    (aside,) = told({"policy_enforcement": {"action": "block", "reason": "Spam"}})
    assert aside == Aside("policy_enforcement", Kept.UNKNOWN, "block: Spam")


def test_note_to_ourselves_is_no_message() -> None:
    (aside,) = told(written(text="Test", is_self=True, is_echo=True), "instagram")
    assert isinstance(aside, Aside)
    assert aside.kept is Kept.NOTHING


def test_test_button_of_the_dashboard_is_not_taken_for_a_citizen() -> None:
    body = {"object": "page", "entry": [{"id": "0", "time": 1, "changes": [{"field": "feed"}]}]}
    (aside,) = parse("facebook", "webhook", body)
    assert isinstance(aside, Aside)
    assert aside.kept is Kept.NOTHING


def test_event_in_a_change_is_read_all_the_same() -> None:
    message, _ = pushed("messages", written(text="Dag"), kind="instagram")
    assert isinstance(message, Incoming)
    assert (message.text, message.private) == ("Dag", True)


def test_odd_row_of_a_list_does_not_hinder_its_neighbours() -> None:
    items = parse("facebook", "comments", {"data": [comment(), {"id": "1"}, comment("1_10")]})
    assert [type(item) for item in items] == [Incoming, Incoming, Aside]


def test_messages_of_which_only_the_number_is_left_are_passed_over() -> None:
    old = {"id": "m_1", "created_time": AT}
    new = {"id": "m_2", "created_time": AT, "message": "Dag", "from": CITIZEN}
    (message,) = parse("facebook", "messages", {"data": [new, old]}, "77")
    assert isinstance(message, Incoming)
    assert (message.thread_id, message.private) == ("77", True)
