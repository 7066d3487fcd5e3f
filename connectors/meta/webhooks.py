"""The envelope in which Meta sends news (Meta docs, "Webhooks: Getting started").

    {"object": "page", "entry": [{"id", "time", "changes": […], "messaging": […], "standby": […]}]}

``time`` is in seconds for changes and in milliseconds for messaging.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from connectors.base import Aside, Connection, Item, Kept, Raw, Unreadable
from connectors.meta.messaging import read_event
from connectors.meta.reading import Reader, guarded, load, unreadable
from connectors.payloads import Moment, Payload, fit

# What one change means: its value, and when it was sent (None when not told).
Change = Callable[[Any, datetime | None, Connection], list[Item]]

TEST = "0"  # id of the entries that the dashboard's test button sends
# The dashboard, and Instagram Login, send events of a conversation as changes too.
EVENTS = {
    *("messages", "message_edit", "message_edits", "message_echoes", "message_reactions"),
    *("messaging_postbacks", "messaging_seen", "messaging_handover", "messaging_handovers"),
    *("messaging_referral", "messaging_referrals", "message_reads", "message_deliveries"),
    "standby",
}


class Sent(Payload):
    time: Moment | None = None


def entries(value: Any) -> list[Any]:
    """The entries of a body that was parsed. Some of Meta's examples stand in a list of their own.

    Raises Unreadable.
    """
    if isinstance(value, list):
        return [entry for envelope in value for entry in entries(envelope)]
    found = value.get("entry") if isinstance(value, dict) else None
    if isinstance(found, list):
        return found
    if isinstance(value, dict) and "id" in value:
        return [value]  # an entry without its envelope
    raise Unreadable("entry: a list is expected")


def reader(changes: Mapping[str, Change]) -> Reader:
    """What reads a webhook, with what it takes to read each field of ``changes``."""

    def read(raw: Raw, us: Connection) -> list[Item]:
        found = entries(load(raw.body))
        return [item for entry in found for item in _entry(entry, changes, us)]

    return read


def _entry(entry: Any, changes: Mapping[str, Change], us: Connection) -> Iterator[Item]:
    if not isinstance(entry, dict):
        yield unreadable("entry", "an object is expected")
        return
    if str(entry.get("id")) == TEST:
        yield Aside("test", Kept.NOTHING, "from the test button of Meta's dashboard")
        return
    at, parts = _time(entry), 0
    for change in _changes(entry):
        yield from _change(change, at, changes, us)
        parts += 1
    for name in ("messaging", "standby"):
        for event in _list(entry, name):
            yield from guarded(name, partial(read_event, event, at, us))
            parts += 1
    if not parts:
        told = " ".join(sorted(set(entry) - {"id", "time"}))[:100]
        yield Aside(f"entry {told}".strip(), Kept.UNKNOWN)


def _changes(entry: Mapping[str, Any]) -> list[Any]:
    """Instagram Login's documentation has the one change in the entry itself."""
    flat = [entry] if "field" in entry else []
    return [*_list(entry, "changes"), *flat]


def _list(entry: Mapping[str, Any], name: str) -> list[Any]:
    found = entry.get(name, [])
    return found if isinstance(found, list) else [found]


def _change(
    change: Any, at: datetime | None, changes: Mapping[str, Change], us: Connection
) -> list[Item]:
    if not isinstance(change, dict):
        return [unreadable("change", "an object is expected")]
    name, value = str(change.get("field"))[:100], change.get("value")
    if name in changes:
        return guarded(name, partial(changes[name], value, at, us))
    if name in EVENTS:
        return guarded(name, partial(read_event, value, at, us))
    return [Aside(name, Kept.UNKNOWN)]


def _time(entry: Mapping[str, Any]) -> datetime | None:
    try:
        return fit(Sent, {"time": entry.get("time")}).time
    except Unreadable:
        return None
