"""The endpoints of X API v2 under /api.x.com."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.simulator.hub import hub_of
from connectors.simulator.municipality import municipality
from connectors.simulator.world import Person, Post, World
from connectors.simulator.x import (
    acting,
    direct,
    oauth,
    registering,
    restraining,
    subscribing,
    uploads,
    usage,
    writing,
)
from connectors.simulator.x.problems import (
    CONTENT_TYPE,
    Problem,
    invalid,
    missing,
    not_visible,
    route_not_found,
)
from connectors.simulator.x.render import Json, Shown, current
from connectors.simulator.x.search import recent, tally
from connectors.simulator.x.serving import Answer, Call, Serve, endpoint
from connectors.simulator.x.timelines import checked_id, page_of, span_of


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


def _users_by_name(call: Call) -> Json:
    people, errors = [], []
    for handle in call.query.get("usernames", "").split(","):
        person = call.world.by_handle("x", handle)
        people += [call.view.user(person)] if person else []
        errors += [] if person else [missing("user", "usernames", handle)]
    body = {"data": people, "errors": errors}
    return {name: found for name, found in body.items() if found}


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
    if person.protected:
        return {"errors": [not_visible("id", identity)]}
    posts = (post for post in _public(call.world) if belongs(person, post))
    reach = call.world.settings.x_reach
    page, meta = page_of(list(posts)[-reach:], span_of(call.query, 5))
    return call.view.answer(map(current, page)) | {"meta": meta}


def _public(world: World) -> Iterator[Post]:
    """What is not only for followers."""
    return (post for post in world.living("x") if not world.author(post).protected)


def _search(call: Call) -> Json:
    page, meta = page_of(recent(call.world, call.query.get("query", "")), span_of(call.query, 10))
    return call.view.answer(map(current, page)) | {"meta": meta}


def _counts(call: Call) -> Json:
    return tally(call.world, call.query)


def _posts(call: Call) -> Json:
    shown, errors = [], []
    for identity in _ids(call):
        found = _version(call.world, identity)
        if found is None:
            errors.append(missing("tweet", "ids", identity))
        elif call.world.author(found[0]).protected:
            errors.append(not_visible("ids", identity))
        else:
            shown.append(found)
    return call.view.answer(shown, errors)


def _post(call: Call) -> Json:
    identity = checked_id(call.path("id"), "id")
    found = _version(call.world, identity)
    if found is None:
        return {"errors": [missing("tweet", "id", identity)]}
    if call.world.author(found[0]).protected:
        return {"errors": [not_visible("id", identity)]}
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


def _route(path: str, bucket: str, answer: Answer, method: str, scope: str) -> Route:
    """For a user who allowed ``scope``."""
    return Route(path, endpoint(bucket, answer, scope=scope), methods=[method])


def _of_app(path: str, bucket: str, answer: Answer, method: str = "GET") -> Route:
    """For the app's own token."""
    return Route(path, endpoint(bucket, answer, by="app"), methods=[method])


