"""The bodies of Instagram that become messages (Instagram Platform reference: Media, Comment)."""

from __future__ import annotations

from pydantic import Field

from connectors.base import Attachment, MediaKind
from connectors.meta.payloads import Account, Authored, Id, Link, Mid
from connectors.payloads import Moment, Payload, Text

MEDIA_FIELDS = "id,caption,permalink,timestamp,username,media_type,media_url,comments_count"
TAGGED_FIELDS = "id,username,caption,permalink,timestamp,media_type,media_url"
HASHTAG_FIELDS = "id,caption,permalink,timestamp,media_type,media_url"  # who, is never told
REPLY_FIELDS = "id,text,timestamp,from,username,parent_id,like_count,hidden,media{id,permalink}"
PAGE_SIZE = 50  # an edge gives no more at a time
COMMENT_FIELDS = f"{REPLY_FIELDS},replies.limit({PAGE_SIZE}){{{REPLY_FIELDS}}}"
MENTIONING_COMMENT = "id,text,timestamp,username,like_count,media{id,permalink}"
MENTIONING_MEDIUM = "id,caption,timestamp,username,permalink,media_type,media_url"


class Medium(Authored):
    """A photo, video or reel, of the account itself or of somebody else."""

    timestamp: Moment
    caption: Text = ""
    permalink: Link = ""
    media_type: str = ""
    media_url: Text = ""

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Of an album only the first; films with music under copyright have no address."""
        if not self.media_url:
            return ()
        kind = MediaKind.VIDEO if self.media_type == "VIDEO" else MediaKind.IMAGE
        return (Attachment(kind, "0", self.media_url),)


class Where(Payload):
    """The medium a comment stands under."""

    id: Id
    permalink: Link = ""


class Comment(Authored):
    """A comment; ``parent_id`` says of a reply which comment it stands under."""

    timestamp: Moment
    text: Text = ""
    parent_id: Mid = ""
    media: Where | None = None
    like_count: int | None = Field(default=None, ge=0)
    hidden: bool | None = None
    replies: Replies | None = None


class Replies(Payload):
    """Each is read by itself, so that an odd one does not hinder the others."""

    data: tuple[object, ...] = ()


class Mentioned(Payload):
    """What we asked about a comment or a medium that names us."""

    mentioned_comment: Comment | None = None
    mentioned_media: Medium | None = None


class Linked(Payload):
    """What a Page says of the professional account connected to it."""

    account: Account | None = Field(default=None, validation_alias="instagram_business_account")


class Own(Payload):
    """What Instagram Login says of the account: ``user_id`` is the one that webhooks name."""

    id: str = ""
    user_id: str = ""
    username: Text = ""
    name: Text = ""
