"""A platform of our own making that does what a test tells it: letters, and a box to fetch them.

A webhook's body is ``[{"to": number, "says": anything}, …]``, sealed with the app's secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from connectors.base import (
    Answer,
    Candidate,
    Capability,
    Connection,
    Connector,
    ConnectorError,
    Examination,
    Forged,
    Gateway,
    Identity,
    Item,
    Outgoing,
    Page,
    Parcel,
    Raw,
    Receipt,
    Subscription,
    TextRule,
    Unreadable,
    Use,
    Way,
)
from connectors.models import App
from connectors.secrets import Secrets

SECRET = "een-geheim-van-de-brievenbus"
GATEWAYS = {"letterbox": ("Letterbox", "tests.webcare.letterbox.Letterbox")}
CONNECTORS = {"letters": ("Letters", "tests.webcare.letterbox.Letters")}


@dataclass
class Script:
    """What the platform does.

    pages    what there is to fetch; the cursor is how many were fetched
    stands   the cursor does not say how far we are before the last page
    known    what can be looked up; an error is raised instead
    asked    what ``refresh`` was asked, one list for each time
    fails    raised by whatever comes next, once for each
    found    what ``subscribe`` finds; an error is raised instead
    """

    pages: list[bytes] = field(default_factory=list)
    stands: bool = False
    known: dict[str, bytes | ConnectorError] = field(default_factory=dict)
    asked: list[list[str]] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    use: Use = field(default_factory=lambda: Use("letters"))
    fetched: int = 0
    renewals: int = 0
    renewed: dict[str, str] = field(default_factory=dict)
    examination: Examination | None = None
    found: Subscription | ConnectorError = field(default_factory=lambda: Subscription(good=True))
    subscribed: list[tuple[str, str, bool]] = field(default_factory=list)

    def maybe_fail(self) -> None:
        if self.fails:
            raise self.fails.pop(0)


class Stage:
    """The script being played."""

    script: ClassVar[Script] = Script()


class Letters(Connector):
    kind = "letters"
    label = "Letters"
    gateway = "letterbox"
    ways = (Way(Capability.REPLY, TextRule(limit=100, count=len)),)
    credential_fields = ()
    lag = timedelta(0)

    def identify(self) -> Identity:
        Stage.script.maybe_fail()
        return Identity(self.connection.external_id, "letters", "Letters")

    def examine(self) -> Examination:
        Stage.script.maybe_fail()
        return Stage.script.examination or super().examine()

    def renew(self) -> None:
        Stage.script.renewals += 1
        Stage.script.maybe_fail()
        if Stage.script.renewed:
            stale = self.connection.vault.read()
            self.connection.vault.renew(stale, lambda old: {**old, **Stage.script.renewed})

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        script, start = Stage.script, int(cursor.get("seen", 0))
        for number, body in enumerate(script.pages[start:] or [b"[]"], start + 1):
            self.connection.meter.check(script.use.bucket)
            script.maybe_fail()
            script.fetched += 1
            self.connection.meter.note(script.use)
            last = number >= len(script.pages)
            here = {"seen": min(number, len(script.pages))}
            mark = dict(cursor) if script.stands and not last else here
            yield Page((Raw("box", body, str(number)),), mark)

    def refresh(self, external_ids: Sequence[str]) -> Iterator[Page]:
        Stage.script.asked.append(list(external_ids))
        Stage.script.maybe_fail()
        for subject in external_ids:
            known = Stage.script.known.get(subject, b"{}")
            if isinstance(known, ConnectorError):
                raise known
            yield Page((Raw("one", known, subject),), {})

    def parse(self, raw: Raw) -> list[Item]:
        return []

    def send(self, outgoing: Outgoing) -> Receipt:
        raise NotImplementedError

    def find(self, outgoing: Outgoing) -> Receipt | None:
        raise NotImplementedError

    def link(self, external_id: str) -> str:
        return ""


class Letterbox(Gateway):
    kind = "letterbox"
    label = "Letterbox"
    kinds = ("letters",)
    credential_fields = ()
    logins = ()

    def challenge(self, query: Mapping[str, str]) -> Answer:
        if query.get("word") != "sesam":
            raise Forged("another word")
        return Answer(query.get("say", ""))

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        if not hmac.compare_digest(headers.get("x-seal", "").encode(), seal(body).encode()):
            raise Forged("another seal")

    def open(self, body: bytes) -> list[Parcel]:
        try:
            letters = json.loads(body)
            return [_parcel(letters, letter, body) for letter in letters]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise Unreadable("no letters") from error

    def subscribe(self, url: str, connection: Connection, *, repair: bool) -> Subscription:
        Stage.script.subscribed.append((url, connection.external_id, repair))
        if isinstance(Stage.script.found, ConnectorError):
            raise Stage.script.found
        return Stage.script.found

    def authorise_url(self, login: str, redirect_uri: str, state: str, verifier: str) -> str:
        raise NotImplementedError

    def redeem(self, login: str, redirect_uri: str, code: str, verifier: str) -> list[Candidate]:
        raise NotImplementedError


def _parcel(letters: list[Any], letter: dict[str, Any], body: bytes) -> Parcel:
    alone = len(letters) == 1
    return Parcel(
        "letters", letter["to"], Raw("webhook", body if alone else json.dumps(letter).encode())
    )


def seal(body: bytes) -> str:
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def letters(*to: str) -> bytes:
    return json.dumps([{"to": number, "says": f"Dag {number}"} for number in to]).encode()


def post(client: Client, app: App, body: bytes, sealed: str | None = None) -> Any:
    return client.post(
        reverse("webhook", args=[app.key]),
        body,
        content_type="application/json",
        headers={"x-seal": seal(body) if sealed is None else sealed},
    )


def play(settings: Any) -> Script:
    """The platform is there, with nothing to say yet."""
    settings.GATEWAYS = {**settings.GATEWAYS, **GATEWAYS}
    settings.CONNECTORS = {**settings.CONNECTORS, **CONNECTORS}
    Stage.script = Script()
    return Stage.script


def make_app() -> App:
    app = App(kind="letterbox", name="Webcare")
    app.credentials = Secrets({"secret": SECRET})
    app.save()
    return app


def fresh_app(settings: Any) -> App:
    """The platform is there with an app of ours, and nobody called it before."""
    play(settings)
    cache.clear()
    return make_app()
