"""Which platforms there are. A connector is imported when it is first used."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from connectors.base import Connection, Connector, Gateway


def kinds() -> list[tuple[str, str]]:
    """Every platform and its name, as choices for a field."""
    return [(kind, label) for kind, (label, _) in settings.CONNECTORS.items()]


def gateway_kinds() -> list[tuple[str, str]]:
    """Every company an app can be registered at, and its name."""
    return [(kind, label) for kind, (label, _) in settings.GATEWAYS.items()]


def connector_class(kind: str) -> type[Connector]:
    """Raises LookupError for a platform we do not know."""
    found: type[Connector] = _import("connector", kind, settings.CONNECTORS)
    return found


def gateway_class(kind: str) -> type[Gateway]:
    """Raises LookupError for a company we do not know."""
    found: type[Gateway] = _import("gateway", kind, settings.GATEWAYS)
    return found


def _import(what: str, kind: str, known: dict[str, tuple[str, str]]) -> Any:
    if kind not in known:
        raise LookupError(f"There is no {what} {kind!r}, only {', '.join(known)}.")
    return import_string(known[kind][1])


def connect(kind: str, connection: Connection) -> Connector:
    """A connector for one account. Raises LookupError."""
    return connector_class(kind)(connection)
