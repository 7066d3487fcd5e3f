"""Being away, and who stands in."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from django.utils.formats import date_format

from routing.departments import NobodyLeft, Refused, end_absence, may_set_absence, set_absence
from routing.departments.absences import coming, days
from routing.models import Absence, Department, Referral
from tests.factories import person
from tests.routing.departments.conftest import away, day
from tests.routing.departments.test_members import told
from webcare.models import User

pytestmark = pytest.mark.django_db


def test_deputy_sees_the_questions(asked: Referral, bram: User, sem: User) -> None:
    set_absence(away(bram, sem), bram)
    assert list(Referral.objects.visible_to(sem)) == [asked]


def test_history_says_when_and_who_stands_in(
    openbare_ruimte: Department, bram: User, mira: User
) -> None:
    set_absence(away(bram, mira, begins=1, ends=2), bram)
    assert told(openbare_ruimte) == [f"Added absence “Bram Smit, {day(1)} – {day(2)} → Mira Kok”."]


def test_nobody_stands_in_for_the_only_one_only_when_that_is_sure(
    asked: Referral, bram: User
) -> None:
    with pytest.raises(NobodyLeft, match=r"^After this nobody .* 1 question is open now\.$"):
        set_absence(away(bram), bram)
    assert not Absence.objects.exists()
    set_absence(away(bram), bram, sure=True)
    assert Absence.objects.get().person == bram


def test_warning_names_the_first_day_of_later(openbare_ruimte: Department, bram: User) -> None:
    with pytest.raises(NobodyLeft, match=r"^From .* nobody sees the questions for Openbare Ruimte"):
        set_absence(away(bram, begins=5, ends=None), bram)


def test_deputy_who_is_away_too_is_nobody(bram: User, sem: User) -> None:
    away(sem, begins=4, ends=6).save()
    with pytest.raises(NobodyLeft):
        set_absence(away(bram, sem, begins=5, ends=6), bram)


def test_deputy_who_goes_too_is_warned(
    afval: Department, asked: Referral, bram: User, sem: User
) -> None:
    """Not only of the own department, but also of the one she stands in at."""
    afval.members.add(mira := person("mira", "Mira", "Kok", "Official"))
    set_absence(away(bram, sem), bram)
    with pytest.raises(NobodyLeft, match="for Openbare Ruimte & Groen"):
        set_absence(away(sem, mira), sem)
    assert not Absence.objects.filter(person=sem).exists()


def test_deputy_who_goes_before_the_other_does_is_warned_of_that_day(
    afval: Department, asked: Referral, bram: User, sem: User
) -> None:
    afval.members.add(person("mira", "Mira", "Kok", "Official"))
    set_absence(away(bram, sem, begins=5, ends=6), bram)
    first = date_format(day(5), "j F")
    with pytest.raises(NobodyLeft, match=rf"^From {first} nobody .* for Openbare Ruimte & Groen"):
        set_absence(away(sem, begins=2, ends=9), sem)


def test_deputy_who_is_back_in_time_is_not_warned(
    afval: Department, asked: Referral, bram: User, sem: User
) -> None:
    afval.members.add(person("mira", "Mira", "Kok", "Official"))
    set_absence(away(bram, sem, begins=5, ends=6), bram)
    set_absence(away(sem, begins=2, ends=4), sem)
    assert Absence.objects.filter(person=sem).exists()


def test_colleague_who_goes_halfway_is_missed(asked: Referral, bram: User, mira: User) -> None:
    set_absence(away(bram, begins=5, ends=6), bram)
    with pytest.raises(NobodyLeft, match=rf"^From {date_format(day(5), 'j F')} "):
        set_absence(away(mira, begins=3, ends=9), mira)


def test_colleague_who_is_there_needs_no_deputy(bram: User, mira: User) -> None:
    set_absence(away(bram), bram)
    assert Absence.objects.get().deputy is None


@pytest.mark.parametrize(
    ("begins", "ends", "why"),
    [
        (3, 2, "before the first"),
        (-3, -1, "over already"),
        (0, 0, "another absence"),
        (-2, 2, "another absence"),
        (2, None, "another absence"),
        (3, 3, "another absence"),
    ],
)
def test_days_that_cannot_be_are_refused(
    bram: User, mira: User, begins: int, ends: int | None, why: str
) -> None:
    away(bram, begins=0, ends=3).save()
    with pytest.raises(Refused, match=why):
        set_absence(away(bram, begins=begins, ends=ends), bram)
    assert Absence.objects.count() == 1


@pytest.mark.parametrize(("begins", "ends"), [(4, None), (4, 4)])
def test_absence_may_follow_another(bram: User, mira: User, begins: int, ends: int | None) -> None:
    away(bram, begins=0, ends=3).save()
    set_absence(away(bram, begins=begins, ends=ends), bram)
    assert Absence.objects.count() == 2


def test_absence_without_an_end_leaves_no_room_after_it(bram: User, mira: User) -> None:
    away(bram, begins=0, ends=None).save()
    with pytest.raises(Refused, match="from "):
        set_absence(away(bram, begins=300, ends=301), bram)


def test_absence_does_not_meet_itself(bram: User, mira: User) -> None:
    row = away(bram)
    row.save()
    row.last_day = day(8)
    set_absence(row, bram)
    assert Absence.objects.get().last_day == day(8)


def test_deputy_has_to_be_somebody_who_may_answer(bram: User, mira: User, chris: User) -> None:
    with pytest.raises(Refused, match="Chris Vos may not answer"):
        set_absence(away(bram, chris), bram)


def test_deputy_has_to_be_another(bram: User, mira: User) -> None:
    with pytest.raises(Refused, match="someone else"):
        set_absence(away(bram, bram), bram)


def test_same_again_is_no_news(openbare_ruimte: Department, bram: User, mira: User) -> None:
    row = away(bram)
    set_absence(row, bram)
    set_absence(row, bram)
    assert len(told(openbare_ruimte)) == 1


# Back again --------------------------------------------------------------------------------------


def test_who_is_back_is_there_today(asked: Referral, bram: User, sem: User) -> None:
    row = away(bram, sem, begins=-5, ends=None)
    row.save()
    end_absence(row, bram)
    assert Absence.objects.get().last_day == day(-1)
    assert not Referral.objects.visible_to(sem).exists()


@pytest.mark.parametrize("begins", [0, 4])
def test_absence_that_did_not_begin_never_was(bram: User, mira: User, begins: int) -> None:
    row = away(bram, begins=begins, ends=None)
    row.save()
    end_absence(row, bram)
    assert not Absence.objects.exists()


def test_absence_that_is_over_stays_as_it_was(openbare_ruimte: Department, bram: User) -> None:
    row = away(bram, begins=-5, ends=-2)
    row.save()
    end_absence(row, bram)
    assert Absence.objects.get().last_day == day(-2)
    assert told(openbare_ruimte) == []


def test_today_is_a_day_in_the_netherlands(bram: User, mira: User) -> None:
    midnight = datetime(2026, 11, 18, 0, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    with time_machine.travel(midnight, tick=False):
        assert timezone.now().day == 17
        set_absence(away(bram, ends=0), bram)
        assert days(coming(bram).get()) == "18 November 2026"


# Who may -----------------------------------------------------------------------------------------


def test_who_may_set_whose_absence(
    bram: User, mira: User, karin: User, sem: User, fatma: User, chris: User, anouk: User
) -> None:
    able = {
        (user.username, whose.username)
        for user in (bram, karin, sem, fatma, chris, anouk)
        for whose in (bram, sem, chris)
        if may_set_absence(user, whose)
    }
    assert able == {
        ("bram", "bram"),
        ("sem", "sem"),
        ("karin", "bram"),
        ("fatma", "bram"),
        ("fatma", "sem"),
    }
