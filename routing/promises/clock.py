"""The clock of a promise: how many service minutes it ran, and when they are full.

While the citizen is to answer the clock stands still: a pause adds no minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from routing.promises.hours import Hours
from routing.promises.local import MINUTE, utc
from routing.promises.timeline import NeverOpen

SOON = 80  # % of the norm


class State(models.TextChoices):
    """How far along a promise is, as it is coloured on the screen."""

    CALM = "calm", _("on time")
    SOON = "soon", _("almost late")
    LATE = "late", _("late")


@dataclass(frozen=True)
class Pause:
    """From when until when the clock stood still; it still does when there is no end.

    Raises ValueError for naive datetimes, and for an end before the start.
    """

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and utc(self.end) < utc(self.start):
            raise ValueError("a pause ends after it starts")


def due(
    start: datetime, minutes: int, hours: Hours, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """When so many service minutes have run since ``start``, in UTC.

    None while the clock stands still: an open pause began before they were full. Pauses may come
    in any order and overlap. Raises NeverOpen and ValueError as ``Hours.add`` does.
    """
    left = minutes * MINUTE
    for run_from, run_until in _running(utc(start), pauses):
        ran = hours.elapsed(run_from, run_until) if run_until else None
        if ran is None or left <= ran:
            return hours.add(run_from, left)
        left -= ran
    return None


def used(start: datetime, now: datetime, hours: Hours, pauses: Iterable[Pause] = ()) -> int:
    """Whole service minutes that ran from ``start`` until ``now``, pauses left out."""
    now = utc(now)
    ran = timedelta()
    for run_from, run_until in _running(utc(start), pauses):
        ran += hours.elapsed(run_from, min(now, run_until or now))
    return ran // MINUTE


def state(used: int, norm: int) -> State:
    """Soon from 80 % of the norm on, late from 100 %; both in minutes.

    The moment that ``due`` gives is the first that is late.
    """
    if used >= norm:
        return State.LATE
    return State.SOON if used >= soon_after(norm) else State.CALM


def soon_after(norm: int) -> int:
    """The first whole minute that is 80 % of the norm, for ``due``: when the colour changes."""
    return -(-norm * SOON // 100)


def soon_from(start: datetime, end: datetime, hours: Hours) -> datetime:
    """From when on a deadline is soon: 80 % of the service time from start to end has passed.

    The end itself where nobody is at work in between.
    """
    try:
        whole = hours.elapsed(start, end)
        return hours.add(start, whole * SOON / 100) if whole else end
    except (NeverOpen, OverflowError):
        return end


def _running(
    start: datetime, pauses: Iterable[Pause]
) -> Iterator[tuple[datetime, datetime | None]]:
    """From when until when the clock ran since ``start``; the last until None, unless it stopped.

    The first run begins at ``start``, even when it lies in a pause: no minutes at all are full
    there and then. A run that ends before it begins is none.
    """
    run_from = start
    for pause in sorted(pauses, key=lambda pause: utc(pause.start)):
        stopped, again = utc(pause.start), utc(pause.end) if pause.end else None
        if again is not None and again <= run_from:
            continue
        yield run_from, stopped
        if again is None:
            return
        run_from = again
    yield run_from, None
