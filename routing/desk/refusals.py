"""What the desk refuses, each with a sentence for the screen."""

from __future__ import annotations


class Refused(Exception):
    """This cannot be done; the text says why to a person."""


class AlreadyClosed(Refused):
    """Someone else answered, gave back or withdrew this question first."""


class AlreadyClaimed(Refused):
    """Someone else is on it."""


class NotAllowed(Refused):
    """This is not theirs to do."""


class NotKept(Refused):
    """A file that we do not take: too large, too many, or of another type."""
