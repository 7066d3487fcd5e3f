"""The promise of the outbox, kept while real workers are killed without a warning."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.db.models import Q

from inbox import actions
from inbox.models import Conversation, Event, Outbound
from inbox.workflow import Sending
from tests.town import PLATFORMS, Town
from webcare.models import User

ANSWERS = 40
KILLS = 4
LEASE_SECONDS = 10  # above the longest a simulated platform takes to answer, on a busy machine
# Imported before the worker forks: a child that claims an answer has no time to lose.
CONNECTORS = ",".join(place.rpartition(".")[0] for _, place in settings.CONNECTORS.values())


@pytest.fixture
def worker_env(town: Town) -> dict[str, str]:
    """What a real worker needs to work in this test's database and outside world."""
    # The embedded server's address with the test's own database in it.
    address = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    database = address._replace(path=f"/{name}").geturl()
    return {
        **os.environ,
        "DATABASE_URL": database,
        "REDIS_URL": settings.REDIS_URL,
        "WEBCARE_SWEEP_SECONDS": "1",
        "WEBCARE_SEND_LEASE_SECONDS": str(LEASE_SECONDS),
        "WEBCARE_FIND_LAG_SECONDS": "1",
        "WEBCARE_X_API_URL": town.simulator.x,
        "WEBCARE_X_WEB_URL": f"{town.simulator.url}/x.com",
        "WEBCARE_META_GRAPH_URL": town.simulator.facebook,
        "OAUTHLIB_INSECURE_TRANSPORT": "1",
        "PYTHONWARNINGS": "ignore",
    }


@contextmanager
def _worker(env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A worker with its clock, in a process group of its own; killed at the end."""
    command = [
        *(sys.executable, "-m", "celery", "--app", "webcare", "--quiet"),
        *("worker", "--beat", "--concurrency", "2", "--loglevel", "error"),
        *("--include", CONNECTORS),
        *("--schedule", f"{env['WEBCARE_VAR']}/beat-{time.monotonic_ns()}"),
    ]
    process = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.stack
@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_killed_workers_place_every_answer_once(
    town: Town, anouk: User, worker_env: dict[str, str], bells: redis.Redis
) -> None:
    dice = random.Random()
    _questions(town)
    town.simulator.control("POST", "settings", {"latency_seconds": 0.15})
    for conversation in Conversation.objects.order_by("?"):
        actions.reply(conversation, f"Antwoord {conversation.pk} van ons.", anouk)
    try:
        kills, hit = 0, False
        while kills < KILLS or (not hit and _left()):
            before = _count(Sending.SENT)
            with _worker(worker_env):
                _until(lambda before=before: _count(Sending.SENT) > before or not _left())
                time.sleep(dice.uniform(0, 0.4))
                _until(lambda: _count(Sending.SENDING) or not _left())
            kills, hit = kills + 1, hit or _count(Sending.SENDING) > 0
        with _worker(worker_env):
            _until(lambda: not _left())
    finally:
        town.simulator.control("POST", "settings", {"latency_seconds": 0})
    _check(town)
    assert Event.objects.filter(verb=Event.Verb.UNCERTAIN).exists(), "no kill hit a sending"


@pytest.mark.stack
@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_workers_keep_their_connection_and_open_another_when_it_broke(
    town: Town, anouk: User, worker_env: dict[str, str], bells: redis.Redis
) -> None:
    _questions(town)
    questions = iter(Conversation.objects.all())
    with _worker(worker_env):
        _answer(next(questions), anouk)
        kept = _connections()
        _answer(next(questions), anouk)
        assert kept & _connections(), "each task opened another"
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) pid", [list(kept)])
        _answer(next(questions), anouk)
        assert not kept & _connections()


def _answer(conversation: Conversation, agent: User) -> None:
    answer = actions.reply(conversation, f"Antwoord {conversation.pk} van ons.", agent)
    _until(lambda: Outbound.objects.get(pk=answer.pk).state == Sending.SENT)


def _connections() -> set[int]:
    """Of all others in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return {pid for (pid,) in cursor.fetchall()}


def _questions(town: Town) -> None:
    drafts: list[dict[str, Any]] = []
    for number in range(ANSWERS):
        platform = PLATFORMS[number % 3]
        drafts.append(
            {
                "platform": platform,
                "author": f"inwoner_{number}",
                "text": f"@GemVoorbeeld vraag {number}",
                "parent": town.own_post("instagram") if platform == "instagram" else None,
            }
        )
    town.simulator.control("POST", "bulk", drafts)
    town.listen()
    assert Conversation.objects.filter(messages__text__contains="vraag").distinct().count() == (
        ANSWERS
    )
    Conversation.objects.exclude(messages__text__contains="vraag").delete()


def _count(state: Sending) -> int:
    return Outbound.objects.filter(state=state).count()


def _left() -> bool:
    """Whether the machine still has something to do; in one query, for one that is in doubt may be
    in the queue again a moment later."""
    underway = Q(state__in=[Sending.QUEUED, Sending.SENDING])
    searched = Q(state=Sending.UNCERTAIN, searches__lt=6)
    return Outbound.objects.filter(underway | searched).exists()


def _until(done: Any, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, dict(
            Counter(Outbound.objects.values_list("state", flat=True))
        )
        time.sleep(0.05)


def _check(town: Town) -> None:
    standing = Counter(post["text"] for post in town.placed())
    for outbound in Outbound.objects.select_related("message"):
        times = standing[outbound.message.text]
        if outbound.state == Sending.SENT:
            assert times == 1, outbound
        else:
            assert outbound.state == Sending.UNCERTAIN, (outbound, outbound.detail)
            assert times <= 1, outbound
    assert not [text for text, times in standing.items() if times > 1]
    assert Outbound.objects.count() == ANSWERS
