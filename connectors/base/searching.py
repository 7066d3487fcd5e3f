"""Listening: what somebody wants to hear of, in words of no platform, and a first try of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from connectors.base.items import Raw

LISTS = ("words", "one_of", "places", "none_of")
_QUOTES = re.compile('["“”„‟«»]')


def plain(words: str) -> str:
    """As anybody reads them: letters of one width, nothing that is not seen, no quotes. So what is
    looked at for names is what the platform is asked."""
    seen = "".join(one for one in unicodedata.normalize("NFKC", words) if not _is_unseen(one))
    return " ".join(_QUOTES.sub(" ", seen).split())


def _is_unseen(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) in {"Cf", "Cc"}


@dataclass(frozen=True)
class Wanted:
    """What to listen to: a subject. Each word may be a phrase of several, and is made ``plain``.

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

    def __post_init__(self) -> None:
        for name in LISTS:
            made = tuple(filter(None, map(plain, getattr(self, name))))
            object.__setattr__(self, name, made)
        object.__setattr__(self, "hashtag", plain(self.hashtag))


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
