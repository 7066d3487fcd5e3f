"""What can go wrong between us and a platform, with the decision it asks for."""

from __future__ import annotations

import enum
from datetime import timedelta


class Reason(enum.Enum):
    """Why a platform refused or failed, in terms a person can act on."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    DUPLICATE = "duplicate"
    NOT_ALLOWED = "not_allowed"  # the platform does not let us answer this message
    NOT_CALLED = "not_called"  # it would, had the citizen mentioned us
    WINDOW_CLOSED = "window_closed"  # too late: the platform's time to answer is over
    ALREADY_ANSWERED = "already_answered"  # what may be done once was done
    UNREACHABLE = "unreachable"  # the citizen takes no private messages from us
    MEDIA = "media"  # the platform does not take this attachment
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


class Forged(Exception):
    """A webhook request that does not come from the platform, or cannot be shown to."""
