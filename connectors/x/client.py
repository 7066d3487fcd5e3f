"""Calling X as one account: tweepy on our session, with access tokens that renew themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import tweepy
from django.conf import settings

from connectors.base import Connection, ConnectorError, Reason, Unreadable
from connectors.http import USER_AGENT, Response, Session
from connectors.payloads import read
from connectors.x.costs import Bill, free, uses_of
from connectors.x.errors import TokenExpiredError, check, check_token
from connectors.x.payloads import Tokens

TWEEPY_HOST = "https://api.twitter.com"  # written into tweepy.Client.request
SPENT_BY_ASKING = ("refresh_token", "code", "code_verifier")

Ask = Callable[[tweepy.Client], Response]


class Client:
    """Hands out a ``tweepy.Client``; use it in one thread."""

    def __init__(self, connection: Connection) -> None:
        self._vault = connection.vault
        self._meter = connection.meter
        self._credentials: Mapping[str, str] = {}
        self._tweepy: tweepy.Client | None = None
        self._bucket = ""
        self._bill: Bill = free
        self._about = ""

    def call(self, bucket: str, ask: Ask, bill: Bill = free, about: str = "") -> Response:
        """What X answers to ``ask``; with a new access token when it takes the old one no more.

        bucket  what X counts this request under
        bill    what an answer to it costs
        about   the saved query that is asked for, if any

        Repeating a write is safe here: X refused the first one at the door. Raises ConnectorError.
        """
        self._meter.check(bucket)
        self._bucket, self._bill, self._about = bucket, bill, about
        try:
            return ask(self._current())
        except TokenExpiredError:
            pass
        return ask(self._use(self._vault.renew(self._credentials, renew)))

    def upload(self, bucket: str, path: str, bill: Bill = free, **parts: object) -> Response:
        """POST a form with files, which tweepy cannot."""
        return self.call(
            bucket, lambda x: x.session.post(path, headers=bearer(x.bearer_token), **parts), bill
        )

    def call_as_app(self, bucket: str, ask: Ask, bill: Bill = free) -> Response:
        """The same with the token of the app itself, for what X tells apps only. Raises
        ConnectorError, NOT_ALLOWED where the app has none; it never says that the account is ill.
        """
        token = self._vault.read().get("bearer_token", "")
        if not token:
            raise ConnectorError(Reason.NOT_ALLOWED, "the app has no bearer token", permanent=True)
        self._meter.check(bucket)
        self._bucket, self._bill, self._about = bucket, bill, ""
        try:
            return ask(self._speaking_with(token))
        except TokenExpiredError as error:
            raise ConnectorError(Reason.NOT_ALLOWED, error.detail, permanent=True) from error

    def renew_within(self, margin: timedelta) -> None:
        """Renew the tokens unless the present one lasts longer than this."""
        credentials = self._vault.read()
        if not credentials.get("refresh_token") or _left(credentials) > margin:
            return
        self._use(self._vault.renew(credentials, renew))

    @property
    def credentials(self) -> Mapping[str, str]:
        if self._tweepy is None:
            self._use(self._vault.read())
        return self._credentials

    def may(self, scope: str) -> bool:
        """Whether the account allowed this, as far as we were told."""
        known = self.credentials.get("scope", "").split()
        return not known or scope in known

    def _current(self) -> tweepy.Client:
        return self._tweepy or self._use(self._vault.read())

    def _use(self, credentials: Mapping[str, str]) -> tweepy.Client:
        client = self._speaking_with(credentials.get("access_token", ""))
        self._credentials, self._tweepy = credentials, client
        return client

    def _speaking_with(self, token: str) -> tweepy.Client:
        client = tweepy.Client(bearer_token=token, return_type=Response)
        client.user_agent = USER_AGENT
        client.session = Session(
            settings.X_API_URL, aliases=[TWEEPY_HOST], secrets=[token], check=self._look_at
        )
        return client

    def _look_at(self, response: Response) -> None:
        for use in uses_of(self._bucket, response, self._bill):
            self._meter.note(replace(use, about=self._about))
        check(response)


def bearer(token: str) -> dict[str, str]:
    """The header that shows who asks."""
    return {"Authorization": f"Bearer {token}"}


def renew(stale: Mapping[str, str]) -> Mapping[str, str]:
    """New credentials for spent ones (OAuth 2.0 docs: POST /2/oauth2/token, confidential client).

    A refresh token works once, and so does its successor. Raises ConnectorError, never
    ``uncertain``: whatever happens here, no message was written.
    """
    spent = stale.get("refresh_token", "")
    tokens = ask_tokens(stale, {"grant_type": "refresh_token", "refresh_token": spent})
    return {**stale, "refresh_token": spent, **tokens}


def ask_tokens(app: Mapping[str, str], form: Mapping[str, str]) -> dict[str, str]:
    """Trade a code or a refresh token for tokens, as credentials to store.

    app  has ``client_id`` and ``client_secret``

    Raises ConnectorError, never ``uncertain``.
    """
    client_id, client_secret = app.get("client_id", ""), app.get("client_secret", "")
    used = [client_secret, *(form[name] for name in SPENT_BY_ASKING if name in form)]
    session = Session(settings.X_API_URL, secrets=used, check=check_token)
    form = {**form, "client_id": client_id}
    asked_at = datetime.now(UTC)
    try:
        response = session.post("/2/oauth2/token", data=form, auth=(client_id, client_secret))
        tokens = read(Tokens, response.content)
    except ConnectorError as error:
        error.uncertain = False
        raise
    except Unreadable as error:
        raise ConnectorError(Reason.UNREADABLE, f"token answer: {error}") from error
    return _as_credentials(tokens, asked_at)


def _as_credentials(tokens: Tokens, asked_at: datetime) -> dict[str, str]:
    credentials = {"access_token": tokens.access_token}
    if tokens.refresh_token:
        credentials["refresh_token"] = tokens.refresh_token
    if tokens.scope:
        credentials["scope"] = tokens.scope
    if tokens.expires_in:
        lapse = asked_at + timedelta(seconds=min(tokens.expires_in, 366 * 86_400))
        credentials["expires_at"] = lapse.isoformat()
    return credentials


def expiry(credentials: Mapping[str, str]) -> datetime | None:
    """When the access token lapses; None when we were not told."""
    try:
        return datetime.fromisoformat(credentials.get("expires_at", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _left(credentials: Mapping[str, str]) -> timedelta:
    lapse = expiry(credentials)
    return lapse - datetime.now(UTC) if lapse else timedelta(0)
