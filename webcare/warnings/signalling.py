"""On the clock: look, and say what is new. The same event is one signal, that ends by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from inbox.alone import alone
from inbox.bells import ring
from inbox.crisis.group import about
from inbox.models import Conversation, Crisis
from routing.models import Department
from webcare.warnings.evidence import Evidence, Facet
from webcare.warnings.learning import usual
from webcare.warnings.models import Alertness, Expectation, Signal, now_expected
from webcare.warnings.reading import recent
from webcare.warnings.slots import slot
from webcare.warnings.spikes import AGAIN, Course, Judged, Scope, Sensitivity, follow
from webcare.warnings.spotting import (
    LONGEST,
    Event,
    Key,
    Known,
    Wrote,
    evidence,
    index,
    sort_out,
    spot,
)
from webcare.warnings.usual import Usual
from webcare.warnings.words import shares

LOOKING = 7_061  # the number of its advisory lock
SIGNALS = "signals"  # the bell: something begins or ends
FOLLOWED = ("high_at", "over_at", "serious", "evidence", "gist", "conversations")
FACETS, KEYS = 30, 200  # of an event that are kept: every page that has its band reads them
SHOWN = 200  # conversations of an event that are kept


def look(now: datetime | None = None, usually: Mapping[Key, Usual] | None = None) -> None:
    """Find spikes, and follow those that go on. Nothing before we know what is usual.

    usually   by default what was learned last night
    """
    at = now or timezone.now()
    with alone(LOOKING) as mine:
        if mine and (Scope.ALL, "") in (known := usual(at) if usually is None else usually):
            _look(at, known)


def _look(now: datetime, usually: Mapping[Key, Usual]) -> None:
    channels = [int(key) for scope, key in usually if scope == Scope.CHANNEL]
    rows = recent(now, channels)
    known = _known(now, usually, rows)
    signals = {one.pk: one for one in _followed(now)}
    events = sort_out(spot(rows, now, known), map(_event, signals.values()), rows, now, known)
    for event in events:
        _keep(event, signals.get(event.signal or 0), rows, now, known)


def sensitivity() -> Sensitivity:
    """As a lead chose it."""
    return (Alertness.objects.first() or Alertness()).sensitivity


def _known(now: datetime, usually: Mapping[Key, Usual], rows: Sequence[Wrote]) -> Known:
    chosen = sensitivity()
    said: dict[str, set[int]] = {}
    for row in rows:
        for term in row.terms if now - row.at < LONGEST else ():
            said.setdefault(term, set()).add(row.author)
    # What few say is no subject of its own; it may be a cause.
    often = [term for term, of in said.items() if len(of) >= min(3, chosen.least / 2)]
    expected = list(now_expected(now))
    keys = {*usually, *((Scope.WORD, term) for term in often)}
    keys.update((Scope.PLACE, row.place) for row in rows if row.place)
    planned = lifts((row for row in expected if row.signal_id is None), keys, now)
    lifted = lifts(expected, keys, now)
    learned = lifted.keys() - planned.keys()
    return Known(usually, shares(often, now), lifted, learned, chosen)


def lifts(expected: Iterable[Expectation], keys: Iterable[Key], now: datetime) -> dict[Key, float]:
    """How many times the usual is expected, of those series of which something is."""
    rows, hour = list(expected), slot(now)
    found = {
        key: max((row.lift for row in rows if row.holds_for(*key, hour)), default=1.0)
        for key in keys
    }
    return {key: lift for key, lift in found.items() if lift != 1.0}


def _followed(now: datetime) -> list[Signal]:
    """What goes on, and what may go on again."""
    lately = Q(over_at=None) | Q(over_at__gt=now - AGAIN)
    rows = Signal.objects.filter(lately, kind=Signal.Kind.SPIKE, noticed_at__lte=now)
    return list(rows.order_by("pk"))


def _event(signal: Signal) -> Event:
    kept = signal.evidence
    keys: list[Key] = [(Scope(scope), key) for scope, key in kept.get("keys", ())]
    return Event(keys, list(kept.get("words", ())), signal.pk)


@transaction.atomic
def _keep(
    event: Event, signal: Signal | None, rows: Sequence[Wrote], now: datetime, known: Known
) -> None:
    course = Course(signal.noticed_at, signal.high_at, signal.over_at) if signal else None
    after = follow(course, _together(event), now)
    if after is None or (signal is None and (event.expected or not event.found)):
        return
    began = signal is None or (signal.over_at is not None and after.over_at is None)
    if signal is None:
        signal = _new(event, now)
    ended = signal.over_at is None and after.over_at is not None
    signal.high_at, signal.over_at = after.high_at, after.over_at
    if event.found:
        _note(signal, event, rows, evidence(event, rows, now, known))
    if began or ended or event.found:
        # Not what a lead says of it meanwhile.
        signal.save(update_fields=FOLLOWED if signal.pk else None)
    if began:
        _lay_with_crisis(signal)
    if began or ended:
        ring(SIGNALS)


def _together(event: Event) -> Judged:
    """The event as one: it goes on where any of it does."""
    high = any(one.judged.high for one in event.found)
    return Judged(60, len(event.people), 0.0, 0.0, event.spike, high)


def _new(event: Event, now: datetime) -> Signal:
    first = event.found[0]
    since = now - timedelta(minutes=first.judged.minutes)
    key = ":".join(first.key)[:180]
    if Signal.objects.standing().filter(key=key).exists():  # looking back: it goes on today too
        key += f" {now:%Y-%m-%d %H:%M}"
    return Signal(kind=Signal.Kind.SPIKE, key=key, since=since, noticed_at=now, high_at=now)


def _note(signal: Signal, event: Event, rows: Sequence[Wrote], now: Evidence) -> None:
    """The numbers as they were at their worst, the words and the course as they are."""
    kept = Evidence.from_json(signal.evidence)
    facets = _worst(kept.facets, _named(now.facets))
    hours = {one.at: one for one in [*kept.course, *now.course]}
    course = [hours[at] for at in sorted(hours)][-48:]
    whole = Evidence(facets, now.words or kept.words, course)
    keys = [[str(scope), key] for scope, key in event.keys[:KEYS]]
    signal.evidence, signal.gist = {**whole.to_json(), "keys": keys}, whole.gist().to_json()
    signal.serious = signal.serious or any(one.judged.serious for one in event.found)
    mine = event.whose(index(rows)) or event.people
    behind = [row.conversation for row in reversed(rows) if row.author in mine]
    signal.conversations = list(dict.fromkeys([*behind, *signal.conversations]))[:SHOWN]


def _worst(kept: Sequence[Facet], now: Sequence[Facet]) -> list[Facet]:
    """Each once, in the order of now, with the numbers of when it was worst."""
    known = {(one.scope, one.key): one for one in kept}
    for one in now:
        before = known.get((one.scope, one.key))
        if before is None or one.more > before.more:
            known[one.scope, one.key] = one
    order = [(one.scope, one.key) for one in now]
    return [known[key] for key in dict.fromkeys([*order, *known])][:FACETS]


def _named(facets: Sequence[Facet]) -> list[Facet]:
    """With the names of departments in place of their numbers."""
    pks = [int(one.key) for one in facets if one.scope == Scope.DEPARTMENT]
    names = dict(Department.objects.filter(pk__in=pks).values_list("pk", "name")) if pks else {}
    return [
        replace(one, label=names.get(int(one.key), one.label))
        if one.scope == Scope.DEPARTMENT
        else one
        for one in facets
    ]


def _lay_with_crisis(signal: Signal) -> None:
    """When crisis mode is on about this already, the signal leads there."""
    crisis = Crisis.objects.standing().exclude(bundle=None).first()
    if crisis is None or signal.crisis_id:
        return
    behind = Conversation.objects.filter(pk__in=signal.conversations)
    if about(crisis.pk, behind).count() * 2 >= len(signal.conversations) > 0:
        Signal.objects.filter(pk=signal.pk).update(crisis=crisis)
