"""OAuth 2.0 at X: access tokens of two hours, refresh tokens that work once."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from typing import Any

from connectors.simulator.clock import DAY, SECOND, now_ms
from connectors.simulator.municipality import CLIENT_ID, CLIENT_SECRET
from connectors.simulator.world import Token, World
from connectors.simulator.x.problems import Problem, bad_client, bad_refresh, unauthorized

SCOPES = (
    "tweet.read tweet.write users.read tweet.moderate.write dm.read dm.write media.write "
    "offline.access"
)
_REFRESH_LIFE = 180 * DAY


def check_bearer(world: World, authorization: str) -> None:
    """Raises Problem (401) unless the header carries a living user access token."""
    scheme, _, value = authorization.partition(" ")
    token = world.tokens.get(value)
    known = scheme.lower() == "bearer" and token is not None
    if not known or token is None or token.kind != "access" or not token.live(now_ms()):
        raise unauthorized()


def grant(world: World, authorization: str, form: Mapping[str, str]) -> dict[str, Any]:
    """Trade a refresh token for a new pair; the old refresh token is spent.

    Raises Problem: 401 for the wrong client, 400 for anything wrong with the token.
    """
    _check_client(authorization)
    if form.get("grant_type") != "refresh_token":
        raise Problem(
            400,
            {
                "error": "invalid_request",
                "error_description": "Value passed for the grant type was invalid.",
            },
        )
    old = world.tokens.get(form.get("refresh_token", ""))
    if old is None or old.kind != "refresh" or not old.live(now_ms()):
        raise bad_refresh()
    old.used = True
    return hand_out(world)


def hand_out(world: World) -> dict[str, Any]:
    """Make a new pair of tokens and give the token endpoint's answer."""
    lifetime = int(world.settings.access_token_seconds)
    number = sum(token.kind == "access" for token in world.tokens.values()) + 1
    now = now_ms()
    access = Token(f"sim-x-access-{number}", "x", "access", now + lifetime * SECOND)
    refresh = Token(f"sim-x-refresh-{number}", "x", "refresh", now + _REFRESH_LIFE)
    world.tokens |= {access.value: access, refresh.value: refresh}
    world.changed()
    return {
        "token_type": "bearer",
        "expires_in": lifetime,
        "access_token": access.value,
        "scope": SCOPES,
        "refresh_token": refresh.value,
    }


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
