"""Waking a worker after commit. Nothing is lost when it does not hear: the clock finds the work."""

from __future__ import annotations

import logging
import time
from functools import partial

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

DEAF_SECONDS = 2.0  # how long no bell is rung after one that nobody heard

_deaf_until = 0.0


def wake(task: str, pk: int) -> None:
    """Let a worker run this task of connectors after commit."""
    transaction.on_commit(partial(_ring, task, pk))


def _ring(task: str, pk: int) -> None:
    global _deaf_until  # noqa: PLW0603 - of this process, like the connection it is about
    if time.monotonic() < _deaf_until:
        return
    try:
        current_app.send_task(f"connectors.tasks.{task}", args=[pk])
    except Exception:  # whatever a broker raises: what was done stands
        _deaf_until = time.monotonic() + DEAF_SECONDS
        log.warning("A bell was not heard; the clock will find the work.", exc_info=True)
