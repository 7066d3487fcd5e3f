"""Webhooks, as an app manages them (X API docs, "Webhooks").

Before a webhook counts, X calls it with a question only the holder of the secret can answer.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import secrets
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen  # noqa: TID251 - X calls from outside

from connectors.simulator.clock import SECOND, now_ms, x_time
from connectors.simulator.hub import Hub
from connectors.simulator.municipality import CLIENT_SECRET, CONSUMER_SECRET
from connectors.simulator.world import World
from connectors.simulator.x.problems import Problem, invalid
from connectors.simulator.x.render import Json
from connectors.simulator.x.serving import Call, field
from connectors.simulator.x.webhooks import sign
from connectors.simulator.xstate import Webhook

_PATIENCE = 10  # seconds
_MOST_WEBHOOKS = 5
# The documentation of August 2026 has the consumer secret, what others measured later the client's.
_CRC = {
    "either": (CLIENT_SECRET, CONSUMER_SECRET),
    "client": (CLIENT_SECRET,),
    "consumer": (CONSUMER_SECRET,),
}
_STAMP = re.compile(r"[0-9]{12}")


async def create(call: Call) -> Json:
    """POST /2/webhooks: ``{url}``. Raises Problem (400) naming X's reason."""
    url = field(call, "url")
    webhooks = call.world.x.webhooks
    _check_url(call.world, url)
    if url in {each.url for each in webhooks.values()}:
        raise _refused("DuplicateUrlFailed", url)
    if len(webhooks) >= _MOST_WEBHOOKS:
        raise _refused("WebhookLimitExceeded", url)
    if not await asyncio.to_thread(answers_challenge, call.world, url):
        raise _refused("CrcValidationFailed", url)
    webhook = Webhook(call.world.numbers.snowflake(now_ms()), url, now_ms())
    webhooks[webhook.id] = webhook
    call.world.changed()
    return {"data": _shown(webhook)}


def listing(call: Call) -> Json:
    found = [_shown(each) for each in call.world.x.webhooks.values()]
    return {"data": found, "meta": {"result_count": len(found)}} if found else _nothing()


async def validate(call: Call) -> Json:
    """PUT: ask the question again, and let a webhook that failed deliver again."""
    webhook = webhook_of(call)
    await asyncio.to_thread(challenge, call.world, webhook)
    call.world.changed()
    if not webhook.valid:
        raise _refused("CrcValidationFailed", webhook.url)
    return {"data": {"valid": True, "attempted": True}}


def delete(call: Call) -> Json:
    """Delete a webhook, and with it the subscriptions that use it."""
    state, webhook = call.world.x, webhook_of(call)
    del state.webhooks[webhook.id]
    state.legacy = [each for each in state.legacy if each != webhook.id]
    for each in [each for each in state.subscriptions.values() if each.webhook_id == webhook.id]:
        del state.subscriptions[each.id]
    call.world.changed()
    return {"data": {"deleted": True}}


def replay(call: Call) -> Json:
    """POST /2/webhooks/replay: send what was sent since ``from_date`` once more."""
    known(call.world, field(call, "webhook_id"))
    since, until = (_stamp(field(call, name), name) for name in ("from_date", "to_date"))
    if since >= until:
        raise invalid("$.from_date: must be before to_date", {"from_date": str(since)})
    call.hub.post_office.replay(since)
    job = call.world.numbers.snowflake(now_ms())
    return {"data": {"job_id": job, "created_at": x_time(now_ms())}}


def challenge(world: World, webhook: Webhook) -> None:
    """Ask a webhook the question; ``valid`` says how that went."""
    webhook.valid = answers_challenge(world, webhook.url)


def answers_challenge(world: World, url: str) -> bool:
    """Whether what is at ``url`` knows the secret that X wants to see used."""
    token = secrets.token_urlsafe(24)
    joint = "&" if urlsplit(url).query else "?"
    request = Request(f"{url}{joint}{urlencode({'crc_token': token})}")  # noqa: S310 - http(s)
    try:
        with urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            given = json.loads(answer.read()).get("response_token", "")
    except (OSError, ValueError, AttributeError):
        return False
    right = (sign(secret, token.encode()) for secret in _CRC[world.settings.x_crc_secret])
    return any(hmac.compare_digest(str(given), each) for each in right)


def _check_url(world: World, url: str) -> None:
    parts = urlsplit(url)
    strict = world.settings.strict_webhook_urls
    plain = parts.scheme == "https" and ":" not in parts.netloc
    if parts.scheme not in ("http", "https") or len(url) > 200 or (strict and not plain):
        raise _refused("UrlValidationFailed", url)


def _refused(reason: str, url: str) -> Problem:
    return invalid(f"{reason}: {url}", {"url": url})


def _shown(webhook: Webhook) -> Json:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "valid": webhook.valid,
        "created_at": x_time(webhook.created_at),
    }


def _nothing() -> Json:
    return {"meta": {"result_count": 0}}


def webhook_of(call: Call) -> Webhook:
    return known(call.world, call.path("id"))


def known(world: World, identity: str) -> Webhook:
    """The webhook with this id. Raises Problem (400)."""
    webhook = world.x.webhooks.get(identity)
    if webhook is None:
        raise invalid(f"WebhookIdInvalid: {identity}", {"webhook_id": identity})
    return webhook


def _stamp(value: str, name: str) -> int:
    """``yyyymmddhhmm`` in milliseconds."""
    refused = invalid(f"$.{name}: does not match ^[0-9]{{12}}$", {name: value})
    if not _STAMP.fullmatch(value):
        raise refused
    try:
        moment = datetime.strptime(value, "%Y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError:
        raise refused from None
    return int(moment.timestamp() * SECOND)


async def challenge_all(hub: Hub) -> None:
    """What X does every now and then: ask every webhook the question again."""
    for webhook in list(hub.world.x.webhooks.values()):
        await asyncio.to_thread(challenge, hub.world, webhook)
    hub.world.changed()
