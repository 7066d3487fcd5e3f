"""One training at a time, whichever process it runs in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils.translation import gettext as _

# A number of our own for PostgreSQL's advisory locks.
_TRAINING = 7_030


class Busy(Exception):
    """Another process is training, in a sentence."""


@contextmanager
def alone() -> Iterator[None]:
    """Raises Busy while another process trains. A process that dies lets go by itself."""
    if not _ask("SELECT pg_try_advisory_lock(%s, 0)"):
        raise Busy(_("Routing is being trained already. Look again in a minute."))
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(%s, 0)")


def is_busy() -> bool:
    """Whether a training is under way anywhere."""
    return _ask(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
        " AND classid = %s AND objid = 0 AND objsubid = 2 AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database()))"
    )


def _ask(question: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [_TRAINING])
        (answer,) = cursor.fetchone()
    return bool(answer)
