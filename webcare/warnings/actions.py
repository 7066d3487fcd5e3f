"""What a lead does with signals: marks them, enters what is expected, begins crisis mode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox import crisis
from inbox.actions.bundling import gather
from inbox.bells import ring
from inbox.crisis import Subject
from inbox.models import Bundled, Conversation, Crisis
from inbox.refusals import Refused
from inbox.workflow import Status
from webcare.warnings.evidence import Facet
from webcare.warnings.models import Alertness, Expectation, Least, Signal
from webcare.warnings.others import USUALLY
from webcare.warnings.showing import Shown
from webcare.warnings.signalling import SIGNALS
from webcare.warnings.slots import HOUR, hour_of, slot
from webcare.warnings.spikes import Scope

if TYPE_CHECKING:
    from webcare.models import User

Kind, Reason = Signal.Kind, Signal.Reason
# How long it is expected again after a false alarm.
LEARNED_FOR = {
    Reason.EVENT: timedelta(days=1),
    Reason.CAMPAIGN: timedelta(weeks=2),
    Reason.OURS: timedelta(days=2),
    Reason.SAME: timedelta(weeks=2),
    Reason.WEEKLY: timedelta(weeks=26),
    Reason.OTHER: timedelta(weeks=8),
}
MORE = 1.25  # times what was seen: somewhat more is expected too
LEAST_LIFT, MOST_LIFT = 2.0, 1_000_000.0
LEAST_EXPECTED = 0.0001  # people: what nobody ever says has no times the usual


@transaction.atomic
def mark(signal: Signal, verdict: str, reason: str, by: User) -> None:
    """Say whether it was real. From a false alarm we learn: as many are expected for a while.

    Raises Refused when a colleague said something else already, and without a reason for a false
    alarm.
    """
    false = verdict == Signal.Verdict.FALSE
    if verdict not in {Signal.Verdict.TRUE, Signal.Verdict.FALSE}:
        raise Refused(_("Say whether it was real."))
    if false and reason not in LEARNED_FOR:
        raise Refused(_("Say why it was a false alarm: that is what we learn from."))
    unmarked = Signal.objects.filter(pk=signal.pk, verdict=Signal.Verdict.NONE)
    marked = {"verdict": verdict, "reason": reason if false else ""}
    if not unmarked.update(**marked, marked_by=by, marked_at=timezone.now()):
        raise Refused(_("A colleague marked this already."))
    if false:
        _learn(signal, Reason(reason), by)
    ring(SIGNALS)


@transaction.atomic
def unmark(signal: Signal, by: User) -> None:
    """Take back what was said of it, and what was learned from it."""
    marked = Signal.objects.filter(pk=signal.pk).exclude(verdict=Signal.Verdict.NONE)
    blank = {"verdict": "", "reason": "", "marked_by": None, "marked_at": None}
    if not marked.update(**blank):
        raise Refused(_("A colleague took this back already."))
    for row in signal.expectations.filter(undone_at=None):
        forget(row, by)
    ring(SIGNALS)


def _learn(signal: Signal, reason: Signal.Reason, by: User) -> None:
    """Of a spike as many people, of something else a number from which on it is said."""
    if signal.kind != Signal.Kind.SPIKE:
        _learn_least(signal, reason, by)
        return
    now, hours = timezone.now(), hours_of(signal) if reason == Reason.WEEKLY else []
    one = Shown(signal)
    for facet in _taught(one):
        Expectation.objects.create(
            name=one.headline[:100],
            scope=facet.scope,
            key=facet.key[:100],
            label=facet.label[:200],
            starts_at=now,
            ends_at=now + LEARNED_FOR[reason],
            hours=hours,
            lift=lift_of(facet),
            reason=reason,
            signal=signal,
            made_by=by,
        )


# What is counted of what is no spike, and how a false alarm of it is known.
COUNTED = {
    Kind.NORM: (Least.NORM, "due", ""),
    Kind.SILENT: (Least.SILENT, "usual", "channel"),
    Kind.DEPARTMENT: (Least.LATE, "late", "department"),
}
# A heap or a silence is no matter of a day.
AT_LEAST_FOR = timedelta(weeks=4)


def _learn_least(signal: Signal, reason: Signal.Reason, by: User) -> None:
    about, counted, named = COUNTED[Kind(signal.kind)]
    now, one = timezone.now(), Shown(signal)
    by_the_hour = reason == Reason.WEEKLY and about != Least.LATE
    Expectation.objects.create(
        name=one.headline[:100],
        scope=about,
        key=signal.key[:100],
        label=str(one.numbers.get(named, "")),
        starts_at=now,
        ends_at=now + max(LEARNED_FOR[reason], AT_LEAST_FOR),
        hours=hours_of(signal) if by_the_hour else [],
        lift=ceil(MORE * max(one.numbers.get(counted, 0), USUALLY[about])),
        reason=reason,
        signal=signal,
        made_by=by,
    )


def _taught(one: Shown) -> list[Facet]:
    """Its words, where it has any: that many people wrote at all is no reason to expect so many
    about something else."""
    facets = [side.facet for side in one.sides]
    return [facet for facet in facets if facet.scope == Scope.WORD] or facets


def lift_of(facet: Facet) -> float:
    """So many times the usual, and a bit, is no signal any more."""
    times = facet.people / max(facet.expected, LEAST_EXPECTED) * MORE
    return round(min(max(times, LEAST_LIFT), MOST_LIFT), 1)


def hours_of(signal: Signal) -> list[int]:
    """The hours of the week in which it went on, with one before and after."""
    end = signal.over_at or timezone.now()
    at, found = hour_of(signal.since) - HOUR, list[int]()
    while at <= end + HOUR and len(found) < 48:
        found.append(slot(at))
        at += HOUR
    return found


@dataclass(frozen=True)
class Peak:
    """What a lead expects: how many times the usual, where, from when until when."""

    name: str
    scope: Scope
    key: str
    starts_at: datetime
    ends_at: datetime
    lift: float
    label: str = ""


def expect(peak: Peak, by: User) -> Expectation:
    """Enter it beforehand. Raises Refused for an end before the beginning."""
    if peak.ends_at <= peak.starts_at:
        raise Refused(_("The end comes after the beginning."))
    return Expectation.objects.create(
        name=peak.name,
        scope=peak.scope,
        key=peak.key,
        label=peak.label,
        starts_at=peak.starts_at,
        ends_at=peak.ends_at,
        lift=peak.lift,
        made_by=by,
    )


def forget(row: Expectation, by: User) -> None:
    """It is not expected any more. The row stays, with who said so."""
    standing = Expectation.objects.filter(pk=row.pk, undone_at=None)
    if not standing.update(undone_at=timezone.now(), undone_by=by):
        raise Refused(_("A colleague took this back already."))


def remember(row: Expectation) -> None:
    """It is expected all the same. Raises Refused."""
    undone = Expectation.objects.filter(pk=row.pk, undone_at__isnull=False)
    if not undone.update(undone_at=None, undone_by=None):
        raise Refused(_("A colleague expects it again already."))


def choose(level: str, least: int) -> None:
    """How soon something is said."""
    Alertness.objects.update_or_create(pk=1, defaults={"level": level, "least": least})


# Into crisis mode --------------------------------------------------------------------------------


def begin_crisis(
    signal: Signal, reason: str, subject: Subject, lines: dict[str, str], by: User
) -> Crisis:
    """Crisis mode with what the signal knows: its conversations come in the bundle at once.

    Raises Refused as ``crisis.begin`` does.
    """
    begun = crisis.begin(reason, by, subject, lines)
    _lead_to(signal, begun, by)
    return begun


def belongs_to_crisis(signal: Signal, by: User) -> Crisis:
    """The crisis that lasts already is about this. Raises Refused when none does."""
    lasts = crisis.standing()
    if lasts is None:
        raise Refused(_("Crisis mode was ended already."))
    _lead_to(signal, lasts, by)
    return lasts


@transaction.atomic
def _lead_to(signal: Signal, begun: Crisis, by: User) -> None:
    real = {"verdict": Signal.Verdict.TRUE, "marked_by": by, "marked_at": timezone.now()}
    Signal.objects.filter(pk=signal.pk).update(crisis=begun)
    Signal.objects.filter(pk=signal.pk, verdict=Signal.Verdict.NONE).update(**real)
    if begun.bundle:
        inside = Bundled.objects.filter(state=Bundled.State.IN).values("conversation")
        waiting = Conversation.objects.filter(status__in=[Status.OPEN, Status.REFERRED])
        behind = waiting.filter(pk__in=signal.conversations).exclude(pk__in=inside)
        if rows := list(behind):
            gather(rows, None, bundle=begun.bundle)
    ring(SIGNALS)
