"""One connector, and the outside world it speaks with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors import registry
from connectors.base import (
    Connection,
    Connector,
    ConnectorError,
    Incoming,
    Item,
    Outgoing,
    Page,
    Post,
    Raw,
)
from connectors.simulator.testing import Simulator

SECRETS = {
    "x": ("client_id", "client_secret", "access_token", "refresh_token"),
    "facebook": ("page_token", "app_secret"),
    "instagram": ("page_token", "app_secret"),
}


class MemoryVault:
    """``connectors.base.Vault`` for a test; counts the renewals."""

    def __init__(self, credentials: Mapping[str, str]) -> None:
        self.credentials = dict(credentials)
        self.renewals = 0

    def read(self) -> Mapping[str, str]:
        return dict(self.credentials)

    def renew(
        self, stale: Mapping[str, str], renew: Callable[[Mapping[str, str]], Mapping[str, str]]
    ) -> Mapping[str, str]:
        if dict(stale) == self.credentials:
            self.credentials = dict(renew(stale))
            self.renewals += 1
        return dict(self.credentials)


@dataclass
class Haul:
    """What one fetch brought in."""

    pages: list[Page] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    @property
    def cursor(self) -> Mapping[str, Any]:
        return self.pages[-1].cursor

    @property
    def messages(self) -> list[Incoming]:
        return [item for item in self.items if isinstance(item, Incoming)]

    @property
    def posts(self) -> list[Post]:
        return [item for item in self.items if isinstance(item, Post)]

    @property
    def ids(self) -> set[str]:
        return {message.external_id for message in self.messages}

    def message(self, external_id: str) -> Incoming:
        return next(each for each in self.messages if each.external_id == external_id)


class Bench:
    """A connector for the simulated municipality, and what citizens can do to it."""

    def __init__(self, kind: str, simulator: Simulator) -> None:
        self.kind = kind
        self.simulator = simulator
        account = simulator.control("GET", "municipality")[kind]
        self.account: dict[str, str] = account
        self.vault = MemoryVault({name: account[name] for name in SECRETS[kind]})
        self.connection = Connection(
            external_id=account.get("user_id") or account.get("page_id") or account["ig_id"],
            handle=account.get("handle") or account.get("username") or "gemeentevoorbeeld",
            vault=self.vault,
        )
        self.connector = self.again()

    def again(self) -> Connector:
        """Another connector for the same account."""
        return registry.connect(self.kind, self.connection)

    def own_post(self, text: str = "De milieustraat is morgen dicht.") -> str:
        return self._place("municipality", text, None)

    def say(self, text: str, under: str = "", author: str = "noor_voorbeeld") -> str:
        """A citizen asks the municipality something; on Meta under a post of its own."""
        return self._place(author, self._addressed(text), under or self._default_place())

    def say_all(self, texts: Iterable[str]) -> set[str]:
        place = self._default_place()
        body = [self._draft("noor_voorbeeld", self._addressed(text), place) for text in texts]
        return set(self.simulator.control("POST", "bulk", body)["ids"])

    def answer_in_app(self, text: str, under: str) -> str:
        return self._place("municipality", text, under)

    def change(self, external_id: str, text: str) -> str:
        path = f"posts/{self.kind}/{external_id}"
        return str(self.simulator.control("PATCH", path, {"text": self._addressed(text)})["id"])

    def delete(self, external_id: str) -> None:
        self.simulator.control("DELETE", f"posts/{self.kind}/{external_id}")

    def fault(self, kind: str, **more: Any) -> None:
        self.simulator.control("POST", "faults", {"platform": self.kind, "kind": kind, **more})

    def outbox(self) -> list[dict[str, Any]]:
        return list(self.simulator.control("GET", f"outbox?platform={self.kind}"))

    def fetch(self, cursor: Mapping[str, Any] | None = None) -> Haul:
        pages = list(self.connector.fetch(cursor or {}))
        return Haul(pages, self.parse(raw for page in pages for raw in page.raws))

    def fetch_one(self, text: str, author: str = "noor_voorbeeld") -> Incoming:
        """What a citizen says, as it comes in."""
        said = self.say(text, author=author)
        return self.fetch().message(said)

    def refresh(self, *external_ids: str) -> list[Item]:
        pages = self.connector.refresh(external_ids)
        return self.parse(raw for page in pages for raw in page.raws)

    def parse(self, raws: Iterable[Raw]) -> list[Item]:
        return [item for raw in raws for item in self.connector.parse(raw)]

    def failure(self, action: Callable[[], object]) -> ConnectorError:
        """The error ``action`` ends in."""
        try:
            action()
        except ConnectorError as error:
            return error
        raise AssertionError("No ConnectorError was raised.")

    def _place(self, author: str, text: str, parent: str | None) -> str:
        draft = self._draft(author, text, parent)
        return str(self.simulator.control("POST", "posts", draft)["id"])

    def _draft(self, author: str, text: str, parent: str | None) -> dict[str, Any]:
        return {"platform": self.kind, "author": author, "text": text, "parent": parent}

    def _addressed(self, text: str) -> str:
        return f"@{self.connection.handle} {text}" if self.kind == "x" else text

    def _default_place(self) -> str | None:
        if self.kind == "x":
            return None
        posts = self.simulator.control("GET", f"posts/{self.kind}")
        own = (post for post in posts if post["municipality"] and post["place"] == "page")
        return next(str(post["id"]) for post in own)


def ids(items: Iterable[Item]) -> set[str]:
    """Of the messages among them."""
    return {item.external_id for item in items if isinstance(item, Incoming)}


def outgoing(reply_to: str, text: str = "Dank voor uw melding, we komen langs.") -> Outgoing:
    return Outgoing(text=text, reply_to=reply_to, not_before=datetime.now(UTC))


def days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()
