"""Ports for servers of our own."""

from __future__ import annotations

import socket


def free_port() -> int:
    """A port of loopback that nobody else is given as long as this process lives.

    It stays bound, and nobody listens: whoever is told of it may, with SO_REUSEADDR as servers do.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    port = int(held.getsockname()[1])
    held.detach()  # else it is let go
    return port
