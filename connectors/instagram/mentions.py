"""Our answers under comments and photos of others (Instagram Platform, "Mentions").

Meta documents no way to list them under a comment; where it refuses, nobody can tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from connectors.base import Connection, ConnectorError, Reason
from connectors.instagram.naming import parts
from connectors.meta.graph import Graph, Step
from connectors.meta.payloads import Listing
from connectors.payloads import Payload, expect

SHOWN = 50  # the most that can be seen of what stands there
FIELDS = "{id,text,timestamp,username}"


class Under(Payload):
    replies: Listing | None = None
    comments: Listing | None = None


class Found(Payload):
    comment: Under | None = Field(default=None, validation_alias="mentioned_comment")
    medium: Under | None = Field(default=None, validation_alias="mentioned_media")


def beneath(graph: Graph, us: Connection, name: str) -> Iterator[Step]:
    """What stands under the comment or photo with this name. Raises ConnectorError, at the end
    when there may be more: what we do not see is not surely absent."""
    medium, comment = parts(name)
    fields = f"mentioned_media.media_id({medium}){{comments.limit({SHOWN}){FIELDS}}}"
    if comment:
        fields = f"mentioned_comment.comment_id({comment}){{replies.limit({SHOWN}){FIELDS}}}"
    graph.get_object(us.external_id, fields=fields)
    found = expect(Found, graph.body)
    under = found.comment or found.medium or Under()
    listing = under.replies or under.comments
    shown = listing.data if listing else []
    yield Step(0, graph.body, shown, last=True)
    if len(shown) >= SHOWN:
        raise ConnectorError(Reason.UNKNOWN, f"Instagram shows {SHOWN} answers there, and no more")
