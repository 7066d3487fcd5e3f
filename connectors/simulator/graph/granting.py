"""Codes and tokens: what an app gets for what somebody allowed.

Meta docs, "Manually build a login flow", "Long-lived tokens", "Business login for Instagram".
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence

from connectors.simulator.clock import DAY, HOUR, MINUTE, SECOND, now_ms
from connectors.simulator.graph.addressing import Address
from connectors.simulator.graph.auth import check_token
from connectors.simulator.graph.errors import GraphError, invalid
from connectors.simulator.graph.nodes import Json
from connectors.simulator.metastate import Grant
from connectors.simulator.municipality import (
    APP_ID,
    APP_SECRETS,
    INSTAGRAM_APP_ID,
    INSTAGRAM_ID,
    PAGE_ID,
    PAGE_TOKEN,
    USER_ID,
    USER_TOKEN,
)
from connectors.simulator.world import Platform, Token, World

CODE_LIFE = 10 * MINUTE
SHORT = {"facebook": 2 * HOUR, "instagram": HOUR}
LONG = 60 * DAY
_CLIENTS: Mapping[str, tuple[str, ...]] = {
    "facebook": (APP_ID,),
    "instagram": (INSTAGRAM_APP_ID, APP_ID),
}


def is_exchange(address: Address) -> bool:
    """Whether the call asks for a token, and so needs none."""
    if address.host == "facebook":
        return (address.node, address.edge) == ("oauth", "access_token")
    return address.node in ("access_token", "refresh_access_token") and not address.edge


def grant(
    world: World, host: Platform, redirect_uri: str, scopes: Sequence[str], pages: Sequence[str]
) -> str:
    """Somebody said yes in the dialog; the code for the app."""
    code = f"sim-code-{secrets.token_urlsafe(24)}"
    world.meta.grants[code] = Grant(code, host, redirect_uri, list(scopes), list(pages), now_ms())
    world.changed()
    return code


def exchange(world: World, address: Address, parameters: Mapping[str, str]) -> Json:
    """A token for a code, for another token, or for the app's secret. Raises GraphError."""
    if address.host == "instagram":
        return _renewed(world, address, parameters)
    check_client("facebook", parameters)
    kind = parameters.get("grant_type", "authorization_code")
    if kind == "client_credentials":
        return {"access_token": f"{APP_ID}|{APP_SECRETS['facebook']}", "token_type": "bearer"}
    if kind == "fb_exchange_token":
        return _lengthened(world, parameters.get("fb_exchange_token", ""))
    given = redeem(world, "facebook", parameters)
    token = _hand_out(world, "facebook", "user", given, SHORT["facebook"])
    return _bearer(token)


def redeem(world: World, host: Platform, parameters: Mapping[str, str]) -> Grant:
    """The grant behind a code, which works once, soon, and for the same address.

    Raises GraphError (100, with a subcode).
    """
    given = world.meta.grants.get(parameters.get("code", ""))
    if given is None or given.host != host:
        raise GraphError(100, 36009, "This authorization code has been used.")
    if given.redirect_uri != parameters.get("redirect_uri"):
        words = "Error validating verification code. Please make sure your redirect_uri is "
        raise GraphError(100, 36008, f"{words}identical to the one you used in the OAuth dialog")
    del world.meta.grants[given.code]
    if now_ms() > given.at + CODE_LIFE:
        raise GraphError(100, 36007, "This authorization code has expired.")
    return given


def check_client(host: Platform, parameters: Mapping[str, str]) -> None:
    """The app's own number and secret. Raises GraphError (101 or 1)."""
    if parameters.get("client_id") not in _CLIENTS[host]:
        raise GraphError(101, message="Error validating application. Invalid application ID.")
    if parameters.get("client_secret") != APP_SECRETS[host]:
        raise GraphError(1, message="Error validating client secret.")


def instagram_token(world: World, parameters: Mapping[str, str]) -> Json:
    """POST api.instagram.com/oauth/access_token. Raises GraphError."""
    check_client("instagram", parameters)
    if parameters.get("grant_type") != "authorization_code":
        raise invalid("Invalid grant_type")
    given = redeem(world, "instagram", parameters)
    token = _hand_out(world, "instagram", "page", given, SHORT["instagram"])
    row = {
        "access_token": token.value,
        "user_id": INSTAGRAM_ID,
        "permissions": ",".join(given.scopes),
    }
    return {"data": [row]}


def _renewed(world: World, address: Address, parameters: Mapping[str, str]) -> Json:
    """graph.instagram.com: an hour becomes sixty days, and sixty days begin again."""
    exchanging = address.node == "access_token"
    wanted = "ig_exchange_token" if exchanging else "ig_refresh_token"
    if parameters.get("grant_type") != wanted:
        raise invalid("Invalid grant_type")
    if exchanging and parameters.get("client_secret") != APP_SECRETS["instagram"]:
        raise GraphError(1, message="Error validating client secret.")
    token = check_token(world, parameters.get("access_token", ""))
    return _again(world, token)


def _lengthened(world: World, value: str) -> Json:
    """A token for sixty days; one that ended cannot be made longer."""
    return _again(world, check_token(world, value))


def _again(world: World, token: Token) -> Json:
    given = Grant("", token.platform, "", token.scopes, token.pages, now_ms())
    return _bearer(_hand_out(world, token.platform, token.kind, given, LONG))


def _hand_out(world: World, platform: Platform, kind: str, given: Grant, life: int) -> Token:
    now = now_ms()
    token = Token(
        f"sim-{platform}-{secrets.token_urlsafe(18)}",
        platform,
        "user" if kind == "user" else "page",
        now + life,
        scopes=given.scopes,
        owner=USER_ID if kind == "user" else INSTAGRAM_ID,
        issued_at=now,
        pages=given.pages,
    )
    world.tokens[token.value] = token
    world.changed()
    return token


def _bearer(token: Token) -> Json:
    seconds = (token.expires_at - now_ms()) // SECOND
    return {"access_token": token.value, "token_type": "bearer", "expires_in": seconds}


def page_token(world: World, user: Token | None, page: str) -> str:
    """The token of a Page for this user: without an end when the user's own lasts long."""
    if user is None or user.kind == "page":
        return user.value if user else PAGE_TOKEN
    if user.value == USER_TOKEN and page == PAGE_ID:
        return PAGE_TOKEN
    digest = hashlib.sha256(f"{user.value}:{page}".encode()).hexdigest()[:24]
    lasting = not user.issued_at or user.expires_at - user.issued_at > DAY
    token = Token(
        f"sim-facebook-page-{digest}",
        "facebook",
        "page",
        0 if lasting else user.expires_at,
        scopes=user.scopes,
        owner=page,
        issued_at=user.issued_at,
    )
    return world.tokens.setdefault(token.value, token).value
