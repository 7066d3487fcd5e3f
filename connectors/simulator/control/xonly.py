"""What only X has: encrypted chat, closed messages, protected accounts, webhooks and a bill."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from starlette.requests import Request

from connectors.simulator.clock import now_ms
from connectors.simulator.control.serving import Json, Refused, object_in
from connectors.simulator.hub import Hub
from connectors.simulator.municipality import X_ID
from connectors.simulator.world import Person, World
from connectors.simulator.x.registering import challenge_all
from connectors.simulator.x.webhooks import chat as send_chat

_LIMITS = {
    "micro_dollars": "credit",
    "spend_cap_micro_dollars": "spend_cap",
    "post_cap": "post_cap",
}


def chat(request: Request, hub: Hub, body: Json) -> Json:
    """``{author, ours?}``: somebody sends the municipality an encrypted message, or gets one."""
    person = _person(hub.world, object_in(body))
    send_chat(hub, person.id, ours=body.get("ours") is True)
    return {"conversation_id": f"{person.id}:{X_ID}"}


def close(request: Request, hub: Hub, body: Json) -> Json:
    """``{author, closed?}``: somebody takes no direct messages any more, or again."""
    person, state = _person(hub.world, object_in(body)), hub.world.x
    closed = body.get("closed", True) is not False
    rest = [each for each in state.closed if each != person.id]
    state.closed = [*rest, person.id] if closed else rest
    hub.world.changed()
    return {"author": person.handle, "closed": closed}


def protect(request: Request, hub: Hub, body: Json) -> Json:
    """``{author, protected?}``: somebody shows what they write to followers only, or again."""
    person = _person(hub.world, object_in(body))
    person.protected = body.get("protected", True) is not False
    hub.world.changed()
    return {"author": person.handle, "protected": person.protected}


def callbacks(request: Request, hub: Hub, body: Json) -> Json:
    """A list: the redirect addresses registered for the app. An empty one accepts any."""
    if not isinstance(body, list) or not all(isinstance(each, str) for each in body):
        raise Refused("expected a list of addresses")
    hub.world.x.callbacks = body
    hub.world.changed()
    return body


async def crc(request: Request, hub: Hub, body: Json) -> Json:
    """Ask every webhook the question again, as X does every now and then."""
    await challenge_all(hub)
    return state(request, hub, body)


def state(request: Request, hub: Hub, body: Json) -> Json:
    """Webhooks and subscriptions as X keeps them."""
    kept = hub.world.x
    return {
        "webhooks": [asdict(each) for each in kept.webhooks.values()],
        "subscriptions": [asdict(each) for each in kept.subscriptions.values()],
        "account_activity": kept.legacy,
    }


def bill(request: Request, hub: Hub, body: Json) -> Json:
    """What is left and what was spent, in millionths of a dollar; null is without limit."""
    kept = hub.world.x.bill
    return {
        "micro_dollars": kept.credit,
        "spend_cap_micro_dollars": kept.spend_cap,
        "post_cap": kept.post_cap,
        "spent_micro_dollars": kept.spent,
        "posts_read": sum(kept.posts.values()),
    }


def set_bill(request: Request, hub: Hub, body: Json) -> Json:
    """``{micro_dollars?, spend_cap_micro_dollars?, post_cap?}``, null for no limit."""
    given: dict[str, Any] = object_in(body)
    for name, value in given.items():
        whole = isinstance(value, int) and not isinstance(value, bool)
        if name not in _LIMITS or not (value is None or whole):
            raise Refused(f"{name} is not a whole number, or unknown")
    for name, value in given.items():
        setattr(hub.world.x.bill, _LIMITS[name], value)
    hub.world.changed()
    return bill(request, hub, body)


def _person(world: World, body: Json) -> Person:
    handle = body.get("author")
    if not isinstance(handle, str) or not handle:
        raise Refused("author is a handle")
    return world.citizen("x", handle, str(body.get("name") or ""), now_ms())
