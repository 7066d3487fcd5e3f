"""Clients that other people wrote get along with the simulator."""

from __future__ import annotations

import json
from typing import Any

import facebook
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


def test_tweepy_reads_and_writes_messages(town: Town, tweets: tweepy.Client) -> None:
    asked = {"platform": "x", "author": "noor_voorbeeld", "text": "Privé"}
    town.control("POST", "directs", asked)
    fields = ["sender_id", "created_at", "dm_conversation_id"]
    body = tweets.get_direct_message_events(
        dm_event_fields=fields, expansions=["sender_id"], user_auth=False
    )
    (event,) = body["data"]
    tweets.create_direct_message(participant_id=event["sender_id"], text="Dag", user_auth=False)
    assert town.outbox("x") == ["Dag"]


def test_tweepy_hides_a_reply(town: Town, tweets: tweepy.Client) -> None:
    reply = town.says("x", "lelijk", parent=town.own("x"))
    assert tweets.hide_reply(reply, user_auth=False)["data"] == {"hidden": True}


def test_tweepy_searches_with_a_saved_query(town: Town, tweets: tweepy.Client) -> None:
    asked = town.says("x", "Afval in de Dorpsstraat")
    town.says("x", "Feest in de Dorpsstraat", author="emma_verzonnen")
    query = '(afval OR zwerfvuil) "de dorpsstraat" lang:nl -is:retweet'
    assert [post["id"] for post in tweets.search_recent_tweets(query)["data"]] == [asked]


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


def test_business_sdk_answers_a_message(town: Town, meta: Any, page: str) -> None:
    asked = {"platform": "facebook", "author": "noor_voorbeeld", "text": "Mag ik iets vragen?"}
    noor = town.control("POST", "directs", asked)["thread_id"]
    (thread,) = Page(page, api=meta).get_conversations(fields=["participants", "unread_count"])
    assert thread["unread_count"] == 1
    (message,) = thread.get_messages(fields=["message", "from"])
    assert (message["message"], message["from"]["id"]) == ("Mag ik iets vragen?", noor)
    body = {"recipient": {"id": noor}, "message": {"text": "Zeker"}, "messaging_type": "RESPONSE"}
    Page(page, api=meta).create_message(params=body)
    assert town.outbox("facebook") == ["Zeker"]


def test_business_sdk_subscribes_hides_and_answers_mentions(
    town: Town, meta: Any, page: str
) -> None:
    Page(page, api=meta).create_subscribed_app(params={"subscribed_fields": ["feed", "messages"]})
    subscribed = town.control("GET", "subscriptions")["subscribed"]
    assert subscribed == {page: ["feed", "messages"]}
    comment = town.says("facebook", "Lelijk", parent=town.own("facebook"))
    Comment(comment, api=meta).api_update(params={"is_hidden": True})
    assert Comment(comment, api=meta).api_get(fields=["is_hidden"])["is_hidden"] is True
    draft = {"platform": "instagram", "author": "noor_voorbeeld", "text": "Dank"}
    media = town.control("POST", "mentions", draft)["id"]
    account = IGUser(town.accounts["instagram"]["ig_id"], api=meta)
    account.create_mention(params={"media_id": media, "message": "Graag"})
    assert town.outbox("instagram") == ["Graag"]


def test_facebook_sdk_of_2018_sends_with_nested_json(
    town: Town, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facebook, "FACEBOOK_GRAPH_URL", f"{town.simulator.facebook}/")
    client = facebook.GraphAPI(town.accounts["facebook"]["page_token"])
    client.version = "v26.0"
    comment = town.says("facebook", "Waar is mijn pas?", parent=town.own("facebook"))
    recipient, message = json.dumps({"comment_id": comment}), json.dumps({"text": "Wij zoeken."})
    sent = client.put_object(page, "messages", recipient=recipient, message=message)
    assert town.control("GET", "outbox")[0]["id"] == sent["message_id"]
    with pytest.raises(facebook.GraphAPIError, match="already replied"):
        client.put_object(page, "messages", recipient=recipient, message=message)
    client.put_like(comment)
    assert client.get_object(comment, fields="user_likes")["user_likes"] is True
