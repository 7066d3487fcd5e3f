"""Serving the simulator over real HTTP."""

from __future__ import annotations

import socket

import uvicorn
from starlette.applications import Starlette

from connectors.simulator.app import LOOPBACK
from connectors.simulator.connections import CuttableProtocol
from connectors.simulator.post.serving import Doors


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises ValueError off loopback, OSError."""
    if host not in LOOPBACK:
        raise ValueError(f"the simulator only listens on loopback, not on {host}")
    listener = socket.create_server((host, port), backlog=128)
    # What it accepts inherits this; else an answer in two writes waits 40 ms for the first's ack.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def doors_at(host: str, smtp_port: int, imap_port: int) -> Doors:
    """Where mail comes in and is fetched; port 0 is none. Raises as ``listen``."""
    return Doors(
        listen(host, smtp_port) if smtp_port else None,
        listen(host, imap_port) if imap_port else None,
    )


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"


def server_for(app: Starlette) -> uvicorn.Server:
    """A server that answers plainly and stops within a second."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=CuttableProtocol,
            ws="none",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
    )
