"""A real PostgreSQL and Redis for the tests, before Django reads its settings.

Loaded as a pytest plugin (``-p tests.services``). Without DATABASE_URL and REDIS_URL the
embedded services start in a folder of their own, so that a running demo is left alone; two runs
at the same time want one each (WEBCARE_TEST_VAR), and so do the processes of one run.
"""

import atexit
import os
from pathlib import Path

import psycopg2  # type: ignore[import-untyped] # no types there
import pytest

from tests import prepared
from webcare.env import BASE_DIR
from webcare.local import embedded_services

_STARTED = "WEBCARE_TEST_SERVICES"  # by a run of tests, and not for its processes


def _make_ready(url: str, name: str) -> None:
    """The database of the tests, in a server that does not wait for the disk: what survives a
    killed process is enough for data of a minute."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"ALTER SYSTEM SET {setting} = off")
        cursor.execute("SELECT pg_reload_conf()")
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE postgres")
    connection.close()


_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
_var = Path(os.environ.get("WEBCARE_TEST_VAR", BASE_DIR / "var" / "test")) / _worker
os.environ["WEBCARE_VAR"] = str(_var)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop running
if os.environ.pop(_STARTED, ""):
    del os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
_embedded = not {"DATABASE_URL", "REDIS_URL"} & {*os.environ}
if _embedded:
    prepared.database(_var)
_services = embedded_services()
_services.__enter__()
atexit.register(_services.__exit__, None, None, None)
if _embedded:
    os.environ[_STARTED] = "1"
    _make_ready(os.environ["DATABASE_URL"], "_".join(filter(None, ("test_postgres", _worker))))


def pytest_configure(config: pytest.Config) -> None:
    """What was made ready above is not made again."""
    config.option.reuse_db = _embedded
