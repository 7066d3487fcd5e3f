"""Service hours as a person fills them in: a week, holidays, special days and a roster.

``templates/routing/promises/_hours.html`` shows a ``HoursForm`` that it finds as ``form``; with
``alerts`` it says that who is named in the roster is told of danger, which is so for the webcare
team. It is styled by ``css/promises.css``. What was filled in, ``routing.agreed`` saves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from django import forms

from routing.forms.hours_parts import ONE_DAY, DutyForm, HolidaysForm, SpecialDayForm, WeekForm
from routing.moments import DAYS
from routing.promises import BadHours, Duty, Hours

MOST = 400  # special days, and lines of a roster

SpecialDays = forms.formset_factory(SpecialDayForm, extra=3, max_num=MOST, absolute_max=MOST)
Roster = forms.formset_factory(DutyForm, extra=2, max_num=MOST, absolute_max=MOST)


class HoursForm:
    """All of it. ``HoursForm(stored)`` to show, ``HoursForm(stored, request.POST)`` to take in.

    problems   what is wrong with the whole, in sentences
    seen       tells the hours that were on the screen from those that others saved meanwhile
    """

    def __init__(self, stored: Hours, data: Any = None, prefix: str = "hours") -> None:
        said = stored.to_json()
        self.problems: list[str] = []
        self.seen = (data or {}).get(f"{prefix}-seen") or digest(stored)
        self.seen_name = f"{prefix}-seen"
        self.week = WeekForm(data, prefix=f"{prefix}-week", initial=said["week"])
        self.holidays = HolidaysForm(
            data, prefix=f"{prefix}-free", initial={"holidays": said["holidays"]}
        )
        self.special_days = SpecialDays(
            data,
            prefix=f"{prefix}-special",
            initial=[{**row, "day": row["date"]} for row in said["special_days"]],
        )
        self.roster = Roster(
            data,
            prefix=f"{prefix}-roster",
            initial=[row for duty in stored.roster for row in _rows(duty)],
        )

    def is_valid(self) -> bool:
        """What is wrong stands at the fields afterwards, and in ``problems``."""
        parts = (self.week, self.holidays, self.special_days, self.roster)
        valid = [part.is_valid() for part in parts]  # all of them, to say all that is wrong
        if not all(valid):
            return False
        try:
            self.hours  # noqa: B018 - read for what it raises
        except BadHours as bad:
            self.problems = list(bad.problems)
        return not self.problems

    @cached_property
    def hours(self) -> Hours:
        """What was filled in. Raises BadHours."""
        week = {day: self.week.cleaned_data.get(day, []) for day in DAYS}
        return Hours.from_json(
            {
                "week": week,
                "holidays": self.holidays.cleaned_data.get("holidays", []),
                "special_days": [row for form in self.special_days for row in form.json()],
                "roster": [row for form in self.roster for row in form.json()],
            }
        )


def digest(hours: Hours) -> str:
    """The same for the same hours."""
    said = json.dumps(hours.to_json(), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _rows(duty: Duty) -> Iterator[dict[str, Any]]:
    """A duty as lines of the form; dates that do not follow each other are lines of their own."""
    row = {"name": duty.name, "hours": [str(span) for span in duty.spans]}
    if duty.dates:
        for first, last in _stretches(sorted(duty.dates)):
            yield {**row, "first": first, "last": last}
        return
    yield {
        **row,
        "days": [DAYS[number] for number in sorted(duty.weekdays)],
        "first": duty.first,
        "last": duty.last,
        "special_days": duty.special_days,
    }


def _stretches(dates: list[date]) -> Iterator[tuple[date, date]]:
    """First and last of each run of days."""
    first = last = dates[0]
    for day in dates[1:]:
        if day - last > ONE_DAY:
            yield first, last
            first = day
        last = day
    yield first, last
