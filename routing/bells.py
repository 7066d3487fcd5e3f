"""Bells: they wake a worker after commit, and nothing is lost when nobody hears.

The clock finds in the tables what there is to do.
"""

from __future__ import annotations

import logging
from functools import partial

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)


def wake(task: str, pk: int) -> None:
    """Let a worker run this task of routing after commit."""
    transaction.on_commit(partial(_ring, f"routing.tasks.{task}", pk), robust=True)


def _ring(name: str, pk: int) -> None:
    try:
        current_app.send_task(name, args=[pk])
    except Exception:  # whatever a broker raises: what was done stands
        log.warning("A bell was not heard; the clock will find the work.", exc_info=True)
