"""Hiding answers and liking posts (X API docs, "Hide replies" and "Likes")."""

from __future__ import annotations

from connectors.simulator.municipality import X_ID
from connectors.simulator.world import Post, World
from connectors.simulator.x.problems import client_not_enrolled, forbidden, invalid, target_gone
from connectors.simulator.x.render import Json
from connectors.simulator.x.serving import Call, field
from connectors.simulator.x.timelines import checked_id


def hide(call: Call) -> Json:
    """PUT /2/tweets/:id/hidden, for answers in threads that we began."""
    post = _post(call.world, call.path("id"))
    hidden = call.body.get("hidden") if isinstance(call.body, dict) else None
    if not isinstance(hidden, bool):
        raise invalid("$.hidden: boolean expected", {"hidden": str(hidden)})
    root = call.world.find_even_deleted("x", post.root)
    if post.parent is None or root is None or root.author != X_ID:
        raise forbidden("You are not permitted to hide or unhide this Tweet.")
    call.world.hide(post, hidden, X_ID)
    return {"data": {"hidden": hidden}}


def like(call: Call) -> Json:
    """POST /2/users/:id/likes, which only Enterprise has since 20 April 2026."""
    return _like(call, field(call, "tweet_id"), "like")


def unlike(call: Call) -> Json:
    return _like(call, call.path("tweet_id"), "")


def _like(call: Call, identity: str, reaction: str) -> Json:
    if call.world.settings.x_plan != "enterprise":
        raise client_not_enrolled()
    if call.path("id") != X_ID:
        raise invalid("The `id` query parameter must be the authenticating user", {})
    call.world.react(_post(call.world, identity), X_ID, reaction)
    return {"data": {"liked": bool(reaction)}}


def _post(world: World, identity: str) -> Post:
    post = world.find("x", checked_id(identity, "id"))
    if post is None or world.author(post).protected:
        raise target_gone()
    return post
