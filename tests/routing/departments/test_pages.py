"""The pages "Afdelingen": the list, one department, and who gets at what."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from routing import desk
from routing.models import Department, Referral
from tests.factories import DepartmentFactory, person
from tests.routing.departments.conftest import away
from tests.routing.departments.test_members import told
from webcare.models import User

pytestmark = pytest.mark.django_db
LIST = "/afdelingen/"
Screen = Callable[[User], Client]


def at(department: Department, more: str = "") -> str:
    return f"{LIST}{department.pk}/{more}"


def shown(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return unescape(response.content.decode())


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


# The list ----------------------------------------------------------------------------------------


def test_list_says_how_each_department_stands(
    screen: Screen, asked: Referral, bram: User, mira: User, fatma: User
) -> None:
    away(mira).save()
    Department.objects.update(email="groen@gemeente-voorbeeld.example")
    page = shown(screen(fatma), LIST)
    for words in ("2 members, 1 away today", "groen@gemeente", "1 open question<"):
        assert words in page
    assert "nobody there" not in page


def test_list_begins_with_those_where_nobody_is(
    screen: Screen, asked: Referral, sem: User, fatma: User
) -> None:
    response = screen(fatma).get(LIST)
    assert [row.department for row in response.context["unmanned"]] == [asked.department]
    assert "1 department has nobody who sees its questions" in response.content.decode()


def test_department_out_of_use_without_questions_is_no_trouble(
    screen: Screen, openbare_ruimte: Department, fatma: User
) -> None:
    Department.objects.update(active=False)
    page = shown(screen(fatma), LIST)
    assert "not in use" in page
    assert "nobody there" not in page


def test_list_says_why_mail_did_not_arrive(screen: Screen, asked: Referral, fatma: User) -> None:
    Referral.objects.update(mail_problem="Mail to groen@example.nl was refused: no such user")
    assert "no such user" in shown(screen(fatma), LIST)
    assert "no such user" in shown(screen(fatma), at(asked.department))


def test_who_looks_after_a_department_sees_only_that_one(
    screen: Screen, openbare_ruimte: Department, afval: Department, karin: User
) -> None:
    page = shown(screen(karin), LIST)
    assert openbare_ruimte.name in page
    assert afval.name not in page
    shown(screen(karin), at(afval), 404)


def test_official_finds_no_list(screen: Screen, bram: User, openbare_ruimte: Department) -> None:
    shown(screen(bram), LIST, 404)
    shown(screen(bram), at(openbare_ruimte), 404)


def test_list_costs_as_many_queries_for_many_departments(
    screen: Screen, openbare_ruimte: Department, fatma: User
) -> None:
    client = screen(fatma)
    shown(client, LIST)
    before = cost(client, LIST)
    DepartmentFactory.create_batch(8)
    assert cost(client, LIST) == before


def test_page_costs_as_many_queries_for_a_large_department(
    screen: Screen, asked: Referral, bram: User, fatma: User
) -> None:
    client, department = screen(fatma), asked.department
    shown(client, at(department))
    before = cost(client, at(department))
    for number in range(5):
        official = person(f"o{number}", f"O{number}", "Vos", "Official")
        department.members.add(official)
        away(official, bram).save()
        department.subjects.create(name=f"S{number}")
        department.canned.create(title=f"C{number}", text="Zo.")
    assert cost(client, at(department)) == before


def test_who_may_only_look_changes_nothing(
    screen: Screen, openbare_ruimte: Department, bram: User, lena: User
) -> None:
    lena.user_permissions.add(Permission.objects.get(codename="view_department"))
    client = screen(lena)
    page = shown(client, at(openbare_ruimte))
    assert "Bram Smit" in page
    for testid in ("member-remove", "mailbox-save", "new-subject", "department-hours", "change"):
        assert f'data-testid="{testid}"' not in page
    for more in ("mailbox/", "description/", "mailbox/test/", "leden/add/"):
        assert client.post(at(openbare_ruimte, more)).status_code == 404


@pytest.mark.parametrize(
    "more",
    [
        *("mailbox/", "mailbox/test/", "description/", "leden/add/", "leden/1/remove/"),
        *("leden/1/afwezig/", "openingstijden/", "openingstijden/forget/"),
        *("onderwerpen/nieuw/", "onderwerpen/1/", "onderwerpen/1/remove/"),
        *("antwoorden/nieuw/", "antwoorden/1/", "antwoorden/1/remove/"),
    ],
)
def test_another_department_is_not_there(
    screen: Screen, afval: Department, karin: User, more: str
) -> None:
    assert screen(karin).post(at(afval, more)).status_code == 404


# Members -----------------------------------------------------------------------------------------


def test_colleague_is_found_and_added(
    screen: Screen, openbare_ruimte: Department, sem: User, karin: User
) -> None:
    client = screen(karin)
    found = shown(client, at(openbare_ruimte, "?q=dijk"))
    assert 'data-testid="candidate"' in found
    assert f'name="person" value="{sem.pk}"' in found
    response = client.post(at(openbare_ruimte, "leden/add/"), {"person": str(sem.pk)})
    assert (response.status_code, response["Location"]) == (303, f"{at(openbare_ruimte)}#members")
    assert openbare_ruimte.members.contains(sem)


def test_search_that_finds_nobody_says_so(
    screen: Screen, openbare_ruimte: Department, karin: User
) -> None:
    page = shown(screen(karin), at(openbare_ruimte, "?q=<b>niemand"))
    assert 'data-testid="nobody-found"' in page


@pytest.mark.parametrize("given", ["", "x", "99999999999999999999", "0", "²"])
def test_person_who_does_not_exist_is_not_there(
    screen: Screen, openbare_ruimte: Department, karin: User, given: str
) -> None:
    response = screen(karin).post(at(openbare_ruimte, "leden/add/"), {"person": given})
    assert response.status_code == 404


def test_last_member_leaves_after_a_warning(
    screen: Screen, asked: Referral, bram: User, karin: User
) -> None:
    client, address = screen(karin), at(asked.department, f"leden/{bram.pk}/remove/")
    response = client.post(address)
    assert response.status_code == 422
    page = response.content.decode()
    assert "1 question is open now." in page
    assert "Remove Bram Smit anyway" in page
    assert client.post(address, {"sure": "on"}).status_code == 303
    assert not asked.department.members.contains(bram)
    assert "Nobody sees the questions for this department" in shown(client, at(asked.department))


def test_who_removes_herself_comes_to_the_list(
    screen: Screen, openbare_ruimte: Department, bram: User, karin: User
) -> None:
    response = screen(karin).post(at(openbare_ruimte, f"leden/{karin.pk}/remove/"))
    assert response["Location"] == LIST
    assert "not a member of any department" in shown(screen(karin), LIST)


def test_page_says_who_is_away_and_who_lost_the_role(
    screen: Screen, openbare_ruimte: Department, bram: User, mira: User, chris: User, fatma: User
) -> None:
    openbare_ruimte.members.add(chris)
    away(bram, mira).save()
    page = shown(screen(fatma), at(openbare_ruimte))
    assert "away until and including" in page
    assert "Mira Kok stands in" in page
    assert page.count("may not answer questions") == 1


# Mailbox -----------------------------------------------------------------------------------------


def test_mailbox_that_is_no_address_is_refused_with_its_words(
    screen: Screen, openbare_ruimte: Department, karin: User
) -> None:
    response = screen(karin).post(at(openbare_ruimte, "mailbox/"), {"email": "groen@"})
    assert response.status_code == 422
    page = response.content.decode()
    assert 'value="groen@"' in page
    assert "valid email address" in page
    assert "Send a test mail" not in page


def test_mailbox_goes_after_a_warning(screen: Screen, asked: Referral, fatma: User) -> None:
    department = asked.department
    Department.objects.update(email="groen@gemeente-voorbeeld.example")
    client, address = screen(fatma), at(department, "mailbox/")
    response = client.post(address, {"email": ""})
    assert response.status_code == 422
    assert 'data-testid="mailbox-sure"' in response.content.decode()
    assert client.post(address, {"email": "", "sure": "on"}).status_code == 303
    department.refresh_from_db()
    assert department.email == ""


def test_description_is_saved(screen: Screen, openbare_ruimte: Department, karin: User) -> None:
    given = {"description": "Bomen.", "open_to_others": ""}
    response = screen(karin).post(at(openbare_ruimte, "description/"), given)
    assert response.status_code == 303
    openbare_ruimte.refresh_from_db()
    assert (openbare_ruimte.description, openbare_ruimte.open_to_others) == ("Bomen.", False)
    assert "Karin Post" in shown(screen(karin), at(openbare_ruimte))


# Subjects and canned answers ---------------------------------------------------------------------

SUBJECT = {"name": "Snoeien", "mandate": "on", "four_eyes": "on"}


def test_subject_is_made_changed_and_removed(
    screen: Screen, openbare_ruimte: Department, karin: User
) -> None:
    client = screen(karin)
    response = client.post(at(openbare_ruimte, "onderwerpen/nieuw/"), SUBJECT)
    assert response["Location"] == f"{at(openbare_ruimte)}#subjects"
    subject = openbare_ruimte.subjects.get()
    address = at(openbare_ruimte, f"onderwerpen/{subject.pk}/")
    assert 'value="Snoeien"' in shown(client, address)
    client.post(address, {"name": "Kappen"})
    subject.refresh_from_db()
    assert (subject.name, subject.mandate, subject.four_eyes) == ("Kappen", False, False)
    assert client.post(f"{address}remove/").status_code == 303
    assert not openbare_ruimte.subjects.exists()


def test_name_that_is_taken_stays_with_the_reason(
    screen: Screen, openbare_ruimte: Department, karin: User
) -> None:
    openbare_ruimte.subjects.create(name="snoeien")
    response = screen(karin).post(at(openbare_ruimte, "onderwerpen/nieuw/"), SUBJECT)
    assert response.status_code == 422
    assert 'value="Snoeien"' in response.content.decode()
    assert "one with this name already" in response.content.decode()


def test_words_survive_that_a_colleague_removed_the_answer(
    screen: Screen, openbare_ruimte: Department, karin: User
) -> None:
    canned = openbare_ruimte.canned.create(title="Snoei", text="In de winter.")
    canned_at = at(openbare_ruimte, f"antwoorden/{canned.pk}/")
    canned.delete()
    given = {"title": "Snoei", "text": "In november, als het niet vriest."}
    client = screen(karin)
    response = client.post(canned_at, given)
    assert response.status_code == 422
    page = response.content.decode()
    assert given["text"] in page
    assert f'action="{at(openbare_ruimte, "antwoorden/nieuw/")}"' in page
    client.post(at(openbare_ruimte, "antwoorden/nieuw/"), given)
    assert openbare_ruimte.canned.get().text == given["text"]


def test_item_of_another_department_is_not_there(
    screen: Screen, openbare_ruimte: Department, afval: Department, karin: User
) -> None:
    theirs = afval.canned.create(title="Grofvuil", text="Bel.")
    client = screen(karin)
    shown(client, at(openbare_ruimte, f"antwoorden/{theirs.pk}/"), 404)
    client.post(at(openbare_ruimte, f"antwoorden/{theirs.pk}/"), {"title": "X", "text": "Y"})
    client.post(at(openbare_ruimte, f"antwoorden/{theirs.pk}/remove/"))
    theirs.refresh_from_db()
    assert theirs.text == "Bel."


def test_removing_a_subject_says_which_questions_are_about_it(
    screen: Screen, asked: Referral, karin: User
) -> None:
    subject = asked.department.subjects.create(name="Snoeien", mandate=True)
    Referral.objects.update(subject=subject)
    page = shown(screen(karin), at(asked.department, f"onderwerpen/{subject.pk}/"))
    assert "1 open question is about it." in page


@pytest.mark.parametrize(("colleagues", "warned"), [(1, True), (2, False)])
def test_four_eyes_of_one_person_are_warned_of(
    screen: Screen,
    openbare_ruimte: Department,
    bram: User,
    fatma: User,
    colleagues: int,
    warned: bool,
) -> None:
    openbare_ruimte.subjects.create(name="Snoeien", mandate=True, four_eyes=True)
    for number in range(1, colleagues):
        openbare_ruimte.members.add(person(f"o{number}", "O", "Vos", "Official"))
    page = shown(screen(fatma), at(openbare_ruimte))
    assert ("nobody can look along" in page) is warned


# Hours -------------------------------------------------------------------------------------------


def hours(client: Client, address: str, **week: str) -> dict[str, Any]:
    """What the form holds, with other hours on these days."""
    form = client.get(address).context["form"]
    given = {form.seen_name: form.seen}
    for part in (form.special_days, form.roster):
        given |= {f"{part.prefix}-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return given | {f"hours-week-{name}": value for name, value in week.items()}


def test_department_keeps_hours_of_its_own(
    screen: Screen, openbare_ruimte: Department, karin: User
) -> None:
    client, address = screen(karin), at(openbare_ruimte, "openingstijden/")
    given = hours(client, address, ma="18:00-20:00")
    assert client.post(address, {**given, "do": "preview"}).status_code == 200
    assert not hasattr(Department.objects.get(pk=openbare_ruimte.pk), "service_hours")
    assert client.post(address, {**given, "do": "save"}).status_code == 303
    stored = Department.objects.get(pk=openbare_ruimte.pk).service_hours
    assert stored.hours["week"]["ma"] == ["18:00-20:00"]
    assert "hours of its own." in shown(client, at(openbare_ruimte))
    assert client.post(f"{address}forget/").status_code == 303
    assert "hours of the webcare team hold here" in shown(client, at(openbare_ruimte))


def test_hours_that_a_colleague_changed_meanwhile_are_not_overwritten(
    screen: Screen, openbare_ruimte: Department, karin: User
) -> None:
    client, address = screen(karin), at(openbare_ruimte, "openingstijden/")
    mine = hours(client, address, ma="18:00-20:00")
    client.post(address, {**mine, "hours-week-ma": "9-10 uur", "do": "save"})
    response = client.post(address, {**mine, "do": "save"})
    assert response.status_code == 422
    assert "A colleague changed the hours meanwhile." in response.content.decode()
    stored = Department.objects.get(pk=openbare_ruimte.pk).service_hours
    assert stored.hours["week"]["ma"] == ["09:00-10:00"]


def test_hours_that_cannot_be_are_refused_at_their_field(
    screen: Screen, openbare_ruimte: Department, karin: User
) -> None:
    client, address = screen(karin), at(openbare_ruimte, "openingstijden/")
    response = client.post(address, hours(client, address, ma="20:00-18:00"))
    assert response.status_code == 422
    assert response.context["form"].week.errors["ma"]


# History -----------------------------------------------------------------------------------------


def test_page_shows_who_changed_what(
    screen: Screen, openbare_ruimte: Department, sem: User, karin: User
) -> None:
    client = screen(karin)
    client.post(at(openbare_ruimte, "leden/add/"), {"person": str(sem.pk)})
    page = shown(client, at(openbare_ruimte))
    assert told(openbare_ruimte)[0] in page
    assert "Karin Post" in page


def test_unmanned_department_is_told_at_once(screen: Screen, asked: Referral, fatma: User) -> None:
    assert desk.unmanned(asked.department)
    page = shown(screen(fatma), at(asked.department))
    assert "Nobody sees the questions for this department" in page
    assert "1 question is open now." in page
