"""What comes in: bodies as they came, and what they turn out to say."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.base.ways import Capability

UNKNOWN = "unknown-"


@dataclass(frozen=True)
class Person:
    """Someone as one platform knows them. ``handle`` is without @ and may be empty.

    Who nobody tells of has an ``id`` that begins with ``UNKNOWN``, and wrote one thing only.
    """

    id: str
    handle: str = ""
    name: str = ""

    @property
    def unknown(self) -> bool:
        return self.id.startswith(UNKNOWN)


@dataclass(frozen=True)
class Raw:
    """One body exactly as the platform gave it, and which question it answers.

    source   names the shape within the connector, such as "mentions" or "webhook"
    subject  what was asked about, where the body itself does not say (a post id)
    """

    source: str
    body: bytes
    subject: str = ""


@dataclass(frozen=True)
class Page:
    """A step of a poll. ``cursor`` may be stored once ``raws`` are stored, and not before."""

    raws: tuple[Raw, ...]
    cursor: Mapping[str, Any]


class Form(enum.Enum):
    """What a message is, where that is more than its words."""

    MESSAGE = "message"
    MENTION = "mention"  # elsewhere, naming us
    QUOTE = "quote"  # of a post of ours
    FOUND = "found"  # by a saved search
    RECOMMENDS = "recommends"
    ADVISES_AGAINST = "advises_against"
    STORY_REPLY = "story_reply"
    STORY_MENTION = "story_mention"
    ENCRYPTED = "encrypted"  # can only be read in the platform's own app
    EPHEMERAL = "ephemeral"  # disappeared when it was seen
    UNSUPPORTED = "unsupported"  # the platform does not tell what it is
    BUTTON = "button"  # the citizen pressed one


class MediaKind(enum.Enum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    LINK = "link"  # something shared: has an address to follow, nothing to keep


@dataclass(frozen=True)
class Attachment:
    """Something that came with a message.

    key    tells it from the others of its message; the same each time the platform shows it
    url    where it is now, "" when the platform tells only that there was something
    story  it is of the story that is answered or that names us, not sent by itself
    """

    kind: MediaKind
    key: str
    url: str = ""
    title: str = ""
    alt: str = ""
    story: bool = False


@dataclass(frozen=True)
class Incoming:
    """One message on the platform, from a citizen or from ourselves.

    external_id  identity that survives edits; unique within an account
    current_id   its newest version, "" when the same; differs where an edit makes a new id
    answer_to    what an answer names, "" for the message itself; Instagram has no deeper level
                 than a comment's replies, so there it is the comment at the top
    outdated     the text is of an earlier version; for who does not know the message yet
    thread_id    the platform's thread: everything under one root shares it
    parent_id    external_id of the message or post this answers, or ""
    post_id      external_id of the municipality's own post this stands under, or ""
    created_at   aware, UTC
    private      between the citizen and us only
    allows       what the platform lets us do with this message; None when the body does not say
    hidden       whether it is hidden for others; None when the body does not say
    reactions    how many there are; None when the body does not say
    key          our own number of the answer that this is, where the platform gives it back
    as_of        the moment of which this is the news, by the platform's clock; None for news of
                 the moment it was asked for
    found_by     the saved search that found it, or ""
    """

    external_id: str
    author: Person
    text: str
    created_at: datetime
    thread_id: str
    current_id: str = ""
    answer_to: str = ""
    outdated: bool = False
    parent_id: str = ""
    post_id: str = ""
    permalink: str = ""
    private: bool = False
    form: Form = Form.MESSAGE
    attachments: tuple[Attachment, ...] = ()
    allows: frozenset[Capability] | None = None
    hidden: bool | None = None
    reactions: int | None = None
    key: str = ""
    as_of: datetime | None = None
    found_by: str = ""

    @property
    def target(self) -> str:
        """What an answer names."""
        return self.answer_to or self.current_id or self.external_id


@dataclass(frozen=True)
class Post:
    """A post of the municipality itself, under which citizens answer."""

    external_id: str
    text: str
    created_at: datetime
    permalink: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Deleted:
    """The platform no longer has this message. ``as_of`` as in Incoming."""

    external_id: str
    as_of: datetime | None = None


@dataclass(frozen=True)
class Hidden:
    """A message was hidden from others, or shown again."""

    external_id: str
    hidden: bool
    as_of: datetime | None = None


@dataclass(frozen=True)
class Reacted:
    """Someone reacted to a message with a sign; ``reaction`` is "" when it was taken back."""

    external_id: str
    by: str
    reaction: str
    as_of: datetime | None = None


@dataclass(frozen=True)
class Profile:
    """Who someone is, learned apart from what they wrote."""

    person: Person


@dataclass(frozen=True)
class Pointer:
    """There is something whose words did not come along: ``refresh`` has to ask for them.

    ``subject`` is for ``Connector.refresh`` of the same connector; what it means is its own.
    """

    subject: str


@dataclass(frozen=True)
class Revoked:
    """The account's permission was taken from us. ``detail`` in the platform's words."""

    detail: str


class Kept(enum.Enum):
    """Why a part of a body is no item of the inbox."""

    NOTHING = "nothing"  # understood, and of no concern: a read receipt
    UNKNOWN = "unknown"  # a shape nobody told us of
    UNREADABLE = "unreadable"  # a shape we know, with something odd in it


@dataclass(frozen=True)
class Aside:
    """A part of a body that stays with its Arrival. ``what`` names the shape, to be counted."""

    what: str
    kept: Kept
    why: str = ""


Item = Incoming | Post | Deleted | Hidden | Reacted | Profile | Pointer | Revoked | Aside
