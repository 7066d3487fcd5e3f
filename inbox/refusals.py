"""Why something cannot be done, in the words of the person who asked."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connectors.base import Reason


class Refused(Exception):
    """An action the inbox does not carry out. ``str()`` is a sentence for the screen."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


# What happened, and what to do about it.
EXPLANATIONS: dict[str, Promise] = {
    Reason.EMPTY.value: _("The answer is empty. Write something first."),
    Reason.TOO_LONG.value: _("The answer is too long for this platform. Shorten it."),
    Reason.DUPLICATE.value: _(
        "The platform refuses the same text twice. Change a few words and send again."
    ),
    Reason.NOT_ALLOWED.value: _(
        "The platform does not let us answer this message, because its author did not mention us "
        "or limits who may answer. Answer it on the platform itself."
    ),
    Reason.NOT_CALLED.value: _(
        "The platform takes an answer from here only when the citizen mentions us. Place it on the "
        "platform itself."
    ),
    Reason.WINDOW_CLOSED.value: _(
        "It is too late: the platform's time to answer is over. Nothing was placed."
    ),
    Reason.ALREADY_ANSWERED.value: _(
        "The platform allows one such answer to a message, and it was given already."
    ),
    Reason.UNREACHABLE.value: _(
        "The citizen takes no private messages from us. Answer in public, or ask them to write."
    ),
    Reason.MEDIA.value: _(
        "The platform does not take this attachment. Remove it, or choose another."
    ),
    Reason.TARGET_GONE.value: _(
        "The message you answer no longer exists on the platform. Nothing was placed."
    ),
    Reason.CREDENTIALS.value: _(
        "The channel is disconnected. The answer waits and leaves once an administrator reconnects."
    ),
    Reason.PERMISSION.value: _(
        "The channel misses a permission on the platform. Ask an administrator to repair it."
    ),
    Reason.THROTTLED.value: _("The platform asks us to slow down. We try again by ourselves."),
    Reason.BUDGET.value: _(
        "The quota of this channel is used up. Ask an administrator; the answer waits."
    ),
    Reason.BLOCKED.value: _(
        "The platform restricts our account. Ask an administrator before you try again."
    ),
    Reason.UNAVAILABLE.value: _("The platform could not be reached."),
    Reason.UNREADABLE.value: _("The platform answered something we could not read."),
    Reason.UNKNOWN.value: _("The platform refused the answer without a known reason."),
}


def explain(reason: Reason | str) -> Promise:
    """The sentence for a reason, to show beside what failed."""
    value = reason.value if isinstance(reason, Reason) else reason
    return EXPLANATIONS.get(value, EXPLANATIONS[Reason.UNKNOWN.value])
