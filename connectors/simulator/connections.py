"""Access to the sockets behind requests, so that a fault can cut one off."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from weakref import WeakValueDictionary

from uvicorn.protocols.http.h11_impl import H11Protocol

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Address = tuple[str, int]

_open: WeakValueDictionary[tuple[Address, Address], asyncio.Transport] = WeakValueDictionary()


class CuttableProtocol(H11Protocol):
    """uvicorn's own HTTP/1.1, remembering which socket belongs to which pair of addresses."""

    def connection_made(  # type: ignore[override]
        self, transport: asyncio.Transport
    ) -> None:
        super().connection_made(transport)
        if self.client and self.server and self.server[1] is not None:
            _open[self.client, (self.server[0], self.server[1])] = transport


async def cut_off(scope: Scope, receive: Receive) -> None:
    """Close the socket at once, without an answer, and wait until that is so."""
    transport = _open.get((tuple(scope["client"]), tuple(scope["server"])))
    if transport is None:
        raise RuntimeError("this server does not run on CuttableProtocol")
    transport.abort()
    await disconnected(receive)


async def disconnected(receive: Receive) -> None:
    """Return when the other side is gone."""
    while (await receive())["type"] != "http.disconnect":
        continue
