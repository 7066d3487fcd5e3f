"""What a token may, and until when (Meta docs, "Debug access tokens", "Permissions reference")."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

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
# What a person may do on the Page: the token may do no more than they (Meta docs, "Pages API").
TASKS = ("CREATE_CONTENT", "MESSAGING", "MODERATE")
TASK = "task "  # before the name of one among the permissions
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
    user_id: str | int = ""
    error: Trouble = Trouble()


class Debugged(Payload):
    data: Token


def app_graph(app_id: str, secret: str) -> Graph:
    """Who speaks for the app itself (Meta docs, "App access tokens")."""
    return Graph(f"{app_id}|{secret}")


class Role(Payload):
    """Somebody with a role on a Page."""

    id: str = ""
    tasks: tuple[str, ...] | None = None


class Roles(Payload):
    data: tuple[Role, ...] = ()


class Told(NamedTuple):
    """What Meta says of a token.

    expires_at  when it lapses, None: never
    user_id     who gave it, "" when that is not said
    """

    expires_at: datetime | None
    scopes: frozenset[str]
    user_id: str


def of_token(token: str, app_id: str, secret: str) -> Told:
    """Raises ConnectorError."""
    graph = app_graph(app_id, secret)
    graph.get_object("debug_token", input_token=token)
    found = expect(Debugged, graph.body).data
    if not found.is_valid:
        raise ConnectorError(Reason.CREDENTIALS, found.error.message, reauthorise=True)
    ends = [moment for moment in (found.expires_at, found.data_access_expires_at) if moment > 0]
    expires_at = datetime.fromtimestamp(min(ends), UTC) if ends else None
    return Told(expires_at, frozenset(found.scopes), str(found.user_id))


def missing_tasks(tasks: Iterable[str]) -> tuple[str, ...]:
    """Those that Webcare needs beyond these, as they stand among the permissions."""
    given = set(tasks)
    return tuple(TASK + task for task in TASKS if task not in given)


def tasks_of(page: Graph, user_id: str) -> tuple[str, ...] | None:
    """What this person may do on the Page of this token; None when Meta does not say.

    It says nothing of who belongs to a business, and nothing at all to who may not manage the
    Page (Graph API reference, "Page Roles").
    """
    if not user_id:
        return None
    try:
        page.get_connections("me", "roles", uid=user_id, fields="id,tasks")
        rows = expect(Roles, page.body).data
    except ConnectorError:
        return None
    return next((row.tasks for row in rows if row.id == user_id), None)
