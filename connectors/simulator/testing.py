"""A simulator for tests: real HTTP, SMTP and IMAP on free loopback ports, in its own thread."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen  # noqa: TID251 - a test at its own simulator

import uvicorn

from connectors.simulator.app import create_app
from connectors.simulator.post.serving import Doors
from connectors.simulator.server import listen, server_for, url_of

_PATIENCE = 60  # seconds


@dataclass(frozen=True)
class Simulator:
    """A running outside world. Mail comes in and is fetched on 127.0.0.1; port 0 is nowhere."""

    url: str
    smtp_port: int = 0
    imap_port: int = 0

    @property
    def x(self) -> str:
        """Stands for https://api.x.com."""
        return f"{self.url}/api.x.com"

    @property
    def facebook(self) -> str:
        """Stands for https://graph.facebook.com."""
        return f"{self.url}/graph.facebook.com"

    @property
    def instagram(self) -> str:
        """Stands for https://graph.instagram.com."""
        return f"{self.url}/graph.instagram.com"

    def control(self, method: str, path: str, json: Any = None) -> Any:
        """Call the control API, with ``path`` below /control. Raises urllib's HTTPError."""
        return _call(method, f"{self.url}/control/{path.removeprefix('/')}", json)


@contextmanager
def running_simulator(
    port: int = 0,
    *,
    state: Path | None = None,
    stream: float | None = None,
    stream_seed: int = 1,
) -> Iterator[Simulator]:
    """Run a simulator for as long as the block takes; it is stopped, and saved, at the end."""
    listener = listen("127.0.0.1", port)
    smtp, imap = listen("127.0.0.1", 0), listen("127.0.0.1", 0)
    app = create_app(state, stream, stream_seed, Doors(smtp, imap))
    app.state.hub.base = url_of(listener)
    server = server_for(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        _await_start(server, thread)
        yield Simulator(url_of(listener), smtp.getsockname()[1], imap.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
        for each in (listener, smtp, imap):
            each.close()


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    until = time.monotonic() + _PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise RuntimeError("the simulator did not start")
        time.sleep(0.005)


def _call(method: str, url: str, body: Any) -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    request = Request(url, data, headers, method=method)  # noqa: S310 - loopback
    with urlopen(request, timeout=_PATIENCE) as response:  # noqa: S310
        return json.load(response)
