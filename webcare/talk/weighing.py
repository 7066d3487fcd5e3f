"""Which terms stand out, and by how much. Pure: no database, no clock.

What is heard is held against what it is compared with by the likelihood ratio of the table of
conversations that speak of it and that do not: Dunning, "Accurate Methods for the Statistics of
Surprise and Coincidence" (1993). It holds for what is seldom said too, where chi-squared does not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from math import log, sqrt

LEAST = 5  # conversations; fewer are no subject
PEOPLE = 4  # citizens; fewer might be known by it
SURE = 4.0  # standard deviations: by chance in one of some ten thousand terms
TIMES = 1.5  # how much more than expected; less is true perhaps, and no news
MOSTLY = 0.6  # share of conversations from which one term goes with another
COVERS = 0.7  # share of its conversations from which a pair says more than its word


@dataclass(frozen=True)
class Counts:
    """In how many conversations each term was heard, of how many."""

    of: float
    heard: Mapping[str, float]


@dataclass(frozen=True)
class Standing:
    """A term that stands out.

    heard     conversations, of ``of``
    expected  how many it would be as in what it was compared with
    score     standard deviations
    also      terms that are mostly said with it
    """

    term: str
    heard: int
    of: int
    expected: float
    score: float
    also: tuple[str, ...] = ()


def stand_out(now: Counts, before: Counts, terms: Collection[str] | None = None) -> list[Standing]:
    """Of these terms, or of all, those that do: the surest first, then the longest.

    before   what it is compared with; of how much longer or larger does not matter
    """
    found = [
        one
        for term in (now.heard if terms is None else terms)
        if now.heard.get(term, 0) >= LEAST and (one := _weigh(term, now, before)).score >= SURE
    ]
    sure = [one for one in found if one.heard >= TIMES * one.expected]
    return sorted(sure, key=lambda one: (-one.score, -len(one.term), one.term))


def _weigh(term: str, now: Counts, before: Counts) -> Standing:
    said, earlier = now.heard[term], before.heard.get(term, 0.0)
    expected = now.of * earlier / before.of if before.of else 0.0
    more = said > expected
    return Standing(
        term=term,
        heard=int(said),
        of=int(now.of),
        expected=expected,
        score=sqrt(_surprise(said, now.of, earlier, before.of)) if more else 0.0,
    )


def _surprise(said: float, of: float, earlier: float, earlier_of: float) -> float:
    """The likelihood ratio, G²."""
    whole = of + earlier_of
    if not whole:
        return 0.0
    share = (said + earlier) / whole
    cells = (
        (said, of * share),
        (of - said, of * (1 - share)),
        (earlier, earlier_of * share),
        (earlier_of - earlier, earlier_of * (1 - share)),
    )
    found = sum(seen * log(seen / wanted) for seen, wanted in cells if seen > 0 and wanted > 0)
    return max(2 * found, 0.0)


def joined(found: list[Standing], who: Mapping[str, Collection[int]], most: int) -> list[Standing]:
    """Those that speak of the same become one, led by the surest; at most so many.

    who   in which conversations each was heard
    """
    chosen: list[Standing] = []
    for one in _without_halves(found, who):
        leader = next(
            (n for n, led in enumerate(chosen) if _together(led.term, one.term, who)), None
        )
        if leader is None:
            chosen.append(one)
        elif _adds(one.term, chosen[leader]):
            chosen[leader] = replace(chosen[leader], also=(*chosen[leader].also, one.term))
    return chosen[:most]


def _without_halves(
    found: list[Standing], who: Mapping[str, Collection[int]]
) -> Iterator[Standing]:
    """ "omgewaaide boom" is said in nearly all conversations with "omgewaaide", and says more; it
    is said in few of those with "boom", which then says enough."""
    pairs = [one.term for one in found if " " in one.term]
    words = {one.term for one in found if " " not in one.term}
    strong = {
        pair
        for pair in pairs
        if any(_covers(pair, word, who) for word in pair.split())
        or not any(word in words for word in pair.split())
    }
    said = {word: pair for pair in strong for word in pair.split() if _covers(pair, word, who)}
    return (
        one for one in found if (one.term in strong if " " in one.term else one.term not in said)
    )


def _covers(pair: str, word: str, who: Mapping[str, Collection[int]]) -> bool:
    return word in who and len(who[pair]) >= COVERS * len(who[word])


def _together(one: str, other: str, who: Mapping[str, Collection[int]]) -> bool:
    shared = len(set(who[one]) & set(who[other]))
    return shared >= MOSTLY * min(len(who[one]), len(who[other]))


def _adds(term: str, leader: Standing) -> bool:
    """Whether it is a word that is not there yet."""
    said = {word for known in (leader.term, *leader.also) for word in known.split()}
    return not set(term.split()) & said and len(leader.also) < 4
