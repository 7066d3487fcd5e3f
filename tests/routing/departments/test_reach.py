"""Who looks after one department reaches no other, with the roles as they are shipped."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from routing import desk
from routing.departments import (
    NobodyLeft,
    Refused,
    absences_changeable_by,
    add_member,
    set_absence,
)
from routing.models import Absence, Department, Referral
from tests import neighbours
from tests.routing.departments.conftest import away, day
from tests.routing.departments.test_absence_pages import given
from tests.routing.departments.test_members import told
from webcare.models import User

pytestmark = pytest.mark.django_db
Screen = Callable[[User], Client]

karin, zorg = neighbours.karin, neighbours.zorg
sem, piet = neighbours.sem, neighbours.piet


@pytest.fixture
def secret(zorg: Department, anouk: User, sem: User) -> Referral:
    """What only Zorg & Jeugd may read."""
    return desk.refer(zorg, "Mijn zoon eet niet meer.", {"messages": []}, anouk)


@pytest.fixture
def shared(openbare_ruimte: Department, sem: User, karin: User) -> User:
    """Sem, whom Karin made a member of hers as well."""
    add_member(openbare_ruimte, sem, karin)
    return sem


# Karin reads what is not hers --------------------------------------------------------------------


def test_manager_gets_no_questions_of_another_department_by_way_of_a_member(
    screen: Screen, openbare_ruimte: Department, secret: Referral, sem: User, karin: User
) -> None:
    client = screen(karin)
    place = f"/afdelingen/{openbare_ruimte.pk}/leden"
    assert client.post(f"{place}/add/", {"person": sem.pk}).status_code == 303
    form = {**given(deputy=karin), "sure": "on"}
    assert client.post(f"{place}/{sem.pk}/afwezig/", form).status_code == 303
    assert Absence.objects.get(person=sem).deputy == karin
    assert not Referral.objects.visible_to(karin).contains(secret)
    assert client.get(f"/vragen/{secret.pk}/").status_code == 404
    assert not desk.answering(secret.department).contains(karin)


def test_manager_does_not_take_the_place_of_a_chosen_deputy(
    screen: Screen, secret: Referral, shared: User, piet: User, karin: User
) -> None:
    row = away(shared, piet)
    set_absence(row, shared)
    client = screen(karin)
    assert client.get(f"/afdelingen/afwezig/{row.pk}/").status_code == 404
    assert client.post(f"/afdelingen/afwezig/{row.pk}/", given(deputy=karin)).status_code == 404
    assert client.post(f"/afdelingen/afwezig/{row.pk}/end/").status_code == 404
    row.refresh_from_db()
    assert (row.deputy, row.last_day) == (piet, day(3))
    assert not Referral.objects.visible_to(karin).contains(secret)


def test_absence_that_became_anothers_meanwhile_is_not_changed(
    shared: User, piet: User, karin: User
) -> None:
    """Between finding it and writing."""
    row = away(shared, piet)
    set_absence(row, shared)
    row.deputy = karin
    with pytest.raises(Refused, match="also concerns a department that you do not look after"):
        set_absence(row, karin, sure=True)
    assert Absence.objects.get().deputy == piet


def test_deputy_that_a_manager_chose_gets_nothing_when_the_member_moves_on(
    zorg: Department, bram: User, karin: User, anouk: User
) -> None:
    set_absence(away(bram, karin), karin)
    zorg.members.add(bram)
    later = desk.refer(zorg, "Waar is mijn zoon?", {"messages": []}, anouk)
    assert not Referral.objects.visible_to(karin).contains(later)


def test_changing_what_a_member_chose_narrows_it(
    zorg: Department, openbare_ruimte: Department, bram: User, karin: User, anouk: User
) -> None:
    row = away(bram, karin)
    set_absence(row, bram)
    row.last_day = day(9)
    set_absence(row, karin)
    zorg.members.add(bram)
    assert list(Department.objects.of(karin)) == [openbare_ruimte]


def test_manager_chooses_nobody_where_they_look_after_nothing(
    secret: Referral, sem: User, karin: User
) -> None:
    with pytest.raises(Refused, match="do not look after"):
        set_absence(away(sem, karin), karin, sure=True)
    assert not Absence.objects.exists()


# What still works --------------------------------------------------------------------------------


def test_deputy_of_the_own_choice_stands_in_everywhere(
    openbare_ruimte: Department, zorg: Department, shared: User, piet: User
) -> None:
    set_absence(away(shared, piet), shared)
    assert set(Department.objects.of(piet)) == {openbare_ruimte, zorg}


def test_administrators_choice_stands_in_everywhere(
    openbare_ruimte: Department, zorg: Department, shared: User, fatma: User, bram: User
) -> None:
    set_absence(away(shared, bram), fatma)
    assert set(Department.objects.of(bram)) == {openbare_ruimte, zorg}


def test_manager_of_two_departments_chooses_for_both(
    openbare_ruimte: Department, zorg: Department, shared: User, karin: User, bram: User
) -> None:
    zorg.members.add(karin)
    set_absence(away(shared, bram), karin)
    assert set(Department.objects.of(bram)) == {openbare_ruimte, zorg}


def test_each_manager_chooses_a_deputy_of_their_own(
    openbare_ruimte: Department,
    zorg: Department,
    shared: User,
    karin: User,
    piet: User,
    bram: User,
    anouk: User,
) -> None:
    set_absence(away(shared, bram), karin, sure=True)
    set_absence(away(shared, piet), piet, sure=True)
    openbare_ruimte.members.remove(bram)
    assert list(Department.objects.of(bram)) == [openbare_ruimte]
    assert list(desk.answering(openbare_ruimte).order_by("username")) == [bram, karin]
    assert list(desk.answering(zorg)) == [piet]


def test_manager_is_told_who_can_change_what_meets(shared: User, karin: User, piet: User) -> None:
    set_absence(away(shared, piet), shared)
    with pytest.raises(Refused, match=r"meet another absence.*Sem Dijk or an administrator"):
        set_absence(away(shared, karin), karin, sure=True)


def test_absences_that_somebody_may_change(
    bram: User, shared: User, karin: User, piet: User, fatma: User, chris: User, mira: User
) -> None:
    rows = {}
    for name, whose, by, begins in (
        ("bram", bram, bram, 0),
        ("sem by karin", shared, karin, 0),
        ("sem by piet", shared, piet, 0),
        ("sem", shared, shared, 20),
    ):
        row = away(whose, mira, begins=begins, ends=begins + 2)
        set_absence(row, by, sure=True)
        rows[row.pk] = name
    able = {
        user.username: {rows[row.pk] for row in absences_changeable_by(user)}
        for user in (bram, shared, karin, piet, fatma, chris)
    }
    sems = {"sem by karin", "sem by piet", "sem"}
    assert able == {
        "bram": {"bram"},
        "sem": sems,
        "karin": {"bram", "sem by karin"},
        "piet": {"sem by piet"},
        "fatma": {"bram", *sems},
        "chris": set(),
    }


def test_nobody_stands_in_where_the_deputy_may_not(
    zorg: Department, openbare_ruimte: Department, shared: User, karin: User, bram: User
) -> None:
    """She is warned that the other department is left alone, and it is."""
    with pytest.raises(NobodyLeft, match="for Zorg & Jeugd"):
        set_absence(away(shared, bram), karin)
    set_absence(away(shared, bram), karin, sure=True)
    assert desk.unmanned_among([zorg, openbare_ruimte]) == {zorg.pk}


# What is seen of it ------------------------------------------------------------------------------


def test_form_says_for_which_departments(
    screen: Screen, openbare_ruimte: Department, shared: User, karin: User
) -> None:
    own = screen(shared).get("/afdelingen/afwezig/").context["form"]
    assert "of Openbare Ruimte & Groen, Zorg & Jeugd meanwhile." in own["deputy"].help_text
    page = screen(karin).get(f"/afdelingen/{openbare_ruimte.pk}/leden/{shared.pk}/afwezig/")
    said = page.context["form"]["deputy"].help_text
    assert "of Openbare Ruimte & Groen meanwhile. Not those of Zorg & Jeugd:" in said


def test_list_says_where_the_deputy_stands_in(
    screen: Screen, shared: User, karin: User, mira: User
) -> None:
    set_absence(away(shared, mira), karin, sure=True)
    page = screen(shared).get("/afdelingen/afwezig/").content.decode()
    assert "Mira Kok stands in at Openbare Ruimte &amp; Groen" in page


def test_absence_of_more_departments_has_no_buttons_for_a_manager(
    screen: Screen, openbare_ruimte: Department, shared: User, piet: User, karin: User
) -> None:
    set_absence(away(shared, piet), shared)
    page = screen(karin).get(f"/afdelingen/{openbare_ruimte.pk}/leden/{shared.pk}/afwezig/")
    assert 'data-testid="absence-theirs"' in page.content.decode()
    assert 'data-testid="absence-change"' not in page.content.decode()


def test_page_of_the_department_names_who_stands_in_there(
    screen: Screen,
    openbare_ruimte: Department,
    zorg: Department,
    shared: User,
    karin: User,
    mira: User,
    fatma: User,
) -> None:
    set_absence(away(shared, mira), karin, sure=True)
    here, there = (
        screen(fatma).get(f"/afdelingen/{one.pk}/").content.decode()
        for one in (openbare_ruimte, zorg)
    )
    assert "Mira Kok stands in" in here
    assert "Mira Kok stands in" not in there
    assert "nobody stands in" in there


def test_history_says_where_the_deputy_stands_in(
    zorg: Department, shared: User, karin: User, mira: User
) -> None:
    set_absence(away(shared, mira), karin, sure=True)
    [said] = told(zorg)
    assert "→ Mira Kok (Openbare Ruimte & Groen)" in said
