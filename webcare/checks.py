"""Checks at start: what is configured works with what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from connectors.secrets import Undecipherable, decrypt


@register(Tags.database)
def credentials_are_encrypted(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Every stored credential must be encrypted under one of today's keys."""
    if not databases or "default" not in databases:
        return []
    found: list[CheckMessage] = []
    for name, stored in _stored_credentials():
        try:
            decrypt(stored)
        except Undecipherable as error:
            found.append(
                Error(
                    f"The credentials of “{name}” are not encrypted under a known key.",
                    hint=f"{error} Add the key they were stored with, or enter them again.",
                    id="webcare.E001",
                )
            )
    return found


QUERIES = (
    "SELECT name, credentials FROM connectors_account WHERE credentials <> ''",
    "SELECT name, credentials FROM connectors_app WHERE credentials <> ''",
    "SELECT name, address FROM webcare_device",
    "SELECT 'push key', secret FROM webcare_pushkey",
)


def _stored_credentials() -> list[tuple[str, str]]:
    """Names and raw columns of channels and apps; the models would decrypt them."""
    return [row for query in QUERIES for row in _rows(query)]


def _rows(query: str) -> list[tuple[str, str]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())
    except DatabaseError:  # before the migrate that makes the table
        return []
