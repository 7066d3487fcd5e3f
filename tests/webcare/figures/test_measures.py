"""What measures come to over a few cases, worked out by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.inbox.promised import at
from tests.webcare.figures.making import answered, case
from webcare.figures import adding
from webcare.figures.measures import MEASURES, Figure, Share
from webcare.figures.models import Case

pytestmark = pytest.mark.django_db
NOW = at("vr 12:00")


def figure(name: str, now: datetime = NOW) -> Figure:
    return adding.tally(Case.objects.all(), [MEASURES[name]], now)[name]


def share(name: str, now: datetime = NOW) -> tuple[float | None, int]:
    found = figure(name, now)
    return found.value, found.of


def due(asked: str, minutes: int) -> dict[str, Any]:
    moment = at(asked) + timedelta(minutes=minutes)
    return {"first_norm": minutes, "first_due": moment, "whole_norm": minutes, "whole_due": moment}


def test_how_many() -> None:
    answered(10), answered(20), case(), case(outcome="finished", done_at=at("wo 11:00"))
    case(outcome="withdrawn", done_at=at("wo 11:00"))
    names = ("received", "answered", "waiting", "finished", "withdrawn")
    assert [figure(name).value for name in names] == [5, 2, 1, 1, 1]


def test_answered_at_all_leaves_out_what_was_taken_back() -> None:
    answered(10), case(), case(outcome="finished", done_at=at("wo 11:00"))
    case(outcome="withdrawn", done_at=at("wo 11:00"))
    assert share("answered_share") == (1 / 3, 3)


def test_nothing_to_count_is_no_number() -> None:
    assert share("answered_share") == (None, 0)
    assert share("first_median") == (None, 0)
    assert share("hops") == (None, 0)
    assert figure("received") == Figure(0, 0)


@pytest.mark.parametrize(
    ("minutes", "half", "nine_of_ten"),
    [
        ([30], 30, 30),
        ([10, 20], 10, 20),  # half of them took no longer than ten
        ([10, 20, 90], 20, 90),
        (list(range(10, 101, 10)), 50, 90),
        (list(range(10, 111, 10)), 60, 100),
    ],
)
def test_half_and_nine_of_ten(minutes: list[int], half: int, nine_of_ten: int) -> None:
    for each in minutes:
        answered(each)
    case()  # without an answer it has no time of its own
    for name in ("first", "first_wall", "whole", "whole_wall"):
        assert figure(f"{name}_median") == Figure(half, len(minutes))
        assert figure(f"{name}_p90") == Figure(nine_of_ten, len(minutes))


def test_wall_clock_runs_at_night() -> None:
    answered(30, first_minutes=30, answered_at=at("do 09:30"), asked="wo 17:00")
    assert figure("first_median").value == 30
    assert figure("first_wall_median").value == 16.5 * 60


def test_in_time_counts_what_is_decided() -> None:
    answered(59, **due("wo 10:00", 60))
    answered(60, **due("wo 10:00", 60))  # the moment itself is late
    answered(500)  # nothing was promised
    case("wo 10:00", **due("wo 10:00", 60))  # late, and nobody answered
    case("vr 11:30", **due("vr 11:30", 60))  # there is still time
    case(outcome="withdrawn", done_at=at("wo 12:00"), **due("wo 10:00", 60))
    case(outcome="finished", done_at=at("wo 10:30"), **due("wo 10:00", 60))  # wanted no answer
    case(outcome="finished", done_at=at("wo 11:30"), **due("wo 10:00", 60))  # put away too late
    assert share("first_within") == (1 / 4, 4)
    assert share("first_within", at("vr 12:30")) == (1 / 5, 5)
    assert share("whole_within") == (1 / 4, 4)


def test_dealt_with_is_later_than_answered() -> None:
    answered(10, done_at=None, whole_minutes=None, **due("wo 10:00", 60))
    assert share("first_within") == (1.0, 1)
    assert share("whole_within") == (0.0, 1)
    assert share("whole_median") == (None, 0)


def test_right_the_first_time() -> None:
    answered(10)
    answered(10, answers=2)
    answered(10, hops=1)
    answered(10, reopened=1)
    answered(10, done_at=None)  # something waits still
    assert share("one_touch") == (1 / 4, 4)


def test_asked_again() -> None:
    answered(10, reopened=2), answered(10)
    case(outcome="finished", done_at=at("wo 11:00"))
    case(reopened=1)  # finished once, and waits again
    case()
    assert share("reopened") == (2 / 4, 4)


def test_departments() -> None:
    (
        answered(10, hops=3, hand_backs=2),
        answered(10, hops=1),
        answered(10),
        case(hops=4, hand_backs=4),
    )
    assert share("hops") == (2.0, 4)
    assert share("handed_back") == (2 / 3, 3)
    assert figure("too_many_desks").value == 1


@pytest.mark.parametrize(
    ("name", "fields"),
    [("switched", {"switches": 2}), ("bundled", {"bundled": True}), ("native", {"native": True})],
)
def test_shares_of_the_answered(name: str, fields: dict[str, Any]) -> None:
    answered(10, **fields), answered(10), answered(10), case(), case()
    assert share(name) == (1 / 3, 3)


def test_what_is_behind_a_number_is_what_it_counts() -> None:
    for reopened, hops, back in ((0, 0, 0), (1, 2, 1), (0, 5, 4)):
        answered(70, reopened=reopened, hops=hops, hand_backs=back, **due("wo 10:00", 60))
        answered(30, reopened=reopened, hops=hops, hand_backs=back, **due("wo 10:00", 60))
    case(), case(outcome="withdrawn", done_at=NOW), case(outcome="finished", done_at=NOW)
    case(**due("wo 10:00", 60))
    for name, measure in MEASURES.items():
        found = figure(name)
        behind = Case.objects.filter(measure.behind(NOW)).count()
        if isinstance(measure, Share):
            others = measure.others(Case.objects.all(), NOW).count()
            assert found.value == behind / found.of
            assert behind + others == found.of
        else:
            assert behind == found.of


def test_each_says_how_it_comes_about() -> None:
    for name, measure in MEASURES.items():
        assert measure.name == name
        assert str(measure.label)
        assert str(measure.sentence).endswith(".")
