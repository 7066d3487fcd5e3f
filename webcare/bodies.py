"""How much anybody may send us. Django has a whole body on disk before a view sees any of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

TOO_LARGE = 413

Event = Mapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


class Limited:
    """The application, with bodies of at most this many bytes; more of them are not even read."""

    def __init__(self, application: Application, most: int) -> None:
        self.application = application
        self.most = most

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if _announced(scope) > self.most:
            await _refuse(send)
            return
        read = 0

        async def counted() -> Event:
            nonlocal read
            event = await receive()
            read += len(event.get("body", b""))
            if read > self.most:
                return {"type": "http.disconnect"}  # to Django the sender went away
            return event

        await self.application(scope, counted, send)
        if read > self.most:
            await _refuse(send)


def _announced(scope: Event) -> int:
    length = dict(scope.get("headers", ())).get(b"content-length", b"")
    return int(length[:18]) if length.isdigit() else 0


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": TOO_LARGE, "headers": []})
    await send({"type": "http.response.body"})
