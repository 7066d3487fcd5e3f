"""A request borrows a thread with its connection, and leaves both to the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event, get_ident
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application
from django.db import connection, connections

from webcare import asgi
from webcare.threads import Kept

pytestmark = pytest.mark.django_db(transaction=True)

Serve = Callable[[Callable[[], Awaitable[None]]], None]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """``serve(what)``: runs it as a web server does, in a loop that is not this thread's: in this
    one a browser's may be running."""
    with ThreadPoolExecutor(1) as apart:
        yield lambda what: apart.submit(lambda: asyncio.run(what())).result()  # type: ignore[arg-type]


class Asked:
    """Of each request the connection that it had, as PostgreSQL numbers them."""

    def __init__(self, most_idle: int = 2) -> None:
        self.pids: list[int] = []
        self.threads: set[int] = set()
        self.kept = Kept(self._answer, most_idle)

    async def one(self) -> None:
        await self.kept({}, None, None)  # type: ignore[arg-type] # nothing is read or sent
        await self.settled()

    async def settled(self) -> None:
        """Once what it borrowed is free again."""
        while len(self.kept.idle) < min(len(self.threads), self.kept.most_idle):
            await asyncio.sleep(0.01)

    async def _answer(self, *_: Any) -> None:
        await sync_to_async(self._read)()

    def _read(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.pids.append(cursor.fetchone()[0])
        self.threads.add(get_ident())

    def end(self) -> None:
        for thread in self.kept.idle:
            thread.submit(connections.close_all)
            thread.shutdown()


@pytest.fixture
def asked() -> Iterator[Asked]:
    made = Asked()
    yield made
    made.end()


def test_next_request_goes_on_with_the_connection(serve: Serve, asked: Asked) -> None:
    async def three() -> None:
        for _ in range(3):
            await asked.one()

    serve(three)
    assert len(asked.pids) == 3
    assert len(set(asked.pids)) == 1


def test_requests_at_once_have_one_each_and_no_more_than_some_are_kept(
    serve: Serve, asked: Asked
) -> None:
    async def at_once() -> None:
        await asyncio.gather(*(asked.kept({}, None, None) for _ in range(4)))  # type: ignore[arg-type]
        await asked.settled()
        await asyncio.to_thread(_until_gone, asked.pids, left=2)

    serve(at_once)
    assert len(set(asked.pids)) == 4
    assert len(asked.kept.idle) == 2


def _until_gone(pids: list[int], left: int) -> None:
    with closing(connection), connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)", [pids])
            if cursor.fetchone() == (left,):
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("connections stayed open")


def test_one_that_broke_meanwhile_is_not_lent(serve: Serve, asked: Asked) -> None:
    def break_it() -> None:
        with closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", asked.pids)

    async def before_and_after() -> None:
        await asked.one()
        await asyncio.to_thread(break_it)
        await asked.one()

    serve(before_and_after)
    assert len(asked.pids) == len(set(asked.pids)) == 2


def test_thread_is_lent_again_after_what_somebody_left_behind(serve: Serve) -> None:
    begun, go_on, done = Event(), Event(), []

    def work() -> None:
        begun.set()
        go_on.wait(60)
        done.append("left behind")

    async def answer(scope: Any, *_: Any) -> None:
        await sync_to_async(work if scope else lambda: done.append("next"))()

    kept: Any = Kept(answer)

    async def somebody_goes_away() -> None:
        first = asyncio.ensure_future(kept({"long": True}, None, None))
        await asyncio.to_thread(begun.wait, 60)
        first.cancel()
        await asyncio.wait([first])
        assert not kept.idle
        await kept({}, None, None)
        go_on.set()
        while len(kept.idle) < 2:
            await asyncio.sleep(0.01)

    serve(somebody_goes_away)
    assert done == ["next", "left behind"]


def test_pages_are_answered_so(serve: Serve) -> None:
    statuses: list[int] = []
    headers = [(b"host", b"localhost")]
    kept: Any = Kept(get_asgi_application())

    async def send(event: Any) -> None:
        statuses.extend([event["status"]] if "status" in event else [])

    async def twice() -> None:
        for _ in range(2):
            body: asyncio.Queue[Any] = asyncio.Queue()
            await body.put({"type": "http.request", "body": b"", "more_body": False})
            about = {"type": "http", "method": "GET", "path": "/healthz", "query_string": b""}
            await kept({**about, "headers": headers}, body.get, send)
            while not kept.idle:
                await asyncio.sleep(0.01)

    serve(twice)
    assert statuses == [200, 200]
    assert len(kept.idle) == 1
    kept.idle[0].submit(connections.close_all).result()


def test_web_server_answers_so() -> None:
    assert isinstance(asgi.application.application, Kept)
