"""The world as a whole: its beginning, its faults, settings, credentials and stream."""

from __future__ import annotations

from dataclasses import asdict

from starlette.requests import Request

from connectors.simulator import municipality
from connectors.simulator.clock import parse_moment
from connectors.simulator.control.serving import Json, Refused, object_in
from connectors.simulator.faults import fault_from
from connectors.simulator.hub import Hub
from connectors.simulator.world import platform_named
from connectors.simulator.x.oauth import hand_out
from connectors.simulator.x.webhooks import access_revoked


def credentials(request: Request, hub: Hub, body: Json) -> Json:
    return municipality.credentials(hub.world)


def reset(request: Request, hub: Hub, body: Json) -> Json:
    at = object_in(body).get("at")
    hub.reset(parse_moment(at) if isinstance(at, str) else 0)
    return {"reset": True}


def restrained(request: Request, hub: Hub, body: Json) -> Json:
    """Whom the municipality blocked or muted: ids by platform and what it was."""
    return {what: people for what, people in hub.world.restrained.items() if people}


def list_faults(request: Request, hub: Hub, body: Json) -> Json:
    return [asdict(fault) for fault in hub.faults.waiting]


def add_fault(request: Request, hub: Hub, body: Json) -> Json:
    fault = fault_from(object_in(body))
    hub.faults.waiting.append(fault)
    return asdict(fault)


def clear_faults(request: Request, hub: Hub, body: Json) -> Json:
    hub.faults.waiting.clear()
    return []


def settings(request: Request, hub: Hub, body: Json) -> Json:
    return hub.world.settings.as_dict()


def change_settings(request: Request, hub: Hub, body: Json) -> Json:
    hub.world.settings.change(object_in(body))
    hub.world.changed()
    return hub.world.settings.as_dict()


def expire_tokens(request: Request, hub: Hub, body: Json) -> Json:
    """Access stops working. With ``revoke`` nothing helps but connecting again."""
    platform = platform_named(object_in(body).get("platform"))
    revoked = bool(body.get("revoke"))
    for token in hub.world.tokens.values():
        if token.platform == platform and (revoked or token.kind != "refresh"):
            token.expires_at = 1
            token.used = token.used or revoked
    hub.world.changed()
    if platform == "x" and revoked:
        access_revoked(hub)
    return {"expired": platform}


def restore_tokens(request: Request, hub: Hub, body: Json) -> Json:
    """Meta's tokens work again; X hands out a new pair, as after connecting again."""
    platform = platform_named(object_in(body).get("platform"))
    if platform in hub.world.gone:
        raise Refused(f"the account on {platform} is deleted")
    if platform == "x":
        hand_out(hub.world)
    for token in hub.world.tokens.values():
        if token.platform == platform and platform != "x":
            token.expires_at, token.used = 0, False
    hub.world.changed()
    return municipality.credentials(hub.world)[platform]


def delete_account(request: Request, hub: Hub, body: Json) -> Json:
    """The municipality's account is deleted: no token works again, and nothing is told of it.

    What citizens still write about it exists, where nobody can read it.
    """
    platform = platform_named(object_in(body).get("platform"))
    hub.world.gone.append(platform)
    for token in hub.world.tokens.values():
        token.used = token.used or token.platform == platform
    hub.world.changed()
    return {"deleted": platform}


def show_stream(request: Request, hub: Hub, body: Json) -> Json:
    return {"running": hub.streaming.running, "every": hub.streaming.every}


def stream(request: Request, hub: Hub, body: Json) -> Json:
    changes = object_in(body)
    running = changes.get("running", hub.streaming.running)
    every = changes.get("every", hub.streaming.every)
    if not isinstance(running, bool):
        raise Refused("running is true or false")
    if not isinstance(every, (int, float)) or every <= 0:
        raise Refused("every is a number of seconds")
    hub.streaming.running, hub.streaming.every = running, every
    return show_stream(request, hub, body)
