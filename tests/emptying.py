"""After a test that committed, the database is as empty as Django's flush leaves it, sooner.

Flush cuts off every table, and has content types, permissions and roles made anew: half a second of
a processor. Most tests leave rows in a dozen tables, and those as they were.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection, transaction

# What migrating makes, and flush after it.
MADE = ("auth_group", "auth_group_permissions", "auth_permission", "django_content_type")


def after_first(flush: Callable[[Any], None]) -> Callable[[Any], None]:
    """Instead of TransactionTestCase._fixture_teardown: that itself the first time, and where a
    test changed what migrating made."""
    known: list[object] = [None]

    def teardown(case: Any) -> None:
        if known[0] is not None and known[0] == made():
            empty()
        else:
            flush(case)
            known[0] = made()

    return teardown


def made() -> object:
    """What stands in the tables that stay; None where it is not for us to empty the others."""
    stands = ", ".join(
        f"(SELECT md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {name} row)"  # noqa: S608
        for name in MADE
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT current_setting('is_superuser'), {stands}")
        superuser, *found = cursor.fetchone()
    return found if superuser == "on" else None


def empty() -> None:
    """All tables but those. Whoever is still at work in one of them is waited for."""
    tables = _tables()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        looks = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)  # noqa: S608
        cursor.execute(" UNION ALL ".join(looks))
        left = [name for (name,) in cursor.fetchall()]
        # No trigger hears of it, as none hears of a flush.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in left:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608


@cache
def _tables() -> list[str]:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted({*found} - {*MADE})
