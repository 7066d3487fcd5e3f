"""Things that go wrong in the post on request.

Kinds, by server:

    smtp  400 … 599      refused with that code at RCPT; nothing is filed
          reset          the connection breaks before the letter is accepted; nothing is filed
          lost           filed, then the connection breaks before the answer
          slow           accepted ``seconds`` late
    imap  refuse         the login is refused, whatever the password
          drop           the connection breaks instead of an answer
          slow           answered ``seconds`` late
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.simulator.post.letterboxes import mailbox_of

KINDS = {"smtp": ("lost", "reset", "slow"), "imap": ("drop", "refuse", "slow")}
_ALLOWED = {"server", "kind", "address", "command", "times", "seconds"}


@dataclass
class MailFault:
    """One fault, for the next ``times`` occasions.

    address  smtp: the recipient, with or without what follows the plus; imap: who logs in; empty
             is everybody
    command  imap: FETCH, SELECT …, also with UID before it; empty is any
    """

    server: str
    kind: str
    address: str = ""
    command: str = ""
    times: int = 1
    seconds: float = 1

    def about(self, address: str) -> bool:
        wanted = self.address.casefold()
        return wanted in ("", address.casefold(), mailbox_of(address))


def fault_from(data: Mapping[str, Any]) -> MailFault:
    """The fault ``data`` describes. Raises ValueError saying what is wrong with it."""
    if unknown := data.keys() - _ALLOWED:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    server, kind = str(data.get("server", "")), str(data.get("kind", ""))
    if server not in KINDS:
        raise ValueError("server is one of smtp, imap")
    refusal = server == "smtp" and kind.isdecimal() and 400 <= int(kind) < 600
    if not refusal and kind not in KINDS[server]:
        raise ValueError(f"{server} knows no fault {kind}")
    return MailFault(
        server,
        kind,
        str(data.get("address", "")),
        str(data.get("command", "")).upper(),
        int(_amount(data, "times")),
        _amount(data, "seconds"),
    )


def _amount(data: Mapping[str, Any], name: str) -> float:
    value = data.get(name, 1)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        raise ValueError(f"{name} is a number above zero")
    return value


@dataclass
class MailFaults:
    """The faults that wait. Not saved: they are part of a test, not of the world."""

    waiting: list[MailFault] = field(default_factory=list)

    def at_rcpt(self, address: str) -> MailFault | None:
        """What happens to a recipient that is named: a refusal."""
        return self._take("smtp", lambda fault: fault.kind.isdecimal() and fault.about(address))

    def at_data(self, addresses: list[str]) -> MailFault | None:
        """What happens to a letter that was handed over."""
        return self._take(
            "smtp",
            lambda fault: not fault.kind.isdecimal() and any(map(fault.about, addresses)),
        )

    def at_login(self, address: str) -> MailFault | None:
        return self._take("imap", lambda fault: fault.kind == "refuse" and fault.about(address))

    def at_command(self, address: str, command: str) -> MailFault | None:
        """What happens to one command of whoever is logged in; ``address`` is empty before."""
        return self._take(
            "imap",
            lambda fault: (
                fault.kind != "refuse"
                and fault.command in ("", command.removeprefix("UID "))
                and fault.about(address)
            ),
        )

    def _take(self, server: str, fits: Callable[[MailFault], bool]) -> MailFault | None:
        """The first fault that fits, counted down; a fault that wore out is forgotten."""
        for fault in self.waiting:
            if fault.server == server and fits(fault):
                fault.times -= 1
                self.waiting = [each for each in self.waiting if each.times > 0]
                return fault
        return None
