"""Our answers under comments and photos of others (Instagram Platform, "Mentions").

Meta documents no way to list them under a comment; where it refuses, nobody can tell.
"""

from __future__ import annotations

from pydantic import Field

from connectors.base import Connection
from connectors.instagram.naming import parts
from connectors.meta.graph import Graph, Step
from connectors.meta.payloads import Listing
from connectors.payloads import Payload, expect

FIELDS = "{id,text,timestamp,username}"


class Under(Payload):
    replies: Listing | None = None
    comments: Listing | None = None


class Found(Payload):
    comment: Under | None = Field(default=None, validation_alias="mentioned_comment")
    medium: Under | None = Field(default=None, validation_alias="mentioned_media")


def beneath(graph: Graph, us: Connection, name: str) -> Step:
    """What stands under the comment or photo with this name. Raises ConnectorError."""
    medium, comment = parts(name)
    fields = f"mentioned_media.media_id({medium}){{comments.limit(50){FIELDS}}}"
    if comment:
        fields = f"mentioned_comment.comment_id({comment}){{replies.limit(50){FIELDS}}}"
    graph.get_object(us.external_id, fields=fields)
    found = expect(Found, graph.body)
    under = found.comment or found.medium or Under()
    listing = under.replies or under.comments
    return Step(0, graph.body, listing.data if listing else [], last=True)
