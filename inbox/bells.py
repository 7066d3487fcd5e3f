"""Bells: they wake a worker or a browser after commit, and nothing is lost when one is not heard.

The sweep finds what a lost bell left, and every page looks again by itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import cache, partial

import redis
from celery import current_app
from django.conf import settings
from django.db import transaction

log = logging.getLogger(__name__)

CHANNEL = "webcare:live"
QUEUE = "queue"  # something in the queue changed
REFERRALS = "referrals"  # something on "Mijn vragen" changed
DEAF_SECONDS = 2.0  # how long no bell is rung after one that nobody heard

_deaf_until = 0.0


def conversation_bell(conversation_id: int) -> str:
    """The name of the event that says: look at this conversation again."""
    return f"conversation-{conversation_id}"


def wake(task: str, pk: int) -> None:
    """Let a worker run this task of inbox after commit."""
    _after_commit(partial(current_app.send_task, f"inbox.tasks.{task}", args=[pk]))


def show(conversation_id: int) -> None:
    """Let open browsers look again at this conversation and at the queue."""
    ring(QUEUE, conversation_bell(conversation_id))


def ring(*names: str) -> None:
    """Ring these bells in every open browser after commit."""
    for name in names:
        _after_commit(partial(_publish, name))


def _publish(name: str) -> None:
    _client().publish(CHANNEL, name)


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)


def _after_commit(action: Callable[[], object]) -> None:
    transaction.on_commit(partial(_quietly, action))


def _quietly(action: Callable[[], object]) -> None:
    global _deaf_until  # noqa: PLW0603 - of this process, like the connection it is about
    if time.monotonic() < _deaf_until:
        return
    try:
        action()
    except Exception:  # whatever a broker raises: what was done stands, and the sweep finds it
        # Each bell that is not heard takes its time, and the next is not heard either.
        _deaf_until = time.monotonic() + DEAF_SECONDS
        log.warning("A bell was not heard; the sweep will find the work.", exc_info=True)
