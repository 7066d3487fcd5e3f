"""What in a search is somebody's name or account: we listen to subjects, not to people.

This errs on the side of asking: who means no person writes that as the reason, and a second
colleague sees it. Names of our streets and neighbourhoods are no names of people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, islice, permutations, product

from django.db.models import Q
from django.db.models.functions import Lower

from connectors.base import Wanted
from connectors.models import Account
from inbox.models import Author
from inbox.searches.names import LONGEST, looks_like_a_name, parts, runs
from routing.models import Place

MOST_DAYS_OF_A_PERSON = 30  # that a search about one lasts
MOST_KNOWN = 20
MOST_COMBINED = 4000  # of words in several places that together may be a name
# Of X at least; a link to somebody's page is one too.
_ACCOUNT = re.compile(
    r"(?:(?<!\w)@|\bfrom:|\b(?:x|twitter|instagram)\.com/)(\w{1,30})", re.IGNORECASE
)
# A user name of plain letters can be any word, and anybody can take it; it counts behind an @ only.
_HANDLE = re.compile(r"(?=\w*[\d_])\w{3,30}")


def named(wanted: Wanted) -> list[str]:
    """The words in it that seem to be somebody's name or account, as they were written. Words that
    are to be left out do not count. Three queries at most."""
    said = [*wanted.words, *wanted.one_of, *wanted.places]
    said += [wanted.hashtag] if wanted.hashtag else []
    ours = {handle.casefold() for handle in Account.objects.values_list("handle", flat=True)}
    inside = {word: parts(_without_accounts(word, ours)) for word in said}
    longer = [run for words in inside.values() for run in runs(words)]
    together = list(islice(_together(wanted), MOST_COMBINED))
    streets = _streets({*said, *longer, *together})
    suspects = [*_accounts(said, ours), *_names(inside, streets)]
    suspects += _known(said, [*longer, *together], streets)
    suspects += _apart(together, suspects, streets)
    return list(dict.fromkeys(suspects))


def _accounts(said: Iterable[str], ours: Collection[str]) -> Iterator[str]:
    for word in said:
        if any(name.casefold() not in ours for name in _ACCOUNT.findall(word)):
            yield word


def _without_accounts(word: str, ours: Collection[str]) -> str:
    """Without those that are looked at already, and without our own."""
    rest = _ACCOUNT.sub(" ", word)
    return re.sub(r"\w+", lambda found: "" if found[0].casefold() in ours else found[0], rest)


def _names(inside: Mapping[str, list[str]], streets: Collection[str]) -> Iterator[str]:
    """Names that stand in one of these, the longest of those that overlap."""
    for word, words in inside.items():
        found = list[str]()
        for run in _beside(streets, words) if word.casefold() not in streets else ():
            if looks_like_a_name(run) and not any(run in longer for longer in found):
                found.append(run)
        yield from found


def _beside(streets: Collection[str], said: list[str]) -> Iterator[str]:
    """What stands between names of our streets that have several words."""
    for length in range(min(LONGEST, len(said)), 1, -1):
        for start in range(len(said) - length + 1):
            end = start + length
            if " ".join(said[start:end]).casefold() in streets:
                yield from _beside(streets, said[:start])
                yield from _beside(streets, said[end:])
                return
    yield from runs(said)


def _together(wanted: Wanted) -> Iterator[str]:
    """What all has to be in it may be a name, whatever stands where: of each field of which one is
    enough, any. Two of them, and three for who writes "van" apart; in whatever order."""
    fields = [[word] for word in wanted.words] + [[*wanted.one_of], [*wanted.places]]
    fields += [[wanted.hashtag]] if wanted.hashtag else []
    short = [[said for word in field if 0 < len(said := parts(word)) < LONGEST] for field in fields]
    fields_of_words = [field for field in short if field]
    for number in (2, 3):
        for chosen in combinations(fields_of_words, number):
            for words in product(*chosen):
                if sum(map(len, words)) <= LONGEST:
                    yield from (" ".join(chain(*ordered)) for ordered in permutations(words))


def _apart(
    together: Iterable[str], suspects: Iterable[str], streets: Collection[str]
) -> Iterator[str]:
    """Names of which the words stand apart. Each said once, in the order that comes first."""
    known = [frozenset(suspect.casefold().split()) for suspect in map(_bare, suspects)]
    for name in together:
        words = name.split()
        folded = frozenset(word.casefold() for word in words)
        if any(word in streets for word in folded) or name.casefold() in streets:
            continue
        if looks_like_a_name(name) and not any(one <= folded for one in known):
            known.append(folded)
            yield name


def _bare(word: str) -> str:
    return " ".join(parts(word))


def _streets(said: Iterable[str]) -> set[str]:
    """Which of these, or of their words, are streets, neighbourhoods or districts of ours."""
    asked = {word.casefold() for word in said}
    asked |= {part for word in asked for part in word.split()}
    if not asked:
        return set()
    lower = Place.objects.annotate(
        low_street=Lower("street"), low_hood=Lower("neighbourhood"), low_district=Lower("district")
    )
    found = lower.filter(
        Q(low_street__in=asked) | Q(low_hood__in=asked) | Q(low_district__in=asked)
    ).values_list("low_street", "low_hood", "low_district")
    return {name for row in found for name in row} & asked


def _known(said: Sequence[str], longer: Iterable[str], streets: Collection[str]) -> list[str]:
    """Names and user names of people who wrote to us, also where more stands around them."""
    whole = {word.casefold(): word for word in [*longer, *said] if " " in word}
    names = {folded: word for folded, word in whole.items() if folded not in streets}
    handles = {each.casefold(): each for word in said for each in _HANDLE.findall(word)}
    if not names and not handles:
        return []
    lower = Author.objects.annotate(low_name=Lower("name"), low_handle=Lower("handle"))
    found = lower.filter(Q(low_name__in=names) | Q(low_handle__in=handles)).values_list(
        "low_name", "low_handle"
    )
    rows = found[:MOST_KNOWN]
    known = {names[name] for name, _ in rows if name in names}
    known |= {handles[handle] for _, handle in rows if handle in handles}
    return [word for word in [*names.values(), *handles.values()] if word in known]
