"""The life of a conversation and of an answer, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a conversation stands."""

    OPEN = "open", _("open")  # a citizen waits for us
    REFERRED = "referred", _("at a department")
    ANSWERED = "answered", _("answered")  # our answer is on its way or stands
    CLOSED = "closed", _("closed")


MOVES: dict[str, frozenset[str]] = {
    Status.OPEN: frozenset({Status.REFERRED, Status.ANSWERED, Status.CLOSED}),
    # A person cannot close what a department works on; the citizen can, by taking it back.
    Status.REFERRED: frozenset({Status.OPEN, Status.ANSWERED, Status.CLOSED}),
    Status.ANSWERED: frozenset({Status.OPEN, Status.REFERRED, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.OPEN}),
}


class Sending(models.TextChoices):
    """Where an answer stands on its way to the platform."""

    TO_CHECK = "to_check", _("to be checked")  # nothing takes it along before a colleague did
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not sent")
    UNCERTAIN = "uncertain", _("uncertain")
    DROPPED = "dropped", _("dropped")
    BY_HAND = "by_hand", _("to be placed by hand")  # the platform takes it from a person only


SENDING_MOVES: dict[str, frozenset[str]] = {
    # Only ``inbox.actions.approving`` makes these moves; the last one, when its window closed.
    Sending.TO_CHECK: frozenset({Sending.QUEUED, Sending.BY_HAND, Sending.DROPPED, Sending.FAILED}),
    # Straight to sent: we looked too early, took it for absent, and now it stands there.
    Sending.QUEUED: frozenset(
        {Sending.SENDING, Sending.DROPPED, Sending.SENT, Sending.BY_HAND, Sending.FAILED}
    ),
    Sending.SENDING: frozenset({Sending.SENT, Sending.FAILED, Sending.QUEUED, Sending.UNCERTAIN}),
    Sending.UNCERTAIN: frozenset({Sending.SENT, Sending.FAILED, Sending.QUEUED, Sending.DROPPED}),
    # To be checked: who sends it again needs a colleague by now.
    Sending.FAILED: frozenset({Sending.QUEUED, Sending.DROPPED, Sending.BY_HAND, Sending.TO_CHECK}),
    Sending.BY_HAND: frozenset({Sending.SENT, Sending.QUEUED, Sending.DROPPED, Sending.TO_CHECK}),
    # What we took for it turned out to be another answer of ours. Only proof does this.
    Sending.SENT: frozenset({Sending.UNCERTAIN}),
    Sending.DROPPED: frozenset(),
}

# While an answer is in one of these, the next one of its conversation waits.
UNDERWAY = (Sending.QUEUED, Sending.SENDING, Sending.UNCERTAIN)


class NotAllowed(Exception):
    """A move the workflow does not know, or one that came too late."""


def from_states(moves: dict[str, frozenset[str]], new: str) -> list[str]:
    """The states that may become ``new``: the old side of a compare-and-swap."""
    return [old for old, allowed in moves.items() if new in allowed]


def check_move(moves: dict[str, frozenset[str]], old: str, new: str) -> None:
    """Raises NotAllowed unless ``moves`` lets ``old`` become ``new``."""
    if new not in moves[old]:
        raise NotAllowed(f"{old} → {new}")
