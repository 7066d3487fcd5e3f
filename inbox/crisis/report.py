"""What a crisis was like: its figures, and its timeline.

All is counted from the moment it began up to, and not with, the moment it ended. A message counts
when it came in *here* (its Event), for a platform may hand over at nine what was written at eight:
what was written earlier is told beside it. An answer counts when a colleague wrote it, or when we
heard that one was written on the platform. About a subject only the conversations about it count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from inbox.crisis.group import about
from inbox.models import Conversation, Crisis, CrisisReading, Event, Message
from inbox.workflow import Status

QUARTER = timedelta(minutes=15)
READ_WITHIN = timedelta(minutes=3)  # what is counted later is not of the end of the quarter
COUNTED_AGAIN = timedelta(minutes=10)
CAME_IN = Event.Verb.RECEIVED
ANSWERED = (Event.Verb.REPLIED, Event.Verb.BY_HAND, Event.Verb.NATIVE)


@dataclass(frozen=True)
class Quarter:
    """``at`` is when it began; ``waiting`` how many waited at its end, None when nobody counted."""

    at: datetime
    received: int = 0
    answered: int = 0
    waiting: int | None = None


@dataclass(frozen=True)
class Figures:
    """In whole numbers.

    received       messages of citizens that came in; ``earlier`` of them were written before it
    conversations  in which they came
    answered       answers of ours
    minutes        median from the first message that came in until the first answer after it,
                   of the conversations that got one; None when none did
    waiting        conversations that wait at the end
    """

    received: int = 0
    earlier: int = 0
    conversations: int = 0
    answered: int = 0
    minutes: int | None = None
    waiting: int = 0
    quarters: Sequence[Quarter] = ()

    def to_json(self) -> dict[str, Any]:
        quarters = [{**asdict(one), "at": one.at.isoformat()} for one in self.quarters]
        return {**asdict(self), "quarters": quarters}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Figures:
        quarters = [
            Quarter(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in kept["quarters"]
        ]
        return cls(**{**kept, "quarters": quarters})


def figures(crisis: Crisis, now: datetime | None = None) -> Figures:
    """As they were kept when it ended; while it lasts, as they are now."""
    if crisis.report is not None:
        return Figures.from_json(crisis.report)
    return count(crisis, crisis.ended_at or now or timezone.now())


def count(crisis: Crisis, until: datetime) -> Figures:
    """Six queries, however long it lasted."""
    rows = about(crisis.pk)
    events = Event.objects.filter(at__gte=crisis.begun_at, at__lt=until)
    if not crisis.is_about_all:
        events = events.filter(conversation__in=rows)
    told = events.order_by("at", "pk").values_list("verb", "at", "conversation", "data__message")
    came = list(told.filter(verb=CAME_IN))
    answered = [(at, pk) for _verb, at, pk, _message in told.filter(verb__in=ANSWERED)]
    written = _written_before(crisis, [message for _verb, _at, _pk, message in came])
    waited = _first_answers([(at, pk) for _verb, at, pk, _message in came], answered)
    return Figures(
        received=len(came),
        earlier=written,
        conversations=len({pk for _verb, _at, pk, _message in came}),
        answered=len(answered),
        minutes=round(median(waited)) if waited else None,
        waiting=waiting(rows),
        quarters=_quarters(
            crisis, until, [at for _verb, at, _pk, _m in came], [at for at, _pk in answered]
        ),
    )


def waiting(rows: QuerySet[Conversation]) -> int:
    return rows.filter(status=Status.OPEN).count()


def _written_before(crisis: Crisis, messages: Sequence[int | None]) -> int:
    found = Message.objects.filter(pk__in=filter(None, messages), created_at__lt=crisis.begun_at)
    return found.count()


def _first_answers(
    came: Iterable[tuple[datetime, int]], answered: Iterable[tuple[datetime, int]]
) -> list[float]:
    """Minutes that each conversation waited for its first answer."""
    since: dict[int, datetime] = {}
    for at, pk in came:
        since.setdefault(pk, at)
    first: dict[int, datetime] = {}
    for at, pk in answered:
        if pk in since and at >= since[pk]:
            first.setdefault(pk, at)
    return [(at - since[pk]).total_seconds() / 60 for pk, at in first.items()]


def quarter_of(moment: datetime) -> datetime:
    """When the quarter of an hour began in which this was."""
    return moment - timedelta(
        minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond
    )


def _quarters(
    crisis: Crisis, until: datetime, came: Iterable[datetime], answered: Iterable[datetime]
) -> list[Quarter]:
    rows: dict[datetime, Quarter] = {}
    at = quarter_of(crisis.begun_at)
    while at < until:
        rows[at] = Quarter(at)
        at += QUARTER
    for moment in came:
        one = rows[quarter_of(moment)]
        rows[one.at] = replace(one, received=one.received + 1)
    for moment in answered:
        one = rows[quarter_of(moment)]
        rows[one.at] = replace(one, answered=one.answered + 1)
    for reading in crisis.readings.all():
        if one_read := rows.get(reading.at - QUARTER):
            rows[one_read.at] = replace(one_read, waiting=reading.waiting)
    return list(rows.values())


def read_quarter(now: datetime) -> None:
    """Count what waits at the end of each quarter of an hour, for it cannot be counted later."""
    crisis, end = Crisis.objects.standing().first(), quarter_of(now)
    if crisis is None or end <= crisis.begun_at or now - end > READ_WITHIN:
        return
    if not crisis.readings.filter(at=end).exists():
        row = CrisisReading(crisis=crisis, at=end, waiting=waiting(about(crisis.pk)))
        CrisisReading.objects.bulk_create([row], ignore_conflicts=True)


def count_again(now: datetime) -> None:
    """What was being written at the moment a crisis ended is in the database a little later."""
    for crisis in Crisis.objects.filter(ended_at__gt=now - COUNTED_AGAIN, ended_at__lt=now):
        kept = figures(crisis)
        if crisis.ended_at:
            again = replace(count(crisis, crisis.ended_at), waiting=kept.waiting)
            Crisis.objects.filter(pk=crisis.pk).update(report=again.to_json())


# The timeline ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """One thing that happened. ``what`` is "begun", "line", "note", "given", "taken" or "ended";
    ``words`` what was said, ``who`` did it, ``whom`` it was about."""

    at: datetime
    what: str
    who: str
    words: str = ""
    whom: str = ""


def timeline(crisis: Crisis) -> list[Moment]:
    """All that happened, in order."""
    lines = crisis.lines.select_related("by")
    notes = crisis.notes.select_related("by")
    told = [
        Moment(crisis.begun_at, "begun", str(crisis.begun_by), crisis.reason),
        *(Moment(one.at, "line", str(one.by), one.text, one.language) for one in lines),
        *(Moment(one.at, "note", str(one.by), one.text) for one in notes),
    ]
    if crisis.ended_at:
        told.append(Moment(crisis.ended_at, "ended", str(crisis.ended_by)))
    for one in crisis.helpers.select_related("user", "role", "by"):
        if one.given_at:
            told.append(Moment(one.given_at, "given", str(one.by), str(one.role), str(one.user)))
        if one.taken_at:
            told.append(Moment(one.taken_at, "taken", str(one.by), str(one.role), str(one.user)))
    return sorted(told, key=lambda one: one.at)
