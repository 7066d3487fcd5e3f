"""Subscriptions to events, as an app manages them (X API docs, "X Activity API").

The last part is the deprecated Account Activity API, which subscribes to everything at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.simulator.clock import now_ms, x_time
from connectors.simulator.municipality import APP_ID, X_ID
from connectors.simulator.world import World
from connectors.simulator.x.problems import blank, invalid
from connectors.simulator.x.registering import known, webhook_of
from connectors.simulator.x.render import Json
from connectors.simulator.x.serving import Call
from connectors.simulator.x.webhooks import EVENT_TYPES
from connectors.simulator.xstate import Subscription

_MOST_SUBSCRIPTIONS = 1_500
_FILTERLESS = ("oauth.revoke",)


def subscribe(call: Call) -> Json:
    """POST /2/activity/subscriptions."""
    state = call.world.x
    wanted = _wanted(call.world, call.body)
    if len(state.subscriptions) >= _MOST_SUBSCRIPTIONS:
        raise blank(403, "Forbidden", "Subscription limit exceeded.")
    if any(_same(wanted, each) for each in state.subscriptions.values()):
        raise invalid("DuplicateSubscriptionFailed: this subscription exists already", {})
    state.subscriptions[wanted.id] = wanted
    call.world.changed()
    return {
        "data": {"subscription": _subscription(wanted)},
        "meta": {"total_subscriptions": len(state.subscriptions)},
    }


def subscriptions(call: Call) -> Json:
    found = [_subscription(each) for each in call.world.x.subscriptions.values()]
    return {"data": found, "meta": {"result_count": len(found)}}


def change_subscription(call: Call) -> Json:
    """PUT: only the tag and the webhook can change."""
    subscription = _subscribed(call)
    changes = call.body if isinstance(call.body, dict) else {}
    if unknown := changes.keys() - {"tag", "webhook_id"}:
        raise invalid(f"$.{min(unknown)}: is not defined in the schema")
    if "webhook_id" in changes:
        subscription.webhook_id = known(call.world, str(changes["webhook_id"])).id
    subscription.tag = str(changes.get("tag", subscription.tag))
    subscription.changed_at = now_ms()
    call.world.changed()
    total = len(call.world.x.subscriptions)
    return {"data": {"subscription": _subscription(subscription), "total_subscriptions": total}}


def unsubscribe(call: Call) -> Json:
    return _forget(call, [_subscribed(call).id])


def unsubscribe_all(call: Call) -> Json:
    """DELETE of the collection: ``ids``, apart by commas."""
    wanted = [each for each in call.query.get("ids", "").split(",") if each]
    if not wanted:
        raise invalid("The `ids` query parameter can not be empty", {"ids": ""})
    return _forget(call, wanted)


def _forget(call: Call, identities: list[str]) -> Json:
    for identity in identities:
        call.world.x.subscriptions.pop(identity, None)
    call.world.changed()
    total = len(call.world.x.subscriptions)
    return {"data": {"deleted": True}, "meta": {"total_subscriptions": total}}


def _wanted(world: World, body: Any) -> Subscription:
    if not isinstance(body, dict) or body.get("event_type") not in EVENT_TYPES:
        raise invalid("$.event_type: does not have a value in the enumeration", {})
    kind, chosen = str(body["event_type"]), body.get("filter")
    if not isinstance(chosen, dict) or chosen.keys() - {"user_id", "direction", "keyword"}:
        raise invalid("$.filter: is missing but it is required", {})
    user = str(chosen.get("user_id", ""))
    if not user and kind not in _FILTERLESS:
        raise invalid("$.filter.user_id: is missing but it is required", {})
    if webhook := str(body.get("webhook_id") or ""):
        known(world, webhook)
    now = now_ms()
    direction, tag = str(chosen.get("direction", "")), str(body.get("tag") or "")
    identity = world.numbers.snowflake(now)
    return Subscription(identity, kind, user, now, now, direction, tag, webhook)


def _same(one: Subscription, other: Subscription) -> bool:
    def essence(each: Subscription) -> tuple[str, ...]:
        return each.event_type, each.user_id, each.direction, each.webhook_id

    return essence(one) == essence(other)


def _subscribed(call: Call) -> Subscription:
    found = call.world.x.subscriptions.get(call.path("id"))
    if found is None:
        raise invalid(f"SubscriptionIdInvalid: {call.path('id')}", {"id": call.path("id")})
    return found


def _subscription(each: Subscription) -> Json:
    return dict(_fields(each))


def _fields(each: Subscription) -> Iterator[tuple[str, Any]]:
    yield "subscription_id", each.id
    yield "event_type", each.event_type
    chosen = {"user_id": each.user_id, "direction": each.direction}
    yield "filter", {name: value for name, value in chosen.items() if value}
    yield "created_at", x_time(each.at)
    yield "updated_at", x_time(each.changed_at)
    if each.tag:
        yield "tag", each.tag
    if each.webhook_id:
        yield "webhook_id", each.webhook_id


# The deprecated Account Activity API.


def subscribe_legacy(call: Call) -> Json:
    webhook = webhook_of(call)
    if webhook.id not in call.world.x.legacy:
        call.world.x.legacy.append(webhook.id)
        call.world.changed()
    return {"data": {"subscribed": True}}


def subscribed_legacy(call: Call) -> Json:
    return {"data": {"subscribed": webhook_of(call).id in call.world.x.legacy}}


def list_legacy(call: Call) -> Json:
    webhook = webhook_of(call)
    users = [{"user_id": X_ID}] if webhook.id in call.world.x.legacy else []
    about = {"application_id": APP_ID, "webhook_id": webhook.id, "webhook_url": webhook.url}
    return {"data": {**about, "subscriptions": users}}


def unsubscribe_legacy(call: Call) -> Json:
    webhook = webhook_of(call)
    call.world.x.legacy = [each for each in call.world.x.legacy if each != webhook.id]
    call.world.changed()
    return {"data": {"subscribed": False}}
