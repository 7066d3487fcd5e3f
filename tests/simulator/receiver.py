"""Somebody who subscribed: a plain HTTP server that keeps what a platform sends it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Challenge = Callable[[dict[str, str]], bytes]


@dataclass
class Delivery:
    """One request. Names of headers are in small letters."""

    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Receiver:
    """What came in, and the status it is answered with."""

    url: str = ""
    status: int = 200
    challenge: Challenge = lambda _: b"{}"
    deliveries: list[Delivery] = field(default_factory=list)

    def wait(self, number: int, patience: float = 60) -> list[Delivery]:
        """The deliveries, once there are ``number`` of them."""
        until = time.monotonic() + patience
        while len(self.deliveries) < number and time.monotonic() < until:
            time.sleep(0.01)
        assert len(self.deliveries) >= number, f"{len(self.deliveries)} of {number} came"
        return self.deliveries

    def quiet(self, seconds: float = 0.2) -> list[Delivery]:
        """What came, after waiting whether more does."""
        time.sleep(seconds)
        return self.deliveries


def x_challenge(secret: str) -> Challenge:
    """How the holder of ``secret`` answers X's question."""

    def answer(query: dict[str, str]) -> bytes:
        return json.dumps(
            {"response_token": x_signature(secret, query["crc_token"].encode())}
        ).encode()

    return answer


def x_signature(secret: str, raw: bytes) -> str:
    made = hmac.new(secret.encode(), raw, hashlib.sha256).digest()
    return f"sha256={base64.b64encode(made).decode()}"


@contextmanager
def receiving(challenge: Challenge | None = None) -> Iterator[Receiver]:
    """A receiver for as long as the block takes."""
    receiver = Receiver()
    if challenge:
        receiver.challenge = challenge

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            self._answer(200, receiver.challenge({name: each[0] for name, each in query.items()}))

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.deliveries.append(Delivery(headers, raw))
            self._answer(receiver.status, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
