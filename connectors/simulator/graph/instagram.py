"""The Instagram account, its media and their comments (Instagram Platform reference)."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.simulator.clock import meta_time
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
from connectors.simulator.world import Person, Post

MAX_COMMENT = 2_200
_COMMENTS = Limit(50)


def permalink(base: str, post: Post) -> str:
    """Where a person sees this photo, or the photo a comment stands under."""
    return f"{base}/instagram.com/p/{post.root}"


def node_of(post: Post) -> Node:
    return Node(COMMENT if post.parent else MEDIA, post)


def _owner(context: Context, post: Post) -> Node:
    return Node(ACCOUNT, context.world.author(post))


def _user(context: Context, post: Post) -> Node | None:
    """Only the account's own comments have ``user``."""
    return _owner(context, post) if is_ours(post) else None


def _from(context: Context, post: Post) -> Reference:
    return from_reference(context, post)


def _username(context: Context, post: Post) -> str:
    return context.world.author(post).handle


def _media_of(context: Context, post: Post) -> Node | None:
    media = context.world.find("instagram", post.root)
    return Node(MEDIA, media) if media else None


def _parent_id(context: Context, post: Post) -> str | None:
    return post.parent if post.parent != post.root else None


def _comments(context: Context, post: Post, parameters: Mapping[str, str]) -> Edge:
    """Top-level only, newest first, and no way to ask from a moment on."""
    return Edge(COMMENT, context.world.answers(post)[::-1], _COMMENTS)


def _replies(context: Context, post: Post, parameters: Mapping[str, str]) -> Edge:
    return Edge(COMMENT, context.world.answers(post), _COMMENTS)


def _media(context: Context, account: Person, parameters: Mapping[str, str]) -> Edge:
    media = [post for post in context.world.living("instagram") if post.parent is None]
    return Edge(MEDIA, newest_first(within(media, parameters)))


def _media_count(context: Context, account: Person) -> int:
    return sum(post.parent is None for post in context.world.living("instagram"))


def _picture(context: Context, account: Person) -> str:
    return f"{context.base}/avatar/instagram/{account.handle}.svg"


COMMENT = Kind(
    name="IGComment",
    defaults=("id", "text", "timestamp"),
    fields={
        "id": of(lambda post: post.id),
        "text": of(lambda post: post.text),
        "timestamp": of(lambda post: meta_time(post.at)),
        "username": _username,
        "from": _from,
        "user": _user,
        "parent_id": _parent_id,
        "media": _media_of,
        "hidden": always(False),
        "like_count": always(0),
    },
    edges={"replies": _replies},
)
MEDIA = Kind(
    name="IGMedia",
    defaults=("id",),
    fields={
        "id": of(lambda post: post.id),
        "caption": of(lambda post: post.text),
        "timestamp": of(lambda post: meta_time(post.at)),
        "permalink": lambda context, post: permalink(context.base, post),
        "shortcode": of(lambda post: post.id),
        "media_type": always("IMAGE"),
        "media_product_type": always("FEED"),
        "media_url": lambda context, post: f"{context.base}/photo/{post.id}.svg",
        "username": _username,
        "owner": _owner,
        "comments_count": lambda context, post: len(context.world.below(post)),
        "like_count": always(0),
        "is_comment_enabled": always(True),
    },
    edges={"comments": _comments},
)
ACCOUNT = Kind(
    name="IGUser",
    defaults=("id",),
    fields={
        "id": of(lambda account: account.id),
        "user_id": of(lambda account: account.id),
        "username": of(lambda account: account.handle),
        "name": of(lambda account: account.name),
        "profile_picture_url": _picture,
        "media_count": _media_count,
        "followers_count": always(0),
        "follows_count": always(0),
        "biography": always(""),
        "website": always(""),
    },
    edges={"media": _media},
)
