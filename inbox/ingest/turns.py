"""Who reads: one reader of each account at a time.

Two arrivals of one account can hold the same message, so they are read one after the other. The
turns are advisory locks of PostgreSQL: they end with the transaction, or with the lost worker.
"""

from django.db import connection

from connectors.models import Account

INGEST_LOCK = 7_003  # a number of our own for PostgreSQL's advisory locks


def wait_for_turn(account: Account) -> None:
    """Until this transaction ends nobody else reads of this account."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [INGEST_LOCK, account.pk])


def take_turn(account: Account) -> bool:
    """The same, unless somebody else reads of it now: then False, at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [INGEST_LOCK, account.pk])
        (mine,) = cursor.fetchone()
    return bool(mine)
