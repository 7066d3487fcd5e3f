"""The connector of the carrier pigeons: bodies are items as JSON, the platform is a ``Loft``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from connectors.base import (
    Aside,
    Attachment,
    Capability,
    Connector,
    ConnectorError,
    CredentialField,
    Deed,
    Deleted,
    Feature,
    Form,
    Hidden,
    Identity,
    Incoming,
    Item,
    Kept,
    MediaKind,
    MediaRule,
    Outgoing,
    Page,
    Person,
    Pointer,
    Post,
    Profile,
    Raw,
    Reacted,
    Receipt,
    Restraint,
    Revoked,
    Since,
    TextRule,
    Unreadable,
    Way,
    Window,
)

LIMIT = 60
PICTURES = MediaRule(most=2, types={"image/png": 10_000}, alt_limit=50)
PARCELS = MediaRule(most=3, types={"image/png": 10_000, "application/pdf": 10_000}, with_text=False)


@dataclass
class Loft:
    """What the pigeons brought there, and how they fail next."""

    placed: list[Outgoing] = field(default_factory=list)
    restrained: list[Restraint] = field(default_factory=list)
    done: list[Deed] = field(default_factory=list)
    failures: list[ConnectorError] = field(default_factory=list)
    found: Receipt | ConnectorError | None = None

    def reset(self) -> None:
        self.__init__()  # type: ignore[misc] # back to its beginning

    def fly(self) -> None:
        if self.failures:
            raise self.failures.pop(0)


LOFT = Loft()


class PigeonConnector(Connector):
    kind = "pigeon"
    label = "Duif"
    ways = (
        Way(Capability.REPLY, TextRule(LIMIT, len), media=PICTURES, parts=3),
        Way(Capability.COLD_REPLY, TextRule(LIMIT, len), feature="loud"),
        Way(
            Capability.PRIVATE_REPLY,
            TextRule(LIMIT, len),
            windows=(Window(timedelta(days=7), Since.MESSAGE, "Duiven vergeten na een week."),),
            once=True,
        ),
        Way(
            Capability.DM,
            TextRule(LIMIT, len),
            media=PARCELS,
            windows=(
                Window(timedelta(hours=24), Since.CITIZEN, "Na een dag slaapt de duif."),
                Window(
                    timedelta(days=7),
                    Since.CITIZEN,
                    "Na een week is de duif weg.",
                    name="patient",
                    feature="patient",
                    by_a_person=True,
                ),
            ),
        ),
    )
    acts: ClassVar = {Capability.HIDE: "", Capability.LIKE: "loud", Capability.DELETE: ""}
    restraints: ClassVar = {Capability.BLOCK: "", Capability.SPAM: "", Capability.MUTE: "loud"}
    listens: ClassVar = {Capability.SEARCH: ""}
    features = (Feature("loud", "Luide duif"), Feature("patient", "Geduldige duif"))
    credential_fields: ClassVar = (CredentialField("seed", "Zaad"),)
    lag = timedelta(0)

    def identify(self) -> Identity:
        LOFT.fly()
        return Identity(self.connection.external_id, "GemVoorbeeld", "Gemeente Voorbeeld")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        yield Page((), {})

    def refresh(self, external_ids: Sequence[str]) -> Iterator[Page]:
        yield Page((), {})

    def parse(self, raw: Raw) -> list[Item]:
        try:
            return [_item(one) for one in json.loads(raw.body)]
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(str(error)) from error

    def send(self, outgoing: Outgoing) -> Receipt:
        LOFT.fly()
        LOFT.placed.append(outgoing)
        return Receipt(f"p{len(LOFT.placed)}", f"https://duif.example/p{len(LOFT.placed)}")

    def find(self, outgoing: Outgoing) -> Receipt | None:
        if isinstance(LOFT.found, ConnectorError):
            raise LOFT.found
        return LOFT.found

    def perform(self, deed: Deed) -> None:
        LOFT.fly()
        LOFT.done.append(deed)

    def restrain(self, restraint: Restraint) -> None:
        LOFT.fly()
        LOFT.restrained.append(restraint)

    def link(self, external_id: str) -> str:
        return f"https://duif.example/{external_id}"

    def compose_link(self, outgoing: Outgoing) -> str:
        return f"https://duif.example/schrijf?aan={outgoing.reply_to}&tekst={outgoing.text}"


def _item(one: dict[str, Any]) -> Item:
    """One item from JSON: ``is`` names its class in small letters."""
    one = dict(one)
    kind = one.pop("is")
    for name in ("as_of", "created_at"):
        if one.get(name):
            one[name] = datetime.fromisoformat(one[name])
    return _READERS[kind](one)


def _incoming(one: dict[str, Any]) -> Item:
    one["author"] = Person(*one["author"])
    one["form"] = Form(one.get("form", "message"))
    if one.get("allows") is not None:
        one["allows"] = frozenset(Capability(name) for name in one["allows"])
    kinds = one.get("attachments", [])
    one["attachments"] = tuple(
        Attachment(MediaKind(kind), f"{kind}-{number}") for number, kind in enumerate(kinds)
    )
    return Incoming(**one)


_READERS: dict[str, Callable[[dict[str, Any]], Item]] = {
    "incoming": _incoming,
    "post": lambda one: Post(**one),
    "deleted": lambda one: Deleted(**one),
    "hidden": lambda one: Hidden(**one),
    "reacted": lambda one: Reacted(**one),
    "profile": lambda one: Profile(Person(*one["person"])),
    "pointer": lambda one: Pointer(**one),
    "revoked": lambda one: Revoked(**one),
    "aside": lambda one: Aside(one["what"], Kept(one["kept"]), one.get("why", "")),
}
