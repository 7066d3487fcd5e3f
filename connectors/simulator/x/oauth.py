"""OAuth 2.0 at X: consent with PKCE, tokens of two hours, refresh tokens that work once.

X API docs, "OAuth 2.0 Authorization Code Flow with PKCE" and "App only".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Literal

from connectors.simulator.clock import DAY, SECOND, now_ms
from connectors.simulator.municipality import APP_BEARER, CLIENT_ID, CLIENT_SECRET
from connectors.simulator.world import Token, World
from connectors.simulator.x.problems import (
    Problem,
    bad_client,
    bad_code,
    bad_refresh,
    forbidden,
    unauthorized,
    wrong_authentication,
)

By = Literal["user", "app", "any"]
ALL_SCOPES = (
    "tweet.read tweet.write users.read tweet.moderate.write dm.read dm.write media.write "
    "like.read like.write mute.read mute.write offline.access"
)
CODE_LIFE = 30 * SECOND
_REFRESH_LIFE = 180 * DAY
_USER, _USER_1, _APP = (
    "OAuth 2.0 User Context",
    "OAuth 1.0a User Context",
    "OAuth 2.0 Application-Only",
)


def check_bearer(world: World, authorization: str, by: By = "user", scope: str = "") -> None:
    """Raises Problem unless the header carries a living token of ``by`` with ``scope``: 401 for
    no such token, 403 for the wrong kind of token or one that may not do this."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer" and value == APP_BEARER:
        if by == "user":
            raise wrong_authentication(_APP, _USER_1, _USER)
        return
    token = world.tokens.get(value)
    known = scheme.lower() == "bearer" and token is not None
    if not known or token is None or token.kind != "access" or not token.live(now_ms()):
        raise unauthorized()
    if by == "app":
        raise wrong_authentication(_USER, _APP)
    if scope and token.scopes and scope not in token.scopes:
        raise forbidden("Forbidden")


def grant(world: World, authorization: str, form: Mapping[str, str]) -> dict[str, Any]:
    """The token endpoint: trade a code or a refresh token for a new pair, or ask for the app's.

    Raises Problem: 401 for the wrong client, 400 for anything wrong with code or token.
    """
    _check_client(authorization)
    kinds = {
        "refresh_token": _refresh,
        "authorization_code": _exchange,
        "client_credentials": _of_app,
    }
    act = kinds.get(form.get("grant_type", ""))
    if act is None:
        raise Problem(
            400,
            {
                "error": "invalid_request",
                "error_description": "Value passed for the grant type was invalid.",
            },
        )
    return act(world, form)


def _refresh(world: World, form: Mapping[str, str]) -> dict[str, Any]:
    """The old refresh token is spent."""
    old = world.tokens.get(form.get("refresh_token", ""))
    if old is None or old.kind != "refresh" or not old.live(now_ms()):
        raise bad_refresh()
    old.used = True
    return hand_out(world, old.scopes)


def _exchange(world: World, form: Mapping[str, str]) -> dict[str, Any]:
    """A code works once, for 30 seconds, and only for who asked for it."""
    consent = world.x.consents.pop(form.get("code", ""), None)
    if consent is None or now_ms() > consent.at + CODE_LIFE:
        raise bad_code("authorization code")
    if form.get("redirect_uri") != consent.redirect_uri:
        raise bad_code("redirect uri")
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    if base64.urlsafe_b64encode(digest).decode().rstrip("=") != consent.challenge:
        raise bad_code("code verifier")
    return hand_out(world, consent.scopes)


def _of_app(world: World, form: Mapping[str, str]) -> dict[str, Any]:
    return {"token_type": "bearer", "access_token": APP_BEARER}


def hand_out(world: World, scopes: list[str] | None = None) -> dict[str, Any]:
    """Make a new pair of tokens and give the token endpoint's answer.

    Without scopes they may do everything. Only ``offline.access`` gives a refresh token.
    """
    lifetime = int(world.settings.access_token_seconds)
    number = sum(token.kind == "access" for token in world.tokens.values()) + 1
    now, scopes = now_ms(), scopes or []
    access = Token(f"sim-x-access-{number}", "x", "access", now + lifetime * SECOND, scopes=scopes)
    world.tokens[access.value] = access
    world.changed()
    answer = {
        "token_type": "bearer",
        "expires_in": lifetime,
        "access_token": access.value,
        "scope": " ".join(scopes) or ALL_SCOPES,
    }
    if scopes and "offline.access" not in scopes:
        return answer
    refresh = Token(f"sim-x-refresh-{number}", "x", "refresh", now + _REFRESH_LIFE, scopes=scopes)
    world.tokens[refresh.value] = refresh
    return answer | {"refresh_token": refresh.value}


def revoke(world: World, authorization: str, form: Mapping[str, str]) -> dict[str, bool]:
    """End one token. Raises Problem (401) for the wrong client."""
    _check_client(authorization)
    if token := world.tokens.get(form.get("token", "")):
        token.used = True
        world.changed()
    return {"revoked": True}


def _check_client(authorization: str) -> None:
    scheme, _, encoded = authorization.partition(" ")
    try:
        given = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        given = b""
    right = hmac.compare_digest(given, f"{CLIENT_ID}:{CLIENT_SECRET}".encode())
    if scheme.lower() != "basic" or not right:
        raise bad_client()
