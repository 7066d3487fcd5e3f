"""What else is about to go wrong: promises, a channel, a department.

norm        more questions pass their promised time within the hour than we answer in one
silent      a channel brought nothing for so long that this hardly ever happens by itself. What
            its alarms say already (``inbox.watching``) is not said again
department  questions that were forwarded to it pile up, and too many of them are too late
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import prod
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery

from connectors.models import Account
from inbox.bells import ring
from inbox.models import Alarm, Conversation, Event, Forwarding
from inbox.workflow import Status
from routing.models import Department, Referral
from webcare.warnings.chance import none
from webcare.warnings.models import LEASTS, Expectation, Least, Signal, now_expected
from webcare.warnings.reading import said
from webcare.warnings.signalling import SHOWN, SIGNALS
from webcare.warnings.slots import HOUR, parts, slot
from webcare.warnings.spikes import AGAIN, Scope
from webcare.warnings.spotting import Key
from webcare.warnings.usual import Usual

Kind = Signal.Kind
WAITING = (Status.OPEN, Status.REFERRED)
ANSWERED = (Event.Verb.REPLIED, Event.Verb.BY_HAND, Event.Verb.NATIVE)

NORM_LEAST, NORM_TIMES = 10, 1.5
SILENT_CHANCE, SILENT_LEAST, SILENT_HOURS = 1e-5, 10.0, 3
LONGEST_SILENCE = timedelta(days=7)
WEEK = timedelta(days=7)
FOLLOWED = ("high_at", "over_at", "evidence", "gist", "conversations")
LATE_LEAST, LATE_SHARE, GROWN = 5, 0.3, 1.3
NORM = "norm"  # the key of the one signal there is of it
USUALLY = {Least.NORM: NORM_LEAST, Least.SILENT: SILENT_LEAST, Least.LATE: LATE_LEAST}


@dataclass(frozen=True)
class Found:
    """Something that is so now.

    begins  it is bad enough to say; else only that it still goes on
    """

    key: str
    since: datetime
    begins: bool
    numbers: Mapping[str, Any]
    conversations: Sequence[int] = field(default_factory=list)


def look(now: datetime, usual: Mapping[Key, Usual]) -> None:
    """Each of them, with nine queries where nothing changes."""
    leasts = Leasts(list(now_expected(now).filter(scope__in=LEASTS)), slot(now))
    follow(Kind.NORM, norm(now, leasts), now)
    follow(Kind.SILENT, silent(now, usual, leasts), now)
    follow(Kind.DEPARTMENT, departments(now, leasts), now)


@dataclass(frozen=True)
class Leasts:
    """From how many on it is said: a false alarm raises that for a while."""

    learned: Sequence[Expectation]
    slot: int

    def of(self, about: Least, key: str) -> float:
        known = [row.lift for row in self.learned if row.holds_for(about, key, self.slot)]
        return max([USUALLY[about], *known])


@transaction.atomic
def follow(kind: Signal.Kind, found: Sequence[Found], now: datetime) -> None:
    """Say what is new, keep what goes on, or does again, end what is over."""
    rows = Signal.objects.filter(Q(over_at=None) | Q(over_at__gt=now - AGAIN), kind=kind)
    known = {row.key: row for row in rows.order_by(F("over_at").asc(nulls_last=True))}
    standing = {row.key: row for row in known.values() if row.goes_on}
    changed = False
    for one in found:
        row = standing.pop(one.key, None)
        if row is None and not one.begins:
            continue
        if row is None:
            changed = True
            # Once more within hours is the same one: nobody is told of it again.
            fresh = Signal(kind=kind, key=one.key, since=one.since, noticed_at=now)
            row = known.get(one.key, fresh)
        row.high_at, row.over_at = now, None
        row.evidence = row.gist = {"numbers": dict(one.numbers)}
        row.conversations = list(one.conversations)[:SHOWN]
        row.save(update_fields=FOLLOWED if row.pk else None)
    for row in standing.values():
        row.over_at, changed = now, True
        row.save(update_fields=["over_at"])
    if changed:
        ring(SIGNALS)


# Promised times ----------------------------------------------------------------------------------


def norm(now: datetime, leasts: Leasts) -> list[Found]:
    """Two queries. It goes on until there are clearly fewer."""
    due = Conversation.objects.filter(
        answer_by__gt=now, answer_by__lte=now + HOUR, status__in=WAITING, snoozed_at=None
    )
    pks = list(due.order_by("answer_by", "pk").values_list("pk", flat=True))
    if len(pks) < NORM_LEAST / 2:
        return []
    events = Event.objects.filter(verb__in=ANSWERED, at__gt=now - HOUR, at__lte=now)
    answered = events.values("conversation").distinct().count()
    begins = len(pks) >= max(leasts.of(Least.NORM, NORM), NORM_TIMES * answered)
    if not begins and len(pks) <= answered:
        return []
    return [Found(NORM, now, begins, {"due": len(pks), "answered": answered}, pks)]


# A channel that is silent ------------------------------------------------------------------------


def silent(now: datetime, usual: Mapping[Key, Usual], leasts: Leasts) -> list[Found]:
    """Of which nothing else is known that is wrong. One query."""
    newest = said().filter(account=OuterRef("pk"), created_at__gt=now - LONGEST_SILENCE)
    latest = newest.order_by().values("account").annotate(last=Max("created_at")).values("last")
    known = Alarm.objects.standing().filter(account=OuterRef("pk"))
    works = Account.objects.filter(~Exists(known), active=True, state=Account.State.OK)
    found = []
    for row in works.annotate(last=Subquery(latest)).defer("credentials", "cursor"):
        last = row.last or now - LONGEST_SILENCE  # type: ignore[attr-defined]
        since = max(last, row.connected_at)
        if channel := usual.get((Scope.CHANNEL, str(row.pk))):
            expected, chance = _silence(channel, since, now)
            if expected >= SILENT_LEAST and chance < SILENT_CHANCE:
                numbers = {"channel": str(row), "account": row.pk, "usual": round(expected)}
                begins = expected >= leasts.of(Least.SILENT, str(row.pk))
                found.append(Found(str(row.pk), since, begins, numbers))
    return found


def _silence(usual: Usual, since: datetime, now: datetime) -> tuple[float, float]:
    """How many people usually write in that time, and the chance that nobody does. An hour is as
    quiet as it likes, whatever the one before it was."""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < SILENT_HOURS * 60:
        return 0.0, 1.0
    levels = [usual.levels[slot] * share for slot, share in parts(now, minutes)]
    return sum(levels), prod(none(level, usual.size) for level in levels)


# A department that cannot keep up ----------------------------------------------------------------


def departments(now: datetime, leasts: Leasts) -> list[Found]:
    """Where much is too late, and more lies there than a week ago. One query, and two more where
    one cannot keep up."""
    lay = Q(asked_at__lte=now - WEEK) & (Q(state="open") | Q(closed_at__gt=now - WEEK))
    late = Q(state="open", deadline__lt=now) & ~Q(waiting_for=Referral.WaitingFor.CITIZEN)
    rows = (
        Referral.objects.filter(Q(state="open") | Q(closed_at__gt=now - WEEK))
        .values("department")
        .annotate(
            open=Count("pk", filter=Q(state="open")),
            late=Count("pk", filter=late),
            before=Count("pk", filter=lay),
            asked=Count("pk", filter=Q(asked_at__gt=now - WEEK)),
            answered=Count("pk", filter=Q(state="answered")),
        )
        .order_by()
    )
    drowning = [row for row in rows if row["late"] >= max(2, LATE_SHARE * row["open"] / 2)]
    if not drowning:
        return []
    names = dict(Department.objects.values_list("pk", "name"))
    return [
        _department(row, names[pk], now, leasts.of(Least.LATE, str(pk)))
        for row in drowning
        if (pk := row["department"])
    ]


def _department(row: Mapping[str, Any], name: str, now: datetime, least: float) -> Found:
    grown = row["open"] >= GROWN * row["before"]
    enough = row["late"] >= max(least, LATE_SHARE * row["open"])
    asked = Forwarding.objects.filter(
        referral__department=row["department"], referral__state="open", referral__deadline__lt=now
    )
    pks = asked.order_by(F("referral__deadline").asc()).values_list("conversation", flat=True)
    numbers = {
        "department": name,
        **{key: row[key] for key in ("open", "late", "before", "asked", "answered")},
    }
    return Found(str(row["department"]), now, enough and grown, numbers, list(pks[:SHOWN]))
