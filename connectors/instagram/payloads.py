"""The bodies of Instagram that become messages (Instagram Platform reference: Media, Comment)."""

from __future__ import annotations

from pydantic import Field

from connectors.meta.payloads import Account, Authored, Id
from connectors.payloads import Moment, Payload, Text

MEDIA_FIELDS = "id,caption,permalink,timestamp,username"
REPLY_FIELDS = "id,text,timestamp,from,username,parent_id,media{id,permalink}"
PAGE_SIZE = 50  # an edge gives no more at a time
COMMENT_FIELDS = f"{REPLY_FIELDS},replies.limit({PAGE_SIZE}){{{REPLY_FIELDS}}}"


class Medium(Payload):
    """A photo, video or reel of the account itself."""

    id: Id
    timestamp: Moment
    caption: Text = ""
    permalink: Text = ""


class Where(Payload):
    """The medium a comment stands under."""

    id: Id
    permalink: Text = ""


class Comment(Authored):
    """A comment; ``parent_id`` says of a reply which comment it stands under."""

    timestamp: Moment
    text: Text = ""
    parent_id: str = ""
    media: Where | None = None
    replies: Comments | None = None


class Comments(Payload):
    data: list[Comment]


class Media(Payload):
    data: list[Medium]


class Linked(Payload):
    """What a Page says of the professional account connected to it."""

    account: Account | None = Field(default=None, validation_alias="instagram_business_account")
