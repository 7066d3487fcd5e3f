"""What pigeons bring: shorthand for bodies, and for reading them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from connectors import polling
from connectors.models import Account, Arrival
from inbox import ingest
from inbox.models import Conversation, Message

NOON = datetime.fromisoformat("2026-11-18T12:00:00+00:00")
NOOR = ("900", "noor_voorbeeld", "Noor")
SEM = ("901", "sem_voorbeeld", "Sem")


def says(number: str, text: str = "Wanneer snoeien jullie?", **more: Any) -> dict[str, Any]:
    """A message; by Noor, at noon and some minutes, in a thread of its own, unless told."""
    minutes = int("".join(sign for sign in number if sign.isdigit()) or 0)
    return {
        "is": "incoming",
        "external_id": number,
        "author": NOOR,
        "text": text,
        "created_at": (NOON + timedelta(minutes=minutes)).isoformat(),
        "thread_id": number,
        **more,
    }


def at(minutes: float) -> str:
    """So many minutes past noon, as the platform writes it."""
    return (NOON + timedelta(minutes=minutes)).isoformat()


def arrives(account: Account, *items: dict[str, Any], when: datetime | None = None) -> Arrival:
    """A body with these items comes in and is read."""
    body = json.dumps(items).encode()
    arrival = Arrival.objects.create(account=account, source="post", body=body, digest="")
    if when:
        Arrival.objects.filter(pk=arrival.pk).update(received_at=when)
    ingest.ingest(arrival.pk)
    arrival.refresh_from_db()
    return arrival


def read_again(arrival: Arrival) -> None:
    polling.read_again(arrival)
    ingest.ingest(arrival.pk)
    arrival.refresh_from_db()


def message(external_id: str) -> Message:
    return Message.objects.select_related("conversation").get(external_id=external_id)


def conversation(external_id: str) -> Conversation:
    found = message(external_id).conversation
    assert found
    return found
