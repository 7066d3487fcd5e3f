"""Placing, changing and deleting comments as the Page or the Instagram account."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.simulator.clock import SECOND, now_ms
from connectors.simulator.graph import facebook, instagram
from connectors.simulator.graph.errors import GraphError, invalid, missing
from connectors.simulator.graph.nodes import Json, Node, is_ours
from connectors.simulator.municipality import municipality
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


def create(world: World, node: Node, edge: str, parameters: Mapping[str, str]) -> Json:
    """Answer ``node``: ``{"id": …}``. Raises GraphError."""
    if _EDGES.get(node.kind.name) != edge:
        raise missing("post", edge)
    target: Post = node.subject
    text = _message(target, parameters)
    _check_duplicate(world, target, text)
    author = municipality(world, target.platform)
    return {"id": publish(world, Draft(author, text, parent=target, via="api")).id}


def edit(world: World, node: Node, parameters: Mapping[str, str]) -> Json:
    """POST to a comment itself changes it, and never answers it (Graph API reference, Comment).

    Raises GraphError (200) for what somebody else wrote.
    """
    if node.kind is not facebook.COMMENT:
        raise missing("post", node.subject.id)
    text = _message(node.subject, parameters)
    if not is_ours(node.subject):
        raise GraphError(200)
    change(world, node.subject, text)
    return {"success": True}


def delete(world: World, node: Node) -> Json:
    """Remove a comment, whoever wrote it: the Page and the account moderate what is theirs."""
    if not isinstance(node.subject, Post):
        raise missing("delete", node.subject.id)
    world.remove(node.subject)
    return {"success": True}


def _message(target: Post, parameters: Mapping[str, str]) -> str:
    text = parameters.get("message", "").strip()
    if not text:
        raise invalid("The parameter message is required")
    if len(text) > _MOST[target.platform]:
        raise invalid(f"Param message must be at most {_MOST[target.platform]} characters")
    return text


def _check_duplicate(world: World, target: Post, text: str) -> None:
    since = now_ms() - int(world.settings.graph_duplicate_window_seconds * SECOND)
    for answer in world.answers(target):
        if is_ours(answer) and answer.at > since and answer.text == text:
            raise GraphError(506)
