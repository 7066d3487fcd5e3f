"""From Facebook's bodies to messages and posts, oldest first. Every reader may raise Unreadable."""

from __future__ import annotations

from connectors.base import Connection, Form, Incoming, Item, Person, Post, Profile, Raw
from connectors.facebook.changes import CHANGES
from connectors.facebook.naming import IN_PUBLIC, MENTION, is_on_page, link, rating_id
from connectors.facebook.payloads import Comment, FeedPost, Recommendation
from connectors.meta.letters import MESSAGES, letters
from connectors.meta.messaging import PERSON
from connectors.meta.payloads import Id, unknown
from connectors.meta.reading import WEBHOOK, Reader, listed, subject_of
from connectors.meta.webhooks import reader
from connectors.payloads import Payload, Text, read

FEED, POST, COMMENT = "feed", "post", "comment"
COMMENTS, VISITOR_COMMENTS = "comments", "visitor_comments"  # on our posts, and on visitors'
TAGGED, RATINGS, MENTIONED, NAMED = "tagged", "ratings", "mentioned", "person"


class Citizen(Payload):
    """Who wrote to us in Messenger."""

    id: Id
    first_name: Text = ""
    last_name: Text = ""
    name: Text = ""


def _feed(raw: Raw, us: Connection) -> list[Item]:
    posts, odd = listed(FeedPost, raw)
    return [*(_from_post(post, us) for post in reversed(posts) if is_on_page(post.id, us)), *odd]


def _post(raw: Raw, us: Connection) -> list[Item]:
    return [_from_post(read(FeedPost, raw.body), us)]


def _comments(raw: Raw, us: Connection) -> list[Item]:
    post_id, visitor = subject_of(raw), raw.source == VISITOR_COMMENTS
    comments, odd = listed(Comment, raw)
    comments.sort(key=lambda comment: comment.created_time)
    return [*(_from_comment(each, post_id, us, visitor=visitor) for each in comments), *odd]


def _comment(raw: Raw, us: Connection) -> list[Item]:
    comment = read(Comment, raw.body)
    post_id = f"{us.external_id}_{comment.id.partition('_')[0]}"
    if comment.object and is_on_page(comment.object.id, us):
        post_id = comment.object.id
    visitor = comment.object is not None and not comment.object.is_by(us)
    return [_from_comment(comment, post_id, us, visitor=visitor)]


def _tagged(raw: Raw, us: Connection) -> list[Item]:
    """Posts elsewhere that tag the Page; what stands on the Page itself is in the feed."""
    posts, odd = listed(FeedPost, raw)
    elsewhere = [post for post in reversed(posts) if not is_on_page(post.id, us)]
    return [*(_from_elsewhere(post, us) for post in elsewhere if not post.is_by(us)), *odd]


def _mentioned(raw: Raw, us: Connection) -> list[Item]:
    """A mention asked for by its id: who it was, at last, under the name it has here already."""
    post = read(FeedPost, raw.body)
    message = _from_elsewhere(post, us)
    if not post.author.id:
        return [message]
    return [message, Profile(Person(unknown(post.id), name=post.author.name))]


def _ratings(raw: Raw, us: Connection) -> list[Item]:
    """Those without a story cannot be answered, and have no name of their own."""
    found, odd = listed(Recommendation, raw)
    return [*(_from_rating(each, us) for each in reversed(found)), *odd]


def _named(raw: Raw, us: Connection) -> list[Item]:
    citizen = read(Citizen, raw.body)
    name = citizen.name or f"{citizen.first_name} {citizen.last_name}".strip()
    return [Profile(Person(subject_of(raw).removeprefix(PERSON), name=name))]


READERS: dict[str, Reader] = {
    FEED: _feed,
    POST: _post,
    COMMENTS: _comments,
    VISITOR_COMMENTS: _comments,
    COMMENT: _comment,
    TAGGED: _tagged,
    MENTIONED: _mentioned,
    RATINGS: _ratings,
    NAMED: _named,
    MESSAGES: letters,
    WEBHOOK: reader(CHANGES),
}


def _from_post(post: FeedPost, us: Connection) -> Item:
    text = post.message or post.story
    permalink = post.permalink_url or link(post.id, us)
    attachments = post.attachments.attachments()
    if post.is_by(us):
        return Post(post.id, text, post.created_time, permalink, attachments)
    return Incoming(
        external_id=post.id,
        author=post.person(us),
        text=text,
        created_at=post.created_time,
        thread_id=post.id,
        current_id=post.id,
        permalink=permalink,
        attachments=attachments,
        hidden=post.is_hidden,
    )


def _from_elsewhere(post: FeedPost, us: Connection) -> Incoming:
    return Incoming(
        external_id=MENTION + post.id,
        author=post.person(us),
        text=post.message,
        created_at=post.created_time,
        thread_id=post.id,
        current_id=MENTION + post.id,
        permalink=post.permalink_url,
        form=Form.MENTION,
        allows=IN_PUBLIC,
        attachments=post.attachments.attachments(),
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
        attachments=(comment.attachment.attachment("0"),) if comment.attachment else (),
        allows=comment.allows(ours=comment.is_by(us)),
        hidden=comment.is_hidden,
        reactions=comment.like_count,
    )


def _from_rating(rating: Recommendation, us: Connection) -> Incoming:
    moment = f"{rating.created_time:%Y%m%d%H%M%S}"
    story = rating.open_graph_story.id if rating.open_graph_story else ""
    external_id = rating_id(story or f"{rating.reviewer.id}-{moment}", us)
    against = rating.recommendation_type.upper() == "NEGATIVE"
    return Incoming(
        external_id=external_id,
        author=Person(rating.reviewer.id or unknown(external_id), name=rating.reviewer.name),
        text=rating.review_text,
        created_at=rating.created_time,
        thread_id=external_id,
        current_id=external_id,
        permalink=link(external_id, us),
        form=Form.ADVISES_AGAINST if against else Form.RECOMMENDS,
        allows=IN_PUBLIC if story else frozenset(),
    )
