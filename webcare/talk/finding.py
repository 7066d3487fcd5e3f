"""What stands out now, worked out from what was heard.

The last 24 hours, every few minutes, and the last 7 days, every hour, are held against the same
hours of the week in the eight weeks before. What is typical of a department or neighbourhood in a
season is held against all others, every night. The database counts; only what stands out is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from inbox.alone import alone
from webcare.talk.counting import EVERYWHERE, Scope, Spoke, Stretch, counts, spoke
from webcare.talk.models import Finding
from webcare.talk.weighing import LEAST, PEOPLE, Counts, Standing, joined, stand_out

FINDING = 7_052  # the number of its advisory lock
WEEKS = 8  # that the present is compared with
SEASON = 13  # weeks
WEEK = timedelta(weeks=1)
LENGTH = {Finding.Span.DAY: timedelta(days=1), Finding.Span.WEEK: WEEK}
# How old it may be, where something stands out at all. A season is for the night: one was missed.
STALE = {Finding.Span.WEEK: timedelta(minutes=55), Finding.Span.SEASON: timedelta(hours=30)}
MOST = 12  # findings of a scope
CANDIDATES = 60  # of which they are chosen
SHOWN = 8  # conversations that are kept with a finding


def find(now: datetime | None = None) -> int:
    """Work out anew what stands out now, and what is stale. How many findings; 0 too while another
    is at it."""
    now = now or timezone.now()
    with alone(FINDING) as mine:
        return _find([span for span in Finding.Span if _is_stale(span, now)], now) if mine else 0


def _is_stale(span: Finding.Span, now: datetime) -> bool:
    old = STALE.get(span)
    rows = Finding.objects.filter(span=span, at__lte=now)
    return old is None or not rows.filter(at__gt=now - old).exists()


def find_season(now: datetime | None = None) -> int:
    """What is typical, after whoever is at it. How many findings."""
    with alone(FINDING, wait=True):
        return _find([Finding.Span.SEASON], now or timezone.now())


def find_all(now: datetime | None = None) -> int:
    """Both, after whoever is at it. How many findings."""
    with alone(FINDING, wait=True):
        return _find(list(Finding.Span), now or timezone.now())


def _find(spans: Sequence[Finding.Span], now: datetime) -> int:
    made = [one for span in spans for one in findings(span, now)]
    with transaction.atomic():
        Finding.objects.filter(span__in=spans).delete()
        Finding.objects.bulk_create(made)
    return len(made)


def findings(span: Finding.Span, now: datetime) -> Iterator[Finding]:
    """Not stored. Six queries, of a season five."""
    length = LENGTH.get(span, SEASON * WEEK)
    present: Stretch = (now - length, now)
    found = _typical(present) if span == Finding.Span.SEASON else _news(present)
    wanted = {scope: [one.term for one in standing] for scope, standing in found.items()}
    who = spoke(present, wanted)
    chosen = {scope: _chosen(scope, standing, who) for scope, standing in found.items()}
    terms = {scope: [one.term for one in standing] for scope, standing in chosen.items()}
    season = (now - SEASON * WEEK, now)
    whole = who if present == season else spoke(season, terms)
    for scope, standing in chosen.items():
        for rank, one in enumerate(standing, start=1):
            key = scope, one.term
            yield _made(span, scope, rank, one, who[key], whole[key], now)


def _news(present: Stretch) -> dict[Scope, list[Standing]]:
    """Against the same hours of the weeks before."""
    heard = counts([present], LEAST)
    terms = {term for of in heard.values() for term in of.heard}
    after, until = present
    past = [(after - week * WEEK, until - week * WEEK) for week in range(1, WEEKS + 1)]
    before = counts(past, 1, terms)
    # Nothing is unusual as long as nobody knows what is usual.
    return {scope: stand_out(of, before[scope]) for scope, of in heard.items() if scope in before}


def _typical(season: Stretch) -> dict[Scope, list[Standing]]:
    """Against all others; of all what is said most."""
    heard = counts([season], LEAST)
    whole = heard.get(EVERYWHERE, Counts(0, {}))
    return {
        scope: _commonest(of) if scope == EVERYWHERE else stand_out(of, _rest(whole, of))
        for scope, of in heard.items()
    }


def _rest(whole: Counts, part: Counts) -> Counts:
    heard = {term: whole.heard[term] - number for term, number in part.heard.items()}
    return Counts(whole.of - part.of, heard)


def _commonest(whole: Counts) -> list[Standing]:
    ordered = sorted(whole.heard.items(), key=lambda one: (-one[1], one[0]))[:CANDIDATES]
    return [Standing(term, int(number), int(whole.of), number, 0.0) for term, number in ordered]


def _chosen(
    scope: Scope, found: Sequence[Standing], who: Mapping[tuple[Scope, str], Sequence[Spoke]]
) -> list[Standing]:
    """Of what enough citizens say, each subject once."""
    safe = [one for one in found if len({row.citizen for row in who[scope, one.term]}) >= PEOPLE]
    told = safe[:CANDIDATES]
    said = {one.term: {row.conversation for row in who[scope, one.term]} for one in told}
    return joined(told, said, MOST)


def _made(
    span: Finding.Span,
    scope: Scope,
    rank: int,
    one: Standing,
    heard: Sequence[Spoke],
    season: Sequence[Spoke],
    now: datetime,
) -> Finding:
    """``heard``, ``season``: who spoke of it in the span, and in a season."""
    newest = sorted(heard, key=lambda row: (row.at, row.conversation), reverse=True)
    return Finding(
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
        course=_course(season, now),
        conversations=list(dict.fromkeys(row.conversation for row in newest))[:SHOWN],
        at=now,
    )


def _course(rows: Iterable[Spoke], now: datetime) -> list[int]:
    """Conversations per week, the newest week last."""
    weeks: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        weeks[(now - row.at) // WEEK].add(row.conversation)
    return [len(weeks[week]) for week in reversed(range(SEASON))]
