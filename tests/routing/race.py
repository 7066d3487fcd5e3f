"""Several people who do something at the same moment, each with a connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def race(*calls: Callable[[], object]) -> list[object]:
    """What each call returned or raised, in the order of ``calls``. Needs a real transaction."""
    start = Barrier(len(calls), timeout=60)

    def run(call: Callable[[], object]) -> object:
        try:
            start.wait()
            return call()
        except Exception as error:  # the test looks at what was raised
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
