"""Until when a department has, in words and in a colour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.template import Context
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from routing.models import Department, Referral
from routing.promises import OFFICE_HOURS
from routing.templatetags.deadlines import due, due_state, due_words
from tests.factories import DepartmentFactory
from tests.inbox.promised import at, keep_hours
from tests.routing.promises.town_hours import ALWAYS

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def asked(*, ago: timedelta, left: timedelta | None) -> Referral:
    deadline = None if left is None else NOW + left
    return Referral(asked_at=NOW - ago, deadline=deadline, department_id=1)


def over_the_weekend(department: Department) -> Referral:
    """Four hours in office hours: 16:00-17:00 on Friday and 9:00-12:00 on Monday."""
    return Referral(
        asked_at=at("vr 16:00"), deadline=at("ma 12:00", weeks=1), department=department
    )


@pytest.fixture
def page() -> Context:
    """What a page tells its tags."""
    return Context({"request": RequestFactory().get("/vragen/")})


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(seconds=20), "1 min left"),
        (timedelta(minutes=59), "59 min left"),
        (HOUR, "1 hour left"),
        (3 * HOUR + timedelta(minutes=59), "3 hours left"),
        (47 * HOUR, "47 hours left"),
        (48 * HOUR, "2 days left"),
        (5 * DAY, "5 days left"),
        (timedelta(), "1 min too late"),
        (-timedelta(minutes=12), "12 min too late"),
        (-2 * DAY, "2 days too late"),
    ],
)
def test_deadline_is_said_in_one_unit(left: timedelta, words: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert due_words(NOW + left) == words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ago", "left", "state"),
    [
        (HOUR, 4 * HOUR, "calm"),
        (4 * HOUR - timedelta(minutes=1), HOUR, "calm"),
        (4 * HOUR, HOUR, "soon"),
        (4 * HOUR, timedelta(seconds=1), "soon"),
        (4 * HOUR, timedelta(), "late"),
        (4 * HOUR, -DAY, "late"),
        (4 * HOUR, None, "calm"),
    ],
)
def test_last_fifth_of_the_time_is_soon(
    page: Context, ago: timedelta, left: timedelta | None, state: str
) -> None:
    keep_hours(ALWAYS)
    with time_machine.travel(NOW, tick=False):
        assert due_state(page, asked(ago=ago, left=left)) == state


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (at("zo 22:24"), "calm"),  # by the clock on the wall 80 % is over
        (at("ma 09:00", weeks=1), "calm"),
        (at("ma 11:11", weeks=1), "calm"),
        (at("ma 11:12", weeks=1), "soon"),
        (at("ma 11:59", weeks=1), "soon"),
        (at("ma 12:00", weeks=1), "late"),
    ],
)
def test_time_outside_service_hours_does_not_count(
    page: Context, openbare_ruimte: Department, now: datetime, state: str
) -> None:
    keep_hours(OFFICE_HOURS)
    with time_machine.travel(now, tick=False):
        assert due_state(page, over_the_weekend(openbare_ruimte)) == state


def test_colour_counts_from_when_the_question_came_back(
    page: Context, openbare_ruimte: Department
) -> None:
    """It waited for the citizen until Monday 10:00; the last fifth of two hours begins at 11:36."""
    keep_hours(OFFICE_HOURS)
    referral = over_the_weekend(openbare_ruimte)
    referral.back_at = at("ma 10:00", weeks=1)
    for now, state in ((at("ma 11:35", weeks=1), "calm"), (at("ma 11:36", weeks=1), "soon")):
        with time_machine.travel(now, tick=False):
            assert due_state(page, referral) == state


def test_department_counts_in_its_own_hours(page: Context, openbare_ruimte: Department) -> None:
    keep_hours(OFFICE_HOURS)
    keep_hours(ALWAYS, openbare_ruimte)
    with time_machine.travel(at("zo 22:24"), tick=False):
        assert due_state(page, over_the_weekend(openbare_ruimte)) == "soon"


@pytest.mark.django_db
def test_deadline_outside_all_service_hours_is_not_soon_before_it_is_late(page: Context) -> None:
    keep_hours(OFFICE_HOURS)
    referral = Referral(asked_at=at("za 10:00"), deadline=at("zo 10:00"), department_id=1)
    for now, state in ((at("zo 09:59"), "calm"), (at("zo 10:00"), "late")):
        with time_machine.travel(now, tick=False):
            assert due_state(page, referral) == state


@pytest.mark.django_db
def test_page_asks_for_service_hours_once(page: Context) -> None:
    departments = [DepartmentFactory() for _number in range(4)]
    for department in departments[:2]:
        keep_hours(ALWAYS, department)
    with time_machine.travel(at("za 12:00"), tick=False), CaptureQueriesContext(connection) as said:
        for department in departments:
            due(page, over_the_weekend(department))
            due_state(page, over_the_weekend(department))
    assert len(said) == 1


@pytest.mark.django_db
def test_deadline_has_its_exact_moment_on_hover(page: Context) -> None:
    with time_machine.travel(NOW, tick=False):
        html = due(page, asked(ago=HOUR, left=3 * HOUR))
    assert 'datetime="2026-11-18T15:00:00+00:00"' in html
    assert "16:00" in html  # in Amsterdam
    assert "3 hours left" in html


def test_question_without_a_deadline_says_nothing(page: Context) -> None:
    assert due(page, asked(ago=HOUR, left=None)) == ""
