"""Until when a department has, so that the promise to the citizen can be kept."""

from __future__ import annotations

import pytest

from inbox import promises
from inbox.models import Conversation
from routing.models import Department
from routing.promises import Hours
from tests.inbox.promised import again, at, keep_hours, norm, reckoned, said

pytestmark = pytest.mark.django_db

MORNINGS = Hours.from_json(
    {"week": {day: ["09:00-12:00"] for day in ("ma", "di", "wo", "do", "vr")}}
)


def _deadline(conversation: Conversation, department: Department, now: str) -> str:
    return said(promises.deadline(again(conversation), department, at(now)))


def test_agent_keeps_an_hour(conversation: Conversation, openbare_ruimte: Department) -> None:
    norm(None, 960)
    assert said(reckoned(conversation).solve_by) == "vr 13:00"
    assert _deadline(conversation, openbare_ruimte, "wo 13:00") == "vr 12:00"


def test_agent_keeps_a_fifth_of_a_short_time(
    conversation: Conversation, openbare_ruimte: Department
) -> None:
    norm(60)
    reckoned(conversation)
    assert _deadline(conversation, openbare_ruimte, "wo 13:10") == "wo 13:50"


def test_being_done_counts_where_it_is_promised(
    conversation: Conversation, openbare_ruimte: Department
) -> None:
    norm(60, 960)
    reckoned(conversation)
    assert _deadline(conversation, openbare_ruimte, "wo 13:00") == "vr 12:00"


def test_department_answers_in_its_own_hours(
    conversation: Conversation, openbare_ruimte: Department
) -> None:
    """The agent wants it by Friday at 15:00; nobody is there then."""
    keep_hours(MORNINGS, openbare_ruimte)
    norm(None, 1140)
    assert said(reckoned(conversation).solve_by) == "vr 16:00"
    assert _deadline(conversation, openbare_ruimte, "wo 13:00") == "vr 12:00"


def test_department_that_is_not_there_in_time_has_an_hour(
    conversation: Conversation, openbare_ruimte: Department
) -> None:
    keep_hours(MORNINGS, openbare_ruimte)
    norm(60)
    reckoned(conversation)
    assert _deadline(conversation, openbare_ruimte, "wo 13:00") == "do 10:00"


def test_promise_that_was_broken_leaves_an_hour(
    conversation: Conversation, openbare_ruimte: Department
) -> None:
    norm(60)
    reckoned(conversation)
    assert _deadline(conversation, openbare_ruimte, "wo 15:30") == "wo 16:30"


def test_without_a_promise_there_are_two_working_days(
    conversation: Conversation, openbare_ruimte: Department
) -> None:
    assert _deadline(conversation, openbare_ruimte, "wo 13:00") == "vr 17:00"
    assert _deadline(conversation, openbare_ruimte, "vr 13:00") == "di 17:00 +1"


def test_department_that_is_never_there_has_two_days(
    conversation: Conversation, openbare_ruimte: Department
) -> None:
    keep_hours(Hours.from_json({"week": {}}), openbare_ruimte)
    assert _deadline(conversation, openbare_ruimte, "wo 13:00") == "vr 13:00"


def test_moment_is_one_that_people_name(
    conversation: Conversation, openbare_ruimte: Department
) -> None:
    """58 minutes are left, of which the agent keeps a fifth: 13:48:24."""
    norm(60)
    reckoned(conversation)
    assert _deadline(conversation, openbare_ruimte, "wo 13:02") == "wo 13:45"
