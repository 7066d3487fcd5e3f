"""Listening: what somebody wants to hear of, in words of no platform, and a first try of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.base.items import Raw


@dataclass(frozen=True)
class Wanted:
    """What to listen to: a subject. Each word may be a phrase of several.

    words     all of these
    one_of    at least one of these
    places    at least one of these names
    none_of   none of these
    hashtag   without its sign, "" for none
    language  two letters, "" for any
    """

    words: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    hashtag: str = ""
    language: str = ""


class Unsearchable(Exception):
    """A platform has no query for what is wanted. ``str()`` is a sentence for the screen."""


@dataclass(frozen=True)
class Trial:
    """What a query finds now.

    raws   the newest of it, to be parsed as what a poll brings
    count  how many there were in the last seven days; None where the platform does not tell
    price  of one, in millionths of a US dollar, estimated
    """

    raws: tuple[Raw, ...]
    count: int | None = None
    price: int = field(default=0)
