"""The SMTP server: it accepts every letter for every address."""

from __future__ import annotations

import asyncio
import logging
import socket

from aiosmtpd.smtp import SMTP, Envelope, Session

from connectors.simulator.hub import Hub
from connectors.simulator.post.delivering import deliver
from connectors.simulator.post.stamps import SERVER

MOST_BYTES = 40 * 1024 * 1024  # 25 MB as an attachment is 35 MB on its way
_FAREWELL = 60  # seconds within which a broken connection is noticed


class _Counter(SMTP):
    """aiosmtpd's own protocol, where others can break the connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if isinstance(transport, asyncio.WriteTransport):
            self.event_handler.hub.mailroom.connections.add(transport)


class _Reception:
    """What happens to a letter on its way in."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if fault := self.hub.mailroom.faults.at_rcpt(address):
            return _refusal(fault.kind, address)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        fault = self.hub.mailroom.faults.at_data(envelope.rcpt_tos)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if not fault or fault.kind != "reset":
            self._file(session, envelope)
        if fault and fault.kind in ("reset", "lost"):
            await _break(server)
        return "250 2.0.0 OK"

    def _file(self, session: Session, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        for address in envelope.rcpt_tos:
            deliver(
                self.hub,
                envelope.mail_from or "",
                address,
                content,
                helo=session.host_name or "localhost",
            )


def _refusal(code: str, address: str) -> str:
    if code.startswith("4"):
        return f"{code} 4.2.0 <{address}>: not now, try again later"
    return f"{code} 5.1.1 <{address}>: no such mailbox here"


async def _break(server: SMTP) -> None:
    """Break the connection; whoever serves it is cancelled when that is noticed."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
    await asyncio.sleep(_FAREWELL)


async def serve(hub: Hub, listener: socket.socket) -> asyncio.Server:
    """Answer on ``listener`` from now on."""
    loop = asyncio.get_running_loop()
    # aiosmtpd tells every command of every connection.
    logging.getLogger("mail.log").setLevel(logging.WARNING)

    def greet() -> SMTP:
        return _Counter(
            _Reception(hub),
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            hostname=SERVER,
            ident="Nagebouwde post",
            loop=loop,
        )

    return await loop.create_server(greet, sock=listener)
