"""What X is asked to tell by itself, and what it then tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.datastructures import CaseInsensitiveMapping
from django.utils.translation import gettext

from connectors.base import Incoming, Item, Reason, Subscription
from connectors.x.gateway import XGateway, sign
from connectors.x.subscribing import EVENTS
from tests.connectors.bench import Bench
from tests.connectors.xapp import app_of
from tests.simulator.receiver import Receiver, receiving


@pytest.fixture
def app(x: Bench) -> XGateway:
    return app_of(x)


@pytest.fixture
def hook(app: XGateway) -> Iterator[Receiver]:
    with receiving(lambda query: app.challenge(query).body.encode()) as receiver:
        yield receiver


def state(x: Bench) -> Any:
    return x.simulator.control("GET", "x/state")


def test_missing_webhook_is_reported_and_repaired(x: Bench, app: XGateway, hook: Receiver) -> None:
    before = app.subscribe(hook.url, x.connection, repair=False)
    without = gettext("Not subscribed: %(events)s") % {"events": "webhook"}
    assert (before.good, before.detail) == (False, without)
    assert not state(x)["webhooks"]
    after = app.subscribe(hook.url, x.connection, repair=True)
    assert after == Subscription(good=True, repaired=("webhook", *EVENTS))
    assert app.subscribe(hook.url, x.connection, repair=False) == Subscription(good=True)
    assert app.subscribe(hook.url, x.connection, repair=True) == Subscription(good=True)


def test_broken_webhook_is_tried_again(x: Bench, app: XGateway, hook: Receiver) -> None:
    app.subscribe(hook.url, x.connection, repair=True)
    answer, hook.challenge = hook.challenge, lambda _: b"{}"
    x.simulator.control("POST", "x/crc", {})
    assert not app.subscribe(hook.url, x.connection, repair=False).good
    assert not app.subscribe(hook.url, x.connection, repair=True).good
    hook.challenge = answer
    assert app.subscribe(hook.url, x.connection, repair=True).repaired == ("webhook",)
    assert app.subscribe(hook.url, x.connection, repair=False).good


def test_subscription_that_leads_elsewhere_is_led_here(
    x: Bench, app: XGateway, hook: Receiver
) -> None:
    with receiving(lambda query: app.challenge(query).body.encode()) as elsewhere:
        app.subscribe(elsewhere.url, x.connection, repair=True)
        assert app.subscribe(hook.url, x.connection, repair=True).good
    webhooks = {each["id"]: each["url"] for each in state(x)["webhooks"]}
    leads = {webhooks[each["webhook_id"]] for each in state(x)["subscriptions"]}
    assert leads == {hook.url}


def test_address_x_cannot_reach_is_reported(x: Bench, app: XGateway) -> None:
    found = app.subscribe("http://127.0.0.1:1/hook", x.connection, repair=True)
    assert not found.good
    assert "CrcValidationFailed" in found.detail


def test_wrong_token_of_the_app_is_reported_and_breaks_no_account(
    x: Bench, app: XGateway, hook: Receiver
) -> None:
    wrong = XGateway({**app.credentials, "bearer_token": "wrong-token"})
    assert not wrong.subscribe(hook.url, x.connection, repair=True).good
    none = XGateway({"client_secret": "a"})
    assert not none.subscribe(hook.url, x.connection, repair=True).good
    assert not app.subscribe("", x.connection, repair=True).good


@pytest.mark.parametrize("secret", ["client", "consumer"])
def test_webhook_is_made_with_whichever_secret_x_wants(
    x: Bench, app: XGateway, hook: Receiver, secret: str
) -> None:
    x.simulator.control("POST", "settings", {"x_crc_secret": secret})
    assert app.subscribe(hook.url, x.connection, repair=True).good
    (webhook,) = x.simulator.control("POST", "x/crc", {})["webhooks"]
    assert webhook["valid"]


def test_webhook_is_revived_with_the_secret_that_x_came_to_want(
    x: Bench, app: XGateway, hook: Receiver
) -> None:
    app.subscribe(hook.url, x.connection, repair=True)
    for secret in ("consumer", "client"):
        x.simulator.control("POST", "settings", {"x_crc_secret": secret})
        assert not x.simulator.control("POST", "x/crc", {})["webhooks"][0]["valid"]
        assert app.subscribe(hook.url, x.connection, repair=True).repaired == ("webhook",)


def test_where_neither_secret_will_do_the_usual_one_stays(x: Bench, app: XGateway) -> None:
    app.subscribe("http://127.0.0.1:1/hook", x.connection, repair=True)
    answer = json.loads(app.challenge({"crc_token": "abc"}).body)
    assert answer == {"response_token": sign(app.credentials["client_secret"], b"abc")}


def test_app_with_one_secret_tries_no_other(x: Bench, app: XGateway, hook: Receiver) -> None:
    x.simulator.control("POST", "settings", {"x_crc_secret": "consumer"})
    only = XGateway({**app.credentials, "consumer_secret": ""})
    hook.challenge = lambda query: only.challenge(query).body.encode()
    found = only.subscribe(hook.url, x.connection, repair=True)
    assert not found.good
    assert "CrcValidationFailed" in found.detail


def test_failing_platform_says_nothing_of_the_subscriptions(
    x: Bench, app: XGateway, hook: Receiver
) -> None:
    x.fault("503", path="webhooks")
    error = x.failure(lambda: app.subscribe(hook.url, x.connection, repair=True))
    assert error.reason is Reason.UNAVAILABLE


# From the world to items -------------------------------------------------------------------------


@pytest.fixture
def told(x: Bench, app: XGateway, hook: Receiver) -> Receiver:
    app.subscribe(hook.url, x.connection, repair=True)
    return hook


def read(x: Bench, app: XGateway, hook: Receiver) -> list[Item]:
    items: list[Item] = []
    for delivery in hook.deliveries:
        app.verify(CaseInsensitiveMapping(delivery.headers), delivery.raw)
        items += x.parse(parcel.raw for parcel in app.open(delivery.raw))
    return items


@pytest.mark.parametrize("style", ["xaa", "aaa"])
def test_told_and_listed_are_the_same_message(
    x: Bench, app: XGateway, told: Receiver, style: str
) -> None:
    if style == "aaa":
        subscribe_the_older_way(x, app)
    media = x.simulator.control("POST", "media", {"platform": "x", "kind": "image", "alt": "Hoop"})
    body = {"platform": "x", "author": "noor_voorbeeld", "media": [media["id"]]}
    said = x.simulator.control("POST", "posts", {**body, "text": "@GemVoorbeeld Zie https://b.nl"})
    letter = x.simulator.control("POST", "directs", {**body, "text": "Zie https://b.nl"})
    told.wait(2)
    by_poll = x.fetch()
    items = [each for each in read(x, app, told) if isinstance(each, Incoming)]
    by_hook = {each.external_id: each for each in items}
    assert set(by_hook) == {said["id"], letter["id"]}
    for external_id, message in by_hook.items():
        same = by_poll.message(external_id)
        assert message.as_of
        assert essence(message) == essence(same)


def subscribe_the_older_way(x: Bench, app: XGateway) -> None:
    x.simulator.control("POST", "settings", {"x_webhook_style": "aaa"})
    (webhook,) = state(x)["webhooks"]
    x.connector._client.call(  # type: ignore[attr-defined]
        "legacy",
        lambda tweepy: tweepy.request(
            "POST", f"/2/account_activity/webhooks/{webhook['id']}/subscriptions/all"
        ),
    )


def essence(message: Incoming) -> tuple[Any, ...]:
    pictures = [(each.kind, each.key, each.url) for each in message.attachments]
    who = (message.author.id, message.author.handle)
    where = (message.thread_id, message.parent_id, message.private, message.allows)
    at = message.created_at.replace(microsecond=0)  # some lists are not more exact
    return message.text, who, where, pictures, message.form, at


def test_what_happens_to_a_message_is_told(x: Bench, app: XGateway, told: Receiver) -> None:
    question = x.say("Waar is de markt?")
    x.change(question, "Waar is de markt vandaag?")
    told.wait(2)
    texts = [item.text for item in read(x, app, told) if isinstance(item, Incoming)]
    # On their way one may overtake the other.
    assert sorted(text.endswith("vandaag?") for text in texts) == [False, True]


def test_encrypted_message_is_told(x: Bench, app: XGateway, told: Receiver) -> None:
    x.simulator.control("POST", "x/chat", {"author": "noor_voorbeeld"})
    told.wait(1)
    (item,) = read(x, app, told)
    assert isinstance(item, Incoming)
    assert item.form.value == "encrypted"
    assert item.author.handle == ""


def test_encrypted_message_of_ours_is_told(x: Bench, app: XGateway, told: Receiver) -> None:
    x.simulator.control("POST", "x/chat", {"author": "noor_voorbeeld"})
    x.simulator.control("POST", "x/chat", {"author": "noor_voorbeeld", "ours": True})
    told.wait(2)
    theirs, ours = sorted(read(x, app, told), key=is_ours)
    assert isinstance(theirs, Incoming)
    assert isinstance(ours, Incoming)
    assert (ours.form.value, ours.thread_id) == ("encrypted", theirs.thread_id)
    assert (is_ours(theirs), is_ours(ours)) == (False, True)


def is_ours(item: Item) -> bool:
    return isinstance(item, Incoming) and item.author.handle == "GemVoorbeeld"


def test_answer_typed_on_x_is_told_at_once(x: Bench, app: XGateway, told: Receiver) -> None:
    question = x.say("Waar is de markt?")
    answer = x.answer_in_app("Op het Marktplein.", question)
    told.wait(2)
    items = {item.external_id: item for item in read(x, app, told) if isinstance(item, Incoming)}
    assert set(items) == {question, answer}
    assert is_ours(items[answer])
    assert items[answer].parent_id == question
