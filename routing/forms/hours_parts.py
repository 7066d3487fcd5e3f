"""The parts of service hours as a person fills them in, each with what is wrong at its field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.moments import DAYS
from routing.promises import BadHours, Holiday, Hours

CHECKBOX = {"class": "utrecht-checkbox utrecht-checkbox--html-input"}
DATE = {"type": "date", "class": "utrecht-textbox utrecht-textbox--html-input"}
MOST_DATES = 62  # named by one line of a roster
LONGEST = 200  # characters
ONE_DAY = timedelta(days=1)


class SpansField(forms.CharField):
    """Spans of a day: "9:00-12:30, 13:00-17:00", and what people write for it. A list of them."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=LONGEST, **more)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        parts = re.split(r"[,;]|\ben\b|\band\b", str(super().clean(value)).lower())
        return [_span(part) for part in parts if part.strip()]


def _span(written: str) -> str:
    """ "9 tot 17.30 uur" → "9:00-17:30"; what is no span stays as it is."""
    text = re.sub(r"\b(uur|u|h)\b", "", written.strip())
    text = re.sub(r"\s*(?:-|–|\btot\b|\bto\b|\buntil\b)\s*", "-", text).strip()
    text = re.sub(r"(?<=\d)\.(?=\d)", ":", text)
    return re.sub(r"(?<![\d:])(\d{1,2})(?![\d:])", r"\1:00", text)


class WeekForm(forms.Form):
    """The hours of each weekday; empty is closed."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for number, day in enumerate(DAYS):
            self.fields[day] = SpansField(label=str(WEEKDAYS[number]).capitalize())

    def clean(self) -> None:
        for day in DAYS:
            tell(self, day, {"week": {day: self.cleaned_data.get(day, [])}})


class HolidaysForm(forms.Form):
    holidays = forms.MultipleChoiceField(
        label=gettext_lazy("Closed on"),
        choices=Holiday.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=CHECKBOX),
    )


class SpecialDayForm(forms.Form):
    """A date with hours of its own."""

    day = forms.DateField(
        label=gettext_lazy("Date"),
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
    )
    hours = SpansField(label=gettext_lazy("Open"))
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=100)

    def clean(self) -> None:
        if filled(self) and not self.cleaned_data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose a date. Empty the whole line to remove it."))
        for row in self.json():
            tell(self, "hours", {"week": {}, "special_days": [row]})

    def json(self) -> Iterator[dict[str, Any]]:
        """Nothing for an empty line."""
        given = self.cleaned_data
        if given.get("day"):
            yield {
                "date": given["day"].isoformat(),
                "hours": given.get("hours", []),
                "reason": given.get("reason", ""),
            }


class DutyForm(forms.Form):
    """A line of the roster: on weekdays, or without any on every date from the first to the last.

    In the webcare team's hours, who is named here is told when somebody is in danger.
    """

    name = forms.CharField(label=gettext_lazy("Who, or what"), required=False, max_length=100)
    hours = SpansField(label=gettext_lazy("Open"))
    days = forms.MultipleChoiceField(
        label=gettext_lazy("On these days"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=CHECKBOX),
    )
    first = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
    )
    special_days = forms.BooleanField(
        label=gettext_lazy("On holidays and special days too"),
        required=False,
        widget=forms.CheckboxInput(attrs=CHECKBOX),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        days: Any = self.fields["days"]
        days.choices = [(day, str(WEEKDAYS_ABBR[number])) for number, day in enumerate(DAYS)]

    def clean(self) -> None:
        if filled(self) and not self.errors:
            self._check_dates()
        for row in [] if self.errors else self.json():
            tell(self, "hours", {"week": {}, "roster": [row]})

    def _check_dates(self) -> None:
        given = self.cleaned_data
        days, first, last = given["days"], given["first"], given["last"]
        if not days and not first:
            self.add_error("days", _("Choose days, or a first day."))
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif not days and first and last and (last - first).days >= MOST_DATES:
            self.add_error("last", _("Choose days as well, for so long a time."))

    def json(self) -> Iterator[dict[str, Any]]:
        """Nothing for an empty line."""
        given = self.cleaned_data
        if not filled(self):
            return
        row: dict[str, Any] = {"name": given["name"], "hours": given["hours"]}
        first, last = given["first"], given["last"]
        if not given["days"]:
            number = ((last or first) - first).days + 1
            dates = [(first + count * ONE_DAY).isoformat() for count in range(number)]
            yield {**row, "dates": dates}
            return
        limits = {"from": first, "until": last}
        row |= {name: day.isoformat() for name, day in limits.items() if day}
        yield {**row, "days": given["days"], "special_days": given["special_days"]}


def filled(form: forms.Form) -> bool:
    """Whether something stands in it; a line that was emptied is a line that is gone."""
    return any(form.cleaned_data.values())


def tell(form: forms.Form, field: str, part: Mapping[str, Any]) -> None:
    """Say at the field what is wrong with a part of the hours; where it stands, one sees."""
    if field in form.errors:
        return
    try:
        Hours.from_json(part)
    except BadHours as bad:
        for problem in bad.problems:
            form.add_error(field, problem.partition(": ")[2] or problem)
