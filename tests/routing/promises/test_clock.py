"""When a promise is full, with pauses, and how far along it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from routing.promises import OFFICE_HOURS, NeverOpen, Pause, State, due, soon_after, state, used
from tests.routing.promises.town_hours import NEVER, at, shown

FRIDAY = "2026-11-20"
MONDAY = "2026-11-23"


def pause(start: str, end: str = "") -> Pause:
    return Pause(at(start), at(end) if end else None)


# Due ---------------------------------------------------------------------------------------------


def test_without_pauses_it_is_due_when_the_minutes_have_passed() -> None:
    assert shown(due(at(f"{FRIDAY} 16:00"), 120, OFFICE_HOURS)) == f"{MONDAY} 10:00"


def test_pause_moves_what_is_due() -> None:
    pauses = [pause(f"{FRIDAY} 10:30", f"{FRIDAY} 12:00")]
    assert shown(due(at(f"{FRIDAY} 10:00"), 60, OFFICE_HOURS, pauses)) == f"{FRIDAY} 12:30"


def test_pause_outside_service_hours_moves_nothing() -> None:
    pauses = [pause(f"{FRIDAY} 17:00", f"{MONDAY} 09:00")]
    assert shown(due(at(f"{FRIDAY} 16:30"), 60, OFFICE_HOURS, pauses)) == f"{MONDAY} 09:30"


def test_pause_that_ends_outside_service_hours_goes_on_until_the_next() -> None:
    pauses = [pause(f"{FRIDAY} 16:30", f"{FRIDAY} 20:00")]
    assert shown(due(at(f"{FRIDAY} 16:00"), 60, OFFICE_HOURS, pauses)) == f"{MONDAY} 09:30"


def test_start_in_a_pause_begins_when_the_pause_ends() -> None:
    pauses = [pause(f"{FRIDAY} 10:00", f"{FRIDAY} 11:00")]
    assert shown(due(at(f"{FRIDAY} 10:30"), 60, OFFICE_HOURS, pauses)) == f"{FRIDAY} 12:00"


def test_no_minutes_at_all_are_due_at_once_even_in_a_pause() -> None:
    start = at(f"{FRIDAY} 10:30")
    assert due(start, 0, OFFICE_HOURS, [pause(f"{FRIDAY} 10:00")]) == start


def test_pause_before_the_start_moves_nothing() -> None:
    pauses = [pause(f"{FRIDAY} 09:00", f"{FRIDAY} 10:00")]
    assert shown(due(at(f"{FRIDAY} 10:00"), 60, OFFICE_HOURS, pauses)) == f"{FRIDAY} 11:00"


def test_pause_after_it_was_full_moves_nothing() -> None:
    pauses = [pause(f"{FRIDAY} 12:00", f"{FRIDAY} 13:00")]
    assert shown(due(at(f"{FRIDAY} 10:00"), 60, OFFICE_HOURS, pauses)) == f"{FRIDAY} 11:00"


def test_pause_that_begins_when_it_is_full_moves_nothing() -> None:
    pauses = [pause(f"{FRIDAY} 11:00", f"{FRIDAY} 13:00")]
    assert shown(due(at(f"{FRIDAY} 10:00"), 60, OFFICE_HOURS, pauses)) == f"{FRIDAY} 11:00"


def test_several_pauses_in_any_order_each_count() -> None:
    pauses = [
        pause(f"{FRIDAY} 13:00", f"{FRIDAY} 14:00"),
        pause(f"{FRIDAY} 10:30", f"{FRIDAY} 11:00"),
    ]
    assert shown(due(at(f"{FRIDAY} 10:00"), 180, OFFICE_HOURS, pauses)) == f"{FRIDAY} 14:30"


def test_pauses_that_overlap_count_once() -> None:
    pauses = [
        pause(f"{FRIDAY} 10:30", f"{FRIDAY} 12:00"),
        pause(f"{FRIDAY} 11:00", f"{FRIDAY} 11:30"),
        pause(f"{FRIDAY} 11:30", f"{FRIDAY} 13:00"),
    ]
    assert shown(due(at(f"{FRIDAY} 10:00"), 60, OFFICE_HOURS, pauses)) == f"{FRIDAY} 13:30"


def test_open_pause_stands_still() -> None:
    assert due(at(f"{FRIDAY} 10:00"), 60, OFFICE_HOURS, [pause(f"{FRIDAY} 10:30")]) is None


def test_open_pause_stands_still_whatever_closed_one_comes_after() -> None:
    pauses = [pause(f"{FRIDAY} 11:00", f"{FRIDAY} 12:00"), pause(f"{FRIDAY} 10:30")]
    assert due(at(f"{FRIDAY} 10:00"), 60, OFFICE_HOURS, pauses) is None


def test_open_pause_after_it_was_full_leaves_it_late() -> None:
    pauses = [pause(f"{FRIDAY} 11:30")]
    assert shown(due(at(f"{FRIDAY} 10:00"), 60, OFFICE_HOURS, pauses)) == f"{FRIDAY} 11:00"


def test_pause_over_the_end_of_summer_time_counts_real_minutes() -> None:
    pauses = [Pause(at("2026-10-25 02:30"), at("2026-10-25 02:30", again=True))]
    start = datetime(2026, 10, 23, 14, 0, tzinfo=UTC)
    assert shown(due(start, 120, OFFICE_HOURS, pauses)) == "2026-10-26 10:00"


def test_promise_of_a_calendar_that_never_opens_is_refused() -> None:
    with pytest.raises(NeverOpen):
        due(at(f"{FRIDAY} 10:00"), 60, NEVER)


def test_pause_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after"):
        pause(f"{FRIDAY} 11:00", f"{FRIDAY} 10:00")


# Used --------------------------------------------------------------------------------------------


def test_minutes_that_ran_leave_out_pauses() -> None:
    pauses = [pause(f"{FRIDAY} 10:30", f"{FRIDAY} 12:00")]
    assert used(at(f"{FRIDAY} 10:00"), at(f"{FRIDAY} 13:00"), OFFICE_HOURS, pauses) == 90


def test_minutes_stand_still_in_an_open_pause() -> None:
    pauses = [pause(f"{FRIDAY} 10:30")]
    assert used(at(f"{FRIDAY} 10:00"), at(f"{MONDAY} 10:00"), OFFICE_HOURS, pauses) == 30


def test_pause_that_is_still_to_come_is_not_taken_off() -> None:
    pauses = [pause(f"{FRIDAY} 14:00", f"{FRIDAY} 15:00")]
    assert used(at(f"{FRIDAY} 10:00"), at(f"{FRIDAY} 11:00"), OFFICE_HOURS, pauses) == 60


def test_minutes_are_rounded_down_over_all_runs_together() -> None:
    pauses = [pause(f"{FRIDAY} 10:00:40", f"{FRIDAY} 11:00")]
    assert used(at(f"{FRIDAY} 10:00"), at(f"{FRIDAY} 11:00:40"), OFFICE_HOURS, pauses) == 1


def test_nothing_ran_before_the_start() -> None:
    assert used(at(f"{FRIDAY} 10:00"), at(f"{FRIDAY} 09:30"), OFFICE_HOURS) == 0


# State -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ran", "expected"),
    [
        (0, State.CALM),
        (191, State.CALM),
        (192, State.SOON),
        (239, State.SOON),
        (240, State.LATE),
        (1000, State.LATE),
    ],
)
def test_colour_changes_at_80_and_100_percent(ran: int, expected: State) -> None:
    assert state(ran, 240) is expected


@pytest.mark.parametrize(("ran", "expected"), [(5, State.CALM), (6, State.SOON)])
def test_80_percent_of_an_odd_norm_is_the_whole_minute_above(ran: int, expected: State) -> None:
    assert state(ran, 7) is expected


@pytest.mark.parametrize(("ran", "expected"), [(0, State.LATE), (1, State.LATE)])
def test_norm_of_no_minutes_is_late_at_once(ran: int, expected: State) -> None:
    assert state(ran, 0) is expected


@pytest.mark.parametrize("norm", [2, 3, 7, 61, 240, 2881])
def test_colour_changes_at_the_minute_that_was_told(norm: int) -> None:
    assert state(soon_after(norm) - 1, norm) is State.CALM
    assert state(soon_after(norm), norm) is not State.CALM


def test_moment_of_the_due_time_is_late() -> None:
    start = at(f"{FRIDAY} 16:00")
    full = due(start, 120, OFFICE_HOURS)
    assert full is not None
    assert state(used(start, full, OFFICE_HOURS), 120) is State.LATE
