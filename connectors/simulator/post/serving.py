"""Running the mail servers beside the pages, in one event loop."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

from connectors.simulator.hub import Hub


@dataclass(frozen=True)
class Doors:
    """The sockets the post listens on; None where it does not."""

    smtp: socket.socket | None = None
    imap: socket.socket | None = None


@contextlib.asynccontextmanager
async def serving(hub: Hub, doors: Doors) -> AsyncIterator[None]:
    """Serve mail for as long as the block takes; then every connection breaks."""
    # Whoever runs no mail server does not wait for its libraries.
    room, servers = hub.mailroom, []
    if doors.smtp:
        from connectors.simulator.post import smtp

        servers.append(await smtp.serve(hub, doors.smtp))
        room.smtp_port = doors.smtp.getsockname()[1]
    if doors.imap:
        from connectors.simulator.post import imap

        servers.append(await imap.serve(hub, doors.imap))
        room.imap_port = doors.imap.getsockname()[1]
    try:
        yield
    finally:
        for server in servers:
            server.close()
        room.cut_off()
