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


def lasting() -> QuerySet[Failing]:
    """What failed again and again, the longest first."""
    return _again().filter(since__lt=timezone.now() - PATIENCE)


@put_once
def _again() -> QuerySet[Failing]:
    return Failing.objects.filter(times__gte=AGAIN).order_by("since", "pk")


def found_among(rows: Collection[Failing]) -> list[WorkTrouble]:
    """What to tell, of rows of ``lasting``. No query."""
    cannot = [row for row in rows if row.work == Work.FIGURES and row.number]
    found = [_uncounted(cannot)] if cannot else []
    return found + [_work(row) for row in rows if row not in cannot]


def _uncounted(rows: list[Failing]) -> WorkTrouble:
    words = ngettext(
        "%(number)d conversation cannot be counted. The figures leave out what happened to it.",
        "%(number)d conversations cannot be counted. The figures leave out what happened to them.",
        len(rows),
    )
    named = ", ".join(str(row.number) for row in rows[:MOST_SHOWN])
    if len(rows) > MOST_SHOWN:
        named += " …"
    repair = _("Why stands in the log of the worker. Number: %(numbers)s (%(error)s).")
    said = {"numbers": named, "error": rows[0].error}
    return WorkTrouble(words % {"number": len(rows)}, repair % said, rows[0].since)


def _work(row: Failing) -> WorkTrouble:
    words = _("This fails again and again: %(work)s.") % {"work": row.get_work_display()}
    repair = _("Why stands in the log of the worker (%(error)s). It is tried again all the time.")
    return WorkTrouble(words, repair % {"error": row.error}, row.since)
