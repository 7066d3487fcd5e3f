"""What stands out now, worked out from what was heard.

The last 24 hours and the last 7 days are held against the same hours of the week in the eight weeks
before. What is typical of a department or neighbourhood in a season is held against all others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from inbox.alone import alone
from webcare.talk.models import Finding, Heard
from webcare.talk.weighing import LEAST, PEOPLE, Counts, Standing, joined, stand_out

FINDING = 7_052  # the number of its advisory lock
WEEKS = 8  # that the present is compared with
SEASON = 13  # weeks
WEEK = timedelta(weeks=1)
LENGTH = {Finding.Span.DAY: timedelta(days=1), Finding.Span.WEEK: WEEK}
MOST = 12  # findings of a scope
CANDIDATES = 60  # of which they are chosen
SHOWN = 8  # conversations that are kept with a finding

Scope = tuple[int | None, str]
EVERYWHERE: Scope = (None, "")


@dataclass(frozen=True)
class Said:
    """One row of what was heard, and whose it is."""

    conversation: int
    citizen: int
    at: datetime
    terms: Sequence[str]
    scopes: Sequence[Scope]


@dataclass
class _Pile:
    """Rows of one scope and stretch of time, and by term."""

    seen: set[int] = field(default_factory=set)
    who: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: Said) -> None:
        self.seen.add(row.conversation)
        for term in row.terms:
            self.who[term].append(row)

    def counts(self) -> Counts:
        """Of conversations, each once however long it lasts."""
        heard = {term: len({row.conversation for row in rows}) for term, rows in self.who.items()}
        return Counts(len(self.seen), heard)


def find(now: datetime | None = None) -> int:
    """Work it out anew. How many findings; 0 too while another is at it."""
    now = now or timezone.now()
    with alone(FINDING) as mine:
        if not mine:
            return 0
        made = list(findings(list(_said(now)), now))
        with transaction.atomic():
            Finding.objects.all().delete()
            Finding.objects.bulk_create(made)
    return len(made)


def _said(now: datetime) -> Iterator[Said]:
    rows = Heard.objects.filter(at__gt=now - SEASON * WEEK, at__lte=now).order_by("at", "pk")
    words: dict[str, str] = {}  # each held once
    for conversation, citizen, at, terms, department, neighbourhood in rows.values_list(
        "conversation",
        "conversation__author",
        "at",
        "terms",
        "conversation__department",
        "conversation__neighbourhood",
    ).iterator():
        of_department = [(department, "")] if department else []
        of_place = [(None, neighbourhood)] if neighbourhood else []
        kept = [words.setdefault(term, term) for term in terms]
        scopes = (EVERYWHERE, *of_department, *of_place)
        yield Said(conversation, citizen, at, kept, scopes)


def findings(said: Sequence[Said], now: datetime) -> Iterator[Finding]:
    """Not stored. ``said``: of the last season, in order of time."""
    heard = _often(said)
    season = _piles(heard)
    for span, length in LENGTH.items():
        present = _piles(row for row in heard if now - row.at < length)
        past = _piles(row for row in heard if _is_compared(now - row.at, length))
        for scope, pile in present.items():
            # Nothing is unusual as long as nobody knows what is usual.
            known = past[scope].seen if scope in past else ()
            found = stand_out(pile.counts(), past[scope].counts()) if known else []
            yield from _made(span, scope, found, pile, season[scope], now)
    whole = season[EVERYWHERE].counts() if season else Counts(0, {})
    for scope, pile in season.items():
        here = pile.counts()
        found = _commonest(whole) if scope == EVERYWHERE else stand_out(here, _rest(whole, here))
        yield from _made(Finding.Span.SEASON, scope, found, pile, pile, now)


def _is_compared(ago: timedelta, length: timedelta) -> bool:
    """Whether it lies in the same hours of one of the weeks before."""
    weeks, rest = divmod(ago, WEEK)
    return 1 <= weeks <= WEEKS and rest < length


def _often(said: Sequence[Said]) -> list[Said]:
    """Without terms that cannot stand out, which are most of them."""
    times = Counter(term for row in said for term in row.terms)
    return [
        replace(row, terms=[term for term in row.terms if times[term] >= LEAST]) for row in said
    ]


def _piles(said: Iterable[Said]) -> dict[Scope, _Pile]:
    piles: dict[Scope, _Pile] = {}
    for row in said:
        for scope in row.scopes:
            piles.setdefault(scope, _Pile()).add(row)
    return piles


def _rest(whole: Counts, part: Counts) -> Counts:
    heard = {term: whole.heard[term] - number for term, number in part.heard.items()}
    return Counts(whole.of - part.of, heard)


def _commonest(whole: Counts) -> list[Standing]:
    often = [(term, number) for term, number in whole.heard.items() if number >= LEAST]
    ordered = sorted(often, key=lambda one: (-one[1], one[0]))[:CANDIDATES]
    return [Standing(term, int(number), int(whole.of), number, 0.0) for term, number in ordered]


def _made(
    span: Finding.Span,
    scope: Scope,
    found: Sequence[Standing],
    pile: _Pile,
    season: _Pile,
    now: datetime,
) -> Iterator[Finding]:
    """``season``: what the same scope spoke of in all that time."""
    safe = [one for one in found if len({row.citizen for row in pile.who[one.term]}) >= PEOPLE]
    who = {one.term: {row.conversation for row in pile.who[one.term]} for one in safe[:CANDIDATES]}
    for rank, one in enumerate(joined(safe[:CANDIDATES], who, MOST), start=1):
        newest = sorted(pile.who[one.term], key=lambda row: (row.at, row.conversation))
        yield Finding(
            span=span,
            department_id=scope[0],
            neighbourhood=scope[1],
            rank=rank,
            term=one.term,
            heard=one.heard,
            of=one.of,
            expected=one.expected,
            score=one.score,
            also=list(one.also),
            course=_course(season.who[one.term], now),
            conversations=list(dict.fromkeys(row.conversation for row in reversed(newest)))[:SHOWN],
            at=now,
        )


def _course(rows: Iterable[Said], now: datetime) -> list[int]:
    """Conversations per week, the newest week last."""
    weeks: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        weeks[(now - row.at) // WEEK].add(row.conversation)
    return [len(weeks[week]) for week in reversed(range(SEASON))]
