"""What Meta tells of an Instagram account: ``comments`` and ``mentions``.

Instagram tells nobody that a comment was changed, hidden or deleted.
"""

from __future__ import annotations

from typing import Any

from connectors.simulator.graph.instagram import PRODUCTS
from connectors.simulator.graph.news import News, root_of
from connectors.simulator.graph.nodes import is_ours
from connectors.simulator.happenings import Happening
from connectors.simulator.hub import Hub
from connectors.simulator.municipality import INSTAGRAM_ID
from connectors.simulator.world import Post, World


def news_of(hub: Hub, happening: Happening) -> list[News]:
    """What an account's subscribers hear of ``happening``: one thing, or nothing."""
    post: Post = happening.subject
    if happening.kind != "written":
        return []
    shape = hub.world.settings.ig_comment_shape
    if post.place == "elsewhere":
        return _mention(hub.world, post, shape)
    if post.parent is None:
        return []
    return [_comment(hub.world, post, shape)]


def _mention(world: World, post: Post, shape: str) -> list[News]:
    """Ids and no words. Who uses Instagram Login gets a comment instead."""
    if INSTAGRAM_ID not in post.mentions or is_ours(post):
        return []
    if shape == "instagram_login_flat" and post.parent:
        return [_comment(world, post, shape)]
    value = {"media_id": post.root}
    return [News("instagram", "mentions", value | ({"comment_id": post.id} if post.parent else {}))]


def _comment(world: World, post: Post, shape: str) -> News:
    """``value`` in the shape the settings ask for: see Settings.ig_comment_shape."""
    author = world.author(post)
    value: dict[str, Any] = {
        "comment_id" if shape == "facebook_login" else "id": post.id,
        "from": {"id": author.id, "username": author.handle},
        "text": post.text,
        "media": _media(world, root_of(world, post)),
    }
    if post.parent and post.parent != post.root:
        value["parent_id"] = post.parent
    flat = shape == "instagram_login_flat"
    return News("instagram", "comments", value, "flat" if flat else "changes")


def _media(world: World, root: Post) -> dict[str, str]:
    about = {"id": root.id, "media_product_type": PRODUCTS.get(root.place, "FEED")}
    if root.place != "ad":
        return about
    return about | {"ad_id": f"12{root.id[2:]}", "original_media_id": world.meta.ads[root.key]}
