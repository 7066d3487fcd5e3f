"""How the control API is served, and what it accepts."""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from connectors.simulator.hub import Hub, hub_of
from connectors.simulator.world import Platform, Post, World

Json = Any
Answer = Callable[[Request, Hub, Any], Json | Awaitable[Json]]


class Refused(ValueError):
    """Input the control API does not accept; its text is the answer."""


def control(answer: Answer, status: int = 200) -> Callable[[Request], Awaitable[Response]]:
    """Serve ``answer`` as JSON; a ValueError it raises is a 400 with its words."""

    async def serve(request: Request) -> Response:
        try:
            raw = await request.body()
            body = json.loads(raw) if raw else {}
            given = answer(request, hub_of(request), body)
            if inspect.isawaitable(given):
                given = await given
            return JSONResponse(given, status)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)

    return serve


def post_in(world: World, platform: Platform, identity: Any) -> Post:
    post = world.find(platform, str(identity))
    if post is None:
        raise Refused(f"no post {identity} on {platform}")
    return post


def text_in(body: Mapping[str, Any]) -> str:
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Refused("text is missing")
    return text


def object_in(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Refused("expected a JSON object")
    return body
