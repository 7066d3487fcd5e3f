"""Every body that a platform is known to send, read all the way into the inbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Raw, Unreadable
from connectors.meta.gateway import MetaGateway
from connectors.models import Account, Arrival
from inbox import ingest
from inbox.models import Event, Message, Reaction
from tests.factories import AccountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.shared]

READ = {Arrival.State.PARSED, Arrival.State.UNKNOWN}


def _entries(shared: Path) -> Iterator[tuple[str, Raw]]:
    """One webhook entry at a time, as the gateway hands them over; kind and body."""
    for path in sorted((shared / "data/meta/payloads").rglob("*.json")):
        body = path.read_bytes()
        try:
            parcels = MetaGateway({}).open(body)
        except Unreadable:  # an answer of the API, which is no webhook
            continue
        for parcel in parcels:
            yield parcel.kind, parcel.raw


def _counts() -> dict[str, Any]:
    return {
        "messages": set(Message.objects.values_list("external_id", "text", "hidden", "form")),
        "reactions": Reaction.objects.exclude(reaction="").count(),
        "events": sorted(Event.objects.values_list("verb", flat=True)),
    }


def _read(account: Account, raw: Raw) -> Arrival:
    arrival = Arrival.objects.create(
        account=account, source=raw.source, subject=raw.subject, body=raw.body, digest=""
    )
    ingest.ingest(arrival.pk)
    arrival.refresh_from_db()
    return arrival


@pytest.fixture
def entries(shared: Path) -> list[tuple[Account, Raw]]:
    accounts = {kind: AccountFactory(kind=kind) for kind in ("facebook", "instagram")}
    return [(accounts[kind], raw) for kind, raw in _entries(shared)]


def test_meta_webhooks_are_read_into_the_inbox(entries: list[tuple[Account, Raw]]) -> None:
    assert len(entries) > 30
    for account, raw in entries:
        arrival = _read(account, raw)
        # What a connector cannot make sense of says so; nothing fails on its way from there.
        assert arrival.state in READ or ": " in arrival.error, (raw, arrival.error)
        assert not arrival.error.startswith(("DataError", "IntegrityError", "TypeError")), raw
    assert Message.objects.exists()


def test_meta_webhook_that_comes_again_changes_nothing(entries: list[tuple[Account, Raw]]) -> None:
    for account, raw in entries:
        _read(account, raw)
        once = _counts()
        _read(account, raw)
        assert _counts() == once, raw


def test_x_webhooks_are_read_into_the_inbox(shared: Path, account: Account) -> None:
    for path in sorted((shared / "data/x/samples").glob("[ax]aa_*.json")):
        body = json.dumps(json.loads(path.read_bytes()).get("body", json.loads(path.read_bytes())))
        arrival = _read(account, Raw("webhook", body.encode()))
        assert arrival.state in READ, (path.name, arrival.error)
