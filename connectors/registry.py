"""Which platforms there are. A connector is imported when it is first used."""

from __future__ import annotations

from typing import cast

from django.utils.module_loading import import_string

from connectors.base import Connection, Connector

CONNECTORS = {
    "x": ("X", "connectors.x.connector.XConnector"),
    "facebook": ("Facebook", "connectors.facebook.connector.FacebookConnector"),
    "instagram": ("Instagram", "connectors.instagram.connector.InstagramConnector"),
}


def kinds() -> list[tuple[str, str]]:
    """Every platform and its name, as choices for a field."""
    return [(kind, label) for kind, (label, _) in CONNECTORS.items()]


def connector_class(kind: str) -> type[Connector]:
    """Raises LookupError for a platform we do not know."""
    if kind not in CONNECTORS:
        raise LookupError(f"There is no connector {kind!r}, only {', '.join(CONNECTORS)}.")
    return cast("type[Connector]", import_string(CONNECTORS[kind][1]))


def connect(kind: str, connection: Connection) -> Connector:
    """A connector for one account. Raises LookupError."""
    return connector_class(kind)(connection)
