"""GET /debug_token (Meta docs, "Debug access tokens")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.simulator.clock import SECOND
from connectors.simulator.graph.auth import check_token
from connectors.simulator.graph.errors import GraphError, invalid
from connectors.simulator.graph.nodes import Context, Json
from connectors.simulator.municipality import APP_ID, PAGE_ID, USER_ID

_PAGE_SCOPES = [
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
    "pages_manage_metadata",
]
_INSTAGRAM_SCOPES = ["instagram_basic", "instagram_manage_comments"]


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
    return {
        "data": data
        | {
            "type": token.kind.upper(),
            "expires_at": token.expires_at // SECOND,
            "data_access_expires_at": 0,
            "scopes": _PAGE_SCOPES + _INSTAGRAM_SCOPES,
            "user_id": USER_ID,
        }
        | ({"profile_id": PAGE_ID} if token.kind == "page" else {})
    }
