"""Every call to graph.facebook.com and graph.instagram.com: who asks, what for, and the answer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.simulator.graph import (
    errors,
    granting,
    hashtags,
    moderating,
    subscriptions,
    writing,
)
from connectors.simulator.graph.addressing import Address, address_of, platform_of
from connectors.simulator.graph.auth import authenticate, require
from connectors.simulator.graph.calls import Call
from connectors.simulator.graph.conversations import refuse_old
from connectors.simulator.graph.errors import CONTENT_TYPE, GraphError
from connectors.simulator.graph.fetching import fetcher
from connectors.simulator.graph.fields import parse_fields
from connectors.simulator.graph.lookup import is_account, is_instagram, node_of
from connectors.simulator.graph.messaging import deliver
from connectors.simulator.graph.nodes import Context, Json, Node, list_edge, select
from connectors.simulator.graph.tokens import debug
from connectors.simulator.graph.usage import usage_headers
from connectors.simulator.hub import Hub, base_of, hub_of
from connectors.simulator.municipality import APP_ID, INSTAGRAM_APP_ID, LIBRARY_ID
from connectors.simulator.world import Platform

# Removed from every version on 27 October 2026 (Meta, Graph API v26.0 changelog).
DEAD_PARAMETERS = frozenset({"date_format", "ids"})


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
    if granting.is_exchange(address):
        return granting.exchange(hub.world, address, parameters)
    context = _context(hub, request, address, parameters)
    call = Call(request.method, address, context, parameters)
    if address.node == "debug_token":
        return debug(context, parameters)
    if address.node == "ig_hashtag_search":
        return hashtags.search(context, parameters)
    if address.node in (APP_ID, INSTAGRAM_APP_ID) and address.edge == "subscriptions":
        return await subscriptions.of_app(call)
    node = node_of(call)
    if is_account(node) and address.edge == "subscribed_apps":
        return subscriptions.of_account(call, node.subject)
    return _read(call, node) if call.method == "GET" else await _write(call, node)


def _headers(hub: Hub, request: Request, address: Address | None) -> dict[str, str]:
    used = hub.graph_calls.count(len(hub.world.people()))
    percent = hub.world.settings.usage_percent or used
    app = hub.world.settings.app_usage_percent or hub.world.settings.usage_percent
    about = platform_of(hub.world, request.url.path)
    messenger = address is not None and address.edge in ("messages", "conversations")
    return CONTENT_TYPE | {
        "facebook-api-version": address.version if address else "v26.0",
        "x-fb-trace-id": secrets.token_urlsafe(8),
        **usage_headers(about, percent, app=app, messenger=messenger),
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


async def _write(call: Call, node: Node) -> Json:
    world, edge = call.context.world, call.address.edge
    if not (call.context.is_page or (call.context.token and is_instagram(node))):
        raise GraphError(1705)
    if call.context.token and call.context.token.owner == LIBRARY_ID:
        raise GraphError(200)  # nothing of the municipality is the library's to change
    platform: Platform = "instagram" if is_instagram(node) else "facebook"
    fetch = fetcher(world, "instagram" if is_instagram(node) else "facebook")
    if is_account(node) and edge == "messages" and call.method == "POST":
        require(call.context.token, f"{platform}_messages")
        return await deliver(call.context, node.subject, call.parameters, fetch)
    if is_account(node) and edge == "moderate_conversations" and call.method == "POST":
        require(call.context.token, f"{platform}_messages")
        return moderating.moderate(world, platform, call.parameters)
    require(call.context.token, f"{platform}_comments")
    if call.method == "DELETE":
        return writing.delete(world, node, edge)
    if edge:
        return await writing.create(world, node, edge, call.parameters, fetch)
    return writing.edit(world, node, call.parameters)


def _read(call: Call, node: Node) -> Json:
    if call.address.edge == "conversations":
        require(call.context.token, "facebook_messages", "instagram_messages")
    if call.address.edge:
        return list_edge(call.context, node, call.address.edge, call.parameters)
    asked = call.parameters.get("fields")
    fields = parse_fields(asked) if asked else ()
    refuse_old(call.context, node, fields)
    return select(call.context, node, fields)


_METHODS = ["GET", "POST", "DELETE"]
routes = [Route("/{rest:path}", serve, methods=_METHODS)]
