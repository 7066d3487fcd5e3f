"""Every call to graph.facebook.com and graph.instagram.com: who asks, what for, and the answer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.simulator.graph import errors, facebook, instagram, writing
from connectors.simulator.graph.addressing import Address, address_of, platform_of
from connectors.simulator.graph.auth import authenticate
from connectors.simulator.graph.errors import CONTENT_TYPE, GraphError
from connectors.simulator.graph.fields import parse_fields
from connectors.simulator.graph.nodes import Context, Json, Node, list_edge, select
from connectors.simulator.graph.tokens import debug
from connectors.simulator.graph.usage import HOURLY, usage_headers
from connectors.simulator.hub import Hub, base_of, hub_of
from connectors.simulator.municipality import INSTAGRAM_ID, PAGE_ID, municipality

# Removed from every version on 27 October 2026 (Meta, Graph API v26.0 changelog).
DEAD_PARAMETERS = frozenset({"date_format", "ids"})


@dataclass(frozen=True)
class Call:
    """One authenticated call."""

    method: str
    address: Address
    context: Context
    parameters: Mapping[str, str]


async def serve(request: Request) -> Response:
    """Answer one call, whichever node, edge and method it is about."""
    hub = hub_of(request)
    address = address_of(request.url.path)
    headers = _headers(hub, request, address)
    try:
        answer = await _served(hub, request, address)
    except GraphError as error:
        return error.response(headers)
    return JSONResponse(answer, headers=headers)


async def _served(hub: Hub, request: Request, address: Address | None) -> Json:
    if address is None:
        raise GraphError(2500, message="Unknown path components")
    parameters = await _parameters(request)
    for dead in DEAD_PARAMETERS & parameters.keys():
        raise errors.invalid(f"The parameter {dead} is no longer supported")
    context = _context(hub, request, address, parameters)
    call = Call(request.method, address, context, parameters)
    if address.node == "debug_token":
        return debug(context, parameters)
    node = _node(call)
    return _read(call, node) if call.method == "GET" else _write(call, node)


def _headers(hub: Hub, request: Request, address: Address | None) -> dict[str, str]:
    hub.graph_calls += 1
    percent = hub.world.settings.usage_percent or min(100, hub.graph_calls * 100 // HOURLY)
    about = platform_of(hub.world, request.url.path)
    return CONTENT_TYPE | {
        "facebook-api-version": address.version if address else "v26.0",
        "x-fb-trace-id": secrets.token_urlsafe(8),
        **usage_headers(about, percent),
    }


async def _parameters(request: Request) -> dict[str, str]:
    """Query and form together, as Meta reads them; a JSON body counts as a form."""
    parameters = dict(request.query_params)
    if "json" in request.headers.get("content-type", ""):
        given = await _json_body(request)
    else:
        given = dict(await request.form())
    return parameters | {name: _as_text(value) for name, value in given.items()}


async def _json_body(request: Request) -> dict[str, Any]:
    try:
        given = json.loads(await request.body() or b"{}")
    except ValueError:
        raise errors.invalid("The request body is not valid JSON") from None
    return given if isinstance(given, dict) else {}


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _context(
    hub: Hub, request: Request, address: Address, parameters: Mapping[str, str]
) -> Context:
    token = authenticate(hub.world, request.headers.get("authorization", ""), parameters)
    base = base_of(request)
    prefix = f"{base}/graph.{address.host}.com/{address.version}"
    given = parameters.get("access_token") or (token.value if token else "")
    return Context(hub.world, token, base, prefix, given)


def _write(call: Call, node: Node) -> Json:
    world, edge = call.context.world, call.address.edge
    if not (call.context.is_page or (call.context.token and _is_instagram(node))):
        raise GraphError(1705)
    if call.method == "POST" and edge:
        return writing.create(world, node, edge, call.parameters)
    if call.method == "POST":
        return writing.edit(world, node, call.parameters)
    if edge:
        raise errors.missing(call.method, call.address.node)
    return writing.delete(world, node)


def _read(call: Call, node: Node) -> Json:
    if call.address.edge:
        return list_edge(call.context, node, call.address.edge, call.parameters)
    asked = call.parameters.get("fields")
    return select(call.context, node, parse_fields(asked) if asked else ())


def _node(call: Call) -> Node:
    world, identity = call.context.world, call.address.node
    if identity == "me":
        return _me(call)
    if identity == PAGE_ID:
        return Node(facebook.PAGE, municipality(world, "facebook"))
    if identity == INSTAGRAM_ID:
        return Node(instagram.ACCOUNT, municipality(world, "instagram"))
    if post := world.find("facebook", identity):
        return facebook.node_of(post)
    if post := world.find("instagram", identity):
        return instagram.node_of(post)
    raise errors.missing(call.method, identity)


def _me(call: Call) -> Node:
    """Whoever the token belongs to; on Instagram's own host that is the account."""
    if call.address.host == "instagram":
        return Node(instagram.ACCOUNT, municipality(call.context.world, "instagram"))
    if call.context.is_page:
        return Node(facebook.PAGE, municipality(call.context.world, "facebook"))
    return Node(facebook.USER, facebook.OFFICIAL)


def _is_instagram(node: Node) -> bool:
    return node.kind in (instagram.ACCOUNT, instagram.MEDIA, instagram.COMMENT)


_METHODS = ["GET", "POST", "DELETE"]
routes = [Route("/{rest:path}", serve, methods=_METHODS)]
