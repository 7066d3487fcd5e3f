"""What happens to a request before a platform sees it: latency and faults, and strangers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.responses import HTMLResponse, PlainTextResponse, Response

from connectors.simulator.connections import cut_off, disconnected
from connectors.simulator.faults import Fault
from connectors.simulator.graph import errors as graph_errors
from connectors.simulator.graph.addressing import platform_of as graph_platform
from connectors.simulator.graph.usage import throttle_headers
from connectors.simulator.hub import Hub
from connectors.simulator.world import Platform
from connectors.simulator.x.limits import exhausted
from connectors.simulator.x.problems import FAULTS as X_FAULTS

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>"


class StrangerMiddleware:
    """Lets no web page elsewhere write here through the browser of whoever runs a demo."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        reading = scope.get("method") in ("GET", "HEAD", None)
        if not reading and headers.get(b"sec-fetch-site") == b"cross-site":
            await PlainTextResponse("Not from another site.", 403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class FaultMiddleware:
    """Plays the fault that waits for this request, or passes the request on."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        platform = _platform(scope) if scope["type"] == "http" else None
        if platform is None:
            await self.app(scope, receive, send)
            return
        hub: Hub = scope["app"].state.hub
        if latency := hub.world.settings.latency_seconds:
            await asyncio.sleep(latency)
        fault = hub.faults.take(platform, scope["method"], scope["path"])
        if fault is None:
            await self.app(scope, receive, send)
        else:
            await self._play(fault, scope, receive, send)

    async def _play(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind == "timeout":
            await _hang(fault.seconds, receive)
            await cut_off(scope, receive)
        elif fault.kind == "reset":
            await cut_off(scope, receive)
        elif fault.kind == "lost":
            await self.app(scope, receive, _swallow)
            await cut_off(scope, receive)
        elif fault.kind == "truncated":
            await self.app(scope, receive, Halver(send))
        else:
            await _refusal(fault)(scope, receive, send)


class Halver:
    """Sends the first half of an answer as if it were the whole."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message = {}
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        half = self.body[: len(self.body) // 2]
        headers = [pair for pair in self.start["headers"] if pair[0] != b"content-length"]
        headers.append((b"content-length", str(len(half)).encode()))
        await self.send({**self.start, "headers": headers})
        await self.send({"type": "http.response.body", "body": half})


def _platform(scope: Scope) -> Platform | None:
    path = scope["path"]
    if path.startswith(("/api.x.com/", "/ton.twitter.com/")):
        return "x"
    if path.startswith("/media/"):
        name = path.rpartition("/")[2].partition(".")[0]
        media = scope["app"].state.hub.world.media.get(name)
        return media.platform if media else None
    if path.startswith(("/graph.facebook.com/", "/graph.instagram.com/")):
        return graph_platform(scope["app"].state.hub.world, path)
    return None


async def _swallow(message: Message) -> None:
    """Take the answer and tell nobody."""


async def _hang(seconds: float, receive: Receive) -> None:
    try:
        await asyncio.wait_for(disconnected(receive), seconds)
    except TimeoutError:
        return


def _refusal(fault: Fault) -> Response:
    if fault.kind == "html502":
        return HTMLResponse(_BAD_GATEWAY, 502)
    if fault.kind == "not_json":
        return PlainTextResponse("ok", 200)
    if fault.platform == "x":
        throttled = exhausted(fault.seconds).headers() if fault.kind == "429" else {}
        return X_FAULTS[fault.kind]().response(throttled)
    error = graph_errors.fault(fault.kind)
    return error.response(throttle_headers(fault.platform, error.code, fault.seconds))
