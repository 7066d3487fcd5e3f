"""What Facebook's webhooks say of a Page: ``feed``, ``mention`` and ``ratings``.

Webhooks reference, "Page". Ids are those of the Graph API, times are in seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import AliasChoices, Field

from connectors.base import (
    Aside,
    Attachment,
    Connection,
    Deleted,
    Form,
    Hidden,
    Incoming,
    Item,
    Kept,
    MediaKind,
    Person,
    Pointer,
    Post,
    Reacted,
    Unreadable,
)
from connectors.facebook.naming import (
    IN_PUBLIC,
    MENTION,
    is_on_page,
    link,
    rating_id,
    rating_text,
)
from connectors.meta.payloads import Authored, Id, Known, Mid, Profile, unknown
from connectors.payloads import Moment, Payload, Text, fit

POSTS = {
    *("post", "status", "photo", "video", "share", "album", "link", "note", "event", "milestone"),
    *("question", "story", "picture", "photo-album", "coupon"),
}
SAID = ("add", "edit", "edited", "update")
WALL_POST = "wall_post"  # ``status_type`` of what a visitor posts on a Page
MOST_PICTURES = 20


class Stands(Payload):
    """The post that a comment stands under. Of an advertisement nobody can see the post itself."""

    status_type: str = ""
    is_published: bool = True


class Value(Payload):
    """A change of ``feed``. What is there depends on ``item`` and ``verb``."""

    item: str = ""
    verb: str = ""
    post_id: str = ""
    comment_id: str = ""
    parent_id: Mid = ""
    author: Profile = Field(default=Profile(), validation_alias="from")
    sender_id: Known = ""
    sender_name: Text = ""
    message: Text = ""
    created_time: Moment | None = None
    published: int | None = None
    is_hidden: bool | None = None
    photo: Text = ""
    video: Text = ""
    link: Text = ""
    title: Text = ""
    photos: tuple[Text, ...] = ()
    post: Stands = Stands()
    reaction_type: Text = "like"

    def by(self, external_id: str) -> Authored:
        """Older bodies have ``sender_id`` for ``from``; some have neither."""
        known = self.author.id or self.sender_id
        profile = {"id": known, "name": self.author.name or self.sender_name}
        return fit(Authored, {"id": external_id, "from": profile})


class Mention(Payload):
    """A change of ``mention``: words, and not whose."""

    item: str = ""
    verb: str = ""
    post_id: str = ""
    comment_id: str = ""
    message: Text = ""
    created_time: Moment | None = None
    author: Profile = Field(default=Profile(), validation_alias=AliasChoices("from"))


class Rating(Payload):
    """A change of ``ratings``. Stars are of before 2018; now it is for or against."""

    item: str = ""
    verb: str = ""
    open_graph_story_id: Id
    reviewer_id: Known = ""
    reviewer_name: Text = ""
    review_text: Text = ""
    rating: int | None = None
    recommendation_type: str = ""
    created_time: Moment | None = None


def feed(value: Any, at: datetime | None, us: Connection) -> list[Item]:
    """Raises Unreadable."""
    change = fit(Value, value)
    if change.item in ("reaction", "like"):
        return [_reaction(change, at)]
    subject = change.comment_id if change.item == "comment" else change.post_id
    if change.item != "comment" and change.item not in POSTS:
        return [Aside(f"feed {change.item}/{change.verb}", Kept.UNKNOWN)]
    if not subject:
        raise Unreadable(f"{change.item}: without its id")
    if change.verb == "remove":
        return [Deleted(fit_id(subject), at)]
    if change.verb in ("hide", "unhide"):
        return [Hidden(fit_id(subject), change.verb == "hide", at)]
    if change.verb not in SAID:
        return [Aside(f"feed {change.item}/{change.verb}", Kept.UNKNOWN)]
    return _comment(change, at, us) if change.item == "comment" else _post(change, at, us)


def fit_id(external_id: str) -> str:
    """Raises Unreadable when it cannot be an id."""
    return fit(Authored, {"id": external_id}).id


def _reaction(change: Value, at: datetime | None) -> Item:
    subject = fit_id(change.comment_id or change.post_id)
    reaction = "" if change.verb == "remove" else change.reaction_type[:50]
    return Reacted(subject, by=change.by(subject).author.id, reaction=reaction, as_of=at)


def _comment(change: Value, at: datetime | None, us: Connection) -> list[Item]:
    """Under a visitor's post everything is one conversation, with that visitor."""
    comment = change.by(change.comment_id)
    post_id = fit_id(change.post_id)
    above = change.parent_id if change.parent_id not in ("", post_id) else ""
    visitor = change.post.status_type == WALL_POST
    message = Incoming(
        external_id=comment.id,
        author=comment.person(us),
        text=change.message,
        created_at=_written(change, at),
        thread_id=post_id if visitor else above or comment.id,
        current_id=comment.id,
        parent_id=above or post_id,
        post_id="" if visitor else post_id,
        permalink=link(comment.id, us),
        attachments=_of_comment(change),
        as_of=_news(change, at),
    )
    # Nobody finds an advertisement in the feed, so what it says has to be asked for.
    return [message] if change.post.is_published else [message, Pointer(post_id)]


