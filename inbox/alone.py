"""Work on the clock that is done by one process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Numbers of our own for PostgreSQL's advisory locks.
READING, REMINDING, GREETING, ASKING_AFTER, NOTICING = 7_019, 7_020, 7_021, 7_022, 7_031


@contextmanager
def alone(number: int, *, wait: bool = False) -> Iterator[bool]:
    """Whether nobody else is at this work; for as long as the block takes. ``wait``: until so."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT true FROM pg_advisory_lock(%s, 0)", [number])
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [number])
        (mine,) = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [number])
