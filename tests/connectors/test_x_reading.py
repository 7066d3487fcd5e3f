"""From X's bodies to items, without a network."""

from __future__ import annotations

from datetime import UTC, datetime
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
    Post,
    Raw,
    Unreadable,
)
from tests.connectors.answers import US, to_bytes

CITIZEN = "1600000000000000002"


def tweet(tweet_id: str = "300", **changes: Any) -> dict[str, Any]:
    plain = {
        "id": tweet_id,
        "text": "@GemVoorbeeld Er ligt afval",
        "author_id": CITIZEN,
        "created_at": "2026-11-18T08:15:30.000Z",
        "conversation_id": tweet_id,
    }
    return plain | changes


def parse(*tweets: dict[str, Any], source: str = "mentions", **beside: Any) -> list[Item]:
    body = to_bytes({"data": tweets, **beside})
    return registry.connect("x", US).parse(Raw(source, body))


def parse_one(*tweets: dict[str, Any], **beside: Any) -> Incoming:
    (item,) = (item for item in parse(*tweets, **beside) if isinstance(item, Incoming))
    return item


def replying_to(tweet_id: str, kind: str = "replied_to") -> list[dict[str, str]]:
    return [{"type": kind, "id": tweet_id}]


def test_mention_becomes_a_message(settings: Any) -> None:
    settings.X_WEB_URL = "https://x.example"
    users = [{"id": CITIZEN, "username": "burger_jan", "name": "Jan Burger"}]
    message = parse_one(tweet(), includes={"users": users})
    assert message.author.handle == "burger_jan"
    assert message.created_at == datetime(2026, 11, 18, 8, 15, 30, tzinfo=UTC)
    assert message.permalink == "https://x.example/burger_jan/status/300"
    assert (message.external_id, message.thread_id, message.parent_id) == ("300", "300", "")


def test_author_that_is_not_shown_keeps_its_number() -> None:
    assert parse_one(tweet()).author.id == CITIZEN


def test_numbers_may_stand_for_ids() -> None:
    assert parse_one(tweet(id=300, author_id=int(CITIZEN))).external_id == "300"


def test_unknown_fields_are_skipped() -> None:
    assert parse_one(tweet(lang="nl", geo=None, new_in_2027={"a": [1]}))


@pytest.mark.parametrize("field", ["author_id", "created_at", "conversation_id", "text"])
def test_missing_field_raises_the_alarm(field: str) -> None:
    broken = {key: part for key, part in tweet().items() if key != field}
    with pytest.raises(Unreadable, match=rf"data\.0\.{field}"):
        parse(broken)


def test_alarm_quotes_nothing_of_the_message() -> None:
    with pytest.raises(Unreadable) as caught:
        parse(tweet(text="mijn bsn is 123456782", created_at="gisteren"))
    assert "123456782" not in str(caught.value)


def test_newer_vocabulary_reads_the_same() -> None:
    answered, history = replying_to("100"), ["300", "301"]
    old = tweet("301", referenced_tweets=answered, edit_history_tweet_ids=history)
    new = tweet("301", referenced_posts=answered, edit_history_post_ids=history)
    assert parse(old) == parse(new)


def test_reply_names_what_it_answers() -> None:
    message = parse_one(tweet(conversation_id="100", referenced_tweets=replying_to("200")))
    assert (message.thread_id, message.parent_id) == ("100", "200")


def test_quote_answers_nothing() -> None:
    assert parse_one(tweet(referenced_tweets=replying_to("200", "quoted"))).parent_id == ""


@pytest.mark.parametrize("kind", ["retweeted", "reposted"])
def test_repost_is_no_message(kind: str) -> None:
    assert parse(tweet(referenced_tweets=replying_to("200", kind))) == []


def test_own_post_at_the_top_of_a_thread_is_shown_with_it() -> None:
    root = tweet("100", author_id=US.external_id, text="Morgen dicht")
    reply = tweet(conversation_id="100", referenced_tweets=replying_to("100"))
    post, message = parse(reply, includes={"tweets": [root]})
    assert isinstance(post, Post)
    assert isinstance(message, Incoming)
    assert (post.external_id, post.text, message.post_id) == ("100", "Morgen dicht", "100")


def test_post_of_somebody_else_at_the_top_is_not_ours() -> None:
    reply = tweet(conversation_id="100", referenced_tweets=replying_to("100"))
    assert parse_one(reply, includes={"tweets": [tweet("100")]}).post_id == ""


def test_root_of_which_little_is_shown_is_not_guessed_at() -> None:
    reply = tweet(conversation_id="100", referenced_tweets=replying_to("100"))
    assert parse_one(reply, includes={"tweets": [{"id": "100", "text": "?"}]}).post_id == ""


def test_own_answer_is_a_message_from_us() -> None:
    own = tweet(author_id=US.external_id, referenced_tweets=replying_to("200"))
    assert parse_one(own, source="own").author.handle == "GemVoorbeeld"


def test_own_post_is_no_message() -> None:
    (item,) = parse(tweet(author_id=US.external_id), source="own")
    assert isinstance(item, Post)


def test_edit_keeps_the_first_id_and_answers_to_the_last() -> None:
    history = ["300", "305", "309"]
    message = parse_one(tweet("309", conversation_id="309", edit_history_tweet_ids=history))
    assert (message.external_id, message.current_id, message.thread_id) == ("300", "309", "300")


def test_two_versions_on_one_page_are_one_message() -> None:
    history = ["300", "301"]
    old = tweet("300", text="eerst", edit_history_tweet_ids=history)
    new = tweet("301", text="later", edit_history_tweet_ids=history)
    assert [parse_one(new, old).text, parse_one(old, new).text] == ["later", "later"]


