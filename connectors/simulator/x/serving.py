"""How an endpoint of X is served: who asks, how often, and what it costs."""

from __future__ import annotations

import inspect
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from connectors.simulator.clock import now_ms
from connectors.simulator.hub import Hub, base_of, hub_of
from connectors.simulator.world import World
from connectors.simulator.x import billing, oauth
from connectors.simulator.x.problems import CONTENT_TYPE, Problem, invalid, too_many_requests
from connectors.simulator.x.render import Json, View
from connectors.simulator.x.selection import DIRECT_EXPANSIONS, selection_of

Serve = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Call:
    """One authenticated request. ``body`` is the JSON it carried, or the fields of its form."""

    hub: Hub
    request: Request
    view: View
    body: Any = None

    @property
    def world(self) -> World:
        return self.hub.world

    @property
    def query(self) -> dict[str, str]:
        return dict(self.request.query_params)

    def path(self, name: str) -> str:
        return str(self.request.path_params[name])


Answer = Callable[[Call], Json | Response | Awaitable[Json]]


def endpoint(
    bucket: str, answer: Answer, status: int = 200, *, by: oauth.By = "user", scope: str = ""
) -> Serve:
    """Authenticate, count against ``bucket``, then give ``answer`` or the problem it raises.

    by     whose token it takes: the ``user``'s, the ``app``'s, or ``any``
    scope  what a user must have allowed the app
    """

    async def serve(request: Request) -> Response:
        hub = hub_of(request)
        headers = CONTENT_TYPE | {"api-version": "2.168", "x-transaction-id": secrets.token_hex(8)}
        try:
            oauth.check_bearer(hub.world, request.headers.get("authorization", ""), by, scope)
        except Problem as problem:
            return problem.response(headers)
        headers |= {"x-access-level": "read-write-directmessages"}
        try:
            _count(hub, bucket, headers)
            call = await _call(hub, request, bucket)
            return _sent(await _answer(call, bucket, answer), status, headers)
        except Problem as problem:
            return problem.response(headers)

    return serve


def _count(hub: Hub, bucket: str, headers: dict[str, str]) -> None:
    """Count the request and say so in ``headers``. Raises Problem (402, 403 or 429)."""
    now, settings = now_ms(), hub.world.settings
    allowance = hub.limits.take(bucket, now, settings.rate_limit)
    headers |= allowance.headers()
    if allowance.exceeded:
        raise too_many_requests()
    if of_day := hub.limits.take_of_day(bucket, now, settings.x_daily_limit):
        headers |= of_day.headers()
        if of_day.exceeded:
            raise too_many_requests()
    billing.check(hub.world, bucket)


async def _answer(call: Call, bucket: str, answer: Answer) -> Any:
    given = answer(call)
    if inspect.isawaitable(given):
        given = await given
    billing.charge(call.world, bucket, call.body, given)
    return given


def _sent(given: Any, status: int, headers: dict[str, str]) -> Response:
    if isinstance(given, Response):
        return given
    return JSONResponse(given, status, headers)


async def _call(hub: Hub, request: Request, bucket: str) -> Call:
    also = DIRECT_EXPANSIONS if bucket == "dm_read" else frozenset[str]()
    selection = selection_of(request.query_params, also)
    view = View(hub.world, selection, base_of(request))
    return Call(hub, request, view, await _body(request))


async def _body(request: Request) -> Any:
    kind = request.headers.get("content-type", "")
    if kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        return dict(await request.form())
    raw = await request.body()
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        raise invalid("The request body is not valid JSON") from None


def field(call: Call, name: str) -> str:
    """A text in the body. Raises Problem (400) when there is none."""
    value = call.body.get(name) if isinstance(call.body, dict) else None
    if not isinstance(value, str) or not value:
        raise invalid(f"$.{name}: is missing but it is required", {name: ""})
    return value
