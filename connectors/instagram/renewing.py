"""The token of Instagram Login: sixty days, and sixty more each time it is renewed.

Meta docs, "Instagram API with Instagram Login", "Refresh a long-lived token".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from connectors.meta.login import Granted, instagram_graph

EARLY = timedelta(days=30)


def ends_at(credentials: Mapping[str, str]) -> datetime | None:
    """None when it is not known."""
    try:
        moment = datetime.fromisoformat(credentials.get("expires_at", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_due(credentials: Mapping[str, str], now: datetime) -> bool:
    moment = ends_at(credentials)
    return moment is None or moment - now < EARLY


def renewed(stale: Mapping[str, str]) -> Mapping[str, str]:
    """The credentials with a new token. Raises ConnectorError."""
    asked = {"grant_type": "ig_refresh_token", "access_token": stale["ig_token"].strip()}
    granted = instagram_graph("refresh_access_token", asked, Granted)
    return {**stale, "ig_token": granted.access_token, "expires_at": granted.ends_at()}
