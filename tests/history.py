"""A small invented town with a past, for tests that need many believable conversations.

    def test_something(small_past: Past) -> None: ...

It is made once for a module and taken back after it; what a test changes is taken back as always.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from webcare.demo.history import making
from webcare.demo.history.planted import Planted, planted

UNTIL = datetime(
    2026, 11, 23, 8, tzinfo=UTC
)  # a Monday morning: what was asked in the weekend waits
MONTHS, MESSAGES, SEED = 2, 2000, 1


@dataclass(frozen=True)
class Past:
    """What was made. ``events`` are those that lie in it."""

    made: making.Made
    events: list[Planted]
    until: datetime = UNTIL
    months: int = MONTHS


def past(**other: Any) -> making.Made:
    """A history; ``other`` than the usual arguments."""
    known = {
        "months": MONTHS,
        "messages": MESSAGES,
        "until": UNTIL,
        "seed": SEED,
        "signals": False,
        **other,
    }
    return making.make(**known, say=lambda _line: None)


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens in it leaves no row."""
    outside: Any = transaction.atomic()
    outside._from_testcase = True  # as Django's own: code may ask for a transaction of its own
    with outside:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def small_past(django_db_setup: None, django_db_blocker: Any) -> Iterator[Past]:
    with django_db_blocker.unblock(), taken_back():
        yield Past(past(), planted(MONTHS, UNTIL))
