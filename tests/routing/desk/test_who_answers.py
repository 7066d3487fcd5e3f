"""Who sees the questions of a department today, and whether anybody does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from routing import desk
from routing.models import Absence, Department, Referral
from tests.factories import DepartmentFactory, person
from webcare.models import User

pytestmark = pytest.mark.django_db


def away(who: User, deputy: User | None = None, *, begins: int = 0, ends: int | None = 0) -> None:
    """Days from today; ``ends`` None for who does not know yet."""
    today = timezone.localdate()
    Absence.objects.create(
        person=who,
        deputy=deputy,
        first_day=today + timedelta(days=begins),
        last_day=None if ends is None else today + timedelta(days=ends),
    )


# What a deputy sees ------------------------------------------------------------------------------


@pytest.mark.parametrize(("begins", "ends"), [(0, 0), (-3, 0), (0, 3), (-3, 3), (-3, None)])
def test_deputy_sees_the_question_meanwhile(
    asked: Referral, bram: User, sem: User, begins: int, ends: int | None
) -> None:
    away(bram, sem, begins=begins, ends=ends)
    assert list(Referral.objects.visible_to(sem)) == [asked]


@pytest.mark.parametrize(("begins", "ends"), [(1, 3), (-3, -1), (1, None)])
def test_deputy_does_not_before_and_after(
    asked: Referral, bram: User, sem: User, begins: int, ends: int | None
) -> None:
    away(bram, sem, begins=begins, ends=ends)
    assert not Referral.objects.visible_to(sem)


def test_who_is_away_still_sees_it(asked: Referral, bram: User, sem: User) -> None:
    away(bram, sem)
    assert list(Referral.objects.visible_to(bram)) == [asked]


def test_deputy_of_two_colleagues_sees_it_once(
    asked: Referral, bram: User, mira: User, sem: User
) -> None:
    away(bram, sem)
    away(mira, sem)
    assert Referral.objects.visible_to(sem).count() == 1


def test_deputy_without_the_role_does_not(asked: Referral, bram: User, chris: User) -> None:
    away(bram, chris)
    assert not Referral.objects.visible_to(chris)


def test_deputy_of_who_left_the_municipality_does_not(
    asked: Referral, bram: User, sem: User
) -> None:
    away(bram, sem)
    User.objects.filter(pk=bram.pk).update(is_active=False)
    assert not Referral.objects.visible_to(sem)


def test_deputy_of_a_deputy_does_not(asked: Referral, bram: User, sem: User) -> None:
    third = person("third", "Tara", "Mol", "Official")
    away(bram, sem)
    away(sem, third)
    assert not Referral.objects.visible_to(third)


# What others see ---------------------------------------------------------------------------------


def test_free_question_is_there_for_others(asked: Referral, sem: User) -> None:
    assert list(Referral.objects.of_others(sem)) == [asked]


def test_own_question_is_none_of_others(asked: Referral, bram: User) -> None:
    assert not Referral.objects.of_others(bram)


@pytest.mark.parametrize(
    "becomes",
    [
        {"redacted": False},
        {"state": "withdrawn"},
        {"state": "answered"},
    ],
)
def test_question_is_not_there_for_others(
    asked: Referral, sem: User, becomes: dict[str, Any]
) -> None:
    Referral.objects.update(**becomes)
    assert not Referral.objects.of_others(sem)


def test_claimed_question_is_not_there_for_others(asked: Referral, sem: User, bram: User) -> None:
    desk.claim(asked, bram)
    assert not Referral.objects.of_others(sem)


def test_question_whose_answer_waits_for_a_look_is_not_there_for_others(
    looked_at: Referral, sem: User, bram: User
) -> None:
    desk.answer_directly(looked_at, "In week 48.", bram)
    desk.release(looked_at, bram)
    assert not Referral.objects.of_others(sem)


def test_question_of_a_closed_department_is_not_there_for_others(
    asked: Referral, sem: User
) -> None:
    Department.objects.update(open_to_others=False)
    assert not Referral.objects.of_others(sem)


@pytest.mark.parametrize("who", ["chris", "nobody"])
def test_who_is_no_official_sees_nothing_of_others(asked: Referral, chris: User, who: str) -> None:
    assert not Referral.objects.of_others(chris if who == "chris" else AnonymousUser())


# Whether anybody is there ------------------------------------------------------------------------


def nobody(department: Department, bram: User, sem: User) -> None:
    department.members.clear()


def left(department: Department, bram: User, sem: User) -> None:
    User.objects.filter(pk=bram.pk).update(is_active=False)


def without_the_role(department: Department, bram: User, sem: User) -> None:
    bram.groups.clear()


def without_a_deputy(department: Department, bram: User, sem: User) -> None:
    away(bram)


def with_a_deputy_who_is_away(department: Department, bram: User, sem: User) -> None:
    away(bram, sem)
    away(sem)


def with_a_deputy_who_left(department: Department, bram: User, sem: User) -> None:
    away(bram, sem)
    left(department, sem, bram)


def member(department: Department, bram: User, sem: User) -> None:
    """Bram is there."""


def away_tomorrow(department: Department, bram: User, sem: User) -> None:
    away(bram, begins=1, ends=2)


def with_a_deputy(department: Department, bram: User, sem: User) -> None:
    away(bram, sem)


def another_member(department: Department, bram: User, sem: User) -> None:
    away(bram)
    department.members.add(sem)


Case = Callable[[Department, User, User], None]
UNMANNED = [
    nobody,
    left,
    without_the_role,
    without_a_deputy,
    with_a_deputy_who_is_away,
    with_a_deputy_who_left,
]
MANNED = [member, away_tomorrow, with_a_deputy, another_member]


@pytest.mark.parametrize("case", UNMANNED)
def test_department_is_unmanned(
    openbare_ruimte: Department, bram: User, sem: User, case: Case
) -> None:
    case(openbare_ruimte, bram, sem)
    assert desk.unmanned(openbare_ruimte)
    assert not desk.answering(openbare_ruimte)


@pytest.mark.parametrize("case", UNMANNED)
def test_mailbox_makes_it_manned(
    openbare_ruimte: Department, bram: User, sem: User, case: Case
) -> None:
    case(openbare_ruimte, bram, sem)
    Department.objects.update(email="boom@example.nl")
    assert not desk.unmanned(openbare_ruimte)


@pytest.mark.parametrize("case", MANNED)
def test_department_is_manned(
    openbare_ruimte: Department, bram: User, sem: User, case: Case
) -> None:
    case(openbare_ruimte, bram, sem)
    assert not desk.unmanned(openbare_ruimte)
    assert desk.answering(openbare_ruimte).exists()


def test_question_to_an_unmanned_department_is_kept(
    openbare_ruimte: Department, anouk: User
) -> None:
    assert desk.refer(openbare_ruimte, "Wanneer?", {}, anouk).state == Referral.State.OPEN


def test_departments_are_looked_at_together(openbare_ruimte: Department, bram: User) -> None:
    empty = [DepartmentFactory() for _number in range(5)]
    with CaptureQueriesContext(connection) as asked:
        found = desk.unmanned_among([openbare_ruimte, *empty])
    assert found == {department.pk for department in empty}
    assert len(asked.captured_queries) == 1


def test_colleague_who_looks_along_is_not_who_wrote(
    openbare_ruimte: Department, bram: User, mira: User
) -> None:
    assert list(desk.colleagues(openbare_ruimte, bram)) == [mira]


def test_deputy_may_look_along(
    openbare_ruimte: Department, bram: User, mira: User, sem: User
) -> None:
    away(mira, sem)
    assert list(desk.colleagues(openbare_ruimte, bram)) == [sem]
