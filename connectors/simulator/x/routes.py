"""The endpoints of X API v2 under /api.x.com."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.simulator.clock import now_ms
from connectors.simulator.hub import base_of, hub_of
from connectors.simulator.municipality import municipality
from connectors.simulator.world import Person, Post, World
from connectors.simulator.x import oauth, writing
from connectors.simulator.x.problems import (
    CONTENT_TYPE,
    Problem,
    invalid,
    missing,
    route_not_found,
    too_many_requests,
)
from connectors.simulator.x.render import Json, Shown, View, current
from connectors.simulator.x.search import recent
from connectors.simulator.x.selection import selection_of
from connectors.simulator.x.timelines import checked_id, page_of, span_of

Serve = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Call:
    """One authenticated request. ``body`` is the JSON it carried, if any."""

    world: World
    request: Request
    view: View
    body: Any = None

    @property
    def query(self) -> dict[str, str]:
        return dict(self.request.query_params)

    def path(self, name: str) -> str:
        return str(self.request.path_params[name])


def endpoint(bucket: str, answer: Callable[[Call], Json], status: int = 200) -> Serve:
    """Authenticate, count against ``bucket``, then give ``answer`` or the problem it raises."""

    async def serve(request: Request) -> Response:
        hub = hub_of(request)
        headers = CONTENT_TYPE | {"api-version": "2.168", "x-transaction-id": secrets.token_hex(8)}
        try:
            oauth.check_bearer(hub.world, request.headers.get("authorization", ""))
        except Problem as problem:
            return problem.response(headers)
        override = hub.world.settings.rate_limit
        allowance = hub.limits.take(bucket, now_ms(), override)
        headers |= allowance.headers() | {"x-access-level": "read-write-directmessages"}
        if allowance.exceeded:
            return too_many_requests().response(headers)
        try:
            call = await _call(hub.world, request)
            return JSONResponse(answer(call), status, headers)
        except Problem as problem:
            return problem.response(headers)

    return serve


async def _call(world: World, request: Request) -> Call:
    view = View(world, selection_of(request.query_params), base_of(request))
    raw = await request.body()
    try:
        body = json.loads(raw) if raw else None
    except ValueError:
        raise invalid("The request body is not valid JSON") from None
    return Call(world, request, view, body)


def _me(call: Call) -> Json:
    return {"data": call.view.user(municipality(call.world, "x"))}


def _users(call: Call) -> Json:
    people, errors = [], []
    for identity in _ids(call):
        person = call.world.person("x", identity)
        people += [call.view.user(person)] if person else []
        errors += [] if person else [missing("user", "ids", identity)]
    body = {"data": people, "errors": errors}
    return {name: found for name, found in body.items() if found}


def _user_by_name(call: Call) -> Json:
    handle = call.path("handle")
    person = call.world.by_handle("x", handle)
    if person is None:
        return {"errors": [missing("user", "username", handle)]}
    return {"data": call.view.user(person)}


def _mentions(call: Call) -> Json:
    def about(person: Person, post: Post) -> bool:
        return person.handle in post.mentions

    return _timeline_of(call, about)


def _written(call: Call) -> Json:
    excluded = call.query.get("exclude", "").split(",")

    def by(person: Person, post: Post) -> bool:
        return post.author == person.id and not (post.parent and "replies" in excluded)

    return _timeline_of(call, by)


def _timeline_of(call: Call, belongs: Callable[[Person, Post], bool]) -> Json:
    identity = checked_id(call.path("id"), "id")
    person = call.world.person("x", identity)
    if person is None:
        return {"errors": [missing("user", "id", identity)]}
    posts = (post for post in call.world.living("x") if belongs(person, post))
    page, meta = page_of(posts, span_of(call.query, 5))
    return call.view.answer(map(current, page)) | {"meta": meta}


def _search(call: Call) -> Json:
    page, meta = page_of(recent(call.world, call.query.get("query", "")), span_of(call.query, 10))
    return call.view.answer(map(current, page)) | {"meta": meta}


def _posts(call: Call) -> Json:
    shown, errors = [], []
    for identity in _ids(call):
        found = _version(call.world, identity)
        shown += [found] if found else []
        errors += [] if found else [missing("tweet", "ids", identity)]
    return call.view.answer(shown, errors)


def _post(call: Call) -> Json:
    identity = checked_id(call.path("id"), "id")
    found = _version(call.world, identity)
    if found is None:
        return {"errors": [missing("tweet", "id", identity)]}
    return call.view.answer([found]) | {"data": call.view.post(*found)}


def _version(world: World, identity: str) -> Shown | None:
    post = world.find("x", identity)
    if post is None:
        return None
    return post, next(version for version in post.versions if version.id == identity)


def _create(call: Call) -> Json:
    post = writing.create(call.world, call.body)
    return {"data": call.view.post(*current(post))}


def _delete(call: Call) -> Json:
    writing.delete(call.world, call.path("id"))
    return {"data": {"deleted": True}}


def _ids(call: Call) -> list[str]:
    given = call.query.get("ids", "").split(",")
    if not 1 <= len(given) <= 100:
        message = (
            f"The number of values in the `ids` query parameter list [{len(given)}] is not "
            "between 1 and 100"
        )
        raise invalid(message, {"ids": call.query["ids"]})
    return [checked_id(identity, "ids") for identity in given]


def _form(act: Callable[[World, str, dict[str, str]], Json]) -> Serve:
    async def serve(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        authorization = request.headers.get("authorization", "")
        try:
            answer = act(hub_of(request).world, authorization, form)
        except Problem as problem:
            return problem.response({})
        return JSONResponse(answer, headers=CONTENT_TYPE)

    return serve


async def _unknown(request: Request) -> Response:
    return route_not_found().response({})


routes = [
    Route("/2/oauth2/token", _form(oauth.grant), methods=["POST"]),
    Route("/2/oauth2/revoke", _form(oauth.revoke), methods=["POST"]),
    Route("/2/users/me", endpoint("me", _me)),
    Route("/2/users", endpoint("users", _users)),
    Route("/2/users/by/username/{handle}", endpoint("users", _user_by_name)),
    Route("/2/users/{id}/mentions", endpoint("mentions", _mentions)),
    Route("/2/users/{id}/tweets", endpoint("timeline", _written)),
    Route("/2/tweets/search/recent", endpoint("search", _search)),
    Route("/2/tweets", endpoint("posts", _posts)),
    Route("/2/tweets", endpoint("create", _create, 201), methods=["POST"]),
    Route("/2/tweets/{id}", endpoint("post", _post)),
    Route("/2/tweets/{id}", endpoint("delete", _delete), methods=["DELETE"]),
    Route("/{rest:path}", _unknown, methods=["GET", "POST", "PUT", "DELETE"]),
]
