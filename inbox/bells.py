"""Bells: they wake a worker or a browser after commit, and nothing is lost when one is not heard.

The sweep finds what a lost bell left, and every page looks again by itself. A bell that rings while
a page is on its way to the browser is kept until that page listens.
"""

from __future__ import annotations

import time
from functools import cache, partial

import redis
from celery import current_app
from django.conf import settings

from connectors.bells import after_commit

CHANNEL = "webcare:live"
RUNG = "webcare:rung"  # when each bell of the last minute rang last: a sorted set of names
KEPT_SECONDS = 60
QUEUE = "queue"  # something in the queue changed
REFERRALS = "referrals"  # something on "Mijn vragen" changed
PRESENCE = "presence"  # somebody comes, goes, begins to write or stops
VISITS = "visits"  # a day along is planned, cancelled, paused or goes on
CRISIS = "crisis"  # crisis mode begins or ends


def conversation_bell(conversation_id: int) -> str:
    """The name of the event that says: look at this conversation again."""
    return f"conversation-{conversation_id}"


def begun_bell(conversation_id: int) -> str:
    """The name of the event that says: look again at what is being written there."""
    return f"begun-{conversation_id}"


def wake(task: str, pk: int) -> None:
    """Let a worker run this task of inbox after commit."""
    after_commit(partial(current_app.send_task, f"inbox.tasks.{task}", args=[pk]))


def show(conversation_id: int) -> None:
    """Let open browsers look again at this conversation and at the queue."""
    ring(QUEUE, conversation_bell(conversation_id))


def ring(*names: str) -> None:
    """Ring these bells in every open browser after commit."""
    for name in names:
        after_commit(partial(publish, name))


def publish(name: str) -> None:
    """Ring it now. Raises what Redis raises: see ``connectors.bells.after_commit``."""
    now = time.time()
    with client().pipeline(transaction=False) as line:
        line.zadd(RUNG, {name: now})
        line.zremrangebyscore(RUNG, "-inf", now - KEPT_SECONDS)
        line.publish(CHANNEL, name)
        line.execute()


@cache
def client() -> redis.Redis:
    """Of this process."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)
