"""The addresses of the control API."""

from __future__ import annotations

from starlette.routing import Route

from connectors.simulator.control import posts, switches
from connectors.simulator.control.serving import control

_POST = "/posts/{platform}/{id}"
routes = [
    Route("/municipality", control(switches.credentials)),
    Route("/reset", control(switches.reset), methods=["POST"]),
    Route("/posts", control(posts.create, 201), methods=["POST"]),
    Route("/bulk", control(posts.bulk, 201), methods=["POST"]),
    Route("/posts/{platform}", control(posts.thread)),
    Route(_POST, control(posts.change), methods=["PATCH"]),
    Route(_POST, control(posts.delete), methods=["DELETE"]),
    Route("/outbox", control(posts.outbox)),
    Route("/faults", control(switches.list_faults)),
    Route("/faults", control(switches.add_fault, 201), methods=["POST"]),
    Route("/faults", control(switches.clear_faults), methods=["DELETE"]),
    Route("/settings", control(switches.settings)),
    Route("/settings", control(switches.change_settings), methods=["POST"]),
    Route("/tokens/expire", control(switches.expire_tokens), methods=["POST"]),
    Route("/tokens/restore", control(switches.restore_tokens), methods=["POST"]),
    Route("/stream", control(switches.show_stream)),
    Route("/stream", control(switches.stream), methods=["POST"]),
]
