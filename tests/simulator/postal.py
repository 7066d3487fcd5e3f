"""The post as mail programs use it: letters over SMTP, mailboxes over IMAP."""

from __future__ import annotations

import email
import smtplib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP, default
from typing import Any

from imap_tools import MailBoxUnencrypted

from connectors.simulator.testing import Simulator

WEBCARE = "webcare@gemeente-voorbeeld.example"
ANSWERS = "antwoord@gemeente-voorbeeld.example"
UNIQUE = "antwoord+k3j5h2g7f9d1s4a6q8w0e2@gemeente-voorbeeld.example"
GROEN = "groen@gemeente-voorbeeld.example"
PASSWORD = "sim-post"
ASKED = "<vraag-k3j5h2g7f9d1s4a6q8w0e2k3j5h2g7f9d1s4a6q8w0e2.1@webcare.gemeente-voorbeeld.example>"


def letter(text: str = "Wanneer snoeit u de berken?\n", **headers: str) -> EmailMessage:
    """A plain letter from Webcare to Groen. A header with an underscore has a hyphen."""
    made = EmailMessage(policy=SMTP)
    known = {"From": f"Webcare <{WEBCARE}>", "To": f"Bram Smit <{GROEN}>", "Subject": "Vraag"}
    for name, value in {**known, "Message_ID": ASKED, **headers}.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def question() -> EmailMessage:
    """What an official gets: text and HTML, and an address for the answer to this one question."""
    made = letter(
        "Beste Bram,\n\nWanneer snoeit u de berken in de Lindelaan?\n",
        Subject="Vraag van een inwoner [Webcare k3j5h2g7]",
        Reply_To=UNIQUE,
        Date="Fri, 20 Nov 2026 14:03:00 +0100",
    )
    made.add_alternative(
        "<html><head><style>p {color: navy}</style></head><body><p>Beste Bram,</p>"
        "<p>Wanneer snoeit u de <b>berken</b> in de Lindelaan?</p></body></html>",
        "html",
    )
    return made


class Post:
    """One running simulator's mail servers."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    def control(self, method: str, path: str = "", json: Any = None) -> Any:
        return self.simulator.control(method, f"post/{path}".rstrip("/"), json)

    def fault(self, server: str, kind: str, **more: Any) -> None:
        self.control("POST", "faults", {"server": server, "kind": kind, **more})

    def send(self, raw: EmailMessage | bytes, *recipients: str, sender: str = WEBCARE) -> None:
        """Hand a letter over. Raises smtplib's exceptions and OSError."""
        data = raw if isinstance(raw, bytes) else raw.as_bytes()
        with smtplib.SMTP("127.0.0.1", self.simulator.smtp_port, "localhost", timeout=60) as line:
            line.sendmail(sender, recipients or (GROEN,), data)

    @contextmanager
    def mailbox(
        self, address: str = GROEN, password: str = PASSWORD
    ) -> Iterator[MailBoxUnencrypted]:
        """Logged in, and looking into INBOX."""
        port = self.simulator.imap_port
        with MailBoxUnencrypted("127.0.0.1", port, timeout=60).login(address, password) as box:
            yield box

    def brief(self, address: str = GROEN) -> list[dict[str, Any]]:
        """The letters of a mailbox as the control API has them."""
        found: list[dict[str, Any]] = self.control("GET", address)
        return found

    def whole(self, address: str = GROEN) -> EmailMessage:
        """The newest letter of a mailbox."""
        number = self.brief(address)[-1]["number"]
        raw = b64decode(self.control("GET", f"{address}/{number}")["raw_base64"])
        return email.message_from_bytes(raw, policy=default)