def test_empty_edit_history_is_ignored() -> None:
    assert parse_one(tweet(edit_history_tweet_ids=[""])).external_id == "300"


def test_superseded_text_is_not_looked_up() -> None:
    old = tweet("300", edit_history_tweet_ids=["300", "301"])
    assert parse(old, source="lookup") == []


def test_messages_come_oldest_first() -> None:
    items = parse(tweet("303"), tweet("301"), tweet("302"))
    assert [item.external_id for item in items if isinstance(item, Incoming)] == [
        "301",
        "302",
        "303",
    ]


def test_signs_are_unescaped_once() -> None:
    text = "A &amp;amp; B &lt;b&gt; 1 &amp;lt; 2"
    assert parse_one(tweet(text=text)).text == "A &amp; B <b> 1 &lt; 2"


def test_short_links_become_what_they_lead_to() -> None:
    urls = [{"url": "https://t.co/AbC", "expanded_url": "https://gemeente.nl/?a=1&b=2"}]
    message = parse_one(tweet(text="Zie https://t.co/AbC!", entities={"urls": urls}))
    assert message.text == "Zie https://gemeente.nl/?a=1&b=2!"


def test_whole_text_of_a_long_message_is_read() -> None:
    urls = [{"url": "https://t.co/Xy", "expanded_url": "https://voorbeeld.nl"}]
    note = {"text": "De hele tekst https://t.co/Xy", "entities": {"urls": urls}}
    assert parse_one(tweet(note_tweet=note)).text == "De hele tekst https://voorbeeld.nl"


def test_nul_character_is_dropped() -> None:
    assert parse_one(tweet(text="a\0b")).text == "ab"


def problem(kind: str, **changes: str) -> dict[str, str]:
    url = f"https://api.x.com/2/problems/{kind}"
    return {"value": "9", "parameter": "ids", "resource_type": "tweet", "type": url} | changes


@pytest.mark.parametrize("kind", ["resource-not-found", "not-authorized-for-resource"])
def test_post_that_x_no_longer_shows_is_deleted(kind: str) -> None:
    assert parse(source="lookup", errors=[problem(kind)]) == [Deleted("9")]


def test_post_missing_beside_the_ones_asked_for_is_not_deleted() -> None:
    beside = problem("resource-not-found", parameter="referenced_tweets.id")
    assert parse(source="lookup", errors=[beside]) == []


def test_trouble_with_a_post_is_no_deletion() -> None:
    assert parse(source="lookup", errors=[problem("internal-error")]) == []


def test_timeline_may_be_empty() -> None:
    raw = Raw("mentions", to_bytes({"meta": {"result_count": 0}}))
    assert registry.connect("x", US).parse(raw) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"null", b'"ok"', b"{}", b'{"data": {"id": "1"}}', b'{"data": 1}'],
)
def test_other_bodies_are_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        registry.connect("x", US).parse(Raw("mentions", body))


def test_unknown_source_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="unknown source"):
        registry.connect("x", US).parse(Raw("likes", b"{}"))


# Saved searches ----------------------------------------------------------------------------------


def found(*tweets: dict[str, Any]) -> list[Item]:
    return registry.connect("x", US).parse(Raw("search", to_bytes({"data": tweets}), "afval"))


def test_found_message_says_by_which_search() -> None:
    (message,) = found(tweet(text="Overal afval hier"))
    assert isinstance(message, Incoming)
    assert (message.form, message.found_by) == (Form.FOUND, "afval")
    assert set(message.allows or ()) == {Capability.COLD_REPLY, Capability.LIKE}


def test_found_message_that_names_us_is_an_ordinary_one() -> None:
    (message,) = found(tweet())
    assert isinstance(message, Incoming)
    assert message.form is Form.MESSAGE


def test_own_posts_are_not_found() -> None:
    assert found(tweet(author_id=US.external_id)) == []


# What comes along --------------------------------------------------------------------------------


def test_picture_is_kept_beside_the_text() -> None:
    links = [{"url": "https://t.co/p", "expanded_url": "https://x.com/a", "media_key": "3_9"}]
    media = [{"media_key": "3_9", "type": "photo", "url": "https://p.example/9.jpg"}]
    message = parse_one(
        tweet(
            text="Kijk https://t.co/p",
            entities={"urls": links},
            attachments={"media_keys": ["3_9"]},
        ),
        includes={"media": media},
    )
    assert message.text == "Kijk"
    assert message.attachments == (
        Attachment(MediaKind.IMAGE, key="9", url="https://p.example/9.jpg"),
    )


def test_picture_that_is_not_shown_is_known_to_be_there() -> None:
    message = parse_one(tweet(attachments={"media_keys": ["3_9", "13_8"]}))
    kinds = [(each.kind, each.key, each.url) for each in message.attachments]
    assert kinds == [(MediaKind.IMAGE, "9", ""), (MediaKind.VIDEO, "8", "")]


def test_likes_are_counted() -> None:
    assert parse_one(tweet(public_metrics={"like_count": 4})).reactions == 4
    assert parse_one(tweet()).reactions is None


def test_unreadable_post_hinders_no_other() -> None:
    message, lost = parse(tweet("301"), tweet("302", created_at="gisteren"))
    assert isinstance(message, Incoming)
    assert isinstance(lost, Aside)
    assert (lost.kept, lost.why.partition(":")[0]) == (Kept.UNREADABLE, "data.1.created_at")


def test_odd_neighbour_hinders_nothing() -> None:
    beside = {"users": [{"name": 1}, 5], "tweets": [{}], "media": [None]}
    assert parse_one(tweet(), includes=beside).author.id == CITIZEN
