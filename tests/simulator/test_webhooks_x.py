"""Webhooks of X: registering them, what they tell, and how they are signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulator.receiver import Delivery, Receiver, receiving, x_challenge, x_signature
from tests.simulator.web import Response, Town, Web

US = "1400000000000000001"
OAUTH2 = "x-twitter-webhooks-signature-oauth2"
LEGACY = "x-twitter-webhooks-signature"


@pytest.fixture
def app(town: Town) -> Web:
    """X API v2, as the app itself."""
    return Web(f"{town.simulator.x}/2", town.accounts["x"]["app_bearer"])


@pytest.fixture
def hook(town: Town) -> Iterator[Receiver]:
    with receiving(x_challenge(town.accounts["x"]["client_secret"])) as receiver:
        yield receiver


def register(app: Web, hook: Receiver) -> str:
    return str(app.post("/webhooks", json={"url": hook.url}).json()["data"]["id"])


def subscribe(app: Web, webhook: str, kind: str, user: str = US) -> Response:
    body = {"event_type": kind, "tag": "webcare", "webhook_id": webhook}
    return app.post("/activity/subscriptions", json=body | {"filter": {"user_id": user}})


def events(deliveries: list[Delivery]) -> list[tuple[str, str]]:
    told = [delivery.body["data"] for delivery in deliveries]
    return sorted((each["event_type"], str(each["payload"].get("id"))) for each in told)


@pytest.fixture
def subscribed(app: Web, hook: Receiver) -> Receiver:
    webhook = register(app, hook)
    for kind in ("mention.create", "reply.create", "quote.create", "create", "delete"):
        assert subscribe(app, webhook, f"post.{kind}").status_code == 200
    for kind in ("dm.received", "dm.sent", "chat.received", "chat.sent"):
        assert subscribe(app, webhook, kind).status_code == 200
    assert app.post(
        "/activity/subscriptions",
        json={"event_type": "oauth.revoke", "filter": {}, "webhook_id": webhook},
    ).is_success
    return hook


def test_webhook_is_challenged_before_it_counts(app: Web, hook: Receiver) -> None:
    answer = app.post("/webhooks", json={"url": hook.url})
    assert answer.json()["data"]["valid"] is True
    (found,) = app.get("/webhooks").json()["data"]
    assert (found["id"], found["url"]) == (answer.json()["data"]["id"], hook.url)


@pytest.mark.parametrize("secret", ["client_secret", "consumer_secret"])
def test_either_secret_answers_the_challenge(town: Town, app: Web, secret: str) -> None:
    with receiving(x_challenge(town.accounts["x"][secret])) as hook:
        assert app.post("/webhooks", json={"url": hook.url}).status_code == 200


@pytest.mark.parametrize(("wanted", "right"), [("client", True), ("consumer", False)])
def test_one_secret_may_be_wanted(town: Town, app: Web, wanted: str, right: bool) -> None:
    town.set(x_crc_secret=wanted)
    with receiving(x_challenge(town.accounts["x"]["client_secret"])) as hook:
        assert app.post("/webhooks", json={"url": hook.url}).is_success is right


def test_wrong_answer_to_the_challenge_is_refused(app: Web) -> None:
    with receiving(x_challenge("verkeerd")) as hook:
        answer = app.post("/webhooks", json={"url": hook.url})
    assert answer.status_code == 400
    assert "CrcValidationFailed" in answer.json()["errors"][0]["message"]
    assert app.get("/webhooks").json() == {"meta": {"result_count": 0}}


def test_same_address_twice_is_refused(app: Web, hook: Receiver) -> None:
    register(app, hook)
    answer = app.post("/webhooks", json={"url": hook.url})
    assert "DuplicateUrlFailed" in answer.json()["errors"][0]["message"]


def test_strict_addresses_are_https_without_a_port(town: Town, app: Web, hook: Receiver) -> None:
    town.set(strict_webhook_urls=True)
    answer = app.post("/webhooks", json={"url": hook.url})
    assert "UrlValidationFailed" in answer.json()["errors"][0]["message"]


def test_webhooks_are_for_the_app_and_not_for_its_users(x: Web, hook: Receiver) -> None:
    answer = x.post("/webhooks", json={"url": hook.url})
    assert (answer.status_code, answer.json()["title"]) == (403, "Unsupported Authentication")


def test_app_alone_reads_no_messages(app: Web) -> None:
    assert app.get("/dm_events").json()["title"] == "Unsupported Authentication"


def test_mention_is_told(town: Town, subscribed: Receiver) -> None:
    asked = town.says("x", "hallo @GemVoorbeeld")
    (delivery,) = subscribed.wait(1)
    told = delivery.body["data"]
    assert (told["event_type"], told["tag"], told["filter"]) == (
        "post.mention.create",
        "webcare",
        {"user_id": US},
    )
    payload = told["payload"]
    assert (payload["id"], payload["text"]) == (asked, "hallo @GemVoorbeeld")
    assert payload["public_metrics"]["reply_count_str"] == "0"
    assert payload["entities"]["mentions"][0]["start_str"] == "6"
    int(told["event_uuid"])


def test_reply_to_our_post_is_told_and_a_reply_to_that_is_not(
    town: Town, subscribed: Receiver
) -> None:
    reply = town.says("x", "klopt dit?", parent=town.own("x"))
    subscribed.wait(1)
    town.says("x", "ja hoor", parent=reply, author="emma_verzonnen")
    assert events(subscribed.quiet()) == [("post.reply.create", reply)]
    payload = subscribed.deliveries[0].body["data"]["payload"]
    assert payload["in_reply_to_user_id"] == US
    assert payload["display_text_range"][0] == len("@GemVoorbeeld ")


def test_quote_is_told(town: Town, subscribed: Receiver) -> None:
    quote = town.says("x", "Nou nou", quotes=town.own("x"))
    assert events(subscribed.wait(1)) == [("post.quote.create", quote)]


def test_our_own_posts_and_their_end_are_told(town: Town, x: Web, subscribed: Receiver) -> None:
    placed = x.post("/tweets", json={"text": "Dag!"}).json()["data"]["id"]
    subscribed.wait(1)
    x.delete(f"/tweets/{placed}")
    assert events(subscribed.wait(2)) == [("post.create", placed), ("post.delete", placed)]


def test_citizen_who_deletes_is_not_told(town: Town, subscribed: Receiver) -> None:
    asked = town.says("x", "hallo @GemVoorbeeld")
    subscribed.wait(1)
    town.control("DELETE", f"posts/x/{asked}")
    assert len(subscribed.quiet()) == 1


def test_edit_is_told_under_its_new_id(town: Town, subscribed: Receiver) -> None:
    asked = town.says("x", "hallo @GemVoorbeeld")
    edited = town.control("PATCH", f"posts/x/{asked}", {"text": "dag @GemVoorbeeld"})["id"]
    told = [delivery.body["data"]["payload"] for delivery in subscribed.wait(2)]
    assert {"id": edited, "history": [asked, edited]} in [
        {"id": each["id"], "history": each["edit_history_tweet_ids"]} for each in told
    ]


def test_protected_author_is_never_delivered(town: Town, subscribed: Receiver) -> None:
    town.control("POST", "x/protect", {"author": "noor_voorbeeld"})
    town.says("x", "hallo @GemVoorbeeld")
    assert subscribed.quiet() == []


def test_direct_message_is_told_both_ways(town: Town, x: Web, subscribed: Receiver) -> None:
    asked = {"platform": "x", "author": "noor_voorbeeld", "text": "Privé"}
    town.control("POST", "directs", asked)
    received = subscribed.wait(1)[0].body["data"]["payload"]
    message = received["direct_message_events"][0]["message_create"]
    assert (message["target"], message["message_data"]["text"]) == ({"recipient_id": US}, "Privé")
    noor = message["sender_id"]
    assert received["users"][noor]["data"]["username"] == "noor_voorbeeld"
    x.post(f"/dm_conversations/with/{noor}/messages", json={"text": "Dag Noor"})
    assert subscribed.wait(2)[1].body["data"]["event_type"] == "dm.sent"


def test_encrypted_message_is_only_cipher(town: Town, subscribed: Receiver) -> None:
    town.control("POST", "x/chat", {"author": "noor_voorbeeld"})
    told = subscribed.wait(1)[0].body["data"]
    assert told["event_type"] == "chat.received"
    assert {"encoded_event", "conversation_token"} < told["payload"].keys()


def test_encrypted_message_of_the_municipality_is_told(town: Town, subscribed: Receiver) -> None:
    town.control("POST", "x/chat", {"author": "noor_voorbeeld", "ours": True})
    told = subscribed.wait(1)[0].body["data"]
    assert told["event_type"] == "chat.sent"
    assert told["payload"]["sender_id"] == US


def test_revoked_access_is_told(town: Town, subscribed: Receiver) -> None:
    town.control("POST", "tokens/expire", {"platform": "x", "revoke": True})
    told = subscribed.wait(1)[0].body["data"]
    assert (told["event_type"], told["payload"]["user_id"]) == ("oauth.revoke", US)


@pytest.mark.parametrize(
    ("which", "headers"),
    [("both", {OAUTH2, LEGACY}), ("oauth2", {OAUTH2}), ("legacy", {LEGACY})],
)
def test_signatures(town: Town, subscribed: Receiver, which: str, headers: set[str]) -> None:
    town.set(x_signature=which)
    town.says("x", "hallo @GemVoorbeeld € é")
    (delivery,) = subscribed.wait(1)
    assert {name for name in delivery.headers if "signature" in name} == headers
    secrets = {OAUTH2: "client_secret", LEGACY: "consumer_secret"}
    for name in headers:
        secret = town.accounts["x"][secrets[name]]
        assert delivery.headers[name] == x_signature(secret, delivery.raw)


def test_wrong_signature(town: Town, subscribed: Receiver) -> None:
    town.control("POST", "webhooks/behaviour", {"wrong_signature": True})
    town.says("x", "hallo @GemVoorbeeld")
    (delivery,) = subscribed.wait(1)
    secret = town.accounts["x"]["client_secret"]
    assert delivery.headers[OAUTH2] != x_signature(secret, delivery.raw)


@pytest.mark.parametrize(("habit", "wrapped"), [("always", True), ("never", False)])
def test_users_are_wrapped_or_not(
    town: Town, subscribed: Receiver, habit: str, wrapped: bool
) -> None:
    town.set(x_wrapped_users=habit)
    town.says("x", "hallo @GemVoorbeeld")
    (user,) = subscribed.wait(1)[0].body["data"]["includes"]["users"]
    assert ("data" in user) is wrapped


def test_legacy_shapes(town: Town, app: Web, x: Web, hook: Receiver) -> None:
    town.set(x_webhook_style="aaa")
    webhook = register(app, hook)
    assert x.post(f"/account_activity/webhooks/{webhook}/subscriptions/all").is_success
    town.says("x", "@GemVoorbeeld afval")
    town.control("POST", "directs", {"platform": "x", "author": "noor_voorbeeld", "text": "Hoi"})
    told: dict[str, Any] = {}
    for delivery in hook.wait(2):
        told |= delivery.body
    assert told["for_user_id"] == US
    (tweet,) = told["tweet_create_events"]
    assert (tweet["id_str"], tweet["user"]["screen_name"]) == (str(tweet["id"]), "noor_voorbeeld")
    assert told["direct_message_events"][0]["message_create"]["message_data"]["text"] == "Hoi"


def test_invalid_webhook_gets_nothing_until_it_is_validated(
    town: Town, app: Web, subscribed: Receiver
) -> None:
    (webhook,) = [each["id"] for each in app.get("/webhooks").json()["data"]]
    right, subscribed.challenge = subscribed.challenge, x_challenge("verkeerd")
    town.control("POST", "x/crc")
    town.says("x", "hallo @GemVoorbeeld")
    assert subscribed.quiet() == []
    subscribed.challenge = right
    assert app.client.put(f"/webhooks/{webhook}").json()["data"]["valid"] is True
    town.says("x", "nog eens @GemVoorbeeld")
    assert len(subscribed.wait(1)) == 1


def test_subscription_is_changed_and_deleted(town: Town, app: Web, hook: Receiver) -> None:
    webhook = register(app, hook)
    made = subscribe(app, webhook, "dm.received").json()["data"]["subscription"]
    path = f"/activity/subscriptions/{made['subscription_id']}"
    changed = app.client.put(path, json={"tag": "anders"}).json()["data"]["subscription"]
    assert (changed["tag"], changed["webhook_id"]) == ("anders", webhook)
    assert app.delete(path).json()["meta"] == {"total_subscriptions": 0}
    assert app.get("/activity/subscriptions").json()["data"] == []


def test_same_subscription_twice_is_refused(app: Web, hook: Receiver) -> None:
    webhook = register(app, hook)
    answers = [subscribe(app, webhook, "dm.received").status_code for _ in range(2)]
    assert answers == [200, 400]


def test_deleted_webhook_takes_its_subscriptions_along(app: Web, subscribed: Receiver) -> None:
    (webhook,) = [each["id"] for each in app.get("/webhooks").json()["data"]]
    assert app.delete(f"/webhooks/{webhook}").json() == {"data": {"deleted": True}}
    assert app.get("/activity/subscriptions").json()["data"] == []


def test_replay_sends_the_same_events_again(town: Town, app: Web, subscribed: Receiver) -> None:
    (webhook,) = [each["id"] for each in app.get("/webhooks").json()["data"]]
    town.says("x", "hallo @GemVoorbeeld")
    subscribed.wait(1)
    body = {"webhook_id": webhook, "from_date": "202001010000", "to_date": "209901010000"}
    assert app.post("/webhooks/replay", json=body).json()["data"]["job_id"]
    one, other = subscribed.wait(2)
    assert one.body == other.body


def test_reset_forgets_subscriptions_and_behaviour(town: Town, subscribed: Receiver) -> None:
    town.control("POST", "webhooks/behaviour", {"hold": True})
    town.says("x", "hallo @GemVoorbeeld")
    town.control("POST", "reset")
    assert town.control("GET", "x/state")["webhooks"] == []
    assert town.control("GET", "webhooks")["waiting"] == 0
    assert town.control("GET", "webhooks")["behaviour"]["hold"] is False
    assert subscribed.quiet() == []
