"""Bells: they wake someone after commit, and nothing is lost when nobody hears.

What there is to do stands in the tables, and the clock finds it there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

DEAF_SECONDS = 2.0  # how long no bell is rung after one that nobody heard

_deaf_until = 0.0


def wake(task: str, pk: int, *, seconds: int = 0) -> None:
    """Let a worker run this task of connectors after commit, or so many seconds later."""
    name = f"connectors.tasks.{task}"
    after_commit(partial(current_app.send_task, name, args=[pk], countdown=seconds or None))


def after_commit(ring: Callable[[], object]) -> None:
    """Ring then, and do not mind when that fails."""
    transaction.on_commit(partial(_quietly, ring))


def _quietly(ring: Callable[[], object]) -> None:
    global _deaf_until  # noqa: PLW0603 - of this process, like the connection it is about
    if time.monotonic() < _deaf_until:
        return
    try:
        ring()
    except Exception:  # whatever a broker raises: what was done stands
        # Each bell that is not heard takes its time, and the next is not heard either.
        _deaf_until = time.monotonic() + DEAF_SECONDS
        log.warning("A bell was not heard; the clock will find the work.", exc_info=True)
