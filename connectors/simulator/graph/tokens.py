"""GET /debug_token (Meta docs, "Debug access tokens")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.simulator.clock import DAY, SECOND
from connectors.simulator.graph.auth import check_token
from connectors.simulator.graph.errors import GraphError, invalid
from connectors.simulator.graph.nodes import Context, Json
from connectors.simulator.graph.scopes import FACEBOOK_LOGIN
from connectors.simulator.municipality import APP_ID, PAGE_ID, USER_ID
from connectors.simulator.world import Token

_DATA_ACCESS = 90 * DAY


def debug(context: Context, parameters: Mapping[str, str]) -> Json:
    """``{"data": …}`` about ``input_token``; a bad token is reported, not refused."""
    given = parameters.get("input_token")
    if not given:
        raise invalid("The parameter input_token is required")
    data: dict[str, Any] = {"app_id": APP_ID, "application": "Webcare", "is_valid": True}
    try:
        token = check_token(context.world, given)
    except GraphError as error:
        problem = {"code": error.code, "message": error.message, "subcode": error.subcode or 0}
        return {"data": {"app_id": APP_ID, "is_valid": False, "error": problem, "scopes": []}}
    return {"data": data | _about(token)}


def _about(token: Token) -> Json:
    """What is known of a living token. Moments in seconds, 0 is never."""
    scopes = token.scopes or list(FACEBOOK_LOGIN)
    page = token.owner or PAGE_ID
    about: Json = {
        "type": token.kind.upper(),
        "issued_at": token.issued_at // SECOND,
        "expires_at": token.expires_at // SECOND,
        "data_access_expires_at": _data_access_ends(token) // SECOND,
        "scopes": scopes,
        "granular_scopes": [_granular(scope, token) for scope in scopes],
        "user_id": USER_ID,
    }
    return about | ({"profile_id": page} if token.kind == "page" else {})


def _granular(scope: str, token: Token) -> Json:
    return {"scope": scope} | ({"target_ids": token.pages} if token.pages else {})


def _data_access_ends(token: Token) -> int:
    """Ninety days after somebody allowed it; tokens of the seed have no such moment."""
    return token.issued_at + _DATA_ACCESS if token.issued_at else 0
