"""Direct messages: legacy ones with their words, encrypted ones as the fact that they came.

Three shapes: lists of version 2, messages of version 1.1 in webhooks, and encrypted chat events.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from pydantic import AliasChoices, Field, model_validator

from connectors.base import (
    Aside,
    Attachment,
    Capability,
    Connection,
    Form,
    Incoming,
    Item,
    Kept,
    MediaKind,
    Person,
)
from connectors.payloads import Moment, Payload, Text, fit
from connectors.x.legacy import Milliseconds, OldMedium
from connectors.x.payloads import (
    Entities,
    Id,
    Includes,
    Keys,
    Link,
    Medium,
    User,
    readable_only,
    unwrapped,
)
from connectors.x.posts import attachments, permalink
from connectors.x.text import readable

_TWO_PEOPLE = re.compile(r"([0-9]{1,19})[-:]([0-9]{1,19})")
_LAST_SHORT_LINK = re.compile(r"\s*https://t\.co/\w+$")
COMINGS_AND_GOINGS = {"ParticipantsJoin", "ParticipantsLeave"}


class _Shared(Payload):
    id: Id


class Letter(Payload):
    """One direct message of version 2. In a group there is no "-" in ``thread``."""

    id: Id
    text: Text = ""
    sender_id: Id
    created_at: Moment
    thread: str = Field(min_length=1, validation_alias="dm_conversation_id")
    links: Annotated[tuple[Link, ...], readable_only(Link)] = Field(
        default=(), validation_alias="urls"
    )
    entities: Entities = Entities()
    attachments: Keys = Keys()
    shared: tuple[_Shared, ...] = Field(
        default=(), validation_alias=AliasChoices("referenced_tweets", "referenced_posts")
    )

    @property
    def words(self) -> str:
        """What was written, without the link X puts behind it for what came along."""
        text = readable(self.text, (*self.links, *self.entities.urls))
        return _LAST_SHORT_LINK.sub("", text) if self.attachments.media_keys else text


class _Event(Payload):
    event_type: str


class _Target(Payload):
    recipient_id: Id


class _OldAttachment(Payload):
    media: OldMedium


class _Data(Payload):
    text: Text = ""
    entities: Entities = Entities()
    attachment: _OldAttachment | None = None


class _OldLetter(Payload):
    """A direct message of version 1.1, in webhooks of either kind."""

    id: Id
    created_at: Milliseconds = Field(validation_alias="created_timestamp")
    target: _Target
    sender_id: Id
    data: _Data = Field(validation_alias="message_data")

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, value: Any) -> Any:
        inside = value.get("message_create") if isinstance(value, dict) else None
        return {**value, **inside} if isinstance(inside, dict) else value


class _Chat(Payload):
    """An encrypted message: who, when and where, but not what."""

    id: str = Field(min_length=1)
    created_at: Milliseconds = Field(validation_alias="created_at_msec")
    sender_id: Id
    conversation_id: str = Field(min_length=1)


def thread_of(conversation_id: str) -> str:
    """X puts the smaller number of the two people first, and does not always."""
    people = _TWO_PEOPLE.fullmatch(conversation_id)
    return "-".join(sorted(people.groups(), key=int)) if people else conversation_id


def link_to(thread_id: str) -> str:
    """Where a person reads a conversation on X."""
    return f"{settings.X_WEB_URL}/messages/{thread_id}"


def listed(value: object, beside: Includes, us: Connection) -> Item:
    """One event of a list of version 2. Raises Unreadable."""
    kind = fit(_Event, value).event_type
    if kind != "MessageCreate":
        known = kind in COMINGS_AND_GOINGS
        return Aside(f"dm {kind}"[:60], Kept.NOTHING if known else Kept.UNKNOWN)
    letter = fit(Letter, value)
    people = {user.id: user for user in beside.users}
    found = attachments(letter.attachments.media_keys, beside.media)
    shared = tuple(_link(each.id) for each in letter.shared)
    return _incoming(
        us,
        letter.id,
        _person(letter.sender_id, people, us),
        letter.words,
        letter.created_at,
        thread_of(letter.thread),
        attachments=(*found, *shared),
    )


def told(value: object, people: Mapping[str, User], us: Connection) -> Item:
    """One message of version 1.1. Raises Unreadable."""
    letter = fit(_OldLetter, value)
    medium = letter.data.attachment.media if letter.data.attachment else None
    links = [Link(url=medium.url, media_key=medium.id)] if medium and medium.url else []
    text = readable(letter.data.text, (*letter.data.entities.urls, *links))
    shown = fit(Medium, medium.renewed()) if medium else None
    return _incoming(
        us,
        letter.id,
        _person(letter.sender_id, people, us),
        _LAST_SHORT_LINK.sub("", text) if shown else text,
        letter.created_at,
        thread_of(f"{letter.sender_id}-{letter.target.recipient_id}"),
        attachments=attachments([shown.media_key], [shown]) if shown else (),
        as_of=letter.created_at,
    )


def encrypted(value: object, us: Connection) -> Item:
    """An encrypted message, to be read in X's own app. Raises Unreadable."""
    chat = fit(_Chat, value)
    return _incoming(
        us,
        chat.id,
        _person(chat.sender_id, {}, us),
        "",
        chat.created_at,
        thread_of(chat.conversation_id),
        form=Form.ENCRYPTED,
        as_of=chat.created_at,
    )


def people_in(users: object) -> dict[str, User]:
    """The people beside messages of version 1.1: a map, its values wrapped or not."""
    values = list(users.values()) if isinstance(users, dict) else []
    found = fit(Includes, {"users": [unwrapped(value) for value in values]})
    return {user.id: user for user in found.users}


def _incoming(
    us: Connection,
    external_id: str,
    author: Person,
    text: str,
    created_at: datetime,
    thread_id: str,
    *,
    form: Form = Form.MESSAGE,
    attachments: Sequence[Attachment] = (),
    as_of: datetime | None = None,
) -> Incoming:
    answerable = form is Form.MESSAGE and author.id != us.external_id
    return Incoming(
        external_id=external_id,
        author=author,
        text=text,
        created_at=created_at,
        thread_id=thread_id,
        permalink=link_to(thread_id),
        private=True,
        form=form,
        attachments=tuple(attachments),
        allows=frozenset({Capability.DM} if answerable else ()),
        as_of=as_of,
    )


def _person(user_id: str, people: Mapping[str, User], us: Connection) -> Person:
    user = people.get(user_id)
    handle = us.handle if user_id == us.external_id else ""
    if not user:
        return Person(id=user_id, handle=handle)
    return Person(id=user_id, handle=user.username or handle, name=user.name)


def _link(post_id: str) -> Attachment:
    """A post that was shared in a message."""
    return Attachment(MediaKind.LINK, key=post_id, url=permalink("", post_id))
