"""Periods as words that go on meaning something: "last week" is another one next week. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from webcare.figures.periods import DAY, Period, month_of, quarter_of, week_of, year_of

LONGEST = 3 * 366  # days


@dataclass(frozen=True)
class Span:
    """``of`` makes it for today."""

    name: str
    label: Promise
    of: Callable[[date], Period]


def _thirteen_weeks(today: date) -> Period:
    last = week_of(today).first - DAY
    return Period(last - timedelta(weeks=13) + DAY, last)


SPANS: Mapping[str, Span] = {
    span.name: span
    for span in (
        Span("week", gettext_lazy("Last week"), lambda day: week_of(day).previous),
        Span("month", gettext_lazy("Last month"), lambda day: month_of(day).previous),
        Span("weeks", gettext_lazy("Last 13 weeks"), _thirteen_weeks),
        Span("quarter", gettext_lazy("Last quarter"), lambda day: quarter_of(day).previous),
        Span(
            "year", gettext_lazy("This year until now"), lambda day: Period(year_of(day).first, day)
        ),
        Span("year_before", gettext_lazy("Last year"), lambda day: year_of(day).previous),
    )
}
DEFAULT = SPANS["month"]


def in_words(period: Period) -> str:
    """Such as "2 November 2026 – 8 November 2026"."""
    first = date_format(period.first, "j F Y")
    if period.days == 1:
        return first
    return _("%(first)s – %(last)s") % {
        "first": first,
        "last": date_format(period.last, "j F Y"),
    }
