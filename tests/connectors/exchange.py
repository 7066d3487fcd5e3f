"""A platform that answers with samples, and remembers what it was sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

from tests.connectors.answers import to_bytes
from tests.connectors.server import Server

Body = str | Mapping[str, Any]  # the name of a sample, or the body itself


@dataclass(frozen=True)
class Exchange:
    """One thing we do, and what is said meanwhile.

    do       what we do
    answers  what the platform says to each request, by its method and path
    sent     what we said with some of them: JSON, or the fields of a form
    gives    what comes of it
    """

    do: Callable[[], object]
    answers: Mapping[str, Body]
    sent: Mapping[str, Body] = field(default_factory=dict)
    gives: object = None

    @property
    def samples(self) -> set[str]:
        return {
            body for body in [*self.answers.values(), *self.sent.values()] if isinstance(body, str)
        }


class Stage(Server):
    """Answers what ``answers`` has for a method and path, and 404 to what it does not expect."""

    def __init__(self) -> None:
        super().__init__()
        self.RequestHandlerClass = Listener
        self.answers: dict[str, bytes] = {}
        self.sent: list[tuple[str, Any]] = []

    def said(self, asked: str) -> Any:
        """What came with the first such request."""
        return next(body for name, body in self.sent if name == asked)


class Listener(BaseHTTPRequestHandler):
    server: Stage

    def do_GET(self) -> None:
        asked = f"{self.command} {self.path.partition('?')[0]}"
        said = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.sent.append((asked, _opened(said, self.headers.get_content_type())))
        body = self.server.answers.get(asked)
        self.send_response(404 if body is None else self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the names are http.server's

    def log_message(self, *args: object) -> None:
        """Nothing on the screen."""


def _opened(body: bytes, kind: str) -> Any:
    if kind == "application/json":
        return json.loads(body or b"null")
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode()))
    return body


@contextmanager
def staged(settings: Any) -> Iterator[Stage]:
    """Stands for every platform."""
    stage = Stage()
    for name in ("X_API_URL", "META_GRAPH_URL", "INSTAGRAM_GRAPH_URL"):
        setattr(settings, name, stage.url)
    Thread(target=stage.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield stage
    stage.shutdown()
    stage.server_close()


def play(exchange: Exchange, stage: Stage, sample: Callable[[str], Any]) -> None:
    """See that it goes as it is written; ``sample`` gives the body with a name."""

    def body(named: Body) -> Any:
        return sample(named) if isinstance(named, str) else named

    stage.answers = {asked: to_bytes(body(said)) for asked, said in exchange.answers.items()}
    assert exchange.do() == exchange.gives
    assert {asked for asked, _ in stage.sent} == set(stage.answers)
    for asked, said in exchange.sent.items():
        assert stage.said(asked) == body(said)
