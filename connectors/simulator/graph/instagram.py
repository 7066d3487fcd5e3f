"""The Instagram account, its media and their comments (Instagram Platform reference)."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.simulator.clock import DAY, meta_time, now_ms
from connectors.simulator.graph.attachments import media_in
from connectors.simulator.graph.conversations import list_threads
from connectors.simulator.graph.errors import missing
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
from connectors.simulator.media import url_of
from connectors.simulator.municipality import INSTAGRAM_ID
from connectors.simulator.world import Person, Post, World

MAX_COMMENT = 2_200
_COMMENTS = Limit(50)
PRODUCTS = {"ad": "AD", "story": "STORY"}


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


def picture_of(base: str, world: World, post: Post) -> str:
    """Where the photo or film itself is; one is drawn when nobody uploaded any."""
    found = media_in(world, post)
    return url_of(base, found[0]) if found else f"{base}/photo/{post.id}.svg"


def _media_type(context: Context, post: Post) -> str:
    found = media_in(context.world, post)
    return "VIDEO" if found and found[0].kind == "video" else "IMAGE"


def _media_of(context: Context, post: Post) -> Node | None:
    media = context.world.find("instagram", post.root)
    return Node(MEDIA, media) if media else None


def _parent_id(context: Context, post: Post) -> str | None:
    return post.parent if post.parent != post.root else None


def _comments(context: Context, post: Post, parameters: Mapping[str, str]) -> Edge:
    """Top-level only, newest first, no way to ask from a moment on, and nothing under an ad."""
    listed = [] if post.place == "ad" else context.world.answers(post)
    return Edge(COMMENT, listed[::-1], _COMMENTS)


def _replies(context: Context, post: Post, parameters: Mapping[str, str]) -> Edge:
    return Edge(COMMENT, context.world.answers(post), _COMMENTS)


def _media(context: Context, account: Person, parameters: Mapping[str, str]) -> Edge:
    return Edge(MEDIA, newest_first(within(_own(context), parameters)))


def _own(context: Context) -> list[Post]:
    living = context.world.living("instagram")
    return [post for post in living if post.parent is None and post.place == "page"]


def _stories(context: Context, account: Person, parameters: Mapping[str, str]) -> Edge:
    """Our own stories of the last day."""
    stories = [
        post
        for post in context.world.living("instagram")
        if post.place == "story" and post.at >= now_ms() - DAY
    ]
    return Edge(MEDIA, newest_first(stories))


def _tags(context: Context, account: Person, parameters: Mapping[str, str]) -> Edge:
    """Photos of others in which the account is tagged; cursors without ``next``."""
    photos = [
        post
        for post in context.world.living("instagram")
        if post.place == "elsewhere" and post.parent is None and account.id in post.mentions
    ]
    seen = [post for post in photos if post.id not in context.world.meta.private]
    return Edge(MEDIA, newest_first(seen), Limit(linked=False))


def _mentioned_comment(context: Context, modifiers: Mapping[str, str]) -> Node:
    return Node(COMMENT, _mentioning(context, modifiers.get("comment_id", ""), comment=True))


def _mentioned_media(context: Context, modifiers: Mapping[str, str]) -> Node:
    return Node(MEDIA, _mentioning(context, modifiers.get("media_id", ""), comment=False))


def _mentioning(context: Context, identity: str, *, comment: bool) -> Post:
    post = context.world.find("instagram", identity)
    found = post and INSTAGRAM_ID in post.mentions and bool(post.parent) == comment
    if post is None or not found or identity in context.world.meta.private:
        raise missing("get", identity)
    return post


def _media_count(context: Context, account: Person) -> int:
    return len(_own(context))


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
        "hidden": of(lambda post: post.hidden),
        "like_count": of(lambda post: len(post.reactions)),
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
        "media_type": _media_type,
        "media_product_type": of(lambda post: PRODUCTS.get(post.place, "FEED")),
        "media_url": lambda context, post: picture_of(context.base, context.world, post),
        "username": _username,
        "owner": _owner,
        "comments_count": lambda context, post: len(context.world.below(post)),
        "like_count": of(lambda post: len(post.reactions)),
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
    edges={
        "media": _media,
        "stories": _stories,
        "tags": _tags,
        "conversations": list_threads,
    },
    lookups={"mentioned_comment": _mentioned_comment, "mentioned_media": _mentioned_media},
)
