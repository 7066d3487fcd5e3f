"""What every platform promises: the border between Webcare and the outside world.

A connector is a folder. Whatever crosses this border is one of the frozen dataclasses below,
never a model and never a platform's own body. The rest of Webcare asks a connector what it can
do (``capabilities``, ``text``) and never which platform it is.
"""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Capability(enum.Enum):
    """Something a platform lets us do. Absent from the set means: do not offer it."""

    REPLY = "reply"


class Reason(enum.Enum):
    """Why a platform refused or failed, in terms a person can act on."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    DUPLICATE = "duplicate"
    NOT_ALLOWED = "not_allowed"  # the platform does not let us answer this message
    TARGET_GONE = "target_gone"
    CREDENTIALS = "credentials"
    PERMISSION = "permission"
    THROTTLED = "throttled"
    BUDGET = "budget"  # paid quota or spending limit used up
    BLOCKED = "blocked"  # the platform restricts the account
    UNAVAILABLE = "unavailable"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


class ConnectorError(Exception):
    """A platform call that failed, with the decision it asks for. Inbox never reads an HTTP code.

    permanent    the same call will never succeed; a person has to change something
    retry_after  how long to leave the platform alone, where it said so
    uncertain    a write may have been carried out; look (``find``) before doing it again
    reauthorise  the account's credentials no longer work; its queue waits until they do
    body         what the platform said instead of something readable; kept for a person to see
    """

    def __init__(
        self,
        reason: Reason,
        detail: str = "",
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
        uncertain: bool = False,
        reauthorise: bool = False,
        body: bytes = b"",
    ) -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail  # the platform's own words; never holds a secret
        self.permanent = permanent
        self.retry_after = retry_after
        self.uncertain = uncertain
        self.reauthorise = reauthorise
        self.body = body


class Unreadable(ValueError):
    """A stored body that ``parse`` cannot make sense of. The Arrival stays, with this text."""


@dataclass(frozen=True)
class Person:
    """Someone as one platform knows them. ``handle`` is without @ and may be empty."""

    id: str
    handle: str = ""
    name: str = ""


@dataclass(frozen=True)
class Raw:
    """One body exactly as the platform gave it, and which question it answers.

    source   names the shape within the connector, such as "mentions" or "comments"
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


@dataclass(frozen=True)
class Deleted:
    """The platform no longer has this message."""

    external_id: str


Item = Incoming | Post | Deleted


@dataclass(frozen=True)
class Outgoing:
    """An answer to be placed.

    reply_to     ``Incoming.target`` of the message it answers
    not_before   when the first attempt can have started; ``find`` looks from here
    others       ids of our other answers there, which ``find`` must not take for this one
    """

    text: str
    reply_to: str
    not_before: datetime
    others: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Receipt:
    """Proof that an answer stands on the platform."""

    external_id: str
    permalink: str = ""


@dataclass(frozen=True)
class Identity:
    """Whose credentials these are, as the platform says."""

    external_id: str
    handle: str
    name: str


@dataclass(frozen=True)
class TextRule:
    """How a platform counts and limits the text of an answer.

    ``count`` is the platform's own measure: X weighs characters, Meta counts code points.
    """

    limit: int
    count: Callable[[str], int]

    def check(self, text: str) -> None:
        """Refuse what the platform would refuse. Raises ConnectorError: EMPTY or TOO_LONG."""
        if not text.strip():
            raise ConnectorError(Reason.EMPTY, permanent=True)
        if (length := self.count(text)) > self.limit:
            detail = f"{length} of at most {self.limit} characters"
            raise ConnectorError(Reason.TOO_LONG, detail, permanent=True)


@dataclass(frozen=True)
class CredentialField:
    """One secret an administrator enters for an account."""

    name: str
    label: StrOrPromise
    required: bool = True
    help: StrOrPromise = ""


class Vault(Protocol):
    """Where a connector's secrets live. Values are strings; nothing here is ever logged."""

    def read(self) -> Mapping[str, str]:
        """The credentials as last stored."""

    def renew(
        self, stale: Mapping[str, str], renew: Callable[[Mapping[str, str]], Mapping[str, str]]
    ) -> Mapping[str, str]:
        """Replace credentials that stopped working, once, however many processes ask.

        ``renew`` runs under a lock and its result is stored before it is returned; when another
        process already replaced ``stale``, its result is returned and ``renew`` does not run.
        """


@dataclass(frozen=True)
class Connection:
    """What a connector works with: one account's public identity and its secrets."""

    external_id: str
    handle: str
    vault: Vault = field(repr=False)


class Connector(ABC):
    """One platform, for one account. Cheap to make; use one instance in one thread.

    ``lag`` is how long after a write the platform may still not show it to ``find``.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    capabilities: ClassVar[frozenset[Capability]]
    text: ClassVar[TextRule]
    credential_fields: ClassVar[tuple[CredentialField, ...]]
    lag: ClassVar[timedelta]

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @abstractmethod
    def identify(self) -> Identity:
        """Ask the platform whose credentials these are. Raises ConnectorError."""

    @abstractmethod
    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """Everything new since ``cursor`` (empty: from the start), with overlap, to the end.

        Yields at least one page. Each page's cursor is safe to resume from once its raws are
        stored. Raises ConnectorError; what was yielded before stays good.
        """

    @abstractmethod
    def refresh(self, external_ids: Sequence[str]) -> Iterator[Page]:
        """Look these messages up again, to follow edits and deletions. Cursors are empty."""

    @abstractmethod
    def parse(self, raw: Raw) -> list[Item]:
        """Pure: no network, no clock, no database. Raises Unreadable."""

    @abstractmethod
    def send(self, outgoing: Outgoing) -> Receipt:
        """Place the answer, with at most one write request. Raises ConnectorError."""

    @abstractmethod
    def find(self, outgoing: Outgoing) -> Receipt | None:
        """After doubt: the answer as it stands on the platform, or None when surely absent.

        Call it only when ``lag`` has passed since the last attempt. Raises ConnectorError when
        it cannot tell.
        """

    @abstractmethod
    def link(self, external_id: str) -> str:
        """Where a person sees this message on the platform, or ""."""
