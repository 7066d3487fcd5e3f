"""Clients that other people wrote get along with the simulator."""

from __future__ import annotations

from typing import Any

import facebook_business
import pytest
import tweepy
import xdk
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.page import Page
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession
from xdk.posts.models import CreateRequest

from tests.simulator.web import Town

TWITTER = "https://api.twitter.com"


@pytest.fixture
def meta(town: Town, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Meta's own business SDK, which signs with the un-timed proof."""
    monkeypatch.setattr(FacebookSession, "GRAPH", town.simulator.facebook)
    account = town.accounts["facebook"]
    town.set(require_appsecret_proof=True)
    return facebook_business.FacebookAdsApi.init(
        account["app_id"], account["app_secret"], account["page_token"], crash_log=False
    )


@pytest.fixture
def sdk(town: Town) -> Any:
    """X's own SDK, which speaks the new vocabulary."""
    account = town.accounts["x"]
    return xdk.Client(base_url=town.simulator.x, access_token=account["access_token"])


@pytest.fixture
def tweets(town: Town) -> tweepy.Client:
    client = tweepy.Client(bearer_token=town.accounts["x"]["access_token"], return_type=dict)
    request = client.session.request

    def here(method: str, url: str, **more: Any) -> Any:
        return request(method, url.replace(TWITTER, town.simulator.x), **more)

    client.session.request = here
    return client


def test_x_sdk_reads_mentions(town: Town, sdk: Any) -> None:
    asked = [town.says("x", f"@GemVoorbeeld vraag {number}") for number in range(12)]
    pages = sdk.users.get_mentions(
        town.accounts["x"]["user_id"],
        max_results=5,
        post_fields=["created_at"],
        expansions=["author_id"],
    )
    assert [post.id for page in pages for post in page.data] == asked[::-1]


def test_x_sdk_answers(town: Town, sdk: Any) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    body = {"text": "Dag!", "reply": {"in_reply_to_tweet_id": asked}}
    sdk.posts.create(CreateRequest.model_validate(body))
    assert town.outbox("x") == ["Dag!"]


def test_tweepy_pages_through_mentions(town: Town, tweets: tweepy.Client) -> None:
    asked = [town.says("x", f"@GemVoorbeeld vraag {number}") for number in range(12)]
    me = town.accounts["x"]["user_id"]
    pages = tweepy.Paginator(tweets.get_users_mentions, me, max_results=5)
    assert [post["id"] for page in pages for post in page["data"]] == asked[::-1]


def test_tweepy_answers_and_recognises_the_gate(town: Town, tweets: tweepy.Client) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    tweets.create_tweet(text="Dag!", in_reply_to_tweet_id=asked, user_auth=False)
    loose = town.says("x", "Wat een gemeente")
    with pytest.raises(tweepy.Forbidden, match="where you are mentioned"):
        tweets.create_tweet(text="Hoezo?", in_reply_to_tweet_id=loose, user_auth=False)
    assert town.outbox("x") == ["Dag!"]


def test_tweepy_reads_when_to_come_back(town: Town, tweets: tweepy.Client) -> None:
    town.set(rate_limit=1)
    tweets.get_me(user_auth=False)
    with pytest.raises(tweepy.TooManyRequests) as refused:
        tweets.get_me(user_auth=False)
    assert refused.value.reset_time


def test_business_sdk_reads_feed_and_comments(town: Town, meta: Any, page: str) -> None:
    post = town.says("facebook", "Hallo")
    comment = town.says("facebook", "Bij ons ook", parent=post)
    (found,) = Page(page, api=meta).get_visitor_posts(fields=["message"])
    assert (found["id"], found["message"]) == (post, "Hallo")
    assert [each["id"] for each in found.get_comments(fields=["message"])] == [comment]


def test_business_sdk_pages_through_the_feed(town: Town, meta: Any, page: str) -> None:
    posts = [town.says("facebook", f"bericht {number}") for number in range(7)]
    feed = Page(page, api=meta).get_visitor_posts(fields=["message"], params={"limit": 3})
    assert [post["id"] for post in feed] == posts[::-1]


def test_business_sdk_answers(town: Town, meta: Any) -> None:
    comment = town.says("facebook", "En op zondag?", parent=town.own("facebook"))
    Comment(comment, api=meta).create_comment(params={"message": "Dan zijn wij dicht."})
    assert town.outbox("facebook") == ["Dan zijn wij dicht."]


def test_business_sdk_reads_an_error(town: Town, meta: Any) -> None:
    with pytest.raises(FacebookRequestError) as refused:
        Comment("1_2", api=meta).api_get(fields=["message"])
    assert (refused.value.api_error_code(), refused.value.api_error_subcode()) == (100, 33)


def test_business_sdk_reads_instagram(town: Town, meta: Any) -> None:
    comment = town.says("instagram", "Mooi!", parent=town.own("instagram"))
    media = next(iter(IGUser(town.accounts["instagram"]["ig_id"], api=meta).get_media()))
    assert [each["id"] for each in media.get_comments(fields=["text"])] == [comment]
