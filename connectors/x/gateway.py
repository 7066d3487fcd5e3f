"""The municipality's app at X: webhooks for all its accounts, and connecting them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
from connectors.http import Session
from connectors.payloads import expect, fit
from connectors.x import webhooks
from connectors.x.client import ask_tokens, bearer, expiry
from connectors.x.errors import check
from connectors.x.legacy import UserEvent
from connectors.x.payloads import Me
from connectors.x.reading import WEBHOOK
from connectors.x.scopes import SCOPES, missing_from
from connectors.x.subscribing import Subscriber

KIND = "x"
LONGEST_TOKEN = 500  # characters; X's own are far shorter
OAUTH2_SIGNATURE = "x-twitter-webhooks-signature-oauth2"
OLD_SIGNATURE = "x-twitter-webhooks-signature"
# With which X's question may have to be answered, in the order in which they are tried.
CRC_SECRETS = ("client_secret", "consumer_secret")
CRC_SECRET = "crc_secret"  # noqa: S105 - in the notebook: the name of the one that X took


class XGateway(Gateway):
    """One app at X.

    Which secret X signs with is changing from the consumer secret to the client secret (X docs,
    "Webhooks", and what others measured since September 2026); an app may have both. A header says
    which it was. Nothing says with which its question wants an answer, so where X does not take the
    one, the other is tried, and what it took is remembered.
    """

    kind = "x"
    label = "X"
    kinds = (KIND,)
    credential_fields: ClassVar = (
        CredentialField("client_id", _("Client ID")),
        CredentialField("client_secret", _("Client secret")),
        CredentialField(
            "bearer_token", _("Bearer token"), required=False, help=_("Needed for webhooks.")
        ),
        CredentialField(
            "consumer_secret",
            _("API key secret"),
            required=False,
            help=_("Only where X still signs its webhooks the older way."),
        ),
    )
    logins = (Login("x", _("Connect with X"), needs=("client_id", "client_secret")),)
    terms = (
        _(
            "X asks government bodies for an Enterprise plan, and to name those who work with its "
            "content. Settle this with X before you begin."
        ),
        _(
            "Without that plan X takes answers by API only to people who mention the account or "
            "quote it; other answers go through X's own composer."
        ),
        _("X charges for every message read and placed. Set a spending limit."),
        _(
            "What is removed or changed on X has to be removed or changed here as well. Settle "
            "with your archivist how that goes with the duty to keep records."
        ),
    )

    # Webhooks ------------------------------------------------------------------------------------

    def challenge(self, query: Mapping[str, str]) -> Answer:
        """Answer X's question with the hash only the holder of the secret can make."""
        token = query.get("crc_token", "")
        # Else whoever asks could have us sign a body of their own making.
        if not token or len(token) > LONGEST_TOKEN or "{" in token or "[" in token:
            raise Forged("no challenge that X would send")
        names = self._crc_secrets()
        if not names:
            raise Forged("nothing to answer with")
        answer = {"response_token": sign(self._secret(names[0]), token.encode())}
        return Answer(json.dumps(answer), "application/json")

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """By the newer signature where there is one: a wrong one is not forgiven."""
        given = headers.get(OAUTH2_SIGNATURE)
        secret = self._secret("client_secret")
        if given is None:
            given, secret = headers.get(OLD_SIGNATURE), self._secret("consumer_secret")
        if not given or not secret:
            raise Forged("no signature that can be checked")
        if not hmac.compare_digest(given.encode(), sign(secret, body).encode()):
            raise Forged("the signature is not that of X")

    def open(self, body: bytes) -> list[Parcel]:
        whole = webhooks.read_object(body)
        if "data" not in whole:
            return [_parcel(_account_of_old(whole), body)]
        by_account: dict[str, list[Any]] = {}
        prices: dict[str, dict[str, int]] = {}
        for value in webhooks.envelopes(whole):
            event = _event(value)
            by_account.setdefault(event.account, []).append(value)
            prices.setdefault(event.account, {})[f"event:{event.event_uuid}"] = event.price
        stray = by_account.pop("", [])
        if not by_account:
            raise Unreadable("names no account that it is for")
        next(iter(by_account.values())).extend(stray)  # with the first, where somebody sees them
        if len(by_account) == 1:
            return [_parcel(account, body, prices[account]) for account in by_account]
        return [
            _parcel(account, json.dumps({"data": values}).encode(), prices[account])
            for account, values in by_account.items()
        ]

    def subscribe(self, url: str, connection: Connection, *, repair: bool) -> Subscription:
        token = self._secret("bearer_token")
        if not token:
            return Subscription(good=False, detail=gettext("The app has no bearer token."))
        if not url:
            return Subscription(good=False, detail=gettext("This site has no public address."))
        session = Session(settings.X_API_URL, secrets=[token], check=check)
        session.headers.update(bearer(token))
        return Subscriber(session, url, connection, self._try_the_other).look(repair=repair)

    # Connecting ----------------------------------------------------------------------------------

    def authorise_url(self, login: str, redirect_uri: str, state: str, verifier: str) -> str:
        """X docs, "OAuth 2.0 Authorization Code Flow with PKCE"."""
        digest = hashlib.sha256(verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._secret("client_id"),
            "redirect_uri": redirect_uri,
            "scope": " ".join(SCOPES),
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return f"{settings.X_WEB_URL}/i/oauth2/authorize?{urlencode(query)}"

    def redeem(self, login: str, redirect_uri: str, code: str, verifier: str) -> list[Candidate]:
        """Codes last thirty seconds and work once."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        credentials = ask_tokens(self.credentials, form)
        token = credentials["access_token"]
        session = Session(settings.X_API_URL, secrets=[token], check=check)
        me = expect(Me, session.get("/2/users/me", headers=bearer(token)).content).data
        return [
            Candidate(
                kind=KIND,
                external_id=me.id,
                handle=me.username,
                name=me.name,
                credentials=credentials,
                expires_at=expiry(credentials),
                missing=missing_from(credentials.get("scope", "")),
            )
        ]

    def _secret(self, name: str) -> str:
        return self.credentials.get(name, "")

    def _crc_secrets(self) -> list[str]:
        """Names of those we have; first the one that X took."""
        taken = self.notebook.read().get(CRC_SECRET)
        known = [name for name in CRC_SECRETS if self._secret(name)]
        return sorted(known, key=lambda name: name != taken)

    def _try_the_other(self) -> bool:
        """Answer X with the other secret from now on; False where there is none."""
        names = self._crc_secrets()
        if len(names) == len(CRC_SECRETS):
            self.notebook.write(CRC_SECRET, names[-1])
        return len(names) == len(CRC_SECRETS)


def sign(secret: str, message: bytes) -> str:
    """How X signs what it sends, and has us sign what it asks."""
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return f"sha256={base64.b64encode(digest).decode()}"


def _parcel(account: str, body: bytes, things: Mapping[str, int] | None = None) -> Parcel:
    if not account:
        raise Unreadable("names no account that it is for")
    return Parcel(KIND, account, Raw(WEBHOOK, body), things or {})


def _event(value: object) -> webhooks.Event:
    """For an odd one an event that names nobody: it hinders no other."""
    try:
        return fit(webhooks.Event, value)
    except Unreadable:
        return webhooks.Event(event_type="")


def _account_of_old(whole: dict[str, Any]) -> str:
    """In the Account Activity shapes."""
    if "user_event" in whole:
        return fit(UserEvent, whole["user_event"]).revoke.source.user_id
    return str(whole.get("for_user_id") or "")
