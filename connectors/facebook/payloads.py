"""The bodies of Facebook Pages that become messages (Graph API reference: Page Post, Comment)."""

from __future__ import annotations

from connectors.meta.payloads import Authored, Named
from connectors.payloads import Moment, Payload, Text

POST_FIELDS = "id,message,story,from,created_time,permalink_url"
COMMENT_FIELDS = "id,message,from,created_time,permalink_url,parent{id}"
# What a comment looked up by itself must say in addition: whose post it stands under.
LOOKUP_FIELDS = f"{COMMENT_FIELDS},object{{id,from}}"


class FeedPost(Authored):
    """A post of the Page, or of a visitor on it. One with only a photo has no text."""

    created_time: Moment
    message: Text = ""
    story: Text = ""
    permalink_url: Text = ""


class Comment(Authored):
    """A comment at any depth: ``parent`` is absent right under a post. A sticker has no text."""

    created_time: Moment
    message: Text = ""
    permalink_url: Text = ""
    parent: Named | None = None
    object: Authored | None = None


class Feed(Payload):
    data: list[FeedPost]


class Comments(Payload):
    data: list[Comment]
