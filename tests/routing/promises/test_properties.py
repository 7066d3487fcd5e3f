"""What holds for all hours, over clock changes, holidays and rosters."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from routing.promises import Hours, Pause, due, used
from routing.promises.local import ZONE, utc
from tests.routing.promises.town_hours import calendars, minutes, moments, patient

INSTANT = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)

some_minutes = st.integers(1, 5000)


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    """Closed ones, within some weeks of each other, as they come."""
    first = draw(moments)
    times = st.integers(0, 20 * 24 * 60).map(lambda minute: first + minute * MINUTE)
    ends = st.tuples(times, times).map(sorted)
    return [Pause(start, end) for start, end in draw(st.lists(ends, max_size=4))]


def counted_one_by_one(hours: Hours, start: datetime, length: int) -> int:
    """Service minutes the slow way, from a whole minute on: what does the clock show in each?"""
    found = 0
    for number in range(length):
        shows = (utc(start) + number * MINUTE).astimezone(ZONE)
        minute = shows.hour * 60 + shows.minute
        found += any(span.start <= minute < span.end for span in hours.open_spans(shows.date()))
    return found


# Hours -------------------------------------------------------------------------------------------


@patient
@given(calendars(), moments, minutes)
def test_minutes_that_are_added_are_counted_back(hours: Hours, start: datetime, added: int) -> None:
    assert hours.minutes_between(start, hours.add_minutes(start, added)) == added


@patient
@given(calendars(), moments, some_minutes)
def test_moment_is_the_first_at_which_so_much_has_passed(
    hours: Hours, start: datetime, added: int
) -> None:
    due = hours.add_minutes(start, added)
    assert hours.elapsed(start, due - INSTANT) < hours.elapsed(start, due) == added * MINUTE


@patient
@given(calendars(), moments, minutes, some_minutes)
def test_more_minutes_are_later(hours: Hours, start: datetime, few: int, more: int) -> None:
    assert hours.add_minutes(start, few) < hours.add_minutes(start, few + more)


@patient
@given(calendars(), st.tuples(moments, moments).map(sorted), minutes)
def test_later_start_is_not_due_earlier(hours: Hours, starts: list[datetime], added: int) -> None:
    first, second = starts
    assert hours.add_minutes(first, added) <= hours.add_minutes(second, added)


@patient
@given(calendars(), moments, minutes, minutes)
def test_minutes_may_be_added_in_two_goes(
    hours: Hours, start: datetime, one: int, other: int
) -> None:
    halfway = hours.add_minutes(start, one)
    assert hours.add_minutes(halfway, other) == hours.add_minutes(start, one + other)


@patient
@given(calendars(), st.tuples(moments, moments, moments).map(sorted))
def test_time_is_the_sum_of_its_parts(hours: Hours, three: list[datetime]) -> None:
    first, middle, last = three
    parts = hours.elapsed(first, middle) + hours.elapsed(middle, last)
    assert parts == hours.elapsed(first, last) <= last - first


@patient
@given(calendars(), moments, st.integers(0, 1500))
def test_minutes_are_as_many_as_counted_one_by_one(
    hours: Hours, moment: datetime, length: int
) -> None:
    start = moment.replace(second=0, microsecond=0)
    expected = counted_one_by_one(hours, start, length)
    assert hours.minutes_between(start, start + length * MINUTE) == expected


@patient
@given(calendars(), moments)
def test_open_is_when_time_passes(hours: Hours, moment: datetime) -> None:
    assert hours.is_open(moment) == (hours.elapsed(moment, moment + INSTANT) > timedelta())


@patient
@given(calendars(), moments)
def test_nothing_passes_until_the_next_opening(hours: Hours, moment: datetime) -> None:
    opens = hours.next_opening(moment)
    assert opens >= moment
    assert hours.is_open(opens)
    assert hours.elapsed(moment, opens) == timedelta()


# The clock ---------------------------------------------------------------------------------------


@patient
@given(calendars(), moments, minutes, pauses())
def test_minutes_used_when_due_are_those_promised(
    hours: Hours, start: datetime, promised: int, stops: list[Pause]
) -> None:
    full = due(start, promised, hours, stops)
    assert full is not None
    assert used(start, full, hours, stops) == promised


@patient
@given(calendars(), moments, some_minutes, pauses())
def test_promise_is_not_full_before_it_is_due(
    hours: Hours, start: datetime, promised: int, stops: list[Pause]
) -> None:
    full = due(start, promised, hours, stops)
    assert full is not None
    assert used(start, full - INSTANT, hours, stops) < promised


@patient
@given(calendars(), moments, minutes, pauses())
def test_pause_never_makes_it_due_earlier(
    hours: Hours, start: datetime, promised: int, stops: list[Pause]
) -> None:
    full = due(start, promised, hours, stops)
    assert full is not None
    assert full >= hours.add_minutes(start, promised)


@patient
@given(calendars(), moments, minutes, pauses(), st.randoms(use_true_random=False))
def test_order_of_pauses_does_not_matter(
    hours: Hours, start: datetime, promised: int, stops: list[Pause], chance: Random
) -> None:
    mixed = stops.copy()
    chance.shuffle(mixed)
    assert due(start, promised, hours, mixed) == due(start, promised, hours, stops)


@patient
@given(calendars(), moments, moments, minutes, pauses())
def test_open_pause_stops_it_or_comes_too_late(
    hours: Hours, start: datetime, stopped: datetime, promised: int, stops: list[Pause]
) -> None:
    closed = due(start, promised, hours, stops)
    open_too = due(start, promised, hours, [*stops, Pause(stopped)])
    assert closed is not None
    assert open_too == (closed if closed <= max(start, stopped) else None)


@patient
@given(calendars(), moments, st.tuples(moments, moments).map(sorted), pauses())
def test_minutes_used_never_go_back(
    hours: Hours, start: datetime, two: list[datetime], stops: list[Pause]
) -> None:
    earlier, later = two
    assert used(start, earlier, hours, stops) <= used(start, later, hours, stops)
