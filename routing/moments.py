"""Moments in the week, as people write them in a rule: "vr 17:00-24:00"."""

from __future__ import annotations

import re
from datetime import datetime, time

from django.utils.translation import gettext as _

DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_MOMENT = re.compile(
    rf"(?P<first>{'|'.join(DAYS)})(-(?P<last>{'|'.join(DAYS)}))?"
    r"(\s+(?P<start>\d\d?:\d\d)-(?P<end>\d\d?:\d\d))?"
)


class NoMoment(ValueError):
    """Words that name no moment in the week, and why not, for the administrator."""


def holds(moment: str, at: datetime) -> bool:
    """Whether ``at``, local time, lies in "vr 17:00-24:00" or "ma-vr", in small letters.

    Days, and within them hours; the end is not included. Raises NoMoment.
    """
    parsed = _MOMENT.fullmatch(moment)
    start, end = _hours(parsed) if parsed else (0, 0)
    if not parsed or start >= end:
        raise NoMoment(
            _("“%(moment)s” is no moment; write it as “ma-vr 09:00-17:00”.") % {"moment": moment}
        )
    first, last = DAYS.index(parsed["first"]), DAYS.index(parsed["last"] or parsed["first"])
    on_day = (at.weekday() - first) % 7 <= (last - first) % 7
    return on_day and start <= at.hour * 60 + at.minute < end


def _hours(parsed: re.Match[str]) -> tuple[int, int]:
    """From which minute of the day, until which; the whole day where none are named."""
    return _minute(parsed["start"] or "00:00"), _minute(parsed["end"] or "24:00")


def _minute(clock: str) -> int:
    hours, minutes = map(int, clock.split(":"))
    if (hours, minutes) == (24, 0):
        return 24 * 60
    try:
        time(hours, minutes)
    except ValueError as error:
        raise NoMoment(_("“%(clock)s” is no time of day.") % {"clock": clock}) from error
    return hours * 60 + minutes