_APP = "/2/account_activity/webhooks/{id}/subscriptions"
_DM = "/2/dm_conversations"
_WITH = _DM + "/with/{participant_id}"
_LIKES = "/2/users/{id}/likes"
_MUTING = "/2/users/{id}/muting"
_UPLOAD = "/2/media/upload"
routes = [
    Route("/2/oauth2/token", _form(oauth.grant), methods=["POST"]),
    Route("/2/oauth2/revoke", _form(oauth.revoke), methods=["POST"]),
    Route("/2/users/me", endpoint("me", _me)),
    Route("/2/users", endpoint("users", _users, by="any")),
    Route("/2/users/by", endpoint("users", _users_by_name, by="any")),
    Route("/2/users/by/username/{handle}", endpoint("users", _user_by_name, by="any")),
    Route("/2/users/{id}/mentions", endpoint("mentions", _mentions, by="any")),
    Route("/2/users/{id}/tweets", endpoint("timeline", _written, by="any")),
    _route(_LIKES, "like", acting.like, "POST", "like.write"),
    _route(_LIKES + "/{tweet_id}", "like", acting.unlike, "DELETE", "like.write"),
    _route(_MUTING, "mute", restraining.muting, "GET", "mute.read"),
    _route(_MUTING, "mute", restraining.mute, "POST", "mute.write"),
    _route(_MUTING + "/{target_user_id}", "mute", restraining.unmute, "DELETE", "mute.write"),
    _route("/2/users/{id}/dm/block", "dm_block", restraining.block_letters, "POST", "dm.write"),
    _route("/2/users/{id}/dm/unblock", "dm_block", restraining.unblock_letters, "POST", "dm.write"),
    Route("/2/tweets/search/recent", endpoint("search", _search, by="any")),
    _of_app("/2/tweets/counts/recent", "counts", _counts),
    Route("/2/tweets", endpoint("posts", _posts, by="any")),
    Route("/2/tweets", endpoint("create", _create, 201, scope="tweet.write"), methods=["POST"]),
    Route("/2/tweets/{id}", endpoint("post", _post, by="any")),
    _route("/2/tweets/{id}", "delete", _delete, "DELETE", "tweet.write"),
    _route("/2/tweets/{id}/hidden", "hide", acting.hide, "PUT", "tweet.moderate.write"),
    _route("/2/dm_events", "dm_read", direct.everything, "GET", "dm.read"),
    _route("/2/dm_events/{id}", "dm_read", direct.one, "GET", "dm.read"),
    _route(_WITH + "/dm_events", "dm_read", direct.with_person, "GET", "dm.read"),
    _route(_DM + "/{id}/dm_events", "dm_read", direct.in_conversation, "GET", "dm.read"),
    Route(
        _WITH + "/messages",
        endpoint("dm_send", direct.write_to_person, 201, scope="dm.write"),
        methods=["POST"],
    ),
    Route(
        _DM + "/{id}/messages",
        endpoint("dm_send", direct.write_in_conversation, 201, scope="dm.write"),
        methods=["POST"],
    ),
    Route(
        _DM + "/media/{dm_id}/{media_id}/{name}",
        endpoint("dm_media", direct.media, scope="dm.read"),
    ),
    _route(_UPLOAD, "upload", uploads.at_once, "POST", "media.write"),
    _route(_UPLOAD, "upload_part", uploads.status, "GET", "media.write"),
    _route(_UPLOAD + "/initialize", "upload_part", uploads.initialize, "POST", "media.write"),
    _route(_UPLOAD + "/{id}/append", "upload_part", uploads.append, "POST", "media.write"),
    _route(_UPLOAD + "/{id}/finalize", "upload_part", uploads.finalize, "POST", "media.write"),
    _route("/2/media/metadata", "upload", uploads.describe, "POST", "media.write"),
    _of_app("/2/webhooks", "webhooks", registering.listing),
    _of_app("/2/webhooks", "webhooks", registering.create, "POST"),
    _of_app("/2/webhooks/replay", "webhooks", registering.replay, "POST"),
    _of_app("/2/webhooks/{id}", "webhooks", registering.validate, "PUT"),
    _of_app("/2/webhooks/{id}", "webhooks", registering.delete, "DELETE"),
    _of_app("/2/activity/subscriptions", "subscriptions", subscribing.subscriptions),
    _of_app("/2/activity/subscriptions", "subscriptions", subscribing.subscribe, "POST"),
    _of_app("/2/activity/subscriptions", "subscriptions", subscribing.unsubscribe_all, "DELETE"),
    _of_app(
        "/2/activity/subscriptions/{id}", "subscriptions", subscribing.change_subscription, "PUT"
    ),
    _of_app("/2/activity/subscriptions/{id}", "subscriptions", subscribing.unsubscribe, "DELETE"),
    _route(_APP + "/all", "subscriptions", subscribing.subscribe_legacy, "POST", ""),
    _route(_APP + "/all", "subscriptions", subscribing.subscribed_legacy, "GET", ""),
    _of_app(_APP + "/all/list", "subscriptions", subscribing.list_legacy),
    _of_app(_APP + "/{user_id}/all", "subscriptions", subscribing.unsubscribe_legacy, "DELETE"),
    _of_app("/2/usage/tweets", "usage", usage.posts_read),
    Route("/{rest:path}", _unknown, methods=["GET", "POST", "PUT", "DELETE"]),
]
# Addresses of media in direct messages, as they stand in answers.
files = [
    Route(
        "/1.1/ton/data/dm/{dm_id}/{media_id}/{name}",
        endpoint("dm_media", direct.media, scope="dm.read"),
    )
]
