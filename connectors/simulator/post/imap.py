"""The IMAP server: pymap, about the mailboxes of this world, with its faults."""

from __future__ import annotations

import asyncio
import contextlib
import io
import secrets
import socket

from proxyprotocol.sock import SocketInfoLocal
from pymap.concurrent import Event
from pymap.context import connection_exit
from pymap.imap import IMAPConnection
from pymap.imap.state import ConnectionState
from pymap.parsing.command import Command
from pymap.parsing.response import CommandResponse, Response

from connectors.simulator.hub import Hub
from connectors.simulator.post.login import Config, Login


class _State(ConnectionState):
    """One connection: what goes wrong does so before the command is carried out."""

    def __init__(self, hub: Hub, login: Login, config: Config, line: asyncio.StreamWriter) -> None:
        super().__init__(login, config)
        self._hub, self._line = hub, line

    async def do_command(self, cmd: Command) -> CommandResponse:
        who = self._session.owner if self._session else ""
        fault = self._hub.mailroom.faults.at_command(who, cmd.command.decode())
        if fault and fault.kind == "drop":
            self._line.transport.abort()
            raise ConnectionResetError
        if fault:
            await asyncio.sleep(fault.seconds)
        return await super().do_command(cmd)


class _Connection(IMAPConnection):
    """pymap's own, with every response in one go.

    Some clients read without waiting, in IDLE, and take half a line for a broken one.
    """

    async def write_response(self, resp: Response) -> None:
        whole = io.BytesIO()
        await resp.async_write(whole)
        with contextlib.suppress(ConnectionError):
            self.writer.write(whole.getvalue())
            await self.writer.drain()


async def serve(hub: Hub, listener: socket.socket) -> asyncio.Server:
    """Answer on ``listener`` from now on."""
    config, bell = Config(), Event.for_asyncio()
    config.apply_context()
    login = Login(hub, config, bell)
    hub.mailroom.bells.append(bell.set)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hub.mailroom.connections.add(writer.transport)
        known = SocketInfoLocal(writer, unique_id=secrets.token_bytes(8))
        connection = _Connection(config.commands, config, reader, writer, known)
        state = _State(hub, login, config, writer)
        async with contextlib.AsyncExitStack() as stack:
            connection_exit.set(stack)
            stack.enter_context(contextlib.closing(connection))
            # Who breaks the connection in the middle of something is no failure of ours.
            with contextlib.suppress(ConnectionError, EOFError):
                await connection.run(state)

    return await asyncio.start_server(answer, sock=listener)
