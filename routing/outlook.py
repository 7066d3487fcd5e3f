"""What service hours come down to, in words: for who fills them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from routing.agreed import Agreed
from routing.promises import Hours, NeverOpen, Promise, due
from routing.promises.spans import clock

ONE_DAY = timedelta(days=1)
DAYS_SHOWN = 14


@dataclass(frozen=True)
class Day:
    """One day of the weeks to come. ``hours`` "" is closed; ``reason`` why it is another day."""

    day: date
    hours: str
    reason: str


@dataclass(frozen=True)
class Example:
    """A question of now, and when it has its answer; None when nobody is ever at work."""

    what: str
    by: datetime | None


def today(hours: Hours, now: datetime) -> str:
    """Such as "Open until 17:00 today.", "Closed. Open again tomorrow at 09:00."."""
    local = timezone.localtime(now)
    minute = local.hour * 60 + local.minute
    if hours.is_open(now):
        spans = hours.open_spans(local.date())
        end = next(span.end for span in spans if span.start <= minute < span.end)
        return _("Open until %(time)s today.") % {"time": clock(end)}
    try:
        opening = timezone.localtime(hours.next_opening(now))
    except NeverOpen:
        return _("Never open: nothing can be promised.")
    reason = hours.reason(local.date())
    words = {"opening": spoken_opening(opening, now), "reason": reason}
    if reason and opening.date() != local.date():
        return _("Closed (%(reason)s). Open again %(opening)s.") % words
    return _("Closed. Open again %(opening)s.") % words


def spoken_opening(opening: datetime, now: datetime) -> str:
    """Such as "today at 09:00", "tomorrow at 09:00", "Monday 23 November at 09:00"."""
    local, day = timezone.localtime(opening), timezone.localtime(now).date()
    said = {"time": date_format(local, "H:i"), "day": date_format(local, "l j F")}
    if local.date() == day:
        return _("today at %(time)s") % said
    if local.date() == day + ONE_DAY:
        return _("tomorrow at %(time)s") % said
    return _("%(day)s at %(time)s") % said


def coming_days(hours: Hours, now: datetime) -> Iterator[Day]:
    """Two weeks, from today on."""
    first = timezone.localtime(now).date()
    for number in range(DAYS_SHOWN):
        day = first + number * ONE_DAY
        spans = ", ".join(str(span).replace("-", "–") for span in hours.open_spans(day))
        yield Day(day, spans, hours.reason(day))


def examples(agreed: Agreed, hours: Hours, now: datetime) -> Iterator[Example]:
    """For each norm that promises a first answer, in these hours."""
    for norm in agreed.norms:
        minutes = norm.minutes(Promise.FIRST_RESPONSE)
        if minutes is not None:
            yield Example(norm.what(agreed.labels(norm)), answered_by(minutes, hours, now))


def answered_by(minutes: int, hours: Hours, now: datetime) -> datetime | None:
    """When a question of now has its answer; None when nobody is ever at work."""
    try:
        return due(now, minutes, hours)
    except (NeverOpen, OverflowError):
        return None
