"""Webhooks under way, media and the clock."""

from __future__ import annotations

import base64
import binascii

from starlette.requests import Request

from connectors.simulator import clock
from connectors.simulator.clock import DAY, SECOND, now_ms, parse_moment
from connectors.simulator.control.serving import Json, Refused, object_in
from connectors.simulator.hub import Hub, base_of
from connectors.simulator.media import Media, sample, store, url_of
from connectors.simulator.world import World, platform_named


def show(request: Request, hub: Hub, body: Json) -> Json:
    return hub.post_office.shown()


def behave(request: Request, hub: Hub, body: Json) -> Json:
    hub.post_office.behave(object_in(body))
    return hub.post_office.shown()["behaviour"]


def replay(request: Request, hub: Hub, body: Json) -> Json:
    """Everything delivered so far once more; ``since`` is an ISO moment."""
    since = object_in(body).get("since")
    again = hub.post_office.replay(parse_moment(since) if isinstance(since, str) else 0)
    return {"replayed": again}


def add_media(request: Request, hub: Hub, body: Json) -> Json:
    media = _media(hub.world, object_in(body))
    return {"id": media.id, "url": url_of(base_of(request), media)}


def _media(world: World, body: Json) -> Media:
    platform, alt = platform_named(body.get("platform")), str(body.get("alt") or "")
    given = body.get("data_base64")
    if given is None:
        return sample(world, platform, body.get("kind", "image"), alt)
    try:
        data = base64.b64decode(str(given), validate=True)
    except binascii.Error:
        raise Refused("data_base64 is not base64") from None
    return store(world, platform, str(body.get("mime", "image/png")), data, alt=alt)


def show_clock(request: Request, hub: Hub, body: Json) -> Json:
    """The moment it is for the platforms."""
    now = now_ms()
    moment = clock.from_ms(now).isoformat(timespec="milliseconds")
    return {"now": moment, "now_ms": now, "ahead_seconds": clock.ahead() / SECOND}


def advance(request: Request, hub: Hub, body: Json) -> Json:
    """Let time pass at the platforms, and only there."""
    seconds = object_in(body).get("advance_seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise Refused("advance_seconds is a number of seconds")
    ahead = clock.ahead() + int(seconds * SECOND)
    if abs(ahead) > 3650 * DAY:
        raise Refused("the clock moves at most ten years")
    clock.set_ahead(ahead)
    hub.world.changed()
    return show_clock(request, hub, body)
