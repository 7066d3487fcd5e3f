"""What in a search is somebody's name or account: we listen to subjects, not to people.

Nobody can tell a name from other words for certain. So this errs on the side of asking: who means
no person writes that as the reason, and a second colleague sees it. Names of streets and
neighbourhoods, and words that end as places and events do, are no names of people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from django.db.models import Q
from django.db.models.functions import Lower

from connectors.base import Wanted
from connectors.models import Account
from inbox.models import Author
from routing.models import Place

MOST_KNOWN = 20
# Of X at least; a link to somebody's page is one too.
_ACCOUNT = re.compile(
    r"(?:(?<!\w)@|\bfrom:|\b(?:x|twitter|instagram)\.com/)(\w{1,30})", re.IGNORECASE
)
# Between the first name and the last one: Jan van der Berg, Fatima el Amrani.
_BETWEEN = {
    *("van", "de", "der", "den", "het", "ten", "ter", "te", "op", "in", "la", "le", "du", "von"),
    *("el", "al", "ben", "bin", "da", "dos", "di", "'t", "’t"),
}
_PLACES = (
    *("straat", "laan", "weg", "plein", "markt", "park", "singel", "gracht", "kade", "dijk"),
    *("brug", "haven", "school", "college", "station", "kerk", "museum", "wijk", "buurt", "hof"),
    *("bos", "festival", "feest", "week", "dag", "dagen", "loop", "marathon", "kermis", "tunnel"),
    *("centrum", "bad", "hal", "toren", "huis", "raad", "gemeente", "zuid", "noord", "oost"),
    *("west", "stad", "dorp", "rotonde", "bibliotheek", "theater", "zwembad", "sinterklaas"),
)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")


def named(wanted: Wanted) -> list[str]:
    """The words in it that seem to be somebody's name or account, as they were written. Words that
    are to be left out do not count. Three queries at most."""
    said = [*wanted.words, *wanted.one_of, *wanted.places]
    said += [" ".join(_CAMEL.split(wanted.hashtag.lstrip("#")))]
    said = [word for word in said if word]
    ours = {handle.casefold() for handle in Account.objects.values_list("handle", flat=True)}
    places = _places([*said, *_pairs(wanted.words)])
    suspects = [
        *_accounts(said, ours),
        *_names(said, places),
        *_names(_pairs(wanted.words), places),
    ]
    return list(dict.fromkeys([*suspects, *_known(said, places)]))


def looks_like_a_name(words: str) -> bool:
    """Such as "Jan Jansen", "J. de Vries" and "Fatima el Amrani"; not "Grote Markt"."""
    parts = words.split()
    ends = [part for part in parts if part.casefold() not in _BETWEEN]
    if len(ends) not in (2, 3) or parts[0] not in ends or parts[-1] not in ends:
        return False
    return all(_is_a_part(each) for each in ends) and not any(_is_a_place(each) for each in ends)


def _is_a_part(word: str) -> bool:
    bare = word.rstrip(".").replace("-", "").replace("'", "").replace("’", "")
    return bare.isalpha() and word[0].isupper() and not (len(bare) > 3 and bare.isupper())


def _is_a_place(word: str) -> bool:
    return word.casefold().endswith(_PLACES)


def _accounts(said: Iterable[str], ours: Collection[str]) -> Iterator[str]:
    for word in said:
        if any(name.casefold() not in ours for name in _ACCOUNT.findall(word)):
            yield word


def _pairs(words: Sequence[str]) -> list[str]:
    """Two words that both have to be in it, are as good as a name."""
    single = [word.strip() for word in words if len(word.split()) == 1]
    return [f"{one} {other}" for one, other in pairwise(single)]


def _names(said: Iterable[str], places: Collection[str]) -> Iterator[str]:
    yield from (word for word in said if looks_like_a_name(word) and word.casefold() not in places)


def _places(said: Iterable[str]) -> set[str]:
    """Which of these are streets, neighbourhoods or districts of ours."""
    asked = {word.casefold() for word in said}
    if not asked:
        return set()
    lower = Place.objects.annotate(
        low_street=Lower("street"), low_hood=Lower("neighbourhood"), low_district=Lower("district")
    )
    found = lower.filter(
        Q(low_street__in=asked) | Q(low_hood__in=asked) | Q(low_district__in=asked)
    ).values_list("low_street", "low_hood", "low_district")
    return {name for row in found for name in row} & asked


def _known(said: Sequence[str], places: Collection[str]) -> list[str]:
    """Names and handles of people who wrote to us. A handle of plain letters can be any word, and
    anybody can take it, so that counts only behind an @."""
    asked = {word.casefold() for word in said} - set(places)
    names = {word for word in asked if " " in word}
    handles = {word for word in asked if re.fullmatch(r"(?=\w*[\d_])\w{3,30}", word)}
    if not names and not handles:
        return []
    lower = Author.objects.annotate(low_name=Lower("name"), low_handle=Lower("handle"))
    found = lower.filter(Q(low_name__in=names) | Q(low_handle__in=handles)).values_list(
        "low_name", "low_handle"
    )
    known = {part for row in found[:MOST_KNOWN] for part in row if part}
    return [word for word in said if word.casefold() in known]
