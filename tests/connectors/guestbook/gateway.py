"""The guest book's own app: it knocks with a password in a header."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import ClassVar

from connectors.base import (
    Answer,
    Candidate,
    Connection,
    CredentialField,
    Forged,
    Gateway,
    Login,
    Parcel,
    Raw,
    Subscription,
    Unreadable,
)


class GuestbookGateway(Gateway):
    kind = "guestbook"
    label = "Gastenboek"
    kinds = ("guestbook",)
    credential_fields: ClassVar = (CredentialField("password", "Password"),)
    logins: ClassVar = (Login("guestbook", "Gastenboek"),)

    def challenge(self, query: Mapping[str, str]) -> Answer:
        raise Forged("it never asks")

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        given = headers.get("X-Guestbook-Password", "")
        if not hmac.compare_digest(given, self.credentials["password"]):
            raise Forged("another password")

    def open(self, body: bytes) -> list[Parcel]:
        try:
            book = json.loads(body)["book"]
        except (ValueError, LookupError, TypeError) as error:
            raise Unreadable("names no book") from error
        return [Parcel("guestbook", str(book), Raw("webhook", body))]

    def subscribe(self, url: str, connection: Connection, *, repair: bool) -> Subscription:
        return Subscription(good=True)

    def authorise_url(self, login: str, redirect_uri: str, state: str, verifier: str) -> str:
        return f"{redirect_uri}?state={state}&code=1"

    def redeem(self, login: str, redirect_uri: str, code: str, verifier: str) -> list[Candidate]:
        return []
