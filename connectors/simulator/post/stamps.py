"""The headers a receiving mail server puts above a letter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import format_datetime

from connectors.simulator import clock

SERVER = "post.example"
_FIELD = re.compile(rb"[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_OURS = re.compile(
    rb"(?:return-path|authentication-results[ \t]*:\s*" + re.escape(SERVER.encode()) + rb")\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Arrival:
    """How a letter came. ``spf``, ``dkim`` are results as in RFC 8601."""

    sender: str
    recipient: str
    at: int
    helo: str = "localhost"
    spf: str = "pass"
    dkim: str = "none"

    @property
    def authentication(self) -> str:
        """``post.example; spf=pass smtp.mailfrom=…; dkim=none``."""
        who = f"smtp.mailfrom={self.sender}" if self.sender else f"smtp.helo={self.helo}"
        signed = "" if self.dkim == "none" else f" header.d={self.sender.rpartition('@')[2]}"
        return f"{SERVER}; spf={self.spf} {who}; dkim={self.dkim}{signed}"


def stamp(raw: bytes, arrival: Arrival, number: int) -> bytes:
    """``raw`` as it lies in the mailbox. What only we may write and a sender wrote is taken out."""
    moment = format_datetime(clock.from_ms(arrival.at))
    lines = [
        f"Return-Path: <{arrival.sender}>",
        f"Delivered-To: {arrival.recipient}",
        f"Authentication-Results: {arrival.authentication}",
        f"Received: from {arrival.helo} (localhost [127.0.0.1])",
        f"\tby {SERVER} with ESMTP id S{number:08d}",
        f"\tfor <{arrival.recipient}>; {moment}",
    ]
    above = "".join(f"{line}\r\n" for line in lines)
    return above.encode("utf-8", "surrogateescape") + _without_ours(raw)


def _without_ours(raw: bytes) -> bytes:
    """A sender cannot say that we found the letter genuine (RFC 8601, 5)."""
    kept, at = [], 0
    while (field := _FIELD.match(raw, at)) and field.group().strip():
        if not _OURS.match(field.group()):
            kept.append(field.group())
        at = field.end()
    return b"".join(kept) + raw[at:]
