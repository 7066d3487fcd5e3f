"""A guest book: entries, and answers beneath them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from connectors.base import (
    Capability,
    Connector,
    CredentialField,
    Identity,
    Incoming,
    Item,
    Outgoing,
    Page,
    Person,
    Raw,
    Receipt,
    TextRule,
    Way,
)
from connectors.http import Session
from connectors.payloads import Moment, Payload, Text, expect, read


class Entry(Payload):
    number: str
    who: str
    words: Text
    answers: str = ""
    at: Moment


class Entries(Payload):
    entries: list[Entry]


class GuestbookConnector(Connector):
    """One book. ``external_id`` is the name its owner signs with."""

    kind = "guestbook"
    label = "Gastenboek"
    gateway = "guestbook"
    ways = (Way(Capability.REPLY, TextRule(limit=100, count=len)),)
    credential_fields: ClassVar = (CredentialField("address", "Address"),)
    lag = timedelta(0)

    def identify(self) -> Identity:
        owner = json.loads(self._session().get("/owner").content)["owner"]
        return Identity(external_id=owner, handle=owner, name=owner)

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        yield Page((Raw("entries", self._session().get("/entries").content),), {})

    def refresh(self, external_ids: Sequence[str]) -> Iterator[Page]:
        yield from self.fetch({})

    def parse(self, raw: Raw) -> list[Item]:
        listed = raw.body if raw.source == "entries" else b"[" + raw.body + b"]"
        entries = read(Entries, b'{"entries": ' + listed + b"}").entries
        return [self._message(entry) for entry in entries]

    def send(self, outgoing: Outgoing) -> Receipt:
        self.way(outgoing.way).text.check(outgoing.text)
        words = {"words": outgoing.text, "answers": outgoing.reply_to}
        response = self._session().post("/entries", json=words)
        return Receipt(expect(Entry, response.content, uncertain=True).number)

    def find(self, outgoing: Outgoing) -> Receipt | None:
        for page in self.fetch({}):
            for item in self.parse(page.raws[0]):
                if isinstance(item, Incoming) and item.text == outgoing.text:
                    return Receipt(item.external_id)
        return None

    def link(self, external_id: str) -> str:
        return f"{self._address}#{external_id}"

    @property
    def _address(self) -> str:
        return self.connection.vault.read()["address"]

    def _session(self) -> Session:
        return Session(self._address)

    def _message(self, entry: Entry) -> Incoming:
        return Incoming(
            external_id=entry.number,
            author=Person(entry.who, handle=entry.who),
            text=entry.words,
            created_at=entry.at,
            thread_id=entry.answers or entry.number,
            parent_id=entry.answers,
            permalink=self.link(entry.number),
        )
