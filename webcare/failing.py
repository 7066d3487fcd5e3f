"""Work in the background that fails: noted each time, told to administrators once it lasts.

Only the kind of error is kept. Its words may be those of a citizen: they stand in the log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.together import put_once
from webcare.models import Failing

Work = Failing.Work
AGAIN = 3  # times, before anybody is told
PATIENCE = timedelta(minutes=10)  # the same
MOST_SHOWN = 5  # conversations in the banner
# Before a row is tried again: twice as long after each time, at most nine times, up to an hour.
SHORTEST, LONGEST, DOUBLED = timedelta(seconds=10), timedelta(hours=1), 9


@dataclass(frozen=True)
class WorkTrouble:
    """What is not done in the background. ``repair``: what an administrator does about it."""

    words: str
    repair: str
    since: datetime


def failed(work: Failing.Work, error: Exception, number: int = 0) -> None:
    """``number``: of which row, such as a conversation; 0 for all of that work."""
    now = timezone.now()
    newest = {"error": type(error).__name__[:100], "at": now}
    Failing.objects.update_or_create(
        work=work,
        number=number,
        defaults={**newest, "times": F("times") + 1},
        create_defaults={**newest, "since": now},
    )


def went_well(work: Failing.Work, numbers: Collection[int] = (0,)) -> None:
    Failing.objects.filter(work=work, number__in=numbers).delete()


@contextmanager
def noted(work: Failing.Work) -> Iterator[None]:
    """Whatever goes wrong is noted, and goes on; that it went well is noted as well."""
    try:
        yield
    except Exception as error:
        failed(work, error)
        raise
    went_well(work)


def resting(work: Failing.Work) -> list[int]:
    """Rows that failed, and are not tried now."""
    now = timezone.now()
    rows = Failing.objects.filter(work=work, at__gt=now - LONGEST).exclude(number=0)
    return [row.number for row in rows if row.at + _pause(row.times) > now]


def _pause(times: int) -> timedelta:
    doubled: int = 2 ** min(times, DOUBLED)
    return min(SHORTEST * doubled, LONGEST)


def lasting() -> QuerySet[Failing]:
    """What failed again and again, the longest first."""
    return _again().filter(since__lt=timezone.now() - PATIENCE)


@put_once
def _again() -> QuerySet[Failing]:
    return Failing.objects.filter(times__gte=AGAIN).order_by("since", "pk")


def found_among(rows: Collection[Failing]) -> list[WorkTrouble]:
    """What to tell, of rows of ``lasting``. No query."""
    apart = {work: [row for row in rows if row.work == work and row.number] for work in Work}
    found = [_conversations(work, cannot) for work, cannot in apart.items() if cannot]
    return found + [_work(row) for row in rows if not row.number]


def _conversations(work: Failing.Work, rows: list[Failing]) -> WorkTrouble:
    said = _uncounted if work == Work.FIGURES else _unheard
    words = said(len(rows)) % {"number": len(rows)}
    numbers = ", ".join(str(row.number) for row in rows[:MOST_SHOWN])
    if len(rows) > MOST_SHOWN:
        numbers += " …"
    repair = _("Why stands in the log of the worker. Number: %(numbers)s (%(error)s).")
    return WorkTrouble(words, repair % {"numbers": numbers, "error": rows[0].error}, rows[0].since)


def _uncounted(number: int) -> str:
    return ngettext(
        "%(number)d conversation cannot be counted. The figures leave out what happened to it.",
        "%(number)d conversations cannot be counted. The figures leave out what happened to them.",
        number,
    )


def _unheard(number: int) -> str:
    return ngettext(
        "%(number)d conversation is left out of what the town talks about: it cannot be read.",
        "%(number)d conversations are left out of what the town talks about: they cannot be read.",
        number,
    )


def _work(row: Failing) -> WorkTrouble:
    words = _("This fails again and again: %(work)s.") % {"work": row.get_work_display()}
    repair = _("Why stands in the log of the worker (%(error)s). It is tried again all the time.")
    return WorkTrouble(words, repair % {"error": row.error}, row.since)
