"""Calling X as one account: tweepy on our session, with access tokens that renew themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import tweepy
from django.conf import settings

from connectors.base import ConnectorError, Reason, Unreadable, Vault
from connectors.http import USER_AGENT, Response, Session
from connectors.payloads import read
from connectors.x.errors import TokenExpiredError, check, check_token
from connectors.x.payloads import Tokens

TWEEPY_HOST = "https://api.twitter.com"  # written into tweepy.Client.request


class Client:
    """Hands out a ``tweepy.Client``; use it in one thread."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._credentials: Mapping[str, str] = {}
        self._tweepy: tweepy.Client | None = None

    def call(self, ask: Callable[[tweepy.Client], Response]) -> Response:
        """What X answers to ``ask``; with a new access token when it takes the old one no more.

        Repeating a write is safe here: X refused the first one at the door. Raises ConnectorError.
        """
        if self._tweepy is None:
            self._use(self._vault.read())
        try:
            return ask(self._tweepy)
        except TokenExpiredError:
            pass
        self._use(self._vault.renew(self._credentials, renew))
        return ask(self._tweepy)

    def _use(self, credentials: Mapping[str, str]) -> None:
        token = credentials.get("access_token", "")
        client = tweepy.Client(bearer_token=token, return_type=Response)
        client.user_agent = USER_AGENT
        client.session = Session(
            settings.X_API_URL, aliases=[TWEEPY_HOST], secrets=[token], check=check
        )
        self._credentials, self._tweepy = credentials, client


def renew(stale: Mapping[str, str]) -> Mapping[str, str]:
    """New credentials for spent ones (OAuth 2.0 docs: POST /2/oauth2/token, confidential client).

    A refresh token works once, and so does its successor. Raises ConnectorError, never
    ``uncertain``: whatever happens here, no message was written.
    """
    client_id, client_secret = stale.get("client_id", ""), stale.get("client_secret", "")
    spent = stale.get("refresh_token", "")
    form = {"grant_type": "refresh_token", "refresh_token": spent, "client_id": client_id}
    session = Session(settings.X_API_URL, secrets=[client_secret, spent], check=check_token)
    try:
        response = session.post("/2/oauth2/token", data=form, auth=(client_id, client_secret))
        tokens = read(Tokens, response.content)
    except ConnectorError as error:
        error.uncertain = False
        raise
    except Unreadable as error:
        raise ConnectorError(Reason.UNREADABLE, f"token answer: {error}") from error
    return {
        **stale,
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token or spent,
    }
