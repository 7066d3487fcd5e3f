"""From Facebook's bodies to messages and posts, oldest first. Every reader may raise Unreadable."""

from __future__ import annotations

from django.conf import settings

from connectors.base import Connection, Incoming, Item, Post, Raw
from connectors.facebook.payloads import Comment, Comments, Feed, FeedPost
from connectors.meta.reading import Reader, subject_of
from connectors.payloads import read

FEED, POST, COMMENT = "feed", "post", "comment"
COMMENTS, VISITOR_COMMENTS = "comments", "visitor_comments"  # on our posts, and on visitors'


def is_on_page(external_id: str, us: Connection) -> bool:
    """Whether this is the id of a post on our Page. Posts that merely tag us are elsewhere."""
    return external_id.startswith(f"{us.external_id}_")


def link(external_id: str, us: Connection) -> str:
    """The address of a post ``{page}_{post}`` or of a comment ``{post}_{comment}``."""
    first, _, last = external_id.partition("_")
    page = f"{settings.FACEBOOK_WEB_URL}/{us.handle or us.external_id}"
    if is_on_page(external_id, us):
        return f"{page}/posts/{last}"
    return f"{page}/posts/{first}?comment_id={last}"


def _feed(raw: Raw, us: Connection) -> list[Item]:
    posts = reversed(read(Feed, raw.body).data)
    return [_from_post(post, us) for post in posts if is_on_page(post.id, us)]


def _post(raw: Raw, us: Connection) -> list[Item]:
    return [_from_post(read(FeedPost, raw.body), us)]


def _comments(raw: Raw, us: Connection) -> list[Item]:
    post_id, visitor = subject_of(raw), raw.source == VISITOR_COMMENTS
    comments = sorted(read(Comments, raw.body).data, key=lambda comment: comment.created_time)
    return [_from_comment(comment, post_id, us, visitor=visitor) for comment in comments]


def _comment(raw: Raw, us: Connection) -> list[Item]:
    comment = read(Comment, raw.body)
    post_id = f"{us.external_id}_{comment.id.partition('_')[0]}"
    if comment.object and is_on_page(comment.object.id, us):
        post_id = comment.object.id
    visitor = comment.object is not None and not comment.object.is_by(us)
    return [_from_comment(comment, post_id, us, visitor=visitor)]


READERS: dict[str, Reader] = {
    FEED: _feed,
    POST: _post,
    COMMENTS: _comments,
    VISITOR_COMMENTS: _comments,
    COMMENT: _comment,
}


def _from_post(post: FeedPost, us: Connection) -> Item:
    text = post.message or post.story
    permalink = post.permalink_url or link(post.id, us)
    if post.is_by(us):
        return Post(post.id, text, post.created_time, permalink)
    return Incoming(
        external_id=post.id,
        author=post.person(us),
        text=text,
        created_at=post.created_time,
        thread_id=post.id,
        current_id=post.id,
        permalink=permalink,
    )


def _from_comment(comment: Comment, post_id: str, us: Connection, *, visitor: bool) -> Incoming:
    """Under a visitor's post everything is one conversation, with that visitor."""
    above = comment.parent.id if comment.parent else ""
    return Incoming(
        external_id=comment.id,
        author=comment.person(us),
        text=comment.message,
        created_at=comment.created_time,
        thread_id=post_id if visitor else above or comment.id,
        current_id=comment.id,
        parent_id=above or post_id,
        post_id="" if visitor else post_id,
        permalink=comment.permalink_url or link(comment.id, us),
    )
