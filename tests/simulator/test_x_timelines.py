"""Timelines of X API v2: what they show, in which order, a page at a time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.simulator.web import Town, Web


def ask(town: Town, *texts: str) -> list[str]:
    return [town.says("x", f"@GemVoorbeeld {text}") for text in texts]


def test_mentions_come_newest_first(town: Town, x: Web, mentions: str) -> None:
    asked = ask(town, "een", "twee", "drie")
    assert [post["id"] for post in x.get(mentions).json()["data"]] == asked[::-1]


def test_only_posts_that_mention_the_account(town: Town, x: Web, mentions: str) -> None:
    town.says("x", "Lekker weer vandaag")
    assert "data" not in x.get(mentions).json()


def test_mention_counts_in_any_case(town: Town, x: Web, mentions: str) -> None:
    asked = town.says("x", "hallo @gemvoorbeeld!")
    assert x.get(mentions).json()["meta"]["newest_id"] == asked


def test_empty_page_has_no_data(x: Web, mentions: str) -> None:
    assert x.get(mentions).json() == {"meta": {"result_count": 0}}


def test_only_default_fields_unless_asked(town: Town, x: Web, mentions: str) -> None:
    ask(town, "hallo")
    (post,) = x.get(mentions).json()["data"]
    assert set(post) == {"id", "text", "edit_history_tweet_ids"}


def test_pages_join_up(town: Town, x: Web, mentions: str) -> None:
    asked = ask(town, *(f"vraag {number}" for number in range(12)))
    seen: list[str] = []
    token: dict[str, str] = {}
    for _ in range(3):
        body = x.get(mentions, max_results="5", **token).json()
        seen += [post["id"] for post in body["data"]]
        token = {"pagination_token": body["meta"].get("next_token", "")}
    assert seen == asked[::-1]
    assert token == {"pagination_token": ""}


def test_new_post_does_not_shift_the_next_page(town: Town, x: Web, mentions: str) -> None:
    asked = ask(town, *"abcdef")
    token = x.get(mentions, max_results="5").json()["meta"]["next_token"]
    ask(town, "later")
    rest = x.get(mentions, max_results="5", pagination_token=token).json()["data"]
    assert [post["id"] for post in rest] == asked[:1]


def test_since_id_leaves_out_itself_and_older(town: Town, x: Web, mentions: str) -> None:
    asked = ask(town, "een", "twee", "drie")
    body = x.get(mentions, since_id=asked[0]).json()
    assert [post["id"] for post in body["data"]] == [asked[2], asked[1]]


def test_until_id_leaves_out_itself_and_newer(town: Town, x: Web, mentions: str) -> None:
    asked = ask(town, "een", "twee", "drie")
    body = x.get(mentions, until_id=asked[2]).json()
    assert [post["id"] for post in body["data"]] == [asked[1], asked[0]]


def test_start_time_leaves_out_what_is_older(town: Town, x: Web) -> None:
    written = f"/users/{town.accounts['x']['user_id']}/tweets"
    yesterday = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    texts = [post["text"] for post in x.get(written, start_time=yesterday).json()["data"]]
    assert len(texts) == 1
    assert texts[0].startswith("Morgen is het stadhuis dicht")


def test_end_time_leaves_out_what_is_newer(town: Town, x: Web) -> None:
    written = f"/users/{town.accounts['x']['user_id']}/tweets"
    then = (datetime.now(UTC) - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert x.get(written, end_time=then).json()["meta"]["result_count"] == 1


def test_meta_names_the_ends_of_the_page(town: Town, x: Web, mentions: str) -> None:
    asked = ask(town, "een", "twee", "drie")
    meta = x.get(mentions).json()["meta"]
    assert meta == {"result_count": 3, "newest_id": asked[2], "oldest_id": asked[0]}


@pytest.mark.parametrize("given", ["4", "101", "veel"])
def test_page_size_out_of_bounds_is_refused(x: Web, mentions: str, given: str) -> None:
    answer = x.get(mentions, max_results=given)
    assert answer.status_code == 400
    message = f"The `max_results` query parameter value [{given}] is not between 5 and 100"
    assert answer.json()["errors"][0]["message"] == message


@pytest.mark.parametrize(
    "query",
    [
        {"since_id": "gisteren"},
        {"start_time": "gisteren"},
        {"pagination_token": "verzonnen"},
        {"tweet.fields": "kleur"},
        {"expansions": "kleur"},
        {"user.fields": "kleur"},
    ],
)
def test_unknown_value_is_refused(x: Web, mentions: str, query: dict[str, str]) -> None:
    answer = x.get(mentions, **query)
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/invalid-request")
    assert answer.json()["errors"][0]["parameters"].keys() == query.keys()


def test_moments_have_milliseconds(town: Town, x: Web, mentions: str) -> None:
    ask(town, "hallo")
    (post,) = x.get(mentions, **{"tweet.fields": "created_at"}).json()["data"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z", post["created_at"])


def test_reply_without_a_typed_handle_is_a_mention(town: Town, x: Web, mentions: str) -> None:
    town.says("x", "klopt dit?", parent=town.own("x"))
    (post,) = x.get(mentions, **{"tweet.fields": "display_text_range"}).json()["data"]
    assert post["text"] == "@GemVoorbeeld klopt dit?"
    assert post["display_text_range"] == [14, 24]


def test_reply_says_what_it_answers(town: Town, x: Web, mentions: str) -> None:
    own = town.own("x")
    town.says("x", "klopt dit?", parent=own)
    wanted = "conversation_id,in_reply_to_user_id,referenced_tweets"
    (post,) = x.get(mentions, **{"tweet.fields": wanted}).json()["data"]
    assert post["conversation_id"] == own
    assert post["in_reply_to_user_id"] == town.accounts["x"]["user_id"]
    assert post["referenced_tweets"] == [{"type": "replied_to", "id": own}]


def test_expansions_bring_authors_and_posts_answered(town: Town, x: Web, mentions: str) -> None:
    own = town.own("x")
    town.says("x", "klopt dit?", parent=own)
    body = x.get(mentions, expansions="author_id,referenced_tweets.id").json()
    assert [user["username"] for user in body["includes"]["users"]] == ["noor_voorbeeld"]
    assert [post["id"] for post in body["includes"]["tweets"]] == [own]
    assert body["data"][0]["author_id"] == body["includes"]["users"][0]["id"]


def test_deleted_post_answered_is_an_error_beside_the_data(
    town: Town, x: Web, mentions: str
) -> None:
    own = town.own("x")
    town.says("x", "klopt dit?", parent=own)
    town.control("DELETE", f"posts/x/{own}")
    body = x.get(mentions, expansions="referenced_tweets.id").json()
    assert body["meta"]["result_count"] == 1
    assert body["errors"][0]["resource_id"] == own
    assert body["errors"][0]["type"].endswith("/resource-not-found")


def test_post_fields_choose_the_new_vocabulary(town: Town, x: Web, mentions: str) -> None:
    town.says("x", "klopt dit?", parent=town.own("x"))
    body = x.get(mentions, **{"post.fields": "public_metrics"}, expansions="referenced_posts")
    (post,) = body.json()["data"]
    assert {"edit_history_post_ids", "referenced_posts"} < set(post)
    assert "repost_count" in post["public_metrics"]
    assert set(body.json()["includes"]) == {"posts"}


def test_author_is_no_field_in_the_new_vocabulary(town: Town, x: Web, mentions: str) -> None:
    ask(town, "hallo")
    (post,) = x.get(mentions, **{"post.fields": "author_id"}).json()["data"]
    assert "author_id" not in post


def test_edit_appears_under_a_new_id(town: Town, x: Web, mentions: str) -> None:
    (asked,) = ask(town, "hallo")
    edited = town.control("PATCH", f"posts/x/{asked}", {"text": "@GemVoorbeeld goedendag"})["id"]
    (post,) = x.get(mentions, since_id=asked).json()["data"]
    assert post["text"] == "@GemVoorbeeld goedendag"
    assert post["id"] == edited
    assert post["edit_history_tweet_ids"] == [asked, edited]


def test_deleted_post_disappears(town: Town, x: Web, mentions: str) -> None:
    (asked,) = ask(town, "hallo")
    town.control("DELETE", f"posts/x/{asked}")
    assert x.get(mentions).json()["meta"]["result_count"] == 0


def test_late_post_appears_below_a_newer_one(town: Town, x: Web, mentions: str) -> None:
    town.set(late_index_seconds=60)
    (late,) = ask(town, "traag")
    town.set(late_index_seconds=0)
    (prompt,) = ask(town, "vlug")
    assert [post["id"] for post in x.get(mentions).json()["data"]] == [prompt]
    town.control("POST", "clock", {"advance_seconds": 61})
    assert [post["id"] for post in x.get(mentions).json()["data"]] == [prompt, late]


def test_timeline_without_replies(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    town.says("x", "Dag!", parent=asked, author="municipality")
    written = f"/users/{town.accounts['x']['user_id']}/tweets"
    every = x.get(written, max_results="100").json()["meta"]["result_count"]
    own = x.get(written, max_results="100", exclude="replies").json()["meta"]["result_count"]
    assert every - own == 1


def test_timeline_of_nobody_is_only_an_error(x: Web) -> None:
    body = x.get("/users/12345/mentions").json()
    assert set(body) == {"errors"}
