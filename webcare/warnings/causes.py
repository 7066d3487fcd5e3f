"""The words that are said more than ever: why there are so many. Pure.

Of each word its odds now against those before, with what was said before as what we would have
believed (log-odds with an informative prior; Monroe, Colaresi and Quinn 2008), in standard
deviations: a word that two people say is no cause, and one that everybody always says neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log, sqrt

MOST = 6
SURE = 3.0  # standard deviations
LEAST_SHARE = 0.15  # of the people say it
LEAST = 3  # people say it
BELIEF = 10.0  # as many people who say what is always said are added to those now
UNHEARD = 0.002  # the share of people who say what nobody said before: it may be so rare
TOGETHER = 0.7  # so often a word is part of a pair: then the pair says it


def causes(
    now: Mapping[str, int],
    people: int,
    before: Mapping[str, float],
    least_share: float = LEAST_SHARE,
) -> list[str]:
    """The words and pairs that stand out most, the clearest first.

    now     people who said each of them, of so many people
    before  which share of people ever says it; what is not there nobody does
    """
    scored = {
        term: score
        for term, said in now.items()
        if said >= max(LEAST, least_share * people)
        and (score := stands_out(said, people, before.get(term, 0.0))) > SURE
    }
    ordered = sorted(scored, key=lambda term: (-scored[term], term))
    return _once(ordered, now)[:MOST]


def stands_out(said: int, people: int, share: float) -> float:
    """By how many standard deviations these people say it more than people do."""
    always = min(max(share, UNHEARD), 0.99)
    more = said + always * BELIEF
    odds = log(more / (people + BELIEF - more))
    return (odds - log(always / (1 - always))) * sqrt(more)


def _once(ordered: Iterable[str], now: Mapping[str, int]) -> list[str]:
    """Without what a clearer one says already: "code oranje" is no longer "code" nor "oranje"."""
    pairs = [term for term in ordered if " " in term]
    parts = {
        word for pair in pairs for word in pair.split() if now[pair] >= TOGETHER * now.get(word, 0)
    }
    kept = [term for term in ordered if term not in parts]
    words = {term for term in kept if " " not in term}
    return [term for term in kept if " " not in term or not words & set(term.split())]
