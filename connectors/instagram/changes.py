"""What Instagram's webhooks say: ``comments``, ``live_comments``, ``mentions``.

Webhooks reference, "Instagram". Nothing is told of comments that are changed, hidden or removed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import AliasChoices, Field

from connectors.base import Aside, Connection, Incoming, Item, Kept, Pointer, Unreadable
from connectors.instagram.naming import MEDIUM, mentioned
from connectors.meta.payloads import Authored, Id, Known, Mid
from connectors.payloads import Payload, Text, fit


class On(Payload):
    """The medium. Of an advertisement it is a copy, and ``original_media_id`` the photo itself."""

    id: Id
    ad_id: str = ""
    original_media_id: Known = ""
    media_product_type: str = ""

    @property
    def original(self) -> str:
        return self.original_media_id or self.id


class Said(Authored):
    """A comment; its number has two names in Meta's documents."""

    id: Id = Field(validation_alias=AliasChoices("id", "comment_id"))
    text: Text = ""
    parent_id: Mid = ""
    media: On


class Naming(Payload):
    """Somebody named us: only the numbers are told."""

    media_id: Id
    comment_id: Id | None = None


def comment(value: Any, at: datetime | None, us: Connection) -> list[Item]:
    """There is no other moment than when it was sent. Raises Unreadable."""
    if at is None:
        raise Unreadable("time: is missing")
    said = fit(Said, value)
    medium, thread = said.media.original, said.parent_id or said.id
    message = Incoming(
        external_id=said.id,
        author=said.person(us),
        text=said.text,
        created_at=at,
        thread_id=thread,
        current_id=said.id,
        answer_to=said.parent_id,
        parent_id=said.parent_id or medium,
        post_id=medium,
        as_of=at,
    )
    # The photo of an advertisement is in no list that we read.
    return [message, Pointer(MEDIUM + medium)] if said.media.ad_id else [message]


def mention(value: Any, _at: datetime | None, _us: Connection) -> list[Item]:
    """Raises Unreadable."""
    naming = fit(Naming, value)
    return [Pointer(mentioned(naming.media_id, naming.comment_id or ""))]


def insights(_value: Any, _at: datetime | None, _us: Connection) -> list[Item]:
    return [Aside("story_insights", Kept.NOTHING, "how often a story of ours was seen")]


CHANGES: dict[str, Callable[[Any, datetime | None, Connection], list[Item]]] = {
    "comments": comment,
    "live_comments": comment,
    "mentions": mention,
    "story_insights": insights,
}
