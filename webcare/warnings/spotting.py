"""Which series are remarkable now, and which of them are the same event. Pure.

A storm shows in the whole town, in every neighbourhood, at three departments and in a dozen words:
that is one event. A data leak on the same evening is another, though its people wrote during the
storm too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from webcare.warnings.causes import LEAST_SHARE, causes
from webcare.warnings.evidence import Evidence, Facet, Hour
from webcare.warnings.slots import HOUR, SLOTS, hour_of, parts, slot
from webcare.warnings.spikes import WINDOWS, Judged, Scope, Sensitivity, judge
from webcare.warnings.usual import Usual

Key = tuple[Scope, str]

RECENT = timedelta(hours=6)  # so far back the course of an event goes when it is noticed
LONGEST = timedelta(minutes=max(WINDOWS))
OWN = 0.5  # of what is more than usual belongs to an event: then it is that event
EXPECTED_SHARE = 0.25  # of the people at something expected say what it is about
SUBJECTS = 200  # so many words are looked at, for the chance that one of them is said by chance
WORDS_VARY = 3.0  # what people talk about varies more than how many talk
NEVER = Usual((0.01,) * SLOTS, 2.0, 12.0)  # where nobody ever wrote


@dataclass(frozen=True)
class Wrote:
    """One message of a citizen. ``terms`` are the words and pairs in it."""

    at: datetime
    author: int
    conversation: int
    place: str = ""
    department: int | None = None
    terms: frozenset[str] = frozenset()

    @property
    def keys(self) -> Iterable[Key]:
        yield Scope.ALL, ""
        if self.place:
            yield Scope.PLACE, self.place
        if self.department:
            yield Scope.DEPARTMENT, str(self.department)


@dataclass(frozen=True)
class Known:
    """What is usual, and what is expected.

    usual    by series; that of all is always there
    shares   how many of those who write say each word; what is not there nobody does
    lifts    how many times the usual is expected now, by series
    learned  of which series nobody said so beforehand: it was learned from a false alarm
    """

    usual: Mapping[Key, Usual]
    shares: Mapping[str, float] = field(default_factory=dict)
    lifts: Mapping[Key, float] = field(default_factory=dict)
    learned: Collection[Key] = frozenset()
    sensitivity: Sensitivity = field(default_factory=Sensitivity)

    def of(self, key: Key) -> tuple[Usual, float]:
        """What is usual for a series, and which share of it this is."""
        scope, name = key
        if scope == Scope.WORD:
            everything = self.usual[Scope.ALL, ""]
            words = Usual(everything.levels, WORDS_VARY, everything.weeks)
            return words, max(self.shares.get(name, 0.0), 0.0005)
        return self.usual.get(key, NEVER), 1.0

    def is_young(self, key: Key) -> bool:
        """Whether nobody knows yet what is usual there. Of a neighbourhood of which nobody ever
        wrote that is known, once others are written of."""
        scope, _name = key
        places = any(one == Scope.PLACE for one, _ in self.usual)
        young = {Scope.DEPARTMENT: key not in self.usual, Scope.PLACE: not places}
        return young.get(scope, False)

    def beside(self, scope: Scope) -> int:
        """How many series are looked at."""
        return SUBJECTS if scope == Scope.WORD else sum(one == scope for one, _ in self.usual)

    def lift(self, key: Key) -> float:
        return self.lifts.get(key, 1.0)

    def expected(self, key: Key, now: datetime, minutes: int) -> float:
        usual, share = self.of(key)
        return usual.expected(list(parts(now, minutes))) * share


@dataclass(frozen=True)
class Found:
    """A series that is high or a spike.

    people    of the last three hours; ``more`` than usual
    expected  it would be a spike, if it was not expected
    learned   that it is expected nobody said beforehand: it was learned from a false alarm
    """

    key: Key
    judged: Judged
    people: frozenset[int]
    more: float
    expected: bool = False
    learned: bool = False

    @property
    def is_word(self) -> bool:
        return self.key[0] == Scope.WORD


def spot(rows: Sequence[Wrote], now: datetime, known: Known) -> list[Found]:
    """Every series that is higher than usual now, the whole town first, then by how much."""
    lately = [row for row in rows if now - LONGEST < row.at <= now]
    found = []
    for key, theirs in _series(lately, known.sensitivity.least / 2).items():
        judged = _judge(key, theirs, now, known, 1.0)
        if known.is_young(key):  # it may be a side of an event, and begins none
            judged = replace(judged, spike=False)
        lift = known.lift(key)
        expected = judged.spike and lift != 1 and not _judge(key, theirs, now, known, lift).spike
        if judged.high or judged.spike:
            people = frozenset(row.author for row in theirs)
            more = len(people) - known.expected(key, now, max(WINDOWS))
            more = max(more, 1.0)
            found.append(Found(key, judged, people, more, expected, key in known.learned))
    return sorted(found, key=lambda one: (one.key[0] != Scope.ALL, -one.more, one.key))


def _judge(key: Key, rows: Iterable[Wrote], now: datetime, known: Known, lift: float) -> Judged:
    usual, share = known.of(key)
    seen, beside = _people(rows, now), known.beside(key[0])
    return judge(usual, seen, now, known.sensitivity, series=beside, share=share, lift=lift)


def _series(rows: Iterable[Wrote], least: float) -> dict[Key, list[Wrote]]:
    found: dict[Key, list[Wrote]] = defaultdict(list)
    for row in rows:
        for key in row.keys:
            found[key].append(row)
        for term in row.terms:
            found[Scope.WORD, term].append(row)
    return {key: of for key, of in found.items() if len(of) >= least}


def _people(rows: Iterable[Wrote], now: datetime) -> dict[int, int]:
    known = [(now - row.at, row.author) for row in rows]
    return {
        window: len({author for ago, author in known if ago < timedelta(minutes=window)})
        for window in WINDOWS
    }


# Events ------------------------------------------------------------------------------------------


@dataclass
class Event:
    """What is one event, as far as is known.

    signal  the primary key of what was said of it; None when it is new
    keys    the series in which it shows
    words   that are said because of it
    found   those that are high now
    """

    keys: list[Key]
    words: list[str]
    signal: int | None = None
    found: list[Found] = field(default_factory=list)

    @property
    def spike(self) -> bool:
        return any(one.judged.spike for one in self.found)

    @property
    def expected(self) -> bool:
        """What is expected explains most of it. A false alarm, when many wrote, says nothing of a
        day on which many write about something else."""
        most = max((one.more for one in self.found), default=0.0)
        new = any(one.is_word and one.judged.spike and not one.expected for one in self.found)
        return any(
            one.expected
            and one.more >= OWN * most
            and not (new and one.learned and not one.is_word)
            for one in self.found
        )

    @property
    def people(self) -> frozenset[int]:
        return frozenset().union(*(one.people for one in self.found))

    def whose(self, who: Mapping[Key, Set[int]]) -> frozenset[int]:
        """Who wrote because of it: with its words, else where it shows. See ``index``."""
        wide = set(self.keys)
        if self.words:
            wide = {key for key in wide if key[0] == Scope.WORD}
            wide |= {(Scope.WORD, word) for word in self.words}
        narrow = {key for key in wide if key[0] != Scope.ALL} or wide
        return frozenset().union(*(who[key] for key in narrow if key in who))


def index(rows: Iterable[Wrote]) -> dict[Key, set[int]]:
    """Who wrote in each series."""
    found: dict[Key, set[int]] = defaultdict(set)
    for row in rows:
        for key in (*row.keys, *((Scope.WORD, term) for term in row.terms)):
            found[key].add(row.author)
    return dict(found)


def sort_out(
    found: Sequence[Found],
    events: Iterable[Event],
    rows: Sequence[Wrote],
    now: datetime,
    known: Known,
) -> list[Event]:
    """These events with what was found of them, and those that are new."""
    lately = [row for row in rows if now - LONGEST < row.at <= now]
    who, events = index(lately), list(events)
    theirs = {id(event): event.whose(who) for event in events}
    for one in found:
        event = _whose(one, events, theirs)
        if event is None and one.judged.spike:
            event = Event([one.key], [])
            events.append(event)
        if event is None:
            continue
        if one.key not in event.keys:
            event.keys.append(one.key)
        event.found.append(one)
        event.words = event.words or why(one.people, lately, known, _share(event))
        theirs[id(event)] = event.whose(who)
    for event in events:
        if event.found and event.words:  # more of those who say them may say why
            event.words = why(theirs[id(event)], lately, known, _share(event)) or event.words
    return events


def _whose(
    one: Found, events: Sequence[Event], theirs: Mapping[int, frozenset[int]]
) -> Event | None:
    for event in events:
        if one.key in event.keys:
            return event
    shared = [len(one.people & theirs[id(event)]) for event in events]
    most = max(shared, default=0)
    return events[shared.index(most)] if events and most >= OWN * one.more else None


def _share(event: Event) -> float:
    """At a parade much is said of it: what a few say there may be something else."""
    return EXPECTED_SHARE if event.expected else LEAST_SHARE


def why(
    people: frozenset[int], rows: Iterable[Wrote], known: Known, least_share: float = LEAST_SHARE
) -> list[str]:
    """The words that these people say more than people do."""
    said: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.author in people:
            for term in row.terms:
                said[term].add(row.author)
    numbers = {term: len(of) for term, of in said.items()}
    return causes(numbers, len(people), known.shares, least_share)


def evidence(event: Event, rows: Sequence[Wrote], now: datetime, known: Known) -> Evidence:
    """As it is now; labels are still the keys. The first facet tells most of it."""
    most = max((one.more for one in event.found), default=0.0)
    ordered = sorted(event.found, key=lambda one: (one.more < OWN * most, _BROADEST[one.key[0]]))
    facets = [
        Facet(
            *one.key,
            one.key[1],
            one.judged.minutes,
            one.judged.people,
            round(one.judged.expected, 5),
        )
        for one in ordered
    ]
    first = ordered[0].key if ordered else event.keys[0]
    return Evidence(facets, event.words, _course(first, rows, now, known))


_BROADEST = {Scope.PLACE: 0, Scope.WORD: 1, Scope.DEPARTMENT: 2, Scope.ALL: 3, Scope.CHANNEL: 4}


def _course(key: Key, rows: Iterable[Wrote], now: datetime, known: Known) -> list[Hour]:
    people: dict[datetime, set[int]] = defaultdict(set)
    for row in rows:
        if key in {*row.keys} or (key[0] == Scope.WORD and key[1] in row.terms):
            people[hour_of(row.at)].add(row.author)
    usual, share = known.of(key)
    at, course = hour_of(now - RECENT) + HOUR, []
    while at <= now:
        course.append(Hour(at, len(people[at]), usual.levels[slot(at)] * share))
        at += HOUR
    return course
