"""Writing, changing, deleting and reading what people wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from connectors.simulator.cast import CAST
from connectors.simulator.clock import meta_time, now_ms
from connectors.simulator.control.private import sent_by_us
from connectors.simulator.control.serving import (
    Json,
    Refused,
    object_in,
    post_in,
    text_in,
)
from connectors.simulator.hub import Hub, base_of
from connectors.simulator.links import link_to
from connectors.simulator.media import Media
from connectors.simulator.municipality import IDS, is_municipality, municipality
from connectors.simulator.publishing import Draft, can_be_edited, edit, publish
from connectors.simulator.world import PLATFORMS, Person, Platform, Post, World, platform_named
from connectors.simulator.x.text import HANDLE


def create(request: Request, hub: Hub, body: Json) -> Json:
    post = _publish(hub.world, object_in(body))
    return _placed(request, hub, post)


def _placed(request: Request, hub: Hub, post: Post) -> Json:
    url = link_to(base_of(request), hub.world, post)
    return {"id": post.id, "thread_id": post.root, "url": url}


def bulk(request: Request, hub: Hub, body: Json) -> Json:
    if not isinstance(body, list):
        raise Refused("expected a list of posts")
    return {"ids": [_publish(hub.world, object_in(each)).id for each in body]}


def _publish(world: World, body: Mapping[str, Any]) -> Post:
    platform = platform_named(body.get("platform"))
    media = media_in(world, body)
    text = str(body.get("text") or "") if media else text_in(body)
    parent = post_in(world, platform, body["parent"]) if body.get("parent") else None
    author = _author(world, platform, body)
    ours = is_municipality(platform, author.id)
    if parent is None and platform == "instagram" and not ours:
        raise Refused("on Instagram a citizen needs a parent: a media id")
    quotes = post_in(world, platform, body["quotes"]) if body.get("quotes") else None
    return publish(
        world,
        Draft(
            author,
            text,
            parent=parent,
            answers_id=str(body.get("parent") or ""),
            via="api" if body.get("native") is False else "app",
            quotes=quotes,
            without=frozenset(map(str, body.get("without") or ())),
            media=media,
        ),
    )


def media_in(world: World, body: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids under ``media``, all of them known."""
    identities = tuple(str(identity) for identity in body.get("media") or ())
    for identity in identities:
        if identity not in world.media:
            raise Refused(f"no media {identity}")
    return identities


def _author(world: World, platform: Platform, body: Mapping[str, Any]) -> Person:
    handle = body.get("author")
    if not isinstance(handle, str) or not handle:
        raise Refused("author is a handle, or municipality")
    if handle == "municipality":
        return municipality(world, platform)
    if platform == "x" and not HANDLE.fullmatch(handle):
        raise Refused("a handle on X has at most 15 letters, digits and underscores")
    name = body.get("name") or CAST.get(handle, "")
    return world.citizen(platform, handle, str(name), now_ms())


def change(request: Request, hub: Hub, body: Json) -> Json:
    post = _addressed(request, hub)
    if post.platform == "x" and not can_be_edited(post, now_ms()):
        raise Refused("on X a post can be edited five times, within the hour")
    edit(hub.world, post, text_in(object_in(body)))
    return _placed(request, hub, post)


def delete(request: Request, hub: Hub, body: Json) -> Json:
    hub.world.remove(_addressed(request, hub))
    return {"deleted": True}


def thread(request: Request, hub: Hub, body: Json) -> Json:
    """Everything under ``parent``, itself first; without a parent, everything.

    With ``own`` only what the municipality wrote.
    """
    platform = platform_named(request.path_params["platform"])
    parent = request.query_params.get("parent")
    if "own" in request.query_params:
        posts = hub.world.written_by(platform, IDS[platform])
    elif parent is None:
        posts = list(hub.world.living(platform))
    else:
        top = post_in(hub.world, platform, parent)
        posts = [top, *hub.world.below(top)]
    return [_shown(hub.world, post) for post in posts]


def _shown(world: World, post: Post) -> Json:
    author = world.author(post)
    return {
        "platform": post.platform,
        "id": post.id,
        "thread_id": post.root,
        "parent_id": post.parent,
        "author": author.handle,
        "name": author.name,
        "text": post.text,
        "at": meta_time(post.at),
        "via": post.via,
        "municipality": is_municipality(post.platform, post.author),
        "hidden": post.hidden,
        "edited": post.edited,
        "reactions": post.reactions,
        "place": post.place,
        "media": [_carried(world.media[each]) for each in post.media if each in world.media],
    }


def _carried(media: Media) -> Json:
    return {"id": media.id, "alt": media.alt, "mime": media.mime}


def outbox(request: Request, hub: Hub, body: Json) -> Json:
    """What the municipality wrote since the world began, oldest first, deleted or not.

    ``kind`` is ``reply`` for what everybody can see, ``dm`` or ``private_reply``.
    """
    asked = request.query_params.get("platform")
    platforms = (platform_named(asked),) if asked else PLATFORMS
    written = [
        post
        for platform in platforms
        for post in hub.world.posts(platform)
        if is_municipality(platform, post.author) and post.via != "seed"
    ]
    rows = [_sent(hub.world, post) for post in written] + sent_by_us(hub.world, platforms)
    return [row for *_, row in sorted(rows, key=lambda row: row[:2])]


def _sent(world: World, post: Post) -> tuple[int, int, Json]:
    """A row of the outbox, after its moment."""
    row = {"deleted": post.deleted, "kind": "reply", "tag": ""}
    return *post.moment, _shown(world, post) | row


def _addressed(request: Request, hub: Hub) -> Post:
    platform = platform_named(request.path_params["platform"])
    return post_in(hub.world, platform, request.path_params["id"])
