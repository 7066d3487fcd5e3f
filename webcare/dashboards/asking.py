"""What the address asks for: which period, and of which questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connectors.models import Account
from inbox.together import together
from routing.agreed import calendars_of, stored_hours
from routing.models import Department, Kind
from routing.promises import Hours
from webcare.figures import lateness
from webcare.figures.adding import Cases, of
from webcare.figures.periods import DAY, WEEK, Period, month_of, quarter_of, week_of, year_of
from webcare.figures.teams import large
from webcare.models import Team, User

NONE = "none"
OWN = "own"
FIRST_DAY = date(2000, 1, 1)
LONGEST = timedelta(days=3 * 366)

# What is asked for by name, on a given day.
PERIODS: Mapping[str, tuple[Promise, Callable[[date], Period]]] = {
    "week": (_("This week"), week_of),
    "last-week": (_("Last week"), lambda day: week_of(day - WEEK)),
    "month": (_("This month"), month_of),
    "last-month": (_("Last month"), lambda day: month_of(day.replace(day=1) - DAY)),
    "quarter": (_("This quarter"), quarter_of),
    "last-quarter": (_("Last quarter"), lambda day: quarter_of(quarter_of(day).first - DAY)),
    "year": (_("This year"), year_of),
    "last-year": (_("Last year"), lambda day: year_of(date(day.year - 1, 1, 1))),
}
USUAL = "month"
# The column of ``Case`` behind each filter; 0 and "" are nobody's.
COLUMNS = {"channel": "account", "department": "department", "kind": "kind", "team": "by__team"}
PERSON = "person"  # of whom is never read here: the view says whether one may know


@dataclass(frozen=True)
class Known:
    """What can be chosen, and when the webcare team is there.

    as_of   as of when the figures are, where they are behind; None where they keep up
    """

    channels: QuerySet[Account]
    departments: QuerySet[Department]
    teams: QuerySet[Team]
    hours: Hours
    as_of: datetime | None = None


def known() -> Known:
    """Those that are there no more too: what they were asked is in the figures. One query."""
    channels = Account.objects.only("kind", "name").order_by("name", "pk")
    departments = Department.objects.only("name").order_by("name")
    teams = large()  # one of one or two would be figures of a person
    stored, as_of = stored_hours(), lateness.said()
    together(channels, departments, teams, stored, as_of)
    hours = calendars_of(stored).of(None)
    return Known(channels, departments, teams, hours, next(iter(as_of), None))


@dataclass(frozen=True)
class Asked:
    """A period, as far as it has passed, and what it is held against.

    whole        all of it, also what is still to come
    is_running   it is not over: what was asked last had no time to be answered
    previous     the period before; of one that lasts, as many days of it
    year_before  the same days a year before; None where that is ``previous`` or overlaps
    narrowed     the filters, by the names of ``COLUMNS``, as they stand in the address
    """

    name: str
    whole: Period
    period: Period
    previous: Period
    year_before: Period | None
    narrowed: Mapping[str, str]
    is_running: bool = False

    def query(self, **more: object) -> str:
        """The address after the question mark that asks for the same, and for ``more``."""
        query = QueryDict(mutable=True)
        query["period"] = self.name
        if self.name == OWN:
            query["from"], query["to"] = self.whole.first.isoformat(), self.whole.last.isoformat()
        for name, value in {**self.narrowed, **more}.items():
            query[name] = str(value)
        return query.urlencode()

    def without(self, filter_name: str) -> Asked:
        """The same, not narrowed by that."""
        left = {name: value for name, value in self.narrowed.items() if name != filter_name}
        return replace(self, narrowed=left)

    def narrow(self, cases: Cases) -> Cases:
        """What is left of these by the filters."""
        for name, value in self.narrowed.items():
            cases = cases.filter(_where(name, value))
        return cases

    def cases(self) -> Cases:
        return self.narrow(of(self.period))


def _where(name: str, value: str) -> Q:
    column = "by" if name == PERSON else COLUMNS[name]
    if value == NONE:
        return Q(**{column: ""}) if name == "kind" else Q(**{column: None})
    return Q(**{column: value})


def asked(name: str, whole: Period, today: date, narrowed: Mapping[str, str]) -> Asked:
    """Of a period that lasts, the days that have passed are held against as many of the others."""
    is_running = whole.last >= today
    period, previous = whole, whole.previous
    year_before: Period | None = whole.year_before
    if is_running:
        period = Period(whole.first, max(today, whole.first))
        previous = _first_days(whole.previous, period.days)
        year_before = _first_days(whole.year_before, period.days)
    if year_before and (year_before == previous or _overlap(year_before, previous, period)):
        year_before = None
    return Asked(name, whole, period, previous, year_before, narrowed, is_running)


def _first_days(period: Period, days: int) -> Period:
    return Period(period.first, min(period.last, period.first + (days - 1) * DAY))


def _overlap(one: Period, *others: Period) -> bool:
    return any(one.first <= other.last and other.first <= one.last for other in others)


class PeriodForm(forms.Form):
    """``?period=month&channel=3&department=none``, or ``?period=own&from=…&to=…``."""

    period = forms.ChoiceField(
        label=_("Period"),
        choices=[*((name, label) for name, (label, _of) in PERIODS.items()), (OWN, _("Own dates"))],
        required=False,
    )
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)

    def __init__(self, data: QueryDict, known: Known, today: date) -> None:
        given = data.copy()
        given.setdefault("period", USUAL)
        super().__init__(given)
        self.today = today
        for name, label in (("from", _("From")), ("to", _("Up to and including"))):
            self.fields[name] = forms.DateField(
                label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
            )
        channels = [(row.pk, str(row)) for row in known.channels]
        self._offer("channel", _("All channels"), [*channels, (NONE, _("No longer there"))])
        departments = [(row.pk, str(row)) for row in known.departments]
        self._offer("department", _("All departments"), [*departments, (NONE, _("No department"))])
        self._offer("kind", _("All kinds"), [*Kind.choices, (NONE, _("Not known"))])
        self._offer("team", _("Everyone"), [(row.pk, str(row)) for row in known.teams])

    def _offer(self, name: str, everything: Promise, choices: list[tuple[Any, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", everything), *((str(value), words) for value, words in choices)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("period") == OWN and not self.errors:
            first, last = given.get("from"), given.get("to")
            if not first or not last:
                self.add_error("from", _("Choose from when and until when."))
            elif last < first:
                self.add_error("to", _("This is before the first day."))
            elif not FIRST_DAY <= first <= self.today:
                self.add_error("from", _("This is no period that has begun."))
            elif last - first > LONGEST:
                self.add_error("from", _("At most three years at once."))
        return given

    def read(self, person: User | None = None) -> Asked:
        """What is asked for; of what was asked for wrongly, what is usual. ``person`` narrows it to
        what they answered first, and nothing else does: that page has no filters."""
        self.is_valid()
        given = self.cleaned_data
        if "period" in self.errors:
            self.data = {**self.data, "period": USUAL}  # the field says what is shown
        narrowed = {name: given[name] for name in COLUMNS if given.get(name)}
        if person:
            narrowed = {PERSON: str(person.pk)}
        name = given.get("period") or USUAL
        if name == OWN and not self.errors:
            return asked(OWN, Period(given["from"], given["to"]), self.today, narrowed)
        name = name if name in PERIODS else USUAL
        return asked(name, PERIODS[name][1](self.today), self.today, narrowed)
