"""Hours and moments of a municipality, for the tests of promised times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from routing.moments import DAYS
from routing.promises import OFFICE_HOURS, Duty, Holiday, Hours, Span, SpecialDay
from routing.promises.local import ZONE

ALWAYS = Hours(((Span(0, 1440),),) * 7)
NEVER = Hours(((),) * 7)
# The first to ask for a year's holidays waits for the library.
patient = settings(deadline=None, max_examples=60)


def at(text: str, *, again: bool = False) -> datetime:
    """When the clock in Amsterdam shows this; ``again``: the second time it does, that night."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=int(again)).astimezone(UTC)


def shown(moment: datetime | None) -> str:
    """What the clock in Amsterdam shows, as ``at`` takes it; to the minute."""
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}" if moment else "never"


def span(text: str) -> Span:
    """ "09:00-17:00" """
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in text.split("-"))
    return Span(start, end)


def weekly(*spans: str, days: str = "ma di wo do vr za zo") -> Hours:
    """The same spans on each of these days."""
    own = tuple(map(span, spans))
    return Hours(tuple(own if name in days.split() else () for name in DAYS))


# Anything -----------------------------------------------------------------------------------------

# About these a week of moments is tried more often: the clock changes, Easter, King's Day,
# Christmas and the new year.
HARD_DAYS = ("2026-03-29", "2026-10-25", "2026-04-03", "2025-04-26", "2026-12-25", "2027-01-01")


def _about(day: str) -> st.SearchStrategy[datetime]:
    return _between(datetime.fromisoformat(day) - timedelta(days=3), timedelta(days=7))


def _between(start: datetime, length: timedelta) -> st.SearchStrategy[datetime]:
    return st.datetimes(start, start + length, timezones=st.just(UTC))


moments = st.one_of(
    _between(datetime.fromisoformat("2024-01-01"), timedelta(days=8 * 365)),
    *map(_about, HARD_DAYS),
)
minutes = st.integers(0, 5000)
dates = moments.map(datetime.date)


def _spans(cuts: list[int]) -> tuple[Span, ...]:
    ordered = sorted(cuts)
    return tuple(Span(*pair) for pair in zip(ordered[::2], ordered[1::2], strict=False))


spans = st.lists(st.integers(0, 1440), max_size=6, unique=True).map(_spans)
some_spans = st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True).map(_spans)


@st.composite
def duties(draw: st.DrawFn) -> Duty:
    if draw(st.booleans()):
        return Duty(draw(some_spans), draw(st.text()), dates=draw(st.frozensets(dates, min_size=1)))
    first, last = draw(st.none() | dates), draw(st.none() | dates)
    if first and last:
        first, last = min(first, last), max(first, last)
    weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1))
    return Duty(
        draw(some_spans), draw(st.text()), frozenset(), weekdays, first, last, draw(st.booleans())
    )


def _in_order(days: list[SpecialDay]) -> tuple[SpecialDay, ...]:
    return tuple(sorted(days, key=lambda special: special.day))


@st.composite
def calendars(draw: st.DrawFn) -> Hours:
    """Hours that open at least on one day of the week."""
    week = [*draw(st.lists(spans, min_size=6, max_size=6)), draw(some_spans)]
    special_days = st.builds(SpecialDay, dates, spans, st.text())
    return Hours(
        tuple(draw(st.permutations(week))),
        draw(st.frozensets(st.sampled_from(Holiday))),
        _in_order(draw(st.lists(special_days, max_size=5, unique_by=lambda one: one.day))),
        tuple(draw(st.lists(duties(), max_size=3))),
    )


def office(*special: SpecialDay, roster: tuple[Duty, ...] = ()) -> Hours:
    """Monday to Friday from nine to five, the usual holidays, and what is special."""
    return Hours(OFFICE_HOURS.week, OFFICE_HOURS.holidays, special, roster)


def special(day: str, *spans: str, reason: str = "") -> SpecialDay:
    return SpecialDay(date.fromisoformat(day), tuple(map(span, spans)), reason)
