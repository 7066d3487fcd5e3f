"""Placing, changing, hiding, liking and deleting as the Page or the Instagram account."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.simulator.clock import SECOND, now_ms
from connectors.simulator.graph import facebook, instagram
from connectors.simulator.graph.errors import GraphError, invalid, missing
from connectors.simulator.graph.fetching import Fetch
from connectors.simulator.graph.nodes import Json, Node, is_ours
from connectors.simulator.municipality import IDS, INSTAGRAM_ID, municipality
from connectors.simulator.publishing import Draft, publish
from connectors.simulator.publishing import edit as change
from connectors.simulator.world import Post, World

_MOST = {"facebook": facebook.MAX_COMMENT, "instagram": instagram.MAX_COMMENT}
# Kind of node to the edge that takes a comment. On Instagram an answer goes to ``replies``.
_EDGES = {
    "PagePost": "comments",
    "Comment": "comments",
    "IGMedia": "comments",
    "IGComment": "replies",
}
_TRUE, _FALSE = ("true", "1"), ("false", "0")


async def create(
    world: World, node: Node, edge: str, parameters: Mapping[str, str], fetch: Fetch
) -> Json:
    """POST to an edge: an answer, ``{"id": …}``, or a like. Raises GraphError."""
    if edge == "likes" and node.kind in (facebook.POST, facebook.COMMENT):
        return like(world, node, "like")
    if edge == "mentions" and node.kind is instagram.ACCOUNT:
        return _answer_mention(world, parameters)
    if _EDGES.get(node.kind.name) != edge:
        raise missing("post", edge)
    target: Post = node.subject
    media = await _media(node, parameters, fetch)
    text = _message(target, parameters, optional=bool(media))
    _check_duplicate(world, target, text)
    return {"id": _place(world, target, text, media).id}


def _place(world: World, target: Post, text: str, media: tuple[str, ...] = ()) -> Post:
    author = municipality(world, target.platform)
    return publish(world, Draft(author, text, parent=target, via="api", media=media))


def _answer_mention(world: World, parameters: Mapping[str, str]) -> Json:
    """POST /{ig-user}/mentions: answer where somebody else named the account."""
    identity = parameters.get("comment_id") or parameters.get("media_id", "")
    target = world.find("instagram", identity)
    if target is None or INSTAGRAM_ID not in target.mentions:
        raise missing("post", identity)
    return {"id": _place(world, target, _message(target, parameters)).id}


async def _media(node: Node, parameters: Mapping[str, str], fetch: Fetch) -> tuple[str, ...]:
    """The picture of a comment on Facebook, fetched; Instagram takes none."""
    url = parameters.get("attachment_url")
    if not url or node.subject.platform != "facebook":
        return ()
    return ((await fetch("image", url)).media,)


def like(world: World, node: Node, reaction: str) -> Json:
    """Like as the Page, or with an empty ``reaction`` take that back."""
    world.react(node.subject, IDS["facebook"], reaction)
    return {"success": True}


def edit(world: World, node: Node, parameters: Mapping[str, str]) -> Json:
    """POST to a comment itself hides or changes it, and never answers it.

    Graph API reference, Comment. Raises GraphError (200) for what somebody else wrote.
    """
    if node.kind is instagram.COMMENT and "hide" in parameters:
        return _hide(world, node.subject, parameters["hide"])
    if node.kind is instagram.MEDIA and "comment_enabled" in parameters:
        return {"success": True}
    if node.kind not in (facebook.COMMENT, facebook.POST):
        raise missing("post", node.subject.id)
    if "is_hidden" in parameters:
        return _hide(world, node.subject, parameters["is_hidden"])
    text = _message(node.subject, parameters)
    if not is_ours(node.subject):
        raise GraphError(200)
    change(world, node.subject, text)
    return {"success": True}


def _hide(world: World, post: Post, asked: str) -> Json:
    """What the account wrote itself stays visible: Facebook refuses, Instagram only says yes."""
    if asked.lower() not in _TRUE + _FALSE:
        raise invalid("Param is_hidden must be a boolean")
    if post.platform == "facebook" and is_ours(post):
        raise GraphError(200)
    if not is_ours(post):
        world.hide(post, asked.lower() in _TRUE, IDS[post.platform])
    return {"success": True}


def delete(world: World, node: Node, edge: str) -> Json:
    """Remove a comment or a like: the Page and the account moderate what is theirs.

    Raises GraphError (200) for what somebody wrote elsewhere.
    """
    if not isinstance(node.subject, Post) or edge not in ("", "likes"):
        raise missing("delete", node.subject.id)
    if edge:
        return like(world, node, "")
    if node.subject.place == "elsewhere" and not is_ours(node.subject):
        raise GraphError(200)
    world.remove(node.subject, IDS[node.subject.platform])
    return {"success": True}


def _message(target: Post, parameters: Mapping[str, str], *, optional: bool = False) -> str:
    text = parameters.get("message", "").strip()
    if not text and not optional:
        raise invalid("The parameter message is required")
    if len(text) > _MOST[target.platform]:
        raise invalid(f"Param message must be at most {_MOST[target.platform]} characters")
    return text


def _check_duplicate(world: World, target: Post, text: str) -> None:
    since = now_ms() - int(world.settings.graph_duplicate_window_seconds * SECOND)
    for answer in world.answers(target):
        if is_ours(answer) and answer.at > since and answer.text == text:
            raise GraphError(506)
