"""Access tokens and appsecret_proof (Meta docs, "Access tokens" and "Secure Graph API calls")."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from connectors.simulator.clock import MINUTE, SECOND, ahead, now_ms
from connectors.simulator.graph.errors import GraphError
from connectors.simulator.graph.scopes import NEEDED
from connectors.simulator.municipality import APP_ID, APP_SECRETS, INSTAGRAM_APP_ID
from connectors.simulator.world import Token, World

PROOF_LIFE = 5 * MINUTE
APP_TOKENS = {
    f"{app}|{secret}": platform
    for platform, secret in APP_SECRETS.items()
    for app in (APP_ID, INSTAGRAM_APP_ID)
}


def authenticate(world: World, authorization: str, parameters: Mapping[str, str]) -> Token | None:
    """The token of a call; None for the app's own. Raises GraphError."""
    scheme, _, bearer = authorization.partition(" ")
    given = parameters.get("access_token") or (bearer if scheme.lower() == "bearer" else "")
    if not given:
        raise GraphError(104, message="An access token is required to request this resource.")
    if given in APP_TOKENS:
        return None
    token = check_token(world, given)
    _check_proof(world, token, parameters)
    return token


def check_token(world: World, value: str) -> Token:
    """The living token with this value. Raises GraphError (190, with a subcode where known)."""
    token = world.tokens.get(value)
    if token is None or token.kind not in ("page", "user"):
        raise GraphError(190)
    if token.used:
        raise GraphError(190, 460)
    if not token.live(now_ms()):
        raise GraphError(190, 463)
    return token


def require(token: Token | None, *acts: str) -> None:
    """The token may do one of ``acts``, which are named in ``scopes.NEEDED``.

    Raises GraphError (200). A token without any scopes is one from the seed, and may do all.
    """
    needed = [scope for act in acts for scope in NEEDED[act]]
    if token and token.scopes and not set(needed) & set(token.scopes):
        raise GraphError(200, message=f"(#200) Requires {needed[0]} permission")


def _check_proof(world: World, token: Token, parameters: Mapping[str, str]) -> None:
    proof = parameters.get("appsecret_proof")
    if proof is None:
        if world.settings.require_appsecret_proof:
            raise GraphError(
                100,
                message="API calls from the server require an appsecret_proof argument",
                kind="GraphMethodException",
            )
        return
    stamp = parameters.get("appsecret_time")
    signed = token.value if stamp is None else f"{token.value}|{stamp}"
    expected = hmac.new(APP_SECRETS[token.platform].encode(), signed.encode(), hashlib.sha256)
    fresh = stamp is None or _is_fresh(stamp)
    if not fresh or not hmac.compare_digest(expected.hexdigest(), proof):
        raise GraphError(104)


def _is_fresh(stamp: str) -> bool:
    # Who signs lives in the platforms' time, or in real time, however far ahead those are set.
    if not stamp.isdecimal():
        return False
    signed = int(stamp) * SECOND
    return any(abs(now - signed) <= PROOF_LIFE for now in (now_ms(), now_ms() - ahead()))
