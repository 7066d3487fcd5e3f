"""Which neighbourhood a text is about, from the streets and neighbourhoods it names."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from routing.folding import folded
from routing.names import Doubt, Name, Token, doubt, name_of, splits, tokens

Area = tuple[str, str]
"""A neighbourhood and its district."""

_LAST_PARTS = frozenset({"laan", "straat", "plein", "singel", "kade", "gracht", "dreef", "hof"})


@dataclass(frozen=True)
class Place:
    """A street in a neighbourhood, or with ``street`` "" that neighbourhood itself.

    district                ""  where the municipality has none
    latitude, longitude     degrees (WGS 84), or both None
    """

    street: str
    neighbourhood: str
    district: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Found:
    """Where a text is about.

    neighbourhood   "" when only the district is certain
    district        "" when the municipality has none
    street          as in the list of places; "" when none decided
    words           what decided, as the citizen wrote it
    """

    neighbourhood: str
    district: str
    street: str
    words: str


@dataclass(frozen=True)
class _Entry:
    """What a name stands for: a street ("" for a neighbourhood or district) in these areas."""

    street: str
    areas: frozenset[Area]
    doubt: Doubt


@dataclass(frozen=True)
class _Mention:
    entry: _Entry
    words: str


class Gazetteer:
    """The places of a municipality, to be found in texts.

    Costs little to ask and something to make: keep it.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self._entries = _entries(places)
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in self._entries:
            lengths[name[0]].add(len(name))
        # By the first word of a name, how many words such names have; the longest first.
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def find(self, text: str) -> Found | None:
        """The neighbourhood, or else the district, a text names; None when it names none.

        Of several the one that most names agree on, and else the first. Never raises.
        """
        by_place: dict[tuple[str, frozenset[Area]], _Mention] = {}
        for mention in self._mentions(text):
            by_place.setdefault((mention.entry.street, mention.entry.areas), mention)
        mentions = list(by_place.values())
        counts = Counter(area for mention in mentions for area in mention.entry.areas)
        most = max(counts.values(), default=0)
        agreed = frozenset(area for area, count in counts.items() if count == most)
        return _decide(mentions, agreed) or _decide(mentions, frozenset(counts))

    def _mentions(self, text: str) -> Iterator[_Mention]:
        said = self._tokens(text)
        place = 0
        while place < len(said):
            length, entry = self._longest(said, place, text)
            if entry and entry.doubt.settled(said, place, length, text):
                yield _Mention(entry, text[said[place].start : said[place + length - 1].end])
                place += length
            else:
                place += 1

    def _tokens(self, text: str) -> list[Token]:
        """The words of the text; "#OudeGracht" is two, unless a street is written so."""
        return [
            part
            for token in tokens(folded(text))
            for part in ([token] if (token.key,) in self._entries else splits(token, text))
        ]

    def _longest(self, said: Sequence[Token], place: int, text: str) -> tuple[int, _Entry | None]:
        """The longest name that begins there, and of how many words."""
        for length in self._lengths.get(said[place].key, ()):
            part = said[place : place + length]
            entry = self._entries.get(tuple(token.key for token in part))
            near = all(a.joins(b, text) for a, b in itertools.pairwise(part))
            if entry and near and len(part) == length:
                return length, entry
        pair = said[place : place + 2]
        if len(pair) == 2 and pair[1].key in _LAST_PARTS and pair[0].joins(pair[1], text):
            return 2, self._entries.get((pair[0].key + pair[1].key,))
        return 1, None


def _entries(places: Iterable[Place]) -> dict[Name, _Entry]:
    """What every name stands for. A name of several things stands in all their areas."""
    streets: dict[Name, str] = {}
    areas: dict[Name, set[Area]] = defaultdict(set)
    by_district: dict[str, set[Area]] = defaultdict(set)
    for place in places:
        area = (place.neighbourhood, place.district)
        by_district[place.district].add(area)
        areas[name_of(place.neighbourhood)].add(area)
        street = name_of(place.street)
        areas[street].add(area)
        streets.setdefault(street, place.street)
    for district, within in by_district.items():
        areas[name_of(district)] |= within
    return _with_joined(
        {
            name: _Entry(streets.get(name, ""), frozenset(within), doubt(name))
            for name, within in areas.items()
            if name
        }
    )


def _with_joined(entries: dict[Name, _Entry]) -> dict[Name, _Entry]:
    """Names of several words are found written as one, too: "oudegracht"."""
    several = {("".join(name),): entry for name, entry in entries.items() if len(name) > 1}
    return {name: replace(entry, doubt=doubt(name)) for name, entry in several.items()} | entries


def _decide(mentions: Sequence[_Mention], among: frozenset[Area]) -> Found | None:
    """What the first mention that is certain among these areas says."""
    for mention in mentions:
        areas = mention.entry.areas & among
        districts = {district for _neighbourhood, district in areas}
        if len(areas) == 1 or (len(districts) == 1 and districts != {""}):
            decisive = _street(mentions, areas) or mention
            neighbourhood = next(iter(areas))[0] if len(areas) == 1 else ""
            return Found(neighbourhood, districts.pop(), decisive.entry.street, decisive.words)
    return None


def _street(mentions: Sequence[_Mention], areas: frozenset[Area]) -> _Mention | None:
    """The first street that lies there, and nowhere else as far as the text tells."""
    return next((m for m in mentions if m.entry.street and m.entry.areas & areas), None)
