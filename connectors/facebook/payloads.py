"""The bodies of Facebook Pages that become messages (Graph API reference: Page Post, Comment)."""

from __future__ import annotations

from pydantic import Field

from connectors.base import Attachment, Capability, MediaKind
from connectors.meta.payloads import Authored, Link, Named, Profile
from connectors.payloads import Moment, Payload, Text

POST_FIELDS = "id,message,story,from,created_time,permalink_url,is_hidden,attachments"
# How many comments stand beneath it, at all levels, tells with ``updated_time`` whether to look.
FEED_FIELDS = f"{POST_FIELDS},updated_time,comments.filter(stream).limit(1).summary(true){{id}}"
# What a post and a comment both have: of a mention it is not said which it is.
MENTION_FIELDS = "id,message,from,created_time,permalink_url"
TAGGED_FIELDS = f"{MENTION_FIELDS},attachments"
COMMENT_FIELDS = (
    "id,message,from,created_time,permalink_url,parent{id},attachment,like_count,"
    "is_hidden,can_comment,can_hide,can_like,can_remove,can_reply_privately"
)
# What a comment looked up by itself must say in addition: whose post it stands under.
LOOKUP_FIELDS = f"{COMMENT_FIELDS},object{{id,from}}"
RATING_FIELDS = (
    "created_time,recommendation_type,review_text,reviewer,has_review,open_graph_story{id}"
)


class Picture(Payload):
    src: Text = ""


class Shown(Payload):
    image: Picture = Picture()
    source: Text = ""  # of a film


class Enclosed(Payload):
    """What stands in a post or a comment (Graph API reference, Story Attachment)."""

    type: str = ""
    title: Text = ""
    description: Text = ""
    url: Text = ""
    media: Shown = Shown()
    subattachments: Enclosures | None = None

    def attachment(self, key: str) -> Attachment:
        title = (self.title or self.description)[:300]
        if "video" in self.type and self.media.source:
            return Attachment(MediaKind.VIDEO, key, self.media.source, title)
        if self.media.image.src and "share" not in self.type:
            return Attachment(MediaKind.IMAGE, key, self.media.image.src, title)
        return Attachment(MediaKind.LINK, key, self.url, title)


class Enclosures(Payload):
    data: tuple[Enclosed, ...] = ()

    def attachments(self) -> tuple[Attachment, ...]:
        """An album has its pictures one level down."""
        parts: tuple[Enclosed, ...] = ()
        for each in self.data:
            parts += each.subattachments.data if each.subattachments else (each,)
        return tuple(part.attachment(str(number)) for number, part in enumerate(parts))


class FeedPost(Authored):
    """A post of the Page, or of a visitor on it. One with only a photo has no text."""

    created_time: Moment
    message: Text = ""
    story: Text = ""
    permalink_url: Link = ""
    is_hidden: bool | None = None
    attachments: Enclosures = Enclosures()


class Comment(Authored):
    """A comment at any depth: ``parent`` is absent right under a post. A sticker has no text."""

    created_time: Moment
    message: Text = ""
    permalink_url: Link = ""
    parent: Named | None = None
    object: Authored | None = None
    attachment: Enclosed | None = None
    like_count: int | None = Field(default=None, ge=0)
    is_hidden: bool | None = None
    can_comment: bool | None = None
    can_hide: bool | None = None
    can_like: bool | None = None
    can_remove: bool | None = None
    can_reply_privately: bool | None = None

    def allows(self, *, ours: bool) -> frozenset[Capability] | None:
        """None when nothing is said. A reply can always be answered: beneath what it answers."""
        said = {
            Capability.REPLY: True if self.parent else self.can_comment,
            Capability.PRIVATE_REPLY: self.can_reply_privately,
            Capability.HIDE: self.can_hide,
            Capability.LIKE: self.can_like,
            Capability.DELETE: self.can_remove is not False and ours,
        }
        told = (self.can_comment, self.can_reply_privately, self.can_hide, self.can_remove)
        if all(each is None for each in told):
            return None
        return frozenset(act for act, can in said.items() if can is not False)


class Recommendation(Payload):
    """What a citizen thinks of the municipality (Graph API reference, Recommendation)."""

    created_time: Moment
    recommendation_type: str = ""
    review_text: Text = ""
    reviewer: Profile = Profile()
    open_graph_story: Named | None = None
