"""What we ask of Meta and what it says to that, by its samples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from connectors.base import Capability, Connection, Outgoing, Receipt
from connectors.facebook.connector import FacebookConnector
from connectors.instagram.renewing import ends_at, renewed
from connectors.meta.gateway import MetaGateway
from connectors.meta.subscribing import FIELDS, PAGE
from tests.connectors.bench import MemoryVault
from tests.connectors.exchange import Exchange, Stage, play, staged
from tests.connectors.sampled import META_API, load

pytestmark = pytest.mark.shared

GRAPH = f"/{site.META_GRAPH_VERSION}"
APP = "%3CAPP_ID%3E"  # as it stands in an address
HOOK = "https://webcare.gemeente.example/hooks/meta/"
LETTERS = {"data": [{"id": "m_1", "created_time": "2026-11-19T10:00:00+0000"}]}


def page() -> FacebookConnector:
    return FacebookConnector(Connection("500", "gemeente", MemoryVault({"page_token": "t"})))


def write() -> Receipt:
    way = Capability.DM
    return page().send(Outgoing("Goedemiddag!", "m_1", datetime.now(UTC), way=way, recipient="742"))


def look() -> tuple[bool, set[str]]:
    """Whether all is told, and which of what we want is not, as the detail ends."""
    app = {"app_id": "<APP_ID>", "app_secret": "secret-of-it", "verify_token": "sesam"}
    found = MetaGateway(app).subscribe(HOOK, page().connection, repair=False)
    untold = found.detail.rpartition(": ")[2].rstrip(".")
    return found.good, set(untold.split(", "))


def renew() -> Mapping[str, object]:
    """With the days that are left."""
    given = renewed({"ig_token": "old"})
    moment = ends_at(given)
    assert moment
    return {**given, "expires_at": (moment - datetime.now(UTC)).days}


EXCHANGES = {
    "a message in Messenger": Exchange(
        write,
        {f"POST {GRAPH}/500/messages": "send-ok"},
        {
            f"POST {GRAPH}/500/messages": {
                "recipient": json.dumps({"id": "742"}),
                "message": json.dumps({"text": "Goedemiddag!"}),
                "messaging_type": "RESPONSE",
            }
        },
        Receipt("m_qr6G"),
    ),
    "the conversation with a citizen": Exchange(
        lambda: [each.id for each in page().mailbox.with_citizen("742") or ()],
        {
            f"GET {GRAPH}/500/conversations": "conversations",
            f"GET {GRAPH}/t_10224/messages": LETTERS,
        },
        gives=["m_1"],
    ),
    "what the Page tells us": Exchange(
        look,
        {
            f"GET {GRAPH}/me": {"id": "500"},
            f"GET {GRAPH}/{APP}/subscriptions": {
                "data": [
                    {
                        "object": "page",
                        "callback_url": HOOK,
                        "active": True,
                        "fields": [{"name": name} for name in FIELDS[PAGE]],
                    }
                ]
            },
            f"GET {GRAPH}/500/subscribed_apps": "subscribed-apps",
        },
        gives=(False, set(FIELDS[PAGE]) - {"feed", "messages"}),
    ),
    "sixty days more": Exchange(
        renew,
        {"GET /refresh_access_token": "long-lived-token"},
        gives={"ig_token": "<T>", "expires_at": 59},
    ),
}
NAMED = {name for each in EXCHANGES.values() for name in each.samples}


@pytest.fixture
def stage(settings: Any) -> Iterator[Stage]:
    with staged(settings) as stage:
        yield stage


@pytest.mark.parametrize("what", EXCHANGES)
def test_meta_is_asked_and_answers(shared: Path, stage: Stage, what: str) -> None:
    play(EXCHANGES[what], stage, lambda name: load(shared, META_API, name))
