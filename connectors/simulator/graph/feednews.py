"""What Meta tells of a Page: ``feed``, ``mention`` and ``ratings`` (Page webhook reference)."""

from __future__ import annotations

from typing import Any

from connectors.simulator.clock import SECOND, meta_time, now_ms
from connectors.simulator.graph.attachments import media_in
from connectors.simulator.graph.facebook import permalink
from connectors.simulator.graph.news import News, named, root_of
from connectors.simulator.graph.nodes import is_ours
from connectors.simulator.happenings import Happening
from connectors.simulator.hub import Hub
from connectors.simulator.media import url_of
from connectors.simulator.municipality import PAGE_ID
from connectors.simulator.world import Post

Value = dict[str, Any]
_VERBS = {
    "written": "add",
    "edited": "edited",
    "removed": "remove",
    "hidden": "hide",
    "unhidden": "unhide",
}
_RATING_VERBS = {"written": "add", "edited": "edit", "removed": "remove"}


def news_of(hub: Hub, happening: Happening) -> list[News]:
    """What a Page's subscribers hear of ``happening``: one thing, or nothing."""
    post: Post = happening.subject
    if happening.kind in ("reacted", "unreacted"):
        return [] if post.place == "elsewhere" else [_feed(_reaction(hub, happening))]
    if happening.kind == "shared":
        return [_feed(_share(hub, happening))]
    return _of_post(hub, happening, post) if happening.kind in _VERBS else []


def _of_post(hub: Hub, happening: Happening, post: Post) -> list[News]:
    if post.place == "elsewhere":
        return _mention(happening, post)
    if post.place == "review" and post.parent is None:
        return _rating(hub, happening, post)
    if post.parent:
        return [_feed(_comment(hub, happening, post))]
    return [] if post.place == "ad" else [_feed(_post(hub, happening, post))]


def _feed(value: Value) -> News:
    return News("page", "feed", value)


def _comment(hub: Hub, happening: Happening, post: Post) -> Value:
    """``comment_id`` names the post without the Page; a removed comment has no words."""
    value: Value = {
        "from": named(hub.world, "facebook", post.author),
        "post_id": post.root,
        "comment_id": post.id,
        "parent_id": post.parent,
        "created_time": post.at // SECOND,
        "item": "comment",
        "verb": _VERBS[happening.kind],
    }
    if happening.kind == "removed":
        return value
    value |= {"message": post.text, "post": _about(hub, root_of(hub.world, post))}
    for media in media_in(hub.world, post)[:1]:
        value["video" if media.kind == "video" else "photo"] = url_of(hub.base, media)
    return value


def _about(hub: Hub, root: Post) -> Value:
    advertised = root.place == "ad"
    return {
        "status_type": "added_photos" if root.media else "mobile_status_update",
        "is_published": not advertised,
        "updated_time": meta_time(now_ms()),
        "permalink_url": permalink(hub.base, root),
        "promotion_status": "active" if advertised else "inactive",
        "id": root.id,
    }


def _post(hub: Hub, happening: Happening, post: Post) -> Value:
    """``post`` is a visitor's; the Page's own are a status, a photo or a video."""
    pictures = media_in(hub.world, post)
    item = pictures[0].kind if pictures else "status"
    item = {"image": "photo"}.get(item, item) if is_ours(post) else "post"
    verb = _VERBS[happening.kind]
    value: Value = {"item": item, "verb": verb, "post_id": post.id}
    if happening.kind == "removed":
        return value | {"created_time": now_ms() // SECOND}
    value |= {
        "from": named(hub.world, "facebook", post.author),
        "message": post.text,
        "created_time": post.at // SECOND,
    }
    if item == "post":
        value["is_hidden"] = post.hidden
    else:
        value["published"] = 1
    for media in pictures[:1]:
        value["link"] = url_of(hub.base, media)
        if item in ("photo", "video"):
            value[f"{item}_id"] = int(media.id)
    if len(pictures) > 1:
        value["photos"] = [url_of(hub.base, media) for media in pictures]
    return value


def _reaction(hub: Hub, happening: Happening) -> Value:
    post: Post = happening.subject
    changed = happening.kind == "reacted" and happening.details.get("before")
    verb = "remove" if happening.kind == "unreacted" else "edit" if changed else "add"
    value: Value = {
        "item": "reaction",
        "verb": verb,
        "reaction_type": happening.details["reaction"],
        "post_id": post.root,
        "parent_id": post.parent or post.root,
        "created_time": now_ms() // SECOND,
        "from": named(hub.world, "facebook", happening.by),
    }
    return value | ({"comment_id": post.id} if post.parent else {})


def _share(hub: Hub, happening: Happening) -> Value:
    post: Post = happening.subject
    return {
        "item": "share",
        "verb": "add",
        "post_id": post.id,
        "share_id": int(happening.details["share_id"]),
        "link": permalink(hub.base, post),
        "message": happening.details.get("text", ""),
        "published": 1,
        "created_time": now_ms() // SECOND,
        "from": named(hub.world, "facebook", happening.by),
    }


def _mention(happening: Happening, post: Post) -> list[News]:
    """Without an author; the words may be all one ever gets to see."""
    if PAGE_ID not in post.mentions or is_ours(post) or happening.kind not in _RATING_VERBS:
        return []
    value: Value = {
        "post_id": post.root,
        "created_time": post.at // SECOND,
        "item": "comment" if post.parent else "post",
        "verb": _VERBS[happening.kind],
    }
    if post.parent:
        value["comment_id"] = post.id
    if happening.kind != "removed":
        value["message"] = post.text
    return [News("page", "mention", value)]


def _rating(hub: Hub, happening: Happening, post: Post) -> list[News]:
    """A recommendation: yes or no, perhaps with words, and stars only in old ones."""
    if happening.kind not in _RATING_VERBS:
        return []
    rating = hub.world.meta.ratings[post.key]
    value: Value = {
        "item": "rating",
        "verb": _RATING_VERBS[happening.kind],
        "open_graph_story_id": post.id,
        "reviewer_id": post.author,
        "reviewer_name": hub.world.author(post).name,
        "created_time": post.at // SECOND,
        "comment_id": None,
    }
    if happening.kind != "removed":
        kind = "POSITIVE" if rating.positive else "NEGATIVE"
        value |= {"recommendation_type": kind, "review_text": post.text}
        value |= {"rating": rating.stars} if rating.stars else {}
    return [News("page", "ratings", value)]
