"""What a platform lets us do, as data: ways to answer, and their limits."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from connectors.base.errors import ConnectorError, Reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from connectors.base.outgoing import Media


class Capability(enum.Enum):
    """Something a platform lets us do. Absent from the set means: do not offer it."""

    REPLY = "reply"  # in public, beneath the message
    COLD_REPLY = "cold_reply"  # the same, to who did not call us
    PRIVATE_REPLY = "private_reply"  # one private message in answer to a public one
    DM = "dm"  # in the private conversation
    HIDE = "hide"
    LIKE = "like"
    DELETE = "delete"  # what we placed ourselves
    BLOCK = "block"  # a person: they write nothing to us any more, nowhere
    BLOCK_LETTERS = "block_letters"  # a person: no private messages between them and us
    MUTE = "mute"  # a person: the platform stops telling us of them
    SPAM = "spam"  # a person: what they wrote in private goes to the platform's spam folder
    SEARCH = "search"  # find who does not call us, by words
    HASHTAGS = "hashtags"  # the same, by a hashtag only


ANSWERS = (Capability.REPLY, Capability.COLD_REPLY, Capability.PRIVATE_REPLY, Capability.DM)
ACTS = (Capability.HIDE, Capability.LIKE, Capability.DELETE)
LISTENERS = (Capability.SEARCH, Capability.HASHTAGS)
RESTRAINTS = (Capability.BLOCK, Capability.BLOCK_LETTERS, Capability.MUTE, Capability.SPAM)


@dataclass(frozen=True)
class TextRule:
    """How a platform counts and limits the text of an answer.

    ``count`` is the platform's own measure: X weighs characters, Meta counts code points, and
    Instagram counts the bytes of a private message.
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
class MediaRule:
    """What may go along with an answer.

    most       how many pictures in one message; of anything else always one, and alone
    types      the largest size in bytes of each content type
    with_text  whether text and attachment can be one message; else each goes by itself
    alt_limit  the longest description of a picture, in characters; 0 where the platform has no
               place for one
    """

    most: int
    types: Mapping[str, int]
    with_text: bool = True
    alt_limit: int = 0

    def check(self, media: Sequence[Media]) -> None:
        """Raises ConnectorError MEDIA for what the platform would not take."""
        if len(media) > self.most:
            raise _no_media(_("at most %(most)d") % {"most": self.most})
        for one in media:
            if one.mime not in self.types:
                raise _no_media(_("%(type)s is not taken") % {"type": one.mime})
            if one.size > self.types[one.mime]:
                megabytes = self.types[one.mime] / (1024 * 1024)
                raise _no_media(
                    _("%(name)s is larger than %(most).0f MB")
                    % {"name": one.name, "most": megabytes}
                )
        if len(media) > 1 and not all(one.is_picture for one in media):
            raise _no_media(_("only pictures go together"))


def _no_media(detail: str) -> ConnectorError:
    return ConnectorError(Reason.MEDIA, detail, permanent=True)


class Since(enum.Enum):
    """From when a window is counted."""

    CITIZEN = "citizen"  # the citizen's newest message in the conversation
    MESSAGE = "message"  # the message that is answered


@dataclass(frozen=True)
class Window:
    """For how long an answer may be given, and why it ends.

    name     what the connector is told when this window is used
    feature  only for accounts that have it, "" for all
    by_a_person  the platform takes in it what a person sends, and nothing a machine does
    """

    length: timedelta
    since: Since
    why: StrOrPromise
    name: str = ""
    feature: str = ""
    by_a_person: bool = False


@dataclass(frozen=True)
class Way:
    """One way an answer can go, with what the platform asks of it.

    windows  in the order they close; none means that it never does
    parts    over how many messages a long text may be split
    once     a message takes one such answer and no more
    unique   the platform takes the same text once, whomever it is for
    feature  only for accounts that have it, "" for all
    """

    capability: Capability
    text: TextRule
    media: MediaRule | None = None
    windows: tuple[Window, ...] = ()
    parts: int = 1
    once: bool = False
    unique: bool = False
    feature: str = ""

    @property
    def public(self) -> bool:
        return self.capability in (Capability.REPLY, Capability.COLD_REPLY)

    def open_window(
        self,
        features: frozenset[str],
        citizen: datetime | None,
        message: datetime,
        now: datetime,
        *,
        by_a_machine: bool = False,
    ) -> tuple[Window | None, datetime | None]:
        """The window to use now and when the way closes for good; ``(None, None)``: no windows.

        citizen   when the citizen last wrote in this conversation
        message   when the message that is answered was written
        by_a_machine  it goes by itself, so not in a window for what a person sends

        Raises ConnectorError WINDOW_CLOSED.
        """
        if not self.windows:
            return None, None
        usable = [each for each in self.windows if not each.feature or each.feature in features]
        if by_a_machine:
            usable = [each for each in usable if not each.by_a_person]
        start = {Since.CITIZEN: citizen, Since.MESSAGE: message}
        ends = [(each, (start[each.since] or message) + each.length) for each in usable]
        opened = [(each, end) for each, end in ends if end > now]
        if not opened:
            why = str(usable[-1].why if usable else self.windows[-1].why)
            raise ConnectorError(Reason.WINDOW_CLOSED, why, permanent=True)
        return opened[0][0], max(end for _, end in opened)


@dataclass(frozen=True)
class Feature:
    """Something one account has and another not: a plan, or a permission after review."""

    name: str
    label: StrOrPromise
    help: StrOrPromise = field(default="")
