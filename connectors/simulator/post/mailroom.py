"""What of the post runs, and is not saved: its ports, its faults and who is connected."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakSet

from connectors.simulator.post.faults import MailFaults


@dataclass
class Mailroom:
    """The servers of one simulator.

    smtp_port, imap_port  on 127.0.0.1; 0 where none listens
    bells                 rung when something came in or changed, for who waits in IDLE
    """

    smtp_port: int = 0
    imap_port: int = 0
    faults: MailFaults = field(default_factory=MailFaults)
    bells: list[Callable[[], None]] = field(default_factory=list)
    connections: WeakSet[asyncio.WriteTransport] = field(default_factory=WeakSet)

    def ring(self) -> None:
        for bell in self.bells:
            bell()

    def cut_off(self) -> None:
        """Break every connection. Call it in the servers' own event loop."""
        for transport in list(self.connections):
            transport.abort()

    def reset(self) -> None:
        """No faults, and nobody who still reads mail that is gone."""
        self.faults = MailFaults()
        self.cut_off()
