"""Why a link no longer works, and saying with it that somebody is on it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from routing import desk
from routing.mail.inviting import invited
from routing.models import Department, Referral
from tests.factories import DepartmentFactory, person
from tests.routing.mail.links import invite
from tests.routing.mail.test_by_link import path, state, text
from tests.simulator.postal import GROEN
from webcare.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

BOMEN = "bomen@gemeente-voorbeeld.example"
JAN = {"claim-name": "Jan Bos"}


@pytest.fixture(autouse=True)
def _forget() -> None:
    cache.clear()


@pytest.fixture
def guest() -> Client:
    return Client(enforce_csrf_checks=True, headers={"Accept-Language": "en", "Origin": "null"})


@pytest.fixture
def link(asked: Referral) -> str:
    return path(invite(asked, GROEN))


# Why not -----------------------------------------------------------------------------------------


def test_link_of_the_mailbox_of_before_says_that_mail_goes_elsewhere(
    guest: Client, link: str, asked: Referral
) -> None:
    invite(asked, BOMEN)
    assert state(guest, link) == (410, "The mail goes to another address now")
    assert "new-link" not in text(guest.get(link))


def test_link_of_a_mail_that_broke_off_says_that_there_is_a_newer_one(
    guest: Client, asked: Referral, groen: Department
) -> None:
    with suppress(TimeoutError), invited(asked, groen, GROEN) as broken:
        raise TimeoutError
    newer = (410, "There is a newer mail")
    assert state(guest, path(broken.url)) == newer
    invite(asked, GROEN)
    assert state(guest, path(broken.url)) == newer


def test_link_of_the_department_that_had_it_says_it_is_elsewhere(
    guest: Client, link: str, asked: Referral
) -> None:
    sem = person("sem", "Sem", "Dijk", "Official")
    afval: Department = DepartmentFactory()
    afval.members.add(sem)
    desk.take_up(asked, afval, sem)
    invite(asked, "afval@gemeente-voorbeeld.example")
    assert state(guest, link) == (410, "This question is with another department")


# I take this -------------------------------------------------------------------------------------


def test_link_tells_that_somebody_is_on_it(guest: Client, link: str, asked: Referral) -> None:
    response = guest.post(f"{link}bezig/", JAN)
    assert (response.status_code, response["Location"]) == (303, link)
    asked.refresh_from_db()
    assert asked.on_it == f"Jan Bos ({GROEN})"
    page = text(guest.get(link))
    assert f"Jan Bos ({GROEN}) is on it" in page
    assert "link-claim-open" not in page
    assert "link-answer" in page


def test_looking_claims_nothing(guest: Client, link: str, asked: Referral) -> None:
    assert guest.get(f"{link}bezig/")["Location"] == link
    guest.head(f"{link}bezig/")
    asked.refresh_from_db()
    assert asked.on_it == ""


def test_without_a_name_nobody_is_on_it(guest: Client, link: str, asked: Referral) -> None:
    response = guest.post(f"{link}bezig/", {"claim-name": " "})
    assert response.status_code == 422
    assert "Write your name" in text(response)
    asked.refresh_from_db()
    assert asked.on_it == ""


def test_second_one_is_told_who_is_on_it(
    guest: Client, link: str, asked: Referral, bram: User
) -> None:
    desk.claim(asked, bram)
    response = guest.post(f"{link}bezig/", JAN)
    assert response.status_code == 422
    assert "Bram Smit is working on this already." in text(response)


def test_link_that_is_too_old_claims_nothing(guest: Client, link: str, asked: Referral) -> None:
    asked.invitations.update(expires_at=timezone.now() - timedelta(days=1))
    assert guest.post(f"{link}bezig/", JAN).status_code == 410
    asked.refresh_from_db()
    assert asked.on_it == ""


def test_who_said_so_still_answers(guest: Client, link: str, asked: Referral) -> None:
    guest.post(f"{link}bezig/", JAN)
    guest.post(f"{link}antwoord/", {"text": "In week 48.", "name": "Jan Bos"})
    asked.refresh_from_db()
    assert asked.state == Referral.State.ANSWERED
