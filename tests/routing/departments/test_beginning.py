"""A new department, from the button on the list to its own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from routing import departments as acts
from routing.departments.noting import history
from routing.models import Department
from webcare.models import User

pytestmark = pytest.mark.django_db
NEW = "/afdelingen/nieuw/"
Screen = Callable[[User], Client]
GIVEN = {
    "name": "Water & Riolering",
    "email": "water@gemeente-voorbeeld.example",
    "description": "Putten, duikers en wateroverlast.",
}


def test_list_leads_to_the_page_for_a_new_one(screen: Screen, fatma: User) -> None:
    assert f'href="{NEW}"' in screen(fatma).get("/afdelingen/").content.decode()


def test_new_department_ends_on_its_own_page(screen: Screen, fatma: User) -> None:
    response = screen(fatma).post(NEW, GIVEN, follow=True)
    made = Department.objects.get()
    assert response.redirect_chain == [(f"/afdelingen/{made.pk}/", 303)]
    assert {key: getattr(made, key) for key in GIVEN} == GIVEN
    assert (made.slug, made.active) == ("water-riolering", True)
    assert "Water &amp; Riolering is there now." in response.content.decode()


def test_its_history_begins_with_who_made_it(fatma: User) -> None:
    made = acts.begin_department("Water", "water@gemeente-voorbeeld.example", "", fatma)
    assert [entry.user for entry in history(made)] == [fatma, fatma]
    assert history(made).last().is_addition()  # type: ignore[union-attr]


def test_name_that_is_there_is_refused_however_it_is_typed(
    screen: Screen, openbare_ruimte: Department, fatma: User
) -> None:
    typed = openbare_ruimte.name.upper()
    response = screen(fatma).post(NEW, GIVEN | {"name": typed})
    assert response.status_code == 422
    page = response.content.decode()
    assert "There is one with this name already." in page
    assert GIVEN["description"] in page
    assert Department.objects.count() == 1


def test_address_that_webcare_mails_from_is_refused_and_nothing_is_kept(
    screen: Screen, fatma: User, settings: Any
) -> None:
    ours = {"email": settings.DEFAULT_FROM_EMAIL}
    response = screen(fatma).post(NEW, GIVEN | ours)
    assert "email" in response.context["form"].errors
    assert not Department.objects.exists()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("name", "short"),
    [("Afval – Reiniging", "afval-reiniging-2"), ("水", "afdeling"), ("a" * 100, "a" * 46)],
)
def test_every_name_gets_a_short_name_of_its_own(
    afval: Department, fatma: User, name: str, short: str
) -> None:
    assert acts.begin_department(name, "", "", fatma).slug == short


def test_who_looks_after_one_department_makes_no_other(screen: Screen, karin: User) -> None:
    client = screen(karin)
    assert client.post(NEW, GIVEN).status_code == 404
    assert f'href="{NEW}"' not in client.get("/afdelingen/").content.decode()
