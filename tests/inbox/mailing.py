"""Mail as people get it: a real SMTP server on loopback that takes everything in, or refuses."""

from __future__ import annotations

import email
import socket
from asyncio import AbstractServer
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from webcare.models import User


class Postbox:
    """What was mailed, in order. ``refuses`` some addresses, or with ``closed`` all of them."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.closed = False
        self.refuses: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.closed or address in self.refuses:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        parsed = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 OK"

    def people(self) -> list[str]:
        """Who got a mail, in order; the name of the mailbox only."""
        return [str(mail["To"]).partition("@")[0] for mail in self.mails]

    def empty(self) -> None:
        self.mails.clear()

    def text(self, who: str, kind: str = "plain") -> str:
        """The only mail of this mailbox."""
        (mail,) = (mail for mail in self.mails if str(mail["To"]).startswith(f"{who}@"))
        body = mail.get_body((kind,))
        assert body
        return str(body.get_content())


class _Door(Controller):
    """Where the mail comes in: nobody else takes the port before it opens."""

    def __init__(self, box: Postbox, listener: socket.socket) -> None:
        host, port = listener.getsockname()
        super().__init__(box, hostname=host, port=port, ready_timeout=60)
        self._listener = listener

    def _create_server(self) -> Awaitable[AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._listener)


@contextmanager
def running_postbox(settings: Any) -> Iterator[Postbox]:
    """The settings lead to it."""
    box = Postbox()
    door = _Door(box, socket.create_server(("127.0.0.1", 0)))
    door.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", door.port
    settings.PUBLIC_URL = "https://webcare.example"
    try:
        yield box
    finally:
        door.stop()


def with_mail(*people: User) -> None:
    """Give each of them a mailbox: "anouk@gemeente.example"."""
    for person in people:
        person.email = f"{person.username}@gemeente.example"
        person.save(update_fields=["email"])
