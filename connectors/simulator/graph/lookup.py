"""Which node an address is about."""

from __future__ import annotations

from connectors.simulator.graph import conversations, facebook, hashtags, instagram
from connectors.simulator.graph.calls import Call
from connectors.simulator.graph.errors import invalid, missing
from connectors.simulator.graph.nodes import Node, is_ours
from connectors.simulator.municipality import INSTAGRAM_ID, LIBRARY_ID, PAGE_ID, municipality
from connectors.simulator.world import Post, World

# What ``manage.py demo_history`` wrote: that it is not here does not mean that it was removed.
INVENTED = "geschiedenis-"


def node_of(call: Call) -> Node:
    """The node a call names. Raises GraphError (100/33, and those of a message or a person)."""
    world, identity = call.context.world, call.address.node
    if identity == "me":
        return _me(call)
    if identity in (PAGE_ID, LIBRARY_ID):
        return Node(facebook.PAGE, world.person("facebook", identity))
    if tag := hashtags.tag_of(world, identity):
        return Node(hashtags.HASHTAG, tag)
    if identity == INSTAGRAM_ID:
        return Node(instagram.ACCOUNT, municipality(world, "instagram"))
    found = _post(world, identity) or conversations.find(world, identity)
    if found is None and call.method == "GET" and identity.startswith(INVENTED):
        raise invalid("This is of the invented past of a demo, and stands nowhere")
    if found is None:
        raise missing(call.method, identity)
    return found


def _post(world: World, identity: str) -> Node | None:
    if identity in world.meta.private:
        return None
    if post := world.find("facebook", identity):
        return facebook.node_of(post)
    post = world.find("instagram", identity)
    return instagram.node_of(post) if post and not _is_of_others(post) else None


def _is_of_others(post: Post) -> bool:
    """On Instagram, what stands elsewhere is reached through ``mentioned_comment`` only."""
    return post.place == "elsewhere" and not is_ours(post)


def _me(call: Call) -> Node:
    """Whoever the token belongs to; on Instagram's own host that is the account."""
    world, token = call.context.world, call.context.token
    if call.address.host == "instagram":
        return Node(instagram.ACCOUNT, municipality(world, "instagram"))
    if call.context.is_page:
        owner = token.owner if token and token.owner == LIBRARY_ID else PAGE_ID
        return Node(facebook.PAGE, world.person("facebook", owner))
    return Node(facebook.USER, facebook.OFFICIAL)


def is_account(node: Node) -> bool:
    return node.kind in (facebook.PAGE, instagram.ACCOUNT)


def is_instagram(node: Node) -> bool:
    return node.kind in (instagram.ACCOUNT, instagram.MEDIA, instagram.COMMENT, hashtags.HASHTAG)
