"""How alike two conversations are, and why: a pure function, with its reasons in words.

Words come first: who asks the same uses the same words. That it is the same citizen, the same
place, the same thread or the same hour makes it likelier, and is never enough by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from typing import Any

from inbox.hops.answered_before import roots
from routing.conditions import fold

ENOUGH = 50  # of 100, to be shown to a colleague
WORDS, AUTHOR, PLACE, THREAD = 60, 25, 20, 10  # what each is worth at most
MOMENTS = ((timedelta(hours=1), 15), (timedelta(hours=6), 10), (timedelta(hours=24), 5))
LONGEST = timedelta(hours=72)  # between the two; what lies further apart is another incident
FEWEST = 2  # words in common; one will do for the same citizen or the same place
STEM = 5  # letters by which words are compared: "stroom" and "stroomstoring" are about the same
MOST_SHOWN = 5  # words in a reason
LOOKED_AT = 2_000  # characters of what a citizen wrote
_NO_WORDS = re.compile(r"@\w+|https?://\S+")  # whom it is addressed to, and where it leads
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Told:
    """What is known of a conversation, to compare it by.

    words    what it says, by stem; see ``words_of``
    authors  who wrote it, as (platform, number); more than one where profiles were linked
    thread   (platform, number) of the thread; ("", "") for none
    post     the post of ours beneath which it stands
    """

    pk: int
    at: datetime
    words: Mapping[str, str] = field(default_factory=dict)
    authors: frozenset[tuple[str, str]] = frozenset()
    thread: tuple[str, str] = ("", "")
    post: int | None = None
    place: str = ""


@dataclass(frozen=True)
class Likeness:
    """``score`` is 0 to 100. ``why`` are reasons, as they are stored: dicts that name what is the
    same in ``same``, with what there is to say of it."""

    score: int
    why: tuple[dict[str, Any], ...] = ()

    @property
    def enough(self) -> bool:
        return self.score >= ENOUGH


UNLIKE = Likeness(0)


def words_of(text: str) -> dict[str, str]:
    """The words that say something, by stem; of each stem the first that was written."""
    found: dict[str, str] = {}
    for word in _WORD.findall(_NO_WORDS.sub(" ", text[:LOOKED_AT])):
        for root in roots(word):
            found.setdefault(root[:STEM], fold(word))
    return found


def likeness(one: Told, other: Told) -> Likeness:
    """How alike they are. The order makes no difference to the score."""
    apart = abs(one.at - other.at)
    same_author = bool(one.authors & other.authors)
    same_place = bool(one.place) and one.place == other.place
    shared = [word for stem, word in one.words.items() if stem in other.words]
    fewest = 1 if same_author or same_place else FEWEST
    if apart > LONGEST or len(shared) < fewest:
        return UNLIKE
    beneath = one.post is not None and one.post == other.post
    in_thread = one.thread != ("", "") and one.thread == other.thread
    score = WORDS * len(shared) / sqrt(len(one.words) * len(other.words))
    score += AUTHOR * same_author + PLACE * same_place + THREAD * (beneath or in_thread)
    score += next((worth for within, worth in MOMENTS if apart <= within), 0)
    why: list[dict[str, Any]] = []
    if same_author:
        why.append({"same": "author"})
    if same_place:
        why.append({"same": "place", "place": one.place})
    if in_thread or beneath:
        why.append({"same": "thread" if in_thread else "post"})
    why.append({"same": "words", "words": shared[:MOST_SHOWN]})
    why.append({"same": "time", "minutes": -(-int(apart.total_seconds()) // 60)})
    return Likeness(min(100, round(score)), tuple(why))
