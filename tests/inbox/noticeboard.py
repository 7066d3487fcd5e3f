"""A platform that does hardly anything: for what has nothing to do with any real one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from connectors.base import (
    Capability,
    Connector,
    Identity,
    Item,
    MediaRule,
    Outgoing,
    Page,
    Raw,
    Receipt,
    TextRule,
    Way,
)

MEGABYTE = 1024 * 1024
PICTURES = MediaRule(
    most=4,
    types={"image/jpeg": MEGABYTE, "image/png": MEGABYTE, "video/mp4": 5000},
    alt_limit=1000,
)
SETTING = {"noticeboard": ("Noticeboard", "tests.inbox.noticeboard.Noticeboard")}


class Noticeboard(Connector):
    """Always there, and nobody ever writes on it."""

    kind = "noticeboard"
    label = "Noticeboard"
    ways = (Way(Capability.REPLY, TextRule(limit=280, count=len), media=PICTURES),)
    credential_fields = ()
    lag = timedelta(0)

    def identify(self) -> Identity:
        return Identity(self.connection.external_id, self.connection.handle, "Noticeboard")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        yield Page((), {})

    def refresh(self, external_ids: Sequence[str]) -> Iterator[Page]:
        yield Page((), {})

    def parse(self, raw: Raw) -> list[Item]:
        return []

    def send(self, outgoing: Outgoing) -> Receipt:
        return Receipt(external_id=outgoing.key)

    def find(self, outgoing: Outgoing) -> Receipt | None:
        return None

    def link(self, external_id: str) -> str:
        return ""
