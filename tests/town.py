"""The simulated municipality with its three accounts connected, and shorthand for its day."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from connectors import polling
from connectors.models import Account, Arrival
from connectors.simulator.testing import Simulator
from inbox import ingest, outbox
from inbox.following import follow
from inbox.models import Conversation, Message, Outbound
from webcare.demo.load import accounts

PLATFORMS = ("x", "facebook", "instagram")


class Town:
    """Citizens write with ``says``; Webcare hears with ``listen`` and speaks with ``deliver``."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        known = accounts(simulator.control("GET", "municipality"))
        self.accounts = {
            kind: Account.objects.create(kind=kind, **details) for kind, details in known.items()
        }

    def says(
        self, platform: str, text: str, *, author: str = "noor_voorbeeld", parent: str | None = None
    ) -> str:
        """A citizen (or "municipality", in the native app) writes; the platform's id of it."""
        if platform == "instagram" and parent is None:
            parent = self.own_post("instagram")
        body = {"platform": platform, "author": author, "text": text, "parent": parent}
        return str(self.simulator.control("POST", "posts", body)["id"])

    def writes(self, platform: str, text: str, **more: Any) -> str:
        """A citizen sends the municipality a private message; the platform's id of it."""
        body = {"platform": platform, "author": "noor_voorbeeld", "text": text, **more}
        return str(self.simulator.control("POST", "directs", body)["id"])

    def own_post(self, platform: str) -> str:
        """A post of the municipality on which citizens can comment."""
        everything = self.simulator.control("GET", f"posts/{platform}")
        return next(
            str(post["id"])
            for post in everything
            if post["municipality"] and not post["parent_id"] and post["place"] == "page"
        )

    def changes(self, platform: str, post_id: str, text: str) -> str:
        return str(
            self.simulator.control("PATCH", f"posts/{platform}/{post_id}", {"text": text})["id"]
        )

    def removes(self, platform: str, post_id: str) -> None:
        self.simulator.control("DELETE", f"posts/{platform}/{post_id}")

    def fault(self, platform: str, kind: str, *, method: str = "POST", times: int = 1) -> None:
        self.simulator.control(
            "POST",
            "faults",
            {"platform": platform, "method": method, "path": ".*", "kind": kind, "times": times},
        )

    def placed(self, platform: str | None = None) -> list[dict[str, Any]]:
        """What the municipality wrote through the API, oldest first."""
        query = f"?platform={platform}" if platform else ""
        written = self.simulator.control("GET", f"outbox{query}")
        return [post for post in written if post["via"] == "api"]

    def listen(self, *platforms: str) -> None:
        """Poll every account, or only of these platforms, and read all that arrived."""
        for account in _working(platforms):
            polling.poll(account)
        read_all()

    def follow(self, *platforms: str) -> None:
        """Look the open conversations up again, or only of these platforms."""
        for account in _working(platforms):
            follow(account)
        read_all()


def _working(platforms: Collection[str]) -> QuerySet[Account]:
    working = Account.objects.working()
    return working.filter(kind__in=platforms) if platforms else working


def read_all() -> None:
    for pk in Arrival.objects.waiting().order_by("pk").values_list("pk", flat=True):
        ingest.ingest(pk)


def send_all() -> None:
    """Deliver what is queued, in order, once."""
    for pk in Outbound.objects.order_by("pk").values_list("pk", flat=True):
        outbox.deliver(pk)


def conversation_of(external_id: str) -> Conversation:
    message = Message.objects.select_related("conversation").get(external_id=external_id)
    assert message.conversation
    return message.conversation
