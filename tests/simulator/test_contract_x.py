"""The newer parts of X, held against its specification and the samples of its events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.simulator.x import problems
from tests.simulator.receiver import Receiver, receiving, x_challenge
from tests.simulator.test_contract import EVERYTHING, check
from tests.simulator.web import Town, Web

pytestmark = pytest.mark.shared

US = "1400000000000000001"
MEDIA = {
    "media.fields": "alt_text,duration_ms,height,preview_image_url,type,url,variants,width",
}
DIRECT = MEDIA | {
    "dm_event.fields": "attachments,created_at,dm_conversation_id,entities,event_type,id,"
    "referenced_tweets,sender_id,text",
    "expansions": "attachments.media_keys,sender_id,referenced_tweets.id",
}


@pytest.fixture
def app(town: Town) -> Web:
    return Web(f"{town.simulator.x}/2", town.accounts["x"]["app_bearer"])


@pytest.fixture
def hook(town: Town) -> Iterator[Receiver]:
    with receiving(x_challenge(town.accounts["x"]["client_secret"])) as receiver:
        yield receiver


def subscribe(app: Web, hook: Receiver, *kinds: str) -> str:
    webhook = str(app.post("/webhooks", json={"url": hook.url}).json()["data"]["id"])
    for kind in kinds:
        chosen = {} if kind == "oauth.revoke" else {"user_id": US}
        body = {"event_type": kind, "filter": chosen, "webhook_id": webhook, "tag": "t"}
        assert app.post("/activity/subscriptions", json=body).is_success
    return webhook


def writes(town: Town, **more: Any) -> str:
    body = {"platform": "x", "author": "noor_voorbeeld", "text": "Zie gemeente.nl", **more}
    return str(town.control("POST", "directs", body)["id"])


@pytest.mark.parametrize("query", [{}, DIRECT], ids=["plain", "everything"])
def test_messages(town: Town, x: Web, shared_data: Path, query: dict[str, str]) -> None:
    media = town.control("POST", "media", {"platform": "x", "alt": "Afval"})["id"]
    film = town.control("POST", "media", {"platform": "x", "kind": "video"})["id"]
    writes(town, media=[media])
    writes(town, media=[film])
    shared = {"kind": "post", "reference": town.own("x")}
    writes(town, attachments=[shared])
    body = x.get("/dm_events", max_results=2, **query).json()
    assert body["meta"]["result_count"] == 2
    check(shared_data, "Get2DmEventsResponse", body)


def test_posts_are_counted(town: Town, app: Web, shared_data: Path) -> None:
    town.says("x", "Kapotte lantaarn")
    body = app.get("/tweets/counts/recent", query="lantaarn", granularity="day").json()
    assert body["meta"]["total_tweet_count"] == 1
    check(shared_data, "Get2TweetsCountsRecentResponse", body)


def test_message_is_written(town: Town, x: Web, shared_data: Path) -> None:
    writes(town)
    noor = x.get("/users/by/username/noor_voorbeeld").json()["data"]["id"]
    body = x.post(f"/dm_conversations/with/{noor}/messages", json={"text": "Dag"}).json()
    check(shared_data, "CreateDmEventResponse", body)


@pytest.mark.parametrize("kind", ["image", "video"])
def test_post_with_media(town: Town, x: Web, mentions: str, shared_data: Path, kind: str) -> None:
    media = town.control("POST", "media", {"platform": "x", "kind": kind, "alt": "Afval"})["id"]
    town.says("x", "@GemVoorbeeld afval", media=[media])
    body = x.get(mentions, **(EVERYTHING | MEDIA)).json()
    assert body["includes"]["media"]
    check(shared_data, "Get2UsersIdMentionsResponse", body)


def test_protected_in_a_lookup(town: Town, x: Web, shared_data: Path) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    answer = town.says("x", "Dag", parent=asked, author="municipality")
    town.control("POST", "x/protect", {"author": "noor_voorbeeld"})
    body = x.get("/tweets", **(EVERYTHING | {"ids": f"{asked},{answer}"})).json()
    assert len(body["errors"]) == 2
    check(shared_data, "Get2TweetsResponse", body)


def test_hiding_and_liking(town: Town, x: Web, shared_data: Path) -> None:
    town.set(x_plan="enterprise")
    reply = town.says("x", "lelijk", parent=town.own("x"))
    hidden = x.client.put(f"/tweets/{reply}/hidden", json={"hidden": True}).json()
    check(shared_data, "TweetHideResponse", hidden)
    liked = x.post(f"/users/{US}/likes", json={"tweet_id": reply}).json()
    check(shared_data, "UsersLikesCreateResponse", liked)
    check(shared_data, "UsersLikesDeleteResponse", x.delete(f"/users/{US}/likes/{reply}").json())


def test_subscriptions(app: Web, hook: Receiver, shared_data: Path) -> None:
    webhook = subscribe(app, hook, "dm.sent")
    body = {"event_type": "dm.received", "filter": {"user_id": US}, "webhook_id": webhook}
    made = app.post("/activity/subscriptions", json=body).json()
    check(shared_data, "ActivitySubscriptionCreateResponse", made)
    listed = app.get("/activity/subscriptions").json()
    check(shared_data, "ActivitySubscriptionGetResponse", listed)
    path = f"/activity/subscriptions/{made['data']['subscription']['subscription_id']}"
    changed = app.client.put(path, json={"tag": "anders"}).json()
    check(shared_data, "ActivitySubscriptionUpdateResponse", changed)
    check(shared_data, "ActivitySubscriptionDeleteResponse", app.delete(path).json())


def test_webhooks(app: Web, hook: Receiver, shared_data: Path) -> None:
    webhook = subscribe(app, hook)
    check(shared_data, "Get2WebhooksResponse", app.get("/webhooks").json())
    path = f"/webhooks/{webhook}"
    check(shared_data, "WebhookConfigPutResponse", app.client.put(path).json())
    check(shared_data, "WebhookConfigDeleteResponse", app.delete(path).json())


def test_usage(town: Town, app: Web, x: Web, mentions: str, shared_data: Path) -> None:
    town.says("x", "@GemVoorbeeld hallo")
    x.get(mentions)
    check(shared_data, "Get2UsageTweetsResponse", app.get("/usage/tweets").json())


@pytest.mark.parametrize(
    ("made", "sample"),
    [
        (problems.dm_closed(), "err_403_dm_not_allowed"),
        (
            problems.wrong_authentication(
                "OAuth 2.0 Application-Only", "OAuth 1.0a User Context", "OAuth 2.0 User Context"
            ),
            "err_403_unsupported_authentication",
        ),
    ],
    ids=["dm_closed", "wrong_authentication"],
)
def test_problem(shared_data: Path, made: problems.Problem, sample: str) -> None:
    text = (shared_data / "x" / "samples" / f"{sample}.json").read_text()
    assert made.body == json.loads(text)


def happens(town: Town, what: str) -> None:
    """Something that X tells in the way of the sample ``what``."""
    if "mention" in what:
        town.says("x", "hallo @GemVoorbeeld")
    elif "reply" in what:
        town.says("x", "Klopt dit?", parent=town.own("x"))
    elif "delete" in what:
        town.control("DELETE", f"posts/x/{town.own('x')}")
    elif "dm_received" in what or "direct" in what:
        writes(town, text="Hallo!")
    elif "chat" in what:
        town.control("POST", "x/chat", {"author": "noor_voorbeeld"})
    else:
        town.control("POST", "tokens/expire", {"platform": "x", "revoke": True})


def lacking(wanted: Any, made: Any, path: str = "") -> Iterator[str]:
    """Where ``made`` misses what ``wanted`` has; ids as keys and extra entries count as one."""
    if isinstance(wanted, list) and isinstance(made, list):
        if wanted and not made:
            yield path
        for one, other in zip(wanted, made, strict=False):
            yield from lacking(one, other, f"{path}[]")
    elif isinstance(wanted, dict) and isinstance(made, dict):
        for name, each in wanted.items():
            key = next(iter(made), "") if name.isdecimal() and name not in made else name
            if key in made:
                yield from lacking(each, made[key], f"{path}.{key}")
            else:
                yield f"{path}.{name}"
    elif type(wanted) is not type(made):
        yield f"{path}: {type(made).__name__}"


# What the samples have of profiles and numbers that this world does not keep.
UNKEPT = ("profile_banner_url", "most_recent_tweet_id", "media_count", "listed_count")


@pytest.mark.parametrize(
    ("kind", "sample"),
    [
        ("post.mention.create", "xaa_post_mention_create"),
        ("post.reply.create", "xaa_post_reply_create"),
        ("post.delete", "xaa_post_delete"),
        ("dm.received", "xaa_dm_received"),
        ("chat.received", "xaa_chat_received"),
        ("oauth.revoke", "xaa_oauth_revoke"),
    ],
)
def test_event(
    town: Town, app: Web, hook: Receiver, shared_data: Path, kind: str, sample: str
) -> None:
    town.set(x_wrapped_users="always" if kind == "post.delete" else "never")
    subscribe(app, hook, kind)
    happens(town, sample)
    wanted = json.loads((shared_data / "x" / "samples" / f"{sample}.json").read_text())
    missed = list(lacking(wanted, hook.wait(1)[0].body))
    assert [each for each in missed if not any(name in each for name in UNKEPT)] == []


@pytest.mark.parametrize(
    "sample",
    [
        "aaa_tweet_create_events_mention",
        "aaa_direct_message_events",
        "aaa_tweet_delete_events",
        "aaa_user_event_revoke",
    ],
)
def test_legacy_event(
    town: Town, app: Web, x: Web, hook: Receiver, shared_data: Path, sample: str
) -> None:
    town.set(x_webhook_style="aaa")
    webhook = subscribe(app, hook)
    x.post(f"/account_activity/webhooks/{webhook}/subscriptions/all")
    happens(town, sample)
    wanted = json.loads((shared_data / "x" / "samples" / f"{sample}.json").read_text())
    missed = list(lacking(wanted, hook.wait(1)[0].body))
    nullable = ("in_reply_to", "extended")
    assert [each for each in missed if not any(name in each for name in nullable)] == []
