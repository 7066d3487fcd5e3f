"""From Instagram's bodies to messages and posts, oldest first. Readers raise Unreadable."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.base import Connection, Incoming, Item, Post, Raw
from connectors.instagram.payloads import Comment, Comments, Media
from connectors.meta.reading import Reader, subject_of
from connectors.payloads import read

MEDIA, COMMENTS, REPLIES, COMMENT = "media", "comments", "replies", "comment"


def _media(raw: Raw, _us: Connection) -> list[Item]:
    media = reversed(read(Media, raw.body).data)
    return [Post(each.id, each.caption, each.timestamp, each.permalink) for each in media]


def _comments(raw: Raw, us: Connection) -> list[Item]:
    return _in_order(_with_replies(read(Comments, raw.body), subject_of(raw), us))


def _replies(raw: Raw, us: Connection) -> list[Item]:
    replies = read(Comments, raw.body).data
    return _in_order(_message(reply, "", subject_of(raw), us) for reply in replies)


def _comment(raw: Raw, us: Connection) -> list[Item]:
    return [_message(read(Comment, raw.body), "", "", us)]


READERS: dict[str, Reader] = {
    MEDIA: _media,
    COMMENTS: _comments,
    REPLIES: _replies,
    COMMENT: _comment,
}


def _in_order(messages: Iterator[Incoming]) -> list[Item]:
    return [*sorted(messages, key=lambda message: message.created_at)]


def _with_replies(comments: Comments, medium: str, us: Connection) -> Iterator[Incoming]:
    for comment in comments.data:
        yield _message(comment, medium, "", us)
        for reply in comment.replies.data if comment.replies else []:
            yield _message(reply, medium, comment.id, us)


def _message(comment: Comment, medium: str, above: str, us: Connection) -> Incoming:
    """Only a comment at the top takes answers, so that is what ``answer_to`` names.

    ``medium`` and ``above`` are for what the comment itself does not say.
    """
    medium = comment.media.id if comment.media else medium
    above = comment.parent_id or above
    thread = above or comment.id
    return Incoming(
        external_id=comment.id,
        author=comment.person(us),
        text=comment.text,
        created_at=comment.timestamp,
        thread_id=thread,
        current_id=comment.id,
        answer_to=above,
        parent_id=above or medium,
        post_id=medium,
        permalink=comment.media.permalink if comment.media else "",
    )
