"""A question goes from one department to another that knows the answer; deadlines move."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from routing import desk
from routing.models import Department, Invitation, Referral
from routing.signals import taken_up
from tests.factories import DepartmentFactory
from tests.routing.race import race
from webcare.models import User

pytestmark = pytest.mark.django_db


def test_question_is_theirs_who_took_it_up(asked: Referral, afval: Department, sem: User) -> None:
    desk.take_up(asked, afval, sem)
    row = Referral.objects.get()
    assert (row.department, row.claimed_by) == (afval, sem)
    assert list(Referral.objects.visible_to(sem)) == [row]


def test_department_it_left_no_longer_sees_it(
    asked: Referral, afval: Department, sem: User, bram: User
) -> None:
    desk.take_up(asked, afval, sem)
    assert not Referral.objects.visible_to(bram)


def test_mandate_stays_behind(mandated: Referral, afval: Department, sem: User) -> None:
    desk.take_up(mandated, afval, sem)
    assert desk.mandate(Referral.objects.get()) is desk.Mandate.NONE


def test_links_to_the_department_it_left_end(asked: Referral, afval: Department, sem: User) -> None:
    until = timezone.now() + timedelta(days=14)
    asked.invitations.create(digest="a" * 64, to="boom@example.nl", expires_at=until)
    desk.take_up(asked, afval, sem)
    assert Invitation.objects.get().ended_at is not None


def test_inbox_hears_where_it_came_from(
    asked: Referral, afval: Department, sem: User, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[tuple[int, int]] = []

    def listener(referral_id: int, department_id: int, **_rest: Any) -> None:
        heard.append((referral_id, department_id))

    taken_up.connect(listener)
    left = asked.department_id
    with django_capture_on_commit_callbacks(execute=True):
        desk.take_up(asked, afval, sem)
    assert heard == [(asked.pk, left)]


def test_claimed_question_is_not_taken_up(
    asked: Referral, afval: Department, sem: User, bram: User
) -> None:
    desk.claim(asked, bram)
    with pytest.raises(desk.AlreadyClaimed, match="Bram Smit"):
        desk.take_up(asked, afval, sem)
    assert Referral.objects.get().department == asked.department


def test_question_of_a_closed_department_is_not_taken_up(
    asked: Referral, afval: Department, sem: User
) -> None:
    Department.objects.filter(pk=asked.department_id).update(open_to_others=False)
    with pytest.raises(desk.NotAllowed, match="its own department"):
        desk.take_up(asked, afval, sem)


def test_question_with_names_is_not_taken_up(
    openbare_ruimte: Department, afval: Department, sem: User, anouk: User
) -> None:
    named = desk.refer(openbare_ruimte, "Wie is Noor?", {}, anouk, redacted=False)
    with pytest.raises(desk.NotAllowed):
        desk.take_up(named, afval, sem)


def test_nobody_takes_up_for_a_department_of_others(asked: Referral, sem: User) -> None:
    with pytest.raises(desk.NotAllowed, match="that you answer for"):
        desk.take_up(asked, DepartmentFactory(), sem)


def test_department_that_no_longer_works_takes_up_nothing(
    asked: Referral, afval: Department, sem: User
) -> None:
    Department.objects.filter(pk=afval.pk).update(active=False)
    with pytest.raises(desk.NotAllowed):
        desk.take_up(asked, afval, sem)


def test_question_whose_answer_waits_for_a_look_is_not_taken_up(
    looked_at: Referral, afval: Department, sem: User, bram: User
) -> None:
    desk.answer_directly(looked_at, "In week 48.", bram)
    desk.release(looked_at, bram)
    with pytest.raises(desk.Refused, match="waits for a colleague"):
        desk.take_up(looked_at, afval, sem)


def test_own_question_is_just_claimed(
    asked: Referral, openbare_ruimte: Department, bram: User
) -> None:
    desk.take_up(asked, openbare_ruimte, bram)
    assert Referral.objects.get().claimed_by == bram


@pytest.mark.parametrize("end", [desk.withdraw, lambda row: desk.answer(row, "Nee.", row.asked_by)])
def test_closed_question_is_not_taken_up(
    asked: Referral, afval: Department, sem: User, end: Any
) -> None:
    end(asked)
    with pytest.raises(desk.AlreadyClosed):
        desk.take_up(asked, afval, sem)


@pytest.mark.django_db(transaction=True)
def test_question_is_claimed_by_its_own_or_taken_up_by_another(
    asked: Referral, afval: Department, sem: User, bram: User
) -> None:
    outcomes = race(
        lambda: desk.claim(Referral.objects.get(), bram),
        lambda: desk.take_up(Referral.objects.get(), afval, sem),
    )
    refused = [one for one in outcomes if isinstance(one, desk.AlreadyClaimed)]
    assert len(refused) == 1, outcomes
    assert Referral.objects.get().claimed_by == (bram, sem)[outcomes.index(None)]


@pytest.mark.django_db(transaction=True)
def test_of_two_departments_one_takes_it_up(
    asked: Referral, afval: Department, sem: User, anouk: User, mira: User
) -> None:
    third = DepartmentFactory()
    asked.department.members.remove(mira)
    third.members.add(mira)
    outcomes = race(
        lambda: desk.take_up(Referral.objects.get(), afval, sem),
        lambda: desk.take_up(Referral.objects.get(), third, mira),
    )
    assert len([one for one in outcomes if isinstance(one, desk.AlreadyClaimed)]) == 1, outcomes
    winner = [(afval, sem), (third, mira)][outcomes.index(None)]
    row = Referral.objects.get()
    assert (row.department, row.claimed_by) == winner


# When it is due ----------------------------------------------------------------------------------


def test_deadline_moves(asked: Referral) -> None:
    later = timezone.now() + timedelta(days=2)
    desk.move_deadline(asked, later)
    assert Referral.objects.get().deadline == later


def test_deadline_of_a_closed_question_stays(asked: Referral) -> None:
    desk.withdraw(asked)
    with pytest.raises(desk.AlreadyClosed):
        desk.move_deadline(asked, timezone.now())


def test_question_is_raised_once(asked: Referral) -> None:
    assert desk.mark_raised(asked)
    since = Referral.objects.get().raised_at
    assert not desk.mark_raised(asked)
    assert Referral.objects.get().raised_at == since


def test_claimed_question_is_not_raised(asked: Referral, bram: User) -> None:
    desk.claim(Referral.objects.get(), bram)
    assert not desk.mark_raised(asked)


def test_closed_question_is_not_raised(asked: Referral) -> None:
    desk.withdraw(Referral.objects.get())
    assert not desk.mark_raised(asked)
