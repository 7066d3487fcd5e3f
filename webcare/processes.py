"""The processes of one machine: started together from the Procfile, stopped together."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.request import urlopen  # noqa: TID251 - our own processes on loopback

from celery import current_app
from honcho.environ import parse_procfile
from honcho.manager import Manager

from webcare.env import BASE_DIR

START_SECONDS = 90
HEALTHY = 200


class PortTaken(Exception):
    """Something already listens where we want to."""


class Quiet:
    """Shows what the processes say, and not how honcho goes about it."""

    width = 0

    def write(self, message: Any) -> None:
        if message.name == "system" or message.type != "line":
            return
        data = (
            message.data if isinstance(message.data, str) else message.data.decode(errors="replace")
        )
        sys.stdout.write(f"{message.name:>10} | {data.rstrip()}\n")
        sys.stdout.flush()


def check_port(port: int, variable: str) -> None:
    """Raises PortTaken, naming the setting that chooses another port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} is taken. Stop what uses it, or choose another: {variable}={port + 1}"
            ) from error


def run(names: Sequence[str], env: Mapping[str, str], when_up: Callable[[], None]) -> int:
    """Run these processes of the Procfile until one of them, or Ctrl-C, stops them all.

    ``when_up`` runs beside them as soon as they are started. Returns the exit code.
    """
    # The programs of this virtual environment, also when it was not activated.
    bin_dir = str(Path(sys.executable).parent)
    environment = {
        # Warnings are for developers; `make test` shows them.
        "PYTHONWARNINGS": "ignore",
        **os.environ,
        **env,
        "PATH": f"{bin_dir}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    manager = Manager(printer=Quiet())
    commands = parse_procfile((BASE_DIR / "Procfile").read_text()).processes
    for name in names:
        manager.add_process(name, commands[name], env=environment, cwd=str(BASE_DIR))
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    threading.Thread(target=_beside, args=(when_up,), daemon=True).start()
    manager.loop()
    return 0 if manager.returncode in (0, 130, 143) else int(manager.returncode or 1)


def _beside(when_up: Callable[[], None]) -> None:
    try:
        when_up()
    except Exception as error:  # whatever went wrong, the person at the terminal hears it
        sys.stderr.write(f"\n  It did not start: {error}\n")
        os.kill(os.getpid(), signal.SIGTERM)


def wait_for(what: str, ready: Callable[[], bool]) -> None:
    """Raises TimeoutError when it is not ready in time."""
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not answer within {START_SECONDS} seconds.")
        time.sleep(0.2)


def answers(url: str) -> bool:
    """Whether this address says it is healthy."""
    try:
        with urlopen(url, timeout=2) as response:  # noqa: S310 - loopback only
            return bool(response.status == HEALTHY)
    except OSError:
        return False


def read_json(url: str) -> Any:
    with urlopen(url, timeout=5) as response:  # noqa: S310 - loopback only
        return json.load(response)


def worker_answers() -> bool:
    return bool(current_app.control.ping(timeout=0.5))
