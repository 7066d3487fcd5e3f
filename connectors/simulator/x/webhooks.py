"""What X sends of its own accord: who wants which event, and how it is signed.

X API docs, "X Activity API" and "Webhooks". An edit is told as a new post under its new id; the
documentation does not say, and a new id is all the rest of the API knows of an edit.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from typing import Any

from connectors.simulator.clock import now_ms
from connectors.simulator.delivery import Parcel
from connectors.simulator.direct import DirectMessage
from connectors.simulator.happenings import Happening
from connectors.simulator.hub import Hub
from connectors.simulator.municipality import CLIENT_SECRET, CONSUMER_SECRET, X_ID
from connectors.simulator.world import Post, World
from connectors.simulator.x import activity, legacy
from connectors.simulator.x.activity import Envelopes, Json
from connectors.simulator.x.billing import charge_event
from connectors.simulator.x.selection import words
from connectors.simulator.x.text import typed_mentions
from connectors.simulator.xstate import Subscription

# Event types an app may subscribe to, those of OpenAPI 2.166 and the later ones of the docs.
EVENT_TYPES = words(
    "post.mention.create post.reply.create post.quote.create post.create post.delete dm.received "
    "dm.sent dm.read dm.indicate_typing chat.received chat.sent chat.conversation_join "
    "oauth.revoke like.create follow.follow follow.unfollow news.new spaces.start spaces.end "
    "profile.update.bio profile.update.profile_picture profile.update.banner_picture "
    "profile.update.screenname profile.update.geo profile.update.url profile.update.handle "
    "profile.update.verified_badge profile.update.affiliate_badge"
)
OAUTH2_HEADER = "X-Twitter-Webhooks-Signature-OAuth2"
LEGACY_HEADER = "x-twitter-webhooks-signature"


def sign(secret: str, message: bytes) -> str:
    """``sha256=`` and the base64 of the HMAC."""
    made = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return f"sha256={base64.b64encode(made).decode()}"


def tell(hub: Hub, happening: Happening) -> None:
    """Send what the subscribers of X want to know of ``happening``."""
    if happening.platform != "x" or not hub.world.x.webhooks:
        return
    subject = happening.subject
    if isinstance(subject, Post) and happening.kind in ("written", "edited", "removed"):
        _tell_of_post(hub, subject, happening.kind == "removed")
    elif isinstance(subject, DirectMessage) and happening.kind == "direct":
        _tell_of_direct(hub, subject)
    elif isinstance(subject, DirectMessage) and happening.kind == "direct_read":
        payload = {"last_read_event_id": subject.id, "reader_id": happening.by}
        _send(hub, {"dm.read": {subject.sender}}, payload)


def chat(hub: Hub, citizen: str, *, ours: bool) -> None:
    """An encrypted message from a citizen, or from the municipality to that citizen."""
    sender, recipient = (X_ID, citizen) if ours else (citizen, X_ID)
    payload = activity.chat(sender, recipient, now_ms(), hub.world.x.events)
    _send(hub, {"chat.received": {recipient}, "chat.sent": {sender}}, payload)


def access_revoked(hub: Hub) -> None:
    """The municipality no longer allows the app anything."""
    at = now_ms()
    _send(hub, {"oauth.revoke": {""}}, activity.revoked(X_ID, at))
    _send_legacy(hub, legacy.revoked(at))


def _tell_of_post(hub: Hub, post: Post, removed: bool) -> None:
    world = hub.world
    if world.author(post).protected:
        return
    envelopes = Envelopes(world, hub.base)
    if removed:
        _send(hub, {"post.delete": {post.author}}, *envelopes.removed(post))
        if post.author == X_ID:
            _send_legacy(hub, legacy.removed(post))
        return
    _send(hub, _audiences(world, post), *envelopes.post(post))
    if X_ID in set().union(*_audiences(world, post).values()) or _mentions_us(world, post):
        _send_legacy(hub, legacy.written(envelopes.view, post))


def _audiences(world: World, post: Post) -> dict[str, set[str]]:
    """Event type to the accounts it concerns.

    A mention is one that was typed, a reply one to a post of the account itself.
    """
    above = world.find_even_deleted("x", post.parent) if post.parent else None
    quoted = world.find_even_deleted("x", post.quotes) if post.quotes else None
    named = (world.by_handle("x", handle) for handle in typed_mentions(post.text, bool(above)))
    return {
        "post.create": {post.author},
        "post.mention.create": {each.id for each in named if each} - {post.author},
        "post.reply.create": ({above.author} if above else set()) - {post.author},
        "post.quote.create": ({quoted.author} if quoted else set()) - {post.author},
    }


def _mentions_us(world: World, post: Post) -> bool:
    """Account Activity also tells of replies deeper in a thread, which X mentions us in."""
    people = (world.by_handle("x", handle) for handle in post.mentions)
    return any(person and person.id == X_ID for person in people)


def _tell_of_direct(hub: Hub, message: DirectMessage) -> None:
    envelopes = Envelopes(hub.world, hub.base)
    audiences = {"dm.received": {message.recipient}, "dm.sent": {message.sender}}
    _send(hub, audiences, envelopes.direct(message))
    if X_ID in (message.recipient, message.sender):
        _send_legacy(hub, legacy.direct(envelopes.view, message))


def _send(
    hub: Hub, audiences: dict[str, set[str]], payload: Json, includes: Json | None = None
) -> None:
    if hub.world.settings.x_webhook_style != "xaa":
        return
    envelopes = Envelopes(hub.world, hub.base)
    for subscription, url in _subscribed(hub.world, audiences):
        number = _next_number(hub.world)
        charge_event(hub.world, subscription.event_type)
        _post(hub, url, envelopes.wrap(subscription, payload, includes, number))


def _subscribed(world: World, audiences: dict[str, set[str]]) -> Iterator[tuple[Subscription, str]]:
    for subscription in world.x.subscriptions.values():
        webhook = world.x.webhooks.get(subscription.webhook_id)
        wanted = subscription.user_id in audiences.get(subscription.event_type, ())
        if wanted and webhook and webhook.valid:
            yield subscription, webhook.url


def _send_legacy(hub: Hub, body: Json) -> None:
    if hub.world.settings.x_webhook_style != "aaa":
        return
    for identity in hub.world.x.legacy:
        webhook = hub.world.x.webhooks.get(identity)
        if webhook and webhook.valid:
            _next_number(hub.world)
            _post(hub, webhook.url, body)


def _next_number(world: World) -> int:
    world.x.events += 1
    return world.x.events


def _post(hub: Hub, url: str, body: Json) -> None:
    headers = hub.world.settings.x_signature

    def pack(contents: Sequence[Any], wrongly: bool) -> tuple[dict[str, str], bytes]:
        raw = json.dumps(contents[0], ensure_ascii=False).encode()
        return signed(raw, headers, wrongly), raw

    hub.post(Parcel("x", url, body, pack))


def signed(raw: bytes, which: str, wrongly: bool = False) -> dict[str, str]:
    """The headers of a webhook. ``which`` is the setting ``x_signature``."""
    spoiled = "?" if wrongly else ""
    headers = {"content-type": "application/json"}
    if which in ("both", "oauth2"):
        headers[OAUTH2_HEADER] = sign(CLIENT_SECRET + spoiled, raw)
    if which in ("both", "legacy"):
        headers[LEGACY_HEADER] = sign(CONSUMER_SECRET + spoiled, raw)
    return headers
