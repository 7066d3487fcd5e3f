"""The outside: a guest book over HTTP, on a loopback port."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Book:
    """Entries in the order they were written: number, who, words, and what they answer."""

    url: str = ""
    entries: list[dict[str, Any]] = field(default_factory=list)

    def write(self, who: str, words: str, answers: str = "") -> dict[str, Any]:
        entry = {
            "number": str(len(self.entries) + 1),
            "who": who,
            "words": words,
            "answers": answers,
            "at": f"2026-11-18T09:{len(self.entries):02}:00+00:00",
        }
        self.entries.append(entry)
        return entry


@contextmanager
def open_book() -> Iterator[Book]:
    """A running guest book."""
    book = Book()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say({"owner": "gemeente"} if self.path == "/owner" else book.entries)

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._say(book.write("gemeente", body["words"], body["answers"]))

        def _say(self, what: Any) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(what).encode())

        def log_message(self, *args: Any) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    book.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield book
    finally:
        server.shutdown()
