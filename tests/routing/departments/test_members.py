"""Who belongs to a department, and the warning before nobody does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from routing import desk
from routing.departments import (
    NobodyLeft,
    Refused,
    add_member,
    candidates,
    remove_member,
)
from routing.departments.noting import history
from routing.models import Absence, Department, Referral
from tests.factories import person
from tests.routing.departments.conftest import away
from webcare.models import User

pytestmark = pytest.mark.django_db


def told(department: Department) -> list[str]:
    """Its history, the newest first."""
    return [entry.get_change_message() for entry in history(department)]


def test_new_member_sees_the_questions(
    asked: Referral, openbare_ruimte: Department, sem: User, fatma: User
) -> None:
    add_member(openbare_ruimte, sem, fatma)
    assert list(Referral.objects.visible_to(sem)) == [asked]


def test_history_says_who_added_whom(openbare_ruimte: Department, sem: User, fatma: User) -> None:
    add_member(openbare_ruimte, sem, fatma)
    [entry] = history(openbare_ruimte)
    assert entry.user == fatma
    assert entry.get_change_message() == "Added member “Sem Dijk”."


def test_adding_twice_is_adding_once(openbare_ruimte: Department, sem: User, fatma: User) -> None:
    add_member(openbare_ruimte, sem, fatma)
    add_member(openbare_ruimte, sem, fatma)
    assert told(openbare_ruimte) == ["Added member “Sem Dijk”."]


def test_who_may_not_answer_cannot_be_added(
    openbare_ruimte: Department, chris: User, fatma: User
) -> None:
    with pytest.raises(Refused, match="Chris Vos may not answer questions"):
        add_member(openbare_ruimte, chris, fatma)
    assert not openbare_ruimte.members.exists()


def test_who_left_sees_nothing_any_more(
    asked: Referral, openbare_ruimte: Department, bram: User, mira: User, fatma: User
) -> None:
    remove_member(openbare_ruimte, bram, fatma)
    assert not Referral.objects.visible_to(bram).exists()
    assert told(openbare_ruimte) == ["Deleted member “Bram Smit”."]


def test_questions_of_who_left_are_free_again(
    asked: Referral, openbare_ruimte: Department, bram: User, mira: User, fatma: User
) -> None:
    desk.claim(asked, bram)
    remove_member(openbare_ruimte, bram, fatma)
    desk.claim(asked, mira)
    assert asked.claimed_by == mira


def test_questions_of_another_department_stay_with_who_left(
    openbare_ruimte: Department, afval: Department, bram: User, mira: User, anouk: User
) -> None:
    afval.members.add(bram)
    other = desk.refer(afval, "Wanneer halen we op?", {"messages": []}, anouk)
    desk.claim(other, bram)
    remove_member(openbare_ruimte, bram, anouk)
    other.refresh_from_db()
    assert other.claimed_by == bram


def test_last_member_leaves_only_when_that_is_sure(
    asked: Referral, openbare_ruimte: Department, bram: User, fatma: User
) -> None:
    with pytest.raises(NobodyLeft, match=r"nobody sees .* Groen\. 1 question is open now\."):
        remove_member(openbare_ruimte, bram, fatma)
    assert openbare_ruimte.members.contains(bram)
    assert told(openbare_ruimte) == []
    remove_member(openbare_ruimte, bram, fatma, sure=True)
    assert not openbare_ruimte.members.exists()


def test_refusal_leaves_the_question_with_who_is_on_it(
    asked: Referral, openbare_ruimte: Department, bram: User, fatma: User
) -> None:
    desk.claim(asked, bram)
    with pytest.raises(NobodyLeft):
        remove_member(openbare_ruimte, bram, fatma)
    asked.refresh_from_db()
    assert asked.claimed_by == bram


def test_last_member_may_leave_where_a_mailbox_is(
    asked: Referral, openbare_ruimte: Department, bram: User, fatma: User
) -> None:
    Department.objects.update(email="groen@gemeente-voorbeeld.example")
    remove_member(openbare_ruimte, bram, fatma)
    assert not openbare_ruimte.members.exists()


def test_who_saw_nothing_anyway_leaves_without_a_warning(
    asked: Referral, openbare_ruimte: Department, chris: User, fatma: User
) -> None:
    openbare_ruimte.members.add(chris)
    remove_member(openbare_ruimte, chris, fatma)
    assert not openbare_ruimte.members.exists()


# Looking for a colleague -------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["zoe", "ZOË", "zoë bakker", "bakker zo", "zbakker", "zoe@exa"])
def test_colleague_is_found_by_part_of_a_name(openbare_ruimte: Department, words: str) -> None:
    zoe = person("zbakker", "Zoë", "Bakker", "Official")
    User.objects.filter(pk=zoe.pk).update(email="zoe@example.nl")
    assert candidates(openbare_ruimte, words) == [zoe]


@pytest.mark.parametrize("words", ["", "  ", "bram", "chris", "sem jansen"])
def test_members_strangers_and_who_may_not_answer_are_not_found(
    openbare_ruimte: Department, bram: User, chris: User, sem: User, words: str
) -> None:
    assert candidates(openbare_ruimte, words) == []


def test_who_does_not_work_here_any_more_is_not_found(
    openbare_ruimte: Department, sem: User
) -> None:
    User.objects.filter(pk=sem.pk).update(is_active=False)
    assert candidates(openbare_ruimte, "sem") == []


# Whether anybody is there ------------------------------------------------------------------------


def test_absence_leaves_a_department_alone_on_its_days(
    openbare_ruimte: Department, bram: User
) -> None:
    today = timezone.localdate()
    first, last = today + timedelta(days=7), today + timedelta(days=9)
    Absence.objects.create(person=bram, first_day=first, last_day=last)
    alone = [
        number
        for number in range(12)
        if desk.unmanned_among([openbare_ruimte], today + timedelta(days=number))
    ]
    assert alone == [7, 8, 9]


@pytest.mark.parametrize("mailbox", ["", "groen@example.nl"])
def test_nobody_sees_a_question_once_the_last_member_left(
    asked: Referral, openbare_ruimte: Department, bram: User, fatma: User, mailbox: str
) -> None:
    assert not desk.unmanned(openbare_ruimte)
    Department.objects.filter(pk=openbare_ruimte.pk).update(email=mailbox)
    remove_member(openbare_ruimte, bram, fatma, sure=True)
    assert set(desk.all_unmanned()) == (set() if mailbox else {openbare_ruimte.pk})


def test_who_leaves_is_missed_on_a_later_day_too(
    asked: Referral, openbare_ruimte: Department, bram: User, mira: User, fatma: User
) -> None:
    away(mira, begins=4, ends=6).save()
    with pytest.raises(NobodyLeft, match=r"^From "):
        remove_member(openbare_ruimte, bram, fatma)
