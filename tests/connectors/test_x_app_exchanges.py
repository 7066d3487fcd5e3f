"""What the app asks of X and what X says to that and asks of it, by its samples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors import registry
from connectors.base import (
    Connection,
    ConnectorError,
    FreeMeter,
    Reason,
    Subscription,
    Use,
)
from connectors.payloads import read
from connectors.x.client import ask_tokens
from connectors.x.gateway import XGateway
from connectors.x.subscribing import EVENTS, Subscriptions, Webhook
from tests.connectors import sampled
from tests.connectors.answers import US
from tests.connectors.bench import MemoryVault
from tests.connectors.exchange import Exchange, Stage, play, staged

pytestmark = pytest.mark.shared

HOOK = "https://webcare.gemeente.example/hooks/x/"


class Notes(FreeMeter):
    """A meter that remembers what it was told."""

    def __init__(self) -> None:
        self.uses: list[Use] = []

    def note(self, use: Use) -> None:
        self.uses.append(use)


def tokens() -> dict[str, str]:
    form = {"grant_type": "refresh_token", "refresh_token": "spent"}
    found = ask_tokens({"client_id": "app", "client_secret": "secret-of-it"}, form)
    left = datetime.fromisoformat(found.pop("expires_at")) - datetime.now(UTC)
    assert timedelta(hours=1, minutes=59) < left <= timedelta(hours=2)
    return found


def subscribe() -> Subscription:
    app = {"client_secret": "secret-of-it", "bearer_token": "token-of-the-app"}
    return XGateway(app).subscribe(HOOK, US, repair=True)


EXCHANGES = {
    "new tokens": Exchange(
        tokens,
        {"POST /2/oauth2/token": "oauth2_token_200"},
        {
            "POST /2/oauth2/token": {
                "grant_type": "refresh_token",
                "refresh_token": "spent",
                "client_id": "app",
            }
        },
        {
            "access_token": "…",
            "refresh_token": "…",
            "scope": "tweet.read tweet.write users.read tweet.moderate.write dm.read dm.write "
            "media.write offline.access",
        },
    ),
    "webhooks that are to come here": Exchange(
        subscribe,
        {
            "GET /2/webhooks": {"data": []},
            "POST /2/webhooks": "webhook_create_200",
            "GET /2/activity/subscriptions": {"data": []},
            "POST /2/activity/subscriptions": "activity_subscription_create_200",
        },
        {
            "POST /2/webhooks": {"url": HOOK},
            "POST /2/activity/subscriptions": "activity_subscription_request",
        },
        Subscription(good=True, repaired=("webhook", *EVENTS)),
    ),
}
# The headers of a refusal: how many requests are left, of how many, and until when.
HEADERS = {"err_429_headers": (0, 300, datetime.fromtimestamp(1795169683, UTC))}
# What we say to X's own question "hallo", with this secret: made with openssl.
CHALLENGES = {
    "webhook_crc_response": (
        "secret-of-it",
        "hallo",
        "ggpL9hTcvb8oYFDfa8DuH9IMAYJ1mB43GAJRHMaA4fM=",
    )
}


NAMED = {*HEADERS, *CHALLENGES, *(name for each in EXCHANGES.values() for name in each.samples)}


@pytest.fixture
def stage(settings: Any) -> Iterator[Stage]:
    with staged(settings) as stage:
        yield stage


def sample(shared: Path, name: str) -> Any:
    """The tag of a subscription is ours to choose."""
    found = sampled.load(shared, sampled.X, name)
    return found | {"tag": found["event_type"]} if "tag" in found else found


@pytest.mark.parametrize("what", EXCHANGES)
def test_app_asks_and_x_answers(shared: Path, stage: Stage, what: str) -> None:
    play(EXCHANGES[what], stage, lambda name: sample(shared, name))


@pytest.mark.parametrize("name", HEADERS)
def test_headers_say_what_is_left(shared: Path, stage: Stage, name: str) -> None:
    stage.answers, stage.status = {"GET /2/users/me": b"{}"}, 429
    stage.headers = sample(shared, name)
    meter = Notes()
    vault = MemoryVault({"access_token": "a"})
    account = Connection(US.external_id, US.handle, vault, meter=meter)
    with pytest.raises(ConnectorError) as caught:
        registry.connect("x", account).identify()
    assert caught.value.reason is Reason.THROTTLED
    (use,) = meter.uses
    assert (use.remaining, use.limit, use.resets_at) == HEADERS[name]


@pytest.mark.parametrize("name", CHALLENGES)
def test_question_of_x_is_answered_in_its_shape(shared: Path, name: str) -> None:
    secret, question, hashed = CHALLENGES[name]
    said = XGateway({"client_secret": secret}).challenge({"crc_token": question}).body
    shape = sample(shared, name)["response_token"]
    begin, _, rest = shape.partition("<")
    assert rest == "base64(HMAC-SHA256(secret, crc_token))>"
    assert json.loads(said) == {"response_token": begin + hashed}


def test_answers_about_webhooks_come_in_more_than_one_shape(shared: Path) -> None:
    webhook = sample(shared, "webhook_create_200")
    for shape in (webhook, webhook["data"]):
        assert read(Webhook, json.dumps(shape).encode()).valid
    made = sample(shared, "activity_subscription_create_200")
    inside = made["data"]["subscription"]
    for data in (made["data"], inside, [inside]):
        (one,) = read(Subscriptions, json.dumps({"data": data}).encode()).data
        assert (one.event_type, one.filter.user_id) == ("post.mention.create", US.external_id)
