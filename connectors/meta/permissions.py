"""What a token may, and until when (Meta docs, "Debug access tokens", "Permissions reference")."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.base import ConnectorError, Reason
from connectors.meta.graph import Graph
from connectors.payloads import Payload, Text, expect

PAGE = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
    "pages_manage_metadata",
    "pages_messaging",
)
INSTAGRAM = (
    "instagram_basic",
    "instagram_manage_comments",
    "instagram_manage_messages",
    "pages_manage_metadata",
    "pages_read_engagement",
    "pages_show_list",
)
INSTAGRAM_LOGIN = (
    "instagram_business_basic",
    "instagram_business_manage_comments",
    "instagram_business_manage_messages",
)


class Trouble(Payload):
    message: Text = ""


class Token(Payload):
    """Moments in seconds since 1970; 0 is never."""

    is_valid: bool = True
    expires_at: int = 0
    data_access_expires_at: int = 0
    scopes: tuple[str, ...] = ()
    error: Trouble = Trouble()


class Debugged(Payload):
    data: Token


def app_graph(app_id: str, secret: str) -> Graph:
    """Who speaks for the app itself (Meta docs, "App access tokens")."""
    return Graph(f"{app_id}|{secret}")


def of_token(token: str, app_id: str, secret: str) -> tuple[datetime | None, frozenset[str]]:
    """When it lapses (None: never), and its permissions. Raises ConnectorError."""
    graph = app_graph(app_id, secret)
    graph.get_object("debug_token", input_token=token)
    found = expect(Debugged, graph.body).data
    if not found.is_valid:
        raise ConnectorError(Reason.CREDENTIALS, found.error.message, reauthorise=True)
    ends = [moment for moment in (found.expires_at, found.data_access_expires_at) if moment > 0]
    expires_at = datetime.fromtimestamp(min(ends), UTC) if ends else None
    return expires_at, frozenset(found.scopes)
