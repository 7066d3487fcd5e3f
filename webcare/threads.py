"""Threads that answer one request after another, each with its own connection to the database.

Django gives every request a thread of its own, and with it a connection that is opened for this one
and closed after it. That is a good part of what a page takes: see docs/adr/0022.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.db import close_old_connections, connections

from webcare.bodies import Application, Receive, Send

MOST_IDLE = 8  # threads that wait for a request, with a connection that stands open each


class Kept:
    """The application, of which each request borrows a thread.

    There are as many as are needed at once; of those that wait for more, ``most_idle`` are kept.
    """

    def __init__(self, application: Application, most_idle: int = MOST_IDLE) -> None:
        self.application = application
        self.most_idle = most_idle
        self.idle: deque[ThreadPoolExecutor] = deque()  # of one thread each

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        thread = self.idle.pop() if self.idle else ThreadPoolExecutor(1, "request")
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self.application(scope, receive, send)
        finally:
            # Who went away may have left work in it: it is free after that, and not before.
            left = asyncio.wrap_future(thread.submit(_connected))
            left.add_done_callback(lambda connected: self._take_back(thread, connected.result()))

    def _take_back(self, thread: ThreadPoolExecutor, connected: bool) -> None:
        if len(self.idle) == self.most_idle:
            thread.submit(connections.close_all)
            thread.shutdown(wait=False)
        elif connected:
            self.idle.append(thread)
        else:  # a stream let its own go; it is borrowed last
            self.idle.appendleft(thread)


def _connected() -> bool:
    """Whether this thread has a connection to go on with. One that broke is closed."""
    close_old_connections()
    return any(each.connection for each in connections.all(initialized_only=True))
