"""Until when a department has, so that the promise to the citizen can be kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from inbox.models import Conversation
from routing.agreed import Calendars, calendars
from routing.models import Department
from routing.promises import Hours, NeverOpen

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
AGENTS_SHARE = 5  # one part in five, and never more than an hour
WORKING_DAYS = 2  # where nothing was promised
GRAIN = timedelta(minutes=5)


def deadline(
    conversation: Conversation,
    department: Department,
    now: datetime | None = None,
    known: Calendars | None = None,
) -> datetime:
    """When the department should have answered; in its own service hours.

    It leaves the agent an hour to check and place the answer, or a fifth of the time there is.
    Where the promise cannot be kept any more, the department has an hour of its own. Where nothing
    was promised, it has until the end of its second working day.

    known   the service hours of both, for who has them at hand; else one query
    """
    now = now or timezone.now()
    known = known or calendars(department.pk)
    promised = conversation.solve_by or conversation.answer_by
    try:
        if promised is None:
            return _end_of_working_day(known.of(department.pk), now)
        return _before(promised, department, known, now)
    except (NeverOpen, OverflowError):
        return now + WORKING_DAYS * DAY


def _before(
    promised: datetime, department: Department, known: Calendars, now: datetime
) -> datetime:
    ours, theirs = known.of(None), known.of(department.pk)
    left = ours.elapsed(now, promised)
    latest = ours.add(now, left - min(left / AGENTS_SHARE, HOUR))
    their_time = theirs.elapsed(now, latest)
    if their_time < MINUTE:
        return _rounded(theirs.add(now, HOUR), now)
    return _rounded(theirs.add(now, their_time), now)


def _end_of_working_day(hours: Hours, now: datetime) -> datetime:
    """When the second day after today with service hours ends."""
    day = timezone.localdate(now)
    for _number in range(WORKING_DAYS):
        tomorrow = timezone.make_aware(datetime.combine(day + DAY, datetime.min.time()))
        day = timezone.localdate(hours.next_opening(tomorrow))
    midnight = timezone.make_aware(datetime.combine(day + DAY, datetime.min.time()))
    opened = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    return hours.add(opened, hours.elapsed(opened, midnight))


def _rounded(at: datetime, now: datetime) -> datetime:
    """A moment that people would name: not 15:48, but 15:45. Never before now."""
    earlier = at - timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return earlier if earlier - now > GRAIN else at
