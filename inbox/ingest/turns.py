"""Who reads: one reader of each account at a time, and one that catches up.

Two arrivals of one account can hold the same message, so they are read one after the other. The
turns are advisory locks of PostgreSQL: they end with the transaction, or with the lost worker.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from connectors.models import Account

INGEST_LOCK = 7_003  # a number of our own for PostgreSQL's advisory locks
CATCHING_UP = 0  # no account has this number


def wait_for_turn(account: Account) -> None:
    """Until this transaction ends nobody else reads of this account."""
    _ask("SELECT pg_advisory_xact_lock(%s, %s)", account.pk)


def take_turn(account: Account) -> bool:
    """The same, unless somebody else reads of it now: then False, at once."""
    return bool(_ask("SELECT pg_try_advisory_xact_lock(%s, %s)", account.pk))


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else is catching up; for as long as the block takes."""
    mine = bool(_ask("SELECT pg_try_advisory_lock(%s, %s)", CATCHING_UP))
    try:
        yield mine
    finally:
        if mine:
            _ask("SELECT pg_advisory_unlock(%s, %s)", CATCHING_UP)


def _ask(question: str, number: int) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question, [INGEST_LOCK, number])
        (answer,) = cursor.fetchone()
    return answer
