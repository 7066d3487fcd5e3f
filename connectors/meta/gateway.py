"""The municipality's app at Meta: webhooks of Pages and Instagram accounts, and both logins."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from connectors.base import (
    Answer,
    Candidate,
    Connection,
    ConnectorError,
    CredentialField,
    Forged,
    Gateway,
    Login,
    Parcel,
    Raw,
    Reason,
    Subscription,
    Unreadable,
)
from connectors.meta import login as logins
from connectors.meta.payloads import Named
from connectors.meta.reading import WEBHOOK, load
from connectors.meta.subscribing import subscribe
from connectors.meta.webhooks import TEST, entries
from connectors.payloads import fit

KINDS = {"page": "facebook", "instagram": "instagram"}
SIGNATURE = "X-Hub-Signature-256"
PREFIX = "sha256="


class MetaGateway(Gateway):
    """One app at Meta. Instagram Login has an app id and a secret of its own beside it."""

    kind = "meta"
    label = "Meta (Facebook, Instagram)"
    kinds = ("facebook", "instagram")
    credential_fields: ClassVar[tuple[CredentialField, ...]] = (
        CredentialField("app_id", _("App ID"), help=_("App settings, Basic.")),
        CredentialField("app_secret", _("App secret"), help=_("App settings, Basic.")),
        CredentialField(
            "verify_token",
            _("Verify token"),
            help=_("Meta repeats it when it tries the webhook address."),
            ours=True,
        ),
        CredentialField(
            "old_secrets",
            _("Earlier app secrets"),
            required=False,
            help=_("By commas. Webhooks signed with these are still taken, during a change."),
        ),
        CredentialField(
            "instagram_app_id",
            _("Instagram app ID"),
            required=False,
            help=_("Only for Instagram Login: Instagram, API setup with Instagram login."),
        ),
        CredentialField(
            "instagram_app_secret",
            _("Instagram app secret"),
            required=False,
            help=_("On the same page."),
        ),
    )
    logins = (
        Login(logins.FACEBOOK, _("Facebook Login: Pages and their Instagram accounts")),
        Login(
            logins.INSTAGRAM_OWN,
            _("Instagram Login: one Instagram account without a Page"),
            needs=("instagram_app_id", "instagram_app_secret"),
        ),
    )
    terms = (
        _(
            "Messages of citizens come in only after Meta's App Review, with Advanced Access to "
            "each permission, and Business Verification of the municipality."
        ),
        _("The app has to be published (Live), with a privacy statement at a public address."),
        _(
            "Answering between 24 hours and 7 days needs the feature Human Agent, which Meta "
            "grants after review."
        ),
        _(
            "In Instagram, someone has to allow access to messages: Settings, Messages, "
            "Connected tools."
        ),
        _(
            "Meta processes what citizens write. Settle the grounds, the processing agreement and "
            "the impact assessment (AVG) before connecting."
        ),
    )

    # Webhooks ------------------------------------------------------------------------------------

    def challenge(self, query: Mapping[str, str]) -> Answer:
        expected, given = self._credential("verify_token"), query.get("hub.verify_token", "")
        if query.get("hub.mode") != "subscribe" or not expected:
            raise Forged("this is no subscription")
        if not hmac.compare_digest(expected.encode(), given.encode(errors="replace")):
            raise Forged("another verify token")
        return Answer(query.get("hub.challenge", ""))

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """The bytes as they came: Meta signs JSON with its characters escaped.

        It is not documented which secret signs what is about Instagram Login, so each is tried.
        """
        given = headers.get(SIGNATURE, "")
        if not given.startswith(PREFIX):
            raise Forged(f"without {SIGNATURE}")
        signature = given.removeprefix(PREFIX).strip().lower().encode(errors="replace")
        fits = [hmac.compare_digest(signature, _signed(secret, body)) for secret in self._secrets()]
        if not any(fits):
            raise Forged("signed with another secret")

    def open(self, body: bytes) -> list[Parcel]:
        """One parcel for each account. What is for one account alone stays as it came."""
        lots: dict[tuple[str, str], list[Any]] = {}
        for about, entry in _addressed(load(body)):
            lots.setdefault((about, _number(entry)), []).append(entry)
        stray = [entry for address in list(lots) if not address[1] for entry in lots.pop(address)]
        tests = [lots.pop(address) for address in list(lots) if address[1] == TEST]
        if stray and not lots:
            raise Unreadable("no entry says whose it is")
        if stray:
            next(iter(lots.values())).extend(stray)  # with the first, where somebody sees them
        whole = body if len(lots) == 1 and not tests else b""
        return [_parcel(about, number, lot, whole) for (about, number), lot in lots.items()]

    def subscribe(self, url: str, connection: Connection, *, repair: bool) -> Subscription:
        app = self._app("app_id", "app_secret", "verify_token")
        return subscribe(app, url, connection, repair=repair)

    # Connecting ----------------------------------------------------------------------------------

    def authorise_url(self, login: str, redirect_uri: str, state: str, verifier: str) -> str:
        """Without PKCE: Meta has a secret on the server's side instead."""
        return logins.dialog(login, self._client(login)[0], redirect_uri, state)

    def redeem(self, login: str, redirect_uri: str, code: str, verifier: str) -> list[Candidate]:
        app_id, secret = self._client(login)
        if login == logins.INSTAGRAM_OWN:
            return logins.instagram_account(app_id, secret, redirect_uri, code)
        return logins.pages(app_id, secret, redirect_uri, code)

    def _client(self, login: str) -> tuple[str, str]:
        """Number and secret of the app for this login. Raises ConnectorError."""
        prefix = "instagram_app" if login == logins.INSTAGRAM_OWN else "app"
        app = self._app(f"{prefix}_id", f"{prefix}_secret")
        return app[f"{prefix}_id"], app[f"{prefix}_secret"]

    def _app(self, *needed: str) -> dict[str, str]:
        """The app's credentials, these among them. Raises ConnectorError."""
        lacking = [name for name in needed if not self._credential(name)]
        if lacking:
            detail = f"the app has no {', '.join(lacking)}"
            raise ConnectorError(Reason.CREDENTIALS, detail, permanent=True)
        return {name: value.strip() for name, value in self.credentials.items()}

    def _credential(self, name: str) -> str:
        return self.credentials.get(name, "").strip()

    def _secrets(self) -> list[str]:
        names = [self._credential("app_secret"), self._credential("instagram_app_secret")]
        old = self._credential("old_secrets").split(",")
        return [secret.strip() for secret in (*names, *old) if secret.strip()]


def _signed(secret: str, body: bytes) -> bytes:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()


def _addressed(value: Any) -> Iterator[tuple[str, Any]]:
    """Each entry and what it is about. Raises Unreadable."""
    envelopes = value if isinstance(value, list) else [value]
    for envelope in envelopes:
        about = envelope.get("object") if isinstance(envelope, dict) else None
        if not isinstance(about, str) or about not in KINDS:
            raise Unreadable(f"object {str(about)[:50]!r} is not one of ours")
        for entry in entries(envelope):
            yield about, entry


def _number(entry: Any) -> str:
    """Whose entry it is, "" when it does not say."""
    try:
        return fit(Named, entry).id
    except Unreadable:
        return ""


def _parcel(about: str, number: str, lot: list[Any], whole: bytes) -> Parcel:
    body = whole or json.dumps({"object": about, "entry": lot}).encode()
    return Parcel(KINDS[about], number, Raw(WEBHOOK, body, about))
