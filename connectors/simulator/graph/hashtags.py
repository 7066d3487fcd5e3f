"""Hashtags of Instagram (Instagram Platform docs, "Hashtag Search", "IG Hashtag Recent Media").

Photos and films of the last 24 hours, of who is public, without who placed them. Error numbers are
those that others met; Meta documents none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.simulator.clock import DAY, now_ms
from connectors.simulator.graph.auth import require
from connectors.simulator.graph.errors import GraphError, invalid
from connectors.simulator.graph.instagram import MEDIA
from connectors.simulator.graph.nodes import Context, Edge, Json, Kind, of
from connectors.simulator.graph.paging import Limit, newest_first
from connectors.simulator.municipality import INSTAGRAM_ID
from connectors.simulator.world import World

MOST, WEEK = 30, 7 * DAY
_TAG = re.compile(r"\w{1,100}")
_UNTOLD = ("username", "owner", "is_comment_enabled", "shortcode")


@dataclass(frozen=True)
class Hashtag:
    id: str
    name: str


def search(context: Context, parameters: Mapping[str, str]) -> Json:
    """The number of a hashtag. Raises GraphError: 10 without the feature, 18 past 30 in a week."""
    _allowed(context, parameters)
    name = parameters.get("q", "").casefold()
    if not _TAG.fullmatch(name) or name.isdecimal():
        raise GraphError(24, 2207024)
    now, asked = now_ms(), context.world.meta.hashtags
    counted = {tag for tag, at in asked.items() if now - at < WEEK}
    if name not in counted:
        if len(counted) >= MOST:
            raise GraphError(18, 2207034)
        asked[name] = now
        context.world.changed()
    return {"data": [{"id": _number(name)}]}


def tag_of(world: World, identity: str) -> Hashtag | None:
    """The hashtag with this number, of those that were asked for."""
    known = (Hashtag(_number(name), name) for name in world.meta.hashtags)
    return next((tag for tag in known if tag.id == identity), None)


def _number(name: str) -> str:
    return f"1784{int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10**13:013}"


def _allowed(context: Context, parameters: Mapping[str, str]) -> None:
    require(context.token, "instagram_comments")
    if not context.world.settings.ig_public_content:
        raise GraphError(10)
    if parameters.get("user_id") != INSTAGRAM_ID:
        raise invalid("The parameter user_id is required")


def _recent(context: Context, tag: Hashtag, parameters: Mapping[str, str]) -> Edge:
    """Newest first but for what was placed within the same minute; no stories."""
    _allowed(context, parameters)
    named = re.compile(rf"(?<!\w)#{re.escape(tag.name)}(?!\w)", re.IGNORECASE)
    found = [
        post
        for post in context.world.living("instagram")
        if post.parent is None
        and post.place in ("page", "elsewhere")
        and post.at >= now_ms() - DAY
        and post.id not in context.world.meta.private
        and named.search(post.text)
    ]
    shown = newest_first(found)
    shown[:2] = shown[1::-1] if len(shown) > 1 else shown  # the order is not promised
    return Edge(FOUND, shown, Limit(50))


FOUND = Kind(
    name="IGMedia",
    defaults=("id",),
    fields={name: get for name, get in MEDIA.fields.items() if name not in _UNTOLD},
    edges={},
)
HASHTAG = Kind(
    name="ShadowIGHashtag",
    defaults=("id",),
    fields={"id": of(lambda tag: tag.id), "name": of(lambda tag: tag.name)},
    edges={"recent_media": _recent, "top_media": _recent},
)
