"""The Page, its posts and their comments (Graph API reference: Page, Page Post, Comment)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from connectors.simulator.clock import meta_time
from connectors.simulator.graph.attachments import comment_attachment, media_in, post_attachments
from connectors.simulator.graph.conversations import list_threads
from connectors.simulator.graph.errors import GraphError, invalid
from connectors.simulator.graph.granting import page_token
from connectors.simulator.graph.instagram import ACCOUNT
from connectors.simulator.graph.nodes import (
    Context,
    Edge,
    Kind,
    Node,
    Reference,
    always,
    can_reply_privately,
    from_reference,
    is_ours,
    of,
)
from connectors.simulator.graph.paging import Limit, newest_first, within
from connectors.simulator.media import url_of
from connectors.simulator.metastate import Rating
from connectors.simulator.municipality import HANDLES, LIBRARY_ID, PAGE_ID, USER_ID, municipality
from connectors.simulator.world import Person, Post

MAX_COMMENT = 8_000
_FEED = Limit(100, strict=True)


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


def _posts(context: Context, page: Person, parameters: Mapping[str, str]) -> list[Post]:
    posts = [
        post
        for post in context.world.living("facebook")
        if post.parent is None and post.place == "page" and post.id.startswith(f"{page.id}_")
    ]
    return newest_first(within(posts, parameters))


def _feed(context: Context, page: Person, parameters: Mapping[str, str]) -> Edge:
    return Edge(POST, _posts(context, page, parameters), _FEED)


def _published(context: Context, page: Person, parameters: Mapping[str, str]) -> Edge:
    posts = _posts(context, page, parameters)
    return Edge(POST, [post for post in posts if is_ours(post)], _FEED)


def _visitors(context: Context, page: Person, parameters: Mapping[str, str]) -> Edge:
    posts = _posts(context, page, parameters)
    return Edge(POST, [post for post in posts if not is_ours(post)], _FEED)


def _tagged(context: Context, page: Person, parameters: Mapping[str, str]) -> Edge:
    """Public posts elsewhere that tag the Page; who wrote them is not told."""
    posts = [
        post
        for post in context.world.living("facebook")
        if post.place == "elsewhere" and post.parent is None and page.id in post.mentions
    ]
    seen = [post for post in posts if post.id not in context.world.meta.private]
    return Edge(TAGGED, newest_first(within(seen, parameters)), _FEED)


def _ratings(context: Context, page: Person, parameters: Mapping[str, str]) -> Edge:
    reviews = [
        post
        for post in context.world.living("facebook")
        if post.place == "review" and post.parent is None and page.id == PAGE_ID
    ]
    return Edge(RECOMMENDATION, newest_first(reviews))


def _likes(context: Context, post: Post, parameters: Mapping[str, str]) -> Edge:
    people = (context.world.person("facebook", person) for person in post.reactions)
    return Edge(USER, [person for person in people if person])


def _full_picture(context: Context, post: Post) -> str | None:
    found = media_in(context.world, post)
    return url_of(context.base, found[0]) if found else None


def _rating(context: Context, post: Post) -> Rating:
    return context.world.meta.ratings[post.key]


def _recommendation_type(context: Context, post: Post) -> str:
    return "positive" if _rating(context, post).positive else "negative"


def _story(context: Context, post: Post) -> Reference:
    return Reference({"id": post.id, "message": post.text, "start_time": meta_time(post.at)})


def _accounts(context: Context, user: Person, parameters: Mapping[str, str]) -> Edge:
    """The Pages this person administers, or those of them that were chosen in the dialog."""
    chosen = context.token.pages if context.token else []
    pages = (context.world.person("facebook", page) for page in (PAGE_ID, LIBRARY_ID))
    listed = [page for page in pages if page and (not chosen or page.id in chosen)]
    return Edge(_ACCOUNT_ROW, listed)


def _status_type(context: Context, post: Post) -> str:
    if post.media:
        return "added_photos"
    return "mobile_status_update" if is_ours(post) else "wall_post"


def _updated(context: Context, post: Post) -> int:
    return max([post.at, *(each.at for each in context.world.below(post))])


def _instagram(context: Context, page: Person) -> Node | None:
    """The account that is linked to the Page; the library has none."""
    if page.id != PAGE_ID:
        return None
    return Node(ACCOUNT, municipality(context.world, "instagram"))


def _tasks(context: Context, subject: Person) -> list[str]:
    """What the official may do on the Page."""
    return context.world.settings.page_tasks.split(",")


def _roles(context: Context, page: Person, parameters: Mapping[str, str]) -> Edge:
    """People with a role on the Page, but for those who belong to a business."""
    told = context.world.settings.page_roles
    if told == "refused" or not context.is_page:
        raise GraphError(200, message="(#200) Requires MANAGE task on the Page")
    listed = [OFFICIAL] if told == "told" and parameters.get("uid", USER_ID) == USER_ID else []
    return Edge(_ROLE, listed)


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
        "like_count": of(lambda post: len(post.reactions)),
        "can_comment": always(True),
        "can_hide": of(lambda post: not is_ours(post)),
        "can_like": always(True),
        "can_remove": of(lambda post: post.place != "elsewhere" or is_ours(post)),
        "can_reply_privately": can_reply_privately,
        "is_hidden": of(lambda post: post.hidden),
        "is_private": always(False),
        "user_likes": of(lambda post: PAGE_ID in post.reactions),
        "attachment": lambda context, post: comment_attachment(context.base, context.world, post),
        "message_tags": always(None),
    },
    edges={"comments": _comments, "likes": _likes},
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
        "is_hidden": of(lambda post: post.hidden),
        "can_reply_privately": can_reply_privately,
        "story": always(None),
        "parent_id": always(None),
        "message_tags": always(None),
        "full_picture": _full_picture,
        "attachments": lambda context, post: post_attachments(context.base, context.world, post),
    },
    edges={"comments": _comments, "likes": _likes},
)
TAGGED = replace(
    POST,
    fields={
        **POST.fields,
        "from": always(None),
        "tagged_time": of(lambda post: meta_time(post.at)),
    },
)
RECOMMENDATION = Kind(
    name="Recommendation",
    defaults=("created_time", "recommendation_type", "review_text", "reviewer"),
    fields={
        "created_time": of(lambda post: meta_time(post.at)),
        "recommendation_type": _recommendation_type,
        "review_text": of(lambda post: post.text or None),
        "reviewer": _author,
        "has_rating": lambda context, post: bool(_rating(context, post).stars),
        "has_review": of(lambda post: bool(post.text)),
        "rating": lambda context, post: _rating(context, post).stars or None,
        "open_graph_story": _story,
    },
    edges={},
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
        "access_token": lambda context, page: page_token(context.world, context.token, page.id),
        "tasks": _tasks,
        "instagram_business_account": _instagram,
    },
    edges={
        "feed": _feed,
        "posts": _published,
        "published_posts": _published,
        "visitor_posts": _visitors,
        "tagged": _tagged,
        "ratings": _ratings,
        "conversations": list_threads,
        "roles": _roles,
    },
)
_ROLE = Kind(
    name="User",
    defaults=("name", "id", "tasks"),
    fields={
        "id": of(lambda user: user.id),
        "name": of(lambda user: user.name),
        "tasks": _tasks,
    },
    edges={},
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
