"""A server of ours that platforms call: it shakes hands and keeps what it gets."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PATIENCE = 60  # seconds


class Callback:
    """Where webhooks arrive. ``status`` is what they are answered with."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.status = 200
        self.requests: list[tuple[dict[str, str], bytes]] = []

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _, body in self.requests]

    @property
    def entries(self) -> list[Any]:
        return [entry for body in self.bodies for entry in body["entry"]]

    @property
    def values(self) -> list[Any]:
        """The ``value`` of every change, and every message."""
        return [value for entry in self.entries for value in _values(entry)]

    def wait(self, amount: int = 1) -> list[Any]:
        """The values, as soon as there are ``amount`` of them."""
        until = time.monotonic() + PATIENCE
        while len(self.values) < amount and time.monotonic() < until:
            time.sleep(0.01)
        assert len(self.values) >= amount, f"{len(self.values)} of {amount} webhooks"
        return self.values


def _values(entry: dict[str, Any]) -> list[Any]:
    if "changes" in entry:
        return [change["value"] for change in entry["changes"]]
    return entry.get("messaging") or entry.get("standby") or [entry["value"]]


@contextmanager
def listening(verify_token: str) -> Iterator[Callback]:
    """A callback that shakes hands for ``verify_token`` only."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(verify_token))
    callback = Callback(f"http://127.0.0.1:{server.server_port}/hook")
    server.callback = callback  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield callback
    finally:
        server.shutdown()
        server.server_close()


def _handler(verify_token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            query = {name: value[0] for name, value in parse_qs(urlsplit(self.path).query).items()}
            known = query.get("hub.verify_token") == verify_token
            self._answer(200 if known else 403, query.get("hub.challenge", "").encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            callback: Callback = self.server.callback  # type: ignore[attr-defined]
            headers = {name.lower(): value for name, value in self.headers.items()}
            callback.requests.append((headers, body))
            self._answer(callback.status, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return Handler
