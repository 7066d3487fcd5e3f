"""What goes out: answers, and what we do with a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from connectors.base.ways import Capability


@dataclass(frozen=True)
class Media:
    """An attachment of an answer.

    alt   what can be seen, for who cannot see it
    url   where the platform can fetch it for a few minutes, "" where we have no public address
    read  its bytes
    """

    name: str
    mime: str
    size: int
    alt: str = ""
    url: str = ""
    read: Callable[[], bytes] = field(default=bytes, repr=False, compare=False)

    @property
    def is_picture(self) -> bool:
        return self.mime.startswith("image/") and self.mime != "image/gif"


def _nobody_else() -> None:
    """For who has no other process beside it."""


@dataclass(frozen=True)
class Outgoing:
    """An answer to be placed.

    reply_to     ``Incoming.target`` of the message it answers
    not_before   when the first attempt can have started; ``find`` looks from here
    others       ids of our other answers there, which ``find`` must not take for this one
    way          how it goes
    recipient    the platform's number for the citizen, for what is private
    thread_id    the thread it belongs to
    key          our own number for it, which the platform may give back
    window       ``Window.name`` of the window that is open, "" when there is none
    hold         says that we are still at it, where much has to go before the answer itself (an
                 upload). Raises ConnectorError once another process took it over: place nothing
    """

    text: str
    reply_to: str
    not_before: datetime
    others: frozenset[str] = frozenset()
    way: Capability = Capability.REPLY
    recipient: str = ""
    thread_id: str = ""
    key: str = ""
    window: str = ""
    media: tuple[Media, ...] = ()
    hold: Callable[[], None] = field(default=_nobody_else, repr=False, compare=False)


@dataclass(frozen=True)
class Receipt:
    """Proof that an answer stands on the platform."""

    external_id: str
    permalink: str = ""


@dataclass(frozen=True)
class Deed:
    """Something done with a message: hide, like, delete; ``undo`` takes it back.

    Doing it twice is the same as doing it once, so a doubtful one is simply done again.
    """

    act: Capability
    target: str
    undo: bool = False


@dataclass(frozen=True)
class Restraint:
    """Something done about a person: block, mute, report spam; ``undo`` takes it back.

    Doing it twice is the same as doing it once. ``person`` is the platform's number for them.
    """

    what: Capability
    person: str
    undo: bool = False
