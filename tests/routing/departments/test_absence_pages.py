"""The page "Ik ben er even niet", for oneself and for a member."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from routing.models import Absence, Department, Referral
from tests.routing.departments.conftest import away, day
from webcare.models import User

pytestmark = pytest.mark.django_db
OWN = "/afdelingen/afwezig/"
Screen = Callable[[User], Client]


def given(begins: int = 0, ends: int | None = 3, deputy: User | None = None) -> dict[str, str]:
    return {
        "first_day": day(begins).isoformat(),
        "last_day": "" if ends is None else day(ends).isoformat(),
        "deputy": str(deputy.pk) if deputy else "",
    }


def test_official_names_a_deputy(screen: Screen, asked: Referral, bram: User, sem: User) -> None:
    response = screen(bram).post(OWN, given(deputy=sem))
    assert (response.status_code, response["Location"]) == (303, OWN)
    row = Absence.objects.get()
    assert (row.person, row.deputy, row.first_day, row.last_day) == (bram, sem, day(0), day(3))
    assert list(Referral.objects.visible_to(sem)) == [asked]


def test_form_begins_today(screen: Screen, bram: User) -> None:
    assert f'value="{day(0).isoformat()}"' in screen(bram).get(OWN).content.decode()


def test_close_colleagues_stand_first(screen: Screen, bram: User, mira: User, sem: User) -> None:
    choices = screen(bram).get(OWN).context["form"].fields["deputy"].choices
    named = [(label, [name for _pk, name in people]) for label, people in list(choices)[1:]]
    assert named == [("Same department", ["Mira Kok"]), ("Other departments", ["Sem Dijk"])]


def test_who_would_leave_nobody_is_warned(screen: Screen, asked: Referral, bram: User) -> None:
    client = screen(bram)
    response = client.post(OWN, given(deputy=None))
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert "nobody sees the questions for Openbare Ruimte & Groen. 1 question is open" in page
    assert f'value="{day(3).isoformat()}"' in page
    assert "Choose who answers your questions meanwhile." in page  # it is still a new one
    assert client.post(OWN, {**given(), "sure": "on"}).status_code == 303
    assert Absence.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        given(3, 1),
        given(-9, -2),
        {**given(), "first_day": "gauw"},
        {**given(), "first_day": ""},
        {**given(), "deputy": "999999"},
    ],
)
def test_what_cannot_be_is_refused(
    screen: Screen, bram: User, mira: User, wrong: dict[str, str]
) -> None:
    response = screen(bram).post(OWN, wrong)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not Absence.objects.exists()


def test_absence_is_changed(screen: Screen, bram: User, mira: User) -> None:
    row = away(bram)
    row.save()
    client = screen(bram)
    assert f"{OWN}{row.pk}/" in client.get(OWN).content.decode()
    assert f'value="{day(3).isoformat()}"' in client.get(f"{OWN}{row.pk}/").content.decode()
    client.post(f"{OWN}{row.pk}/", given(ends=8, deputy=mira))
    row.refresh_from_db()
    assert (row.last_day, row.deputy) == (day(8), mira)


def test_who_is_back_says_so(screen: Screen, bram: User, mira: User) -> None:
    row = away(bram, begins=-2, ends=None)
    row.save()
    client = screen(bram)
    assert "I am back" in client.get(OWN).content.decode()
    assert client.post(f"{OWN}{row.pk}/end/").status_code == 303
    row.refresh_from_db()
    assert row.last_day == day(-1)
    assert 'data-testid="absence"' not in client.get(OWN).content.decode()


def test_absence_to_come_is_called_off(screen: Screen, bram: User, mira: User) -> None:
    row = away(bram, begins=2)
    row.save()
    client = screen(bram)
    assert "Does not go through" in client.get(OWN).content.decode()
    client.post(f"{OWN}{row.pk}/end/")
    assert not Absence.objects.exists()


def test_who_looks_after_a_department_sets_the_absence_of_a_member(
    screen: Screen, openbare_ruimte: Department, bram: User, mira: User, karin: User
) -> None:
    client = screen(karin)
    address = f"/afdelingen/{openbare_ruimte.pk}/leden/{bram.pk}/afwezig/"
    assert "Bram Smit is away" in client.get(address).content.decode()
    response = client.post(address, given(deputy=mira))
    assert response["Location"] == f"/afdelingen/{openbare_ruimte.pk}/#members"
    assert Absence.objects.get().person == bram


def test_absence_of_another_is_not_there(
    screen: Screen, openbare_ruimte: Department, bram: User, mira: User, sem: User, karin: User
) -> None:
    row = away(sem)
    row.save()
    for client in (screen(bram), screen(karin)):
        assert client.get(f"{OWN}{row.pk}/").status_code == 404
        assert client.post(f"{OWN}{row.pk}/", given(ends=9)).status_code == 404
        assert client.post(f"{OWN}{row.pk}/end/").status_code == 404
    row.refresh_from_db()
    assert row.last_day == day(3)
    address = f"/afdelingen/{openbare_ruimte.pk}/leden/{sem.pk}/afwezig/"
    assert screen(karin).get(address).status_code == 404


def test_who_may_not_answer_has_no_absence(screen: Screen, anouk: User, chris: User) -> None:
    for user in (anouk, chris):
        assert screen(user).get(OWN).status_code == 404
        assert screen(user).post(OWN, given()).status_code == 404
    assert not Absence.objects.exists()
