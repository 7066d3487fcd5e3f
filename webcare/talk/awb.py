"""Complaints by law: chapter 9 of the Algemene wet bestuursrecht (Awb). Pure.

9:5    once the citizen is satisfied, the rest of the chapter need not be followed
9:6    a complaint in writing is confirmed in writing
9:8    what is not dealt with, for a reason that is given there, is told within four weeks
9:11   it is dealt with in six weeks after it was received, in ten with a complaints adviser; that
       may be put off once by four weeks, and the citizen is told in writing; further only when the
       citizen agrees in writing
9:12   the citizen is told in writing what was found and concluded, and which ombudsman there is

A last day in a weekend or on a holiday becomes the next working day: Algemene termijnenwet, 1, 3.
"""

from __future__ import annotations

from datetime import date, timedelta

from routing.promises.public_holidays import on

WEEKS, WITH_ADVISER, PUT_OFF, REFUSED = 6, 10, 4, 4
SOON = timedelta(days=7)
SATURDAY = 5
DAY = timedelta(days=1)


def due(received: date, *, adviser: bool, put_off: bool, agreed_until: date | None = None) -> date:
    """The last day. ``agreed_until``: the citizen agreed in writing to wait so long."""
    weeks = (WITH_ADVISER if adviser else WEEKS) + (PUT_OFF if put_off else 0)
    last = working_day(received + timedelta(weeks=weeks))
    return max(last, agreed_until) if agreed_until else last


def refused_by(received: date) -> date:
    """Until when the citizen is told that it is not dealt with."""
    return working_day(received + timedelta(weeks=REFUSED))


def working_day(day: date) -> date:
    """This one, or the first after it. Each holiday of the law counts, whether we work on it or
    not: Good Friday and 5 May of every year too."""
    while day.weekday() >= SATURDAY or on(day):
        day += DAY
    return day
