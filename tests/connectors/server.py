"""A server that says one thing, for answers that the simulator never gives."""

from __future__ import annotations

import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """Answers every request with what ``reply`` says, and remembers the requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body = b"{}"
        self.bodies: dict[str, bytes] = {}  # for addresses that hold this; else ``body``
        self.withheld = 0
        self.drip = 0.0  # seconds between two bytes of the body
        self.seen: list[tuple[str, str, dict[str, str]]] = []

    def body_for(self, path: str) -> bytes:
        found = (body for part, body in self.bodies.items() if part in path)
        return next(found, self.body)


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.seen.append((self.command, self.path, dict(self.headers)))
        body = self.server.body_for(self.path)
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + self.server.withheld))
        self.end_headers()
        if not self.server.drip:
            self.wfile.write(body)
        with suppress(OSError):  # who asked hung up
            for byte in body if self.server.drip else b"":
                self.wfile.write(bytes([byte]))
                time.sleep(self.server.drip)

    do_POST = do_GET  # noqa: N815 - the name is http.server's

    def log_message(self, *args: object) -> None:
        """Nothing on the screen."""
