"""The simulator as one ASGI application."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route

from connectors.simulator.control.routes import routes as control_routes
from connectors.simulator.graph.routes import routes as graph_routes
from connectors.simulator.graph.webhooks import hear as hear_for_meta
from connectors.simulator.hub import Hub, Streaming
from connectors.simulator.media import routes as media_routes
from connectors.simulator.middleware import FaultMiddleware, StrangerMiddleware
from connectors.simulator.post.control import routes as post_control_routes
from connectors.simulator.post.pages import routes as post_routes
from connectors.simulator.post.serving import Doors, serving
from connectors.simulator.post.writing import routes as post_writing_routes
from connectors.simulator.seed import seed
from connectors.simulator.storage import keep_saving, load
from connectors.simulator.stream import keep_playing
from connectors.simulator.window.consent import routes as consent_routes
from connectors.simulator.window.consent_x import routes as x_consent_routes
from connectors.simulator.window.intent import routes as intent_routes
from connectors.simulator.window.routes import routes as window_routes
from connectors.simulator.world import World
from connectors.simulator.x.routes import files as x_files
from connectors.simulator.x.routes import routes as x_routes
from connectors.simulator.x.webhooks import tell as x_tell

_log = logging.getLogger(__name__)
LOOPBACK = ("127.0.0.1", "localhost")


def create_app(
    state: Path | None = None,
    stream: float | None = None,
    stream_seed: int = 1,
    doors: Doors | None = None,
) -> Starlette:
    """The outside world.

    state        file the world is loaded from and saved to; None keeps it in memory
    stream       seconds between two fictional citizens; None or 0 leaves them silent
    stream_seed  decides the rhythm of the stream
    doors        where mail comes in and is fetched; None runs no mail server
    """
    hub = Hub(_world(state), streaming=Streaming(bool(stream), stream or 60, stream_seed))
    hub.subscribers += [hear_for_meta, x_tell]

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        work = [keep_playing(hub)]
        if state:
            work.append(keep_saving(hub, state))
        try:
            async with serving(hub, doors or Doors()), _running(work):
                yield
        finally:
            hub.post_office.close()

    app = Starlette(
        routes=_routes(),
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK),
            Middleware(StrangerMiddleware),
            Middleware(FaultMiddleware),
        ],
        lifespan=lifespan,
    )
    app.state.hub = hub
    return app


def _routes() -> list[BaseRoute]:
    """The platforms, what people see of them, and the control API."""
    return [
        Route("/healthz", _health),
        Mount("/api.x.com", routes=x_routes),
        Mount("/ton.twitter.com", routes=x_files),
        Mount("/graph.facebook.com", routes=graph_routes),
        Mount("/graph.instagram.com", routes=graph_routes),
        Mount("/control", routes=[*control_routes, *post_control_routes]),
        *media_routes,
        *x_consent_routes,
        *intent_routes,
        *consent_routes,
        *post_routes,
        *post_writing_routes,
        *window_routes,
    ]


def _world(state: Path | None) -> World:
    world = load(state) if state else None
    if world is None:
        world = World()
        seed(world)
    return world


@contextlib.asynccontextmanager
async def _running(work: list[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Run ``work`` beside the application and end it with the application."""
    tasks = [asyncio.create_task(each) for each in work]
    for task in tasks:
        task.add_done_callback(_report)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _report(task: asyncio.Task[None]) -> None:
    """Say it when something that should run for ever did not."""
    if not task.cancelled() and (error := task.exception()):
        _log.error("The simulator lost a task.", exc_info=error)


async def _health(request: Request) -> JSONResponse:
    return JSONResponse({"ok": True})
