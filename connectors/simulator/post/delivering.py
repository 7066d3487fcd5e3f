"""A letter that comes in: stamped, filed and told of."""

from __future__ import annotations

import re

from connectors.simulator.clock import now_ms
from connectors.simulator.hub import Hub
from connectors.simulator.post.letterboxes import Letter, mailbox_of
from connectors.simulator.post.stamps import Arrival, stamp

_LINE_END = re.compile(rb"\r?\n")


def deliver(
    hub: Hub, sender: str, recipient: str, raw: bytes, *, helo: str = "localhost"
) -> Letter:
    """File ``raw`` for ``recipient``, as a mail server does.

    sender     from the envelope; empty or ``<>`` for what nobody wants an answer to
    recipient  any address; what follows a plus stays in Delivered-To
    """
    world, at = hub.world, now_ms()
    state, settings = world.letterboxes, world.settings
    sender = sender.strip("<>")
    arrival = Arrival(sender, recipient, at, helo, settings.mail_spf, settings.mail_dkim)
    stamped = stamp(raw, arrival, state.last_number + 1)
    box = state.box(mailbox_of(recipient))
    letter = state.file(box, stamped, at, sender=sender, recipient=recipient)
    changed(hub)
    return letter


def put(hub: Hub, address: str, raw: bytes, sender: str = "") -> Letter:
    """File ``raw`` as it is, with the headers it has; only its lines end in CRLF."""
    state = hub.world.letterboxes
    exact = _LINE_END.sub(b"\r\n", raw)
    letter = state.file(state.box(address), exact, now_ms(), sender=sender, recipient=address)
    changed(hub)
    return letter


def changed(hub: Hub) -> None:
    """Something in the mailboxes is not as it was."""
    hub.world.changed()
    hub.mailroom.ring()
