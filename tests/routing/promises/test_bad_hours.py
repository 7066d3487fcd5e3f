"""Service hours that mean nothing: each thing that is wrong is told, with its place."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from routing.promises import BadHours, Hours

WEEK: dict[str, Any] = {"week": {}}
EVENING = {"days": ["ma"], "hours": ["17:00-21:00"]}


def problems(value: Any) -> tuple[str, ...]:
    with override("en"), pytest.raises(BadHours) as bad:
        Hours.from_json(value)
    assert str(bad.value) == "\n".join(bad.value.problems)
    return bad.value.problems


@pytest.mark.parametrize(
    ("spans", "says"),
    [
        (["09:00-12:00", "11:00-17:00"], "Week, ma: “09:00-12:00” and “11:00-17:00” overlap."),
        (["09:00-12:00", "09:00-12:00"], "Week, ma: “09:00-12:00” and “09:00-12:00” overlap."),
        (["17:00-09:00"], "Week, ma: “17:00-09:00” ends before it has begun."),
        (["09:00-09:00"], "Week, ma: “09:00-09:00” ends before it has begun."),
        (["22:00-02:00"], "Write what goes past midnight as two"),
        (["09:00-24:01"], "Week, ma: “09:00-24:01” is no span of time"),
        (["09:60-17:00"], "“09:60-17:00” is no span"),
        (["25:00-26:00"], "“25:00-26:00” is no span"),
        (["9-17"], "“9-17” is no span"),
        (["٠٩:00-17:00"], "is no span"),
        ([""], "Week, ma: “” is no span"),
        ([[540, 1020]], "Week, ma: Expected words, and got “[540, 1020]”."),
        ("09:00-17:00", "Week, ma: Expected a list, and got “09:00-17:00”."),
        (None, "Week, ma: Expected a list, and got “None”."),
    ],
)
def test_spans_that_mean_nothing_are_told(spans: Any, says: str) -> None:
    (problem,) = problems({"week": {"ma": spans}})
    assert says in problem


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, "“week” is missing."),
        (None, "Expected fields with names, and got “None”."),
        ([], "Expected fields with names, and got “[]”."),
        ({**WEEK, "hollidays": []}, "“hollidays” means nothing here."),
        ({"week": []}, "Week: Expected fields with names, and got “[]”."),
        (
            {"week": {"mon": ["09:00-17:00"]}},
            "Week: “mon” is no day; the days are ma, di, wo, do, vr, za, zo.",
        ),
        ({**WEEK, "holidays": ["sinterklaas"]}, "Holidays: “sinterklaas” is no holiday we know."),
        ({**WEEK, "holidays": "new_year"}, "Holidays: Expected a list, and got “new_year”."),
        ({**WEEK, "holidays": [None]}, "Holidays: Expected words, and got “None”."),
        ({**WEEK, "special_days": [7]}, "Special day 1: Expected fields with names, and got “7”."),
    ],
)
def test_page_that_means_nothing_is_told(value: Any, expected: str) -> None:
    assert problems(value) == (expected,)


@pytest.mark.parametrize(
    ("special", "expected"),
    [
        ({"date": "2026-12-24"}, "“hours” is missing."),
        ({"hours": []}, "“date” is missing."),
        ({"date": None, "hours": []}, "“None” is no date; write it as “2026-12-24”."),
        ({"date": "24-12-2026", "hours": []}, "“24-12-2026” is no date; write it as “2026-12-24”."),
        ({"date": "20261224", "hours": []}, "“20261224” is no date; write it as “2026-12-24”."),
        ({"date": "2026-02-30", "hours": []}, "“2026-02-30” is no date; write it as “2026-12-24”."),
        (
            {"date": "2026-12-24", "hours": [], "reason": 4},
            "Expected words, and got “4”.",
        ),
        ({"date": "2026-12-24", "hours": [], "open": True}, "“open” means nothing here."),
        (
            {"date": "2026-12-24", "hours": ["09:00-16:00", "15:00-17:00"]},
            "“09:00-16:00” and “15:00-17:00” overlap.",
        ),
    ],
)
def test_special_day_that_means_nothing_is_told(special: Any, expected: str) -> None:
    assert problems({**WEEK, "special_days": [special]}) == (f"Special day 1: {expected}",)


def test_special_day_that_is_there_twice_is_told() -> None:
    day = {"date": "2026-12-24", "hours": []}
    assert problems({**WEEK, "special_days": [day, day]}) == (
        "Special day 2: 2026-12-24 is there twice.",
    )


@pytest.mark.parametrize(
    ("duty", "expected"),
    [
        ({"days": ["ma"]}, "“hours” is missing."),
        ({"days": ["ma"], "hours": []}, "There are no hours."),
        ({"hours": ["17:00-21:00"]}, "Name either dates or weekdays."),
        ({**EVENING, "days": []}, "Name either dates or weekdays."),
        ({**EVENING, "dates": ["2026-12-24"]}, "Name either dates or weekdays."),
        (
            {**EVENING, "days": ["maandag"]},
            "“maandag” is no day; the days are ma, di, wo, do, vr, za, zo.",
        ),
        (
            {"dates": ["2026-12-24"], "hours": ["17:00-21:00"], "from": "2026-12-01"},
            "“from”, “until” and “special_days” belong to weekdays, not to dates.",
        ),
        (
            {**EVENING, "from": "2026-12-24", "until": "2026-12-23"},
            "The last day comes before the first.",
        ),
        ({**EVENING, "from": "morgen"}, "“morgen” is no date; write it as “2026-12-24”."),
        ({**EVENING, "special_days": "ja"}, "Expected true or false, and got “ja”."),
        ({**EVENING, "name": None}, "Expected words, and got “None”."),
    ],
)
def test_roster_that_means_nothing_is_told(duty: Any, expected: str) -> None:
    assert problems({**WEEK, "roster": [duty]}) == (f"Roster, line 1: {expected}",)


def test_all_that_is_wrong_is_told_at_once() -> None:
    told = problems(
        {
            "week": {"ma": ["17:00-09:00"], "zo": ["x"]},
            "holidays": ["sinterklaas"],
            "special_days": [{"date": "x", "hours": []}],
            "roster": [EVENING, {}],
        }
    )
    assert [line.split(":")[0] for line in told] == [
        "Week, ma",
        "Week, zo",
        "Holidays",
        "Special day 1",
        "Roster, line 2",
    ]


def test_long_nonsense_is_told_in_part() -> None:
    (problem,) = problems({"week": {"ma": ["x" * 5000]}})
    assert len(problem) < 200
