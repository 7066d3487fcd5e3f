"""Complaints by law: chapter 9 of the Algemene wet bestuursrecht (Awb). Pure.

9:5    once the citizen is satisfied, the rest of the chapter need not be followed
9:6    a complaint in writing is confirmed in writing
9:11   it is dealt with in six weeks after it was received, in ten with a complaints adviser; that
       may be put off once by four weeks, and the citizen is told in writing
9:12   the citizen is told in writing what was found and concluded, and which ombudsman there is
"""

from __future__ import annotations

from datetime import date, timedelta

WEEKS, WITH_ADVISER, PUT_OFF = 6, 10, 4
SOON = timedelta(days=7)


def due(received: date, *, adviser: bool, put_off: bool) -> date:
    """The last day. A day that falls in a weekend stays: the law allows a little longer then."""
    weeks = (WITH_ADVISER if adviser else WEEKS) + (PUT_OFF if put_off else 0)
    return received + timedelta(weeks=weeks)
