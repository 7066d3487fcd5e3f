"""Service hours as JSON: there and back."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.moments import DAYS
from routing.promises import OFFICE_HOURS, BadHours, Duty, Holiday, Hours, SpecialDay
from tests.routing.promises.town_hours import calendars, patient, span

FULL: dict[str, Any] = {
    "week": {
        "ma": ["09:00-12:30", "13:00-17:00"],
        "di": ["09:00-24:00"],
        "wo": [],
        "do": [],
        "vr": [],
        "za": [],
        "zo": [],
    },
    "holidays": ["new_year", "kings_day"],
    "special_days": [
        {"date": "2026-12-24", "hours": ["09:00-16:00"], "reason": "Kerstavond"},
        {"date": "2026-12-31", "hours": [], "reason": ""},
    ],
    "roster": [
        {
            "name": "avonddienst",
            "days": ["ma", "do"],
            "hours": ["17:00-21:00"],
            "from": "2026-11-01",
            "until": "2027-03-31",
            "special_days": True,
        },
        {"name": "intocht", "dates": ["2026-11-14"], "hours": ["10:00-16:00"]},
    ],
}


# There and back ----------------------------------------------------------------------------------


def test_every_field_is_read() -> None:
    assert Hours.from_json(FULL) == Hours(
        ((span("09:00-12:30"), span("13:00-17:00")), (span("09:00-24:00"),), *((),) * 5),
        frozenset({Holiday.NEW_YEAR, Holiday.KINGS_DAY}),
        (
            SpecialDay(date(2026, 12, 24), (span("09:00-16:00"),), "Kerstavond"),
            SpecialDay(date(2026, 12, 31)),
        ),
        (
            Duty(
                (span("17:00-21:00"),),
                "avonddienst",
                weekdays=frozenset({0, 3}),
                first=date(2026, 11, 1),
                last=date(2027, 3, 31),
                special_days=True,
            ),
            Duty((span("10:00-16:00"),), "intocht", dates=frozenset({date(2026, 11, 14)})),
        ),
    )


def test_what_was_read_is_written_as_it_was() -> None:
    assert Hours.from_json(FULL).to_json() == FULL


def test_what_may_be_left_out_may_be_left_out() -> None:
    read = Hours.from_json({"week": {"ma": ["09:00-17:00"]}})
    assert read == Hours(((span("09:00-17:00"),), *((),) * 6))


def test_names_may_be_left_out() -> None:
    read = Hours.from_json(
        {
            "week": {},
            "special_days": [{"date": "2026-12-24", "hours": []}],
            "roster": [{"days": ["ma"], "hours": ["17:00-21:00"]}],
        }
    )
    assert (read.special_days[0].reason, read.roster[0].name) == ("", "")


@pytest.mark.parametrize("text", ["9:00-17:00", "09:00 - 17:00", " 09:00–17:00 "])
def test_span_may_be_written_loosely(text: str) -> None:
    assert Hours.from_json({"week": {"ma": [text]}}).week[0] == (span("09:00-17:00"),)


def test_spans_and_special_days_are_put_in_order() -> None:
    read = Hours.from_json(
        {
            "week": {"ma": ["13:00-17:00", "09:00-12:00"]},
            "special_days": [
                {"date": "2026-12-31", "hours": []},
                {"date": "2026-12-24", "hours": []},
            ],
        }
    )
    assert [str(one) for one in read.week[0]] == ["09:00-12:00", "13:00-17:00"]
    assert [one.day.day for one in read.special_days] == [24, 31]


def test_spans_that_touch_are_well() -> None:
    read = Hours.from_json({"week": {"ma": ["09:00-12:00", "12:00-17:00"]}})
    assert read.open_spans(date(2026, 11, 23)) == (span("09:00-17:00"),)


def test_office_hours_go_there_and_back() -> None:
    assert Hours.from_json(OFFICE_HOURS.to_json()) == OFFICE_HOURS


@patient
@given(calendars())
def test_all_hours_go_there_and_back(hours: Hours) -> None:
    assert Hours.from_json(json.loads(json.dumps(hours.to_json()))) == hours


# Anything -----------------------------------------------------------------------------------------

_names = st.sampled_from(
    [*FULL, *DAYS, "date", "dates", "days", "hours", "from", "until", "name", "reason"]
)
_values = (st.none() | st.booleans() | st.integers() | st.floats() | st.text()) | st.sampled_from(
    ["09:00-17:00", "12:00-18:00", "2026-12-24", "2026-11-01", "ma", "new_year"]
)
_anything = st.recursive(
    _values,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(_names | st.text(), inner, max_size=5)
    ),
    max_leaves=20,
)
_pages = st.fixed_dictionaries(
    {"week": st.just({}) | _anything},
    optional=dict.fromkeys(("holidays", "special_days", "roster"), _anything),
)


@patient
@given(_anything | _pages)
def test_anything_is_read_or_told_and_nothing_is_dropped(value: Any) -> None:
    try:
        read = Hours.from_json(value)
    except BadHours:
        return
    assert len(read.special_days) == len(value.get("special_days", []))
    assert len(read.roster) == len(value.get("roster", []))
    assert Hours.from_json(read.to_json()) == read


_spans = st.lists(st.sampled_from(["09:00-12:00", "12:00-17:00", "13:00", "22:00-02:00"]))
_duties = st.fixed_dictionaries(
    {"hours": _spans},
    optional={
        "days": st.lists(st.sampled_from(["ma", "zo", "mon"]), max_size=2),
        "dates": st.lists(st.sampled_from(["2026-12-24", "2026-12-25", "x"]), max_size=2),
        "from": st.sampled_from(["2026-12-24", "x"]),
        "until": st.sampled_from(["2026-12-23", "2026-12-25"]),
        "special_days": st.booleans(),
        "name": st.just("dienst"),
    },
)


@patient
@given(st.lists(_duties, max_size=3))
def test_no_line_of_a_roster_is_lost_without_a_word(roster: list[dict[str, Any]]) -> None:
    try:
        read = Hours.from_json({"week": {}, "roster": roster})
    except BadHours:
        return
    assert len(read.roster) == len(roster)