def _post(change: Value, at: datetime | None, us: Connection) -> list[Item]:
    if change.published == 0:
        return [Aside("feed draft", Kept.NOTHING, "not published yet")]
    post, created = change.by(change.post_id), _written(change, at)
    if change.item == "share" and post.author.id and not post.is_by(us):
        return [Aside("feed share", Kept.NOTHING, "shared by somebody, on their own page")]
    anonymous = not post.author.id and change.item != "post"  # so it is with photos of our own
    if post.is_by(us) or anonymous:
        return [Post(post.id, change.message, created, link(post.id, us), _of_post(change))]
    return [
        Incoming(
            external_id=post.id,
            author=post.person(us),
            text=change.message,
            created_at=created,
            thread_id=post.id,
            current_id=post.id,
            permalink=link(post.id, us),
            form=Form.MESSAGE if is_on_page(post.id, us) else Form.MENTION,
            attachments=_of_post(change),
            hidden=change.is_hidden,
            as_of=_news(change, at),
        )
    ]


def _of_comment(change: Value) -> tuple[Attachment, ...]:
    """A comment takes one thing, so one key will do."""
    if change.video:
        return (Attachment(MediaKind.VIDEO, "0", change.video),)
    return (Attachment(MediaKind.IMAGE, "0", change.photo),) if change.photo else ()


def _of_post(change: Value) -> tuple[Attachment, ...]:
    kinds = {"photo": MediaKind.IMAGE, "video": MediaKind.VIDEO}
    if change.photos:
        pictures = enumerate(change.photos[:MOST_PICTURES])
        return tuple(Attachment(MediaKind.IMAGE, str(number), url) for number, url in pictures)
    if change.link:
        kind = kinds.get(change.item, MediaKind.LINK)
        return (Attachment(kind, "0", change.link, change.title[:300]),)
    return ()


def mention(value: Any, at: datetime | None, us: Connection) -> list[Item]:
    """Somebody named us elsewhere. The words came along; who it was can perhaps be asked for."""
    change = fit(Mention, value)
    subject = fit_id(change.comment_id or change.post_id)
    external_id = MENTION + subject
    if change.verb == "remove":
        return [Deleted(external_id, at)]
    if change.verb not in SAID:
        return [Aside(f"mention {change.item}/{change.verb}", Kept.UNKNOWN)]
    author = fit(Authored, {"id": subject, "from": {"id": change.author.id}})
    message = Incoming(
        external_id=external_id,
        author=Person(author.person(us).id, name=change.author.name),
        text=change.message,
        created_at=_written(change, at),
        thread_id=subject,
        current_id=external_id,
        form=Form.MENTION,
        allows=IN_PUBLIC,
        as_of=_news(change, at),
    )
    return [message, Pointer(external_id)]


def ratings(value: Any, at: datetime | None, us: Connection) -> list[Item]:
    """A recommendation; comments and likes under one come by ``feed`` as well."""
    change = fit(Rating, value)
    external_id = rating_id(change.open_graph_story_id, us)
    if change.item != "rating":
        return [Aside(f"ratings {change.item}", Kept.NOTHING, "comes as a comment of its own")]
    if change.verb == "remove":
        return [Deleted(external_id, at)]
    against = change.recommendation_type.upper() == "NEGATIVE"
    if not change.recommendation_type and change.rating is not None:
        against = change.rating < 3
    person = Person(change.reviewer_id or unknown(external_id), name=change.reviewer_name)
    return [
        Incoming(
            external_id=external_id,
            author=person,
            text=rating_text(change.review_text, change.rating),
            created_at=_written(change, at),
            thread_id=external_id,
            current_id=external_id,
            permalink=link(external_id, us),
            form=Form.ADVISES_AGAINST if against else Form.RECOMMENDS,
            allows=IN_PUBLIC,
            as_of=_news(change, at),
        )
    ]


def _written(change: Value | Mention | Rating, at: datetime | None) -> datetime:
    """Raises Unreadable when neither the thing nor the envelope has a time."""
    if moment := change.created_time or at:
        return moment
    raise Unreadable("created_time: is missing")


def _news(change: Value | Mention | Rating, at: datetime | None) -> datetime | None:
    """Of which moment these are the words.

    Those of something new are of when it was written, however late we hear. Meta counts whole
    seconds: what changed is of the end of its second, so that it is the later of the two.
    """
    if change.verb == "add" or not at:
        return change.created_time or at
    return at.replace(microsecond=999_000)


CHANGES: dict[str, Callable[[Any, datetime | None, Connection], list[Item]]] = {
    "feed": feed,
    "mention": mention,
    "ratings": ratings,
}
