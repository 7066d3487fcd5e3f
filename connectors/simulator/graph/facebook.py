"""The Page, its posts and their comments (Graph API reference: Page, Page Post, Comment)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from connectors.simulator.clock import meta_time
from connectors.simulator.graph.errors import invalid
from connectors.simulator.graph.instagram import ACCOUNT
from connectors.simulator.graph.nodes import (
    Context,
    Edge,
    Kind,
    Node,
    Reference,
    always,
    from_reference,
    is_ours,
    of,
)
from connectors.simulator.graph.paging import Limit, newest_first, within
from connectors.simulator.municipality import HANDLES, PAGE_TOKEN, USER_ID, municipality
from connectors.simulator.world import Person, Post

MAX_COMMENT = 8_000
_FEED = Limit(100, strict=True)
TASKS = ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"]


def permalink(base: str, post: Post) -> str:
    """Where a person sees this post or comment."""
    thread = f"{base}/facebook.com/{HANDLES['facebook']}/posts/{post.root.rpartition('_')[2]}"
    return f"{thread}?comment_id={post.id.rpartition('_')[2]}" if post.parent else thread


def node_of(post: Post) -> Node:
    return Node(COMMENT if post.parent else POST, post)


def _author(context: Context, post: Post) -> Reference | None:
    """Only a Page token learns who wrote something."""
    return from_reference(context, post) if context.is_page else None


def _parent(context: Context, post: Post) -> Node | None:
    above = context.world.find("facebook", post.parent or "")
    return Node(COMMENT, above) if above and above.parent else None


def _object(context: Context, post: Post) -> Node | None:
    root = context.world.find("facebook", post.root)
    return Node(POST, root) if root else None


def _comments(context: Context, post: Post, parameters: Mapping[str, str]) -> Edge:
    if not context.is_page:
        return Edge(COMMENT, [])
    chosen = parameters.get("filter", "toplevel")
    if chosen not in ("toplevel", "stream"):
        raise invalid("Param filter must be one of {stream, toplevel}")
    world = context.world
    found = world.below(post) if chosen == "stream" else world.answers(post)
    order = parameters.get("order", "chronological")
    if order not in ("chronological", "reverse_chronological"):
        raise invalid("Param order must be one of {chronological, reverse_chronological}")
    found = sorted(within(found, parameters), key=lambda each: each.moment)
    summary = {"order": order, "total_count": len(found), "can_comment": True}
    return Edge(
        COMMENT,
        found if order == "chronological" else found[::-1],
        summary=summary if parameters.get("summary") in ("true", "1") else None,
    )


def _posts(context: Context, parameters: Mapping[str, str]) -> list[Post]:
    posts = [post for post in context.world.living("facebook") if post.parent is None]
    return newest_first(within(posts, parameters))


def _feed(context: Context, page: Person, parameters: Mapping[str, str]) -> Edge:
    return Edge(POST, _posts(context, parameters), _FEED)


def _published(context: Context, page: Person, parameters: Mapping[str, str]) -> Edge:
    return Edge(POST, [post for post in _posts(context, parameters) if is_ours(post)], _FEED)


def _visitors(context: Context, page: Person, parameters: Mapping[str, str]) -> Edge:
    return Edge(POST, [post for post in _posts(context, parameters) if not is_ours(post)], _FEED)


def _accounts(context: Context, user: Person, parameters: Mapping[str, str]) -> Edge:
    return Edge(_ACCOUNT_ROW, [municipality(context.world, "facebook")])


def _status_type(context: Context, post: Post) -> str:
    return "mobile_status_update" if is_ours(post) else "wall_post"


def _updated(context: Context, post: Post) -> int:
    return max([post.at, *(each.at for each in context.world.below(post))])


def _instagram(context: Context, page: Person) -> Node:
    return Node(ACCOUNT, municipality(context.world, "instagram"))


COMMENT = Kind(
    name="Comment",
    defaults=("created_time", "from", "message", "id"),
    fields={
        "id": of(lambda post: post.id),
        "message": of(lambda post: post.text),
        "created_time": of(lambda post: meta_time(post.at)),
        "from": _author,
        "parent": _parent,
        "object": _object,
        "permalink_url": lambda context, post: permalink(context.base, post),
        "comment_count": lambda context, post: len(context.world.answers(post)),
        "like_count": always(0),
        "can_comment": always(True),
        "can_hide": of(lambda post: not is_ours(post)),
        "can_like": always(True),
        "can_remove": always(True),
        "can_reply_privately": of(lambda post: not is_ours(post)),
        "is_hidden": always(False),
        "is_private": always(False),
        "user_likes": always(False),
        "attachment": always(None),
        "message_tags": always(None),
    },
    edges={"comments": _comments},
)
POST = Kind(
    name="PagePost",
    defaults=("created_time", "message", "id"),
    fields={
        "id": of(lambda post: post.id),
        "message": of(lambda post: post.text),
        "created_time": of(lambda post: meta_time(post.at)),
        "updated_time": lambda context, post: meta_time(_updated(context, post)),
        "from": _author,
        "permalink_url": lambda context, post: permalink(context.base, post),
        "status_type": _status_type,
        "is_published": always(True),
        "is_hidden": always(False),
        "can_reply_privately": of(lambda post: not is_ours(post)),
        "story": always(None),
        "parent_id": always(None),
        "message_tags": always(None),
        "full_picture": always(None),
        "attachments": always(None),
    },
    edges={"comments": _comments},
)
PAGE = Kind(
    name="Page",
    defaults=("name", "id"),
    fields={
        "id": of(lambda page: page.id),
        "name": of(lambda page: page.name),
        "username": of(lambda page: page.handle),
        "category": always("Government organization"),
        "link": lambda context, page: f"{context.base}/facebook.com/{page.handle}",
        "access_token": always(PAGE_TOKEN),
        "tasks": always(TASKS),
        "instagram_business_account": _instagram,
    },
    edges={
        "feed": _feed,
        "posts": _published,
        "published_posts": _published,
        "visitor_posts": _visitors,
    },
)
_ACCOUNT_ROW = replace(PAGE, defaults=("access_token", "category", "name", "id", "tasks"))
USER = Kind(
    name="User",
    defaults=("name", "id"),
    fields={
        "id": of(lambda user: user.id),
        "name": of(lambda user: user.name),
    },
    edges={"accounts": _accounts},
)
OFFICIAL = Person("facebook", USER_ID, "", "Beheerder Voorbeeld")
