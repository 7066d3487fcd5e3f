"""Answering without an account, with the link of a mail."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from routing import desk
from routing.mail.inviting import MOST_LINKS
from routing.mail.posting import post as mail_question
from routing.models import Answer, Department, Invitation, Referral, Remark, Told
from routing.tasks import confirm_answer, mail_due
from routing.views import link_guards
from tests.factories import DepartmentFactory
from tests.routing.mail.links import invite
from tests.routing.race import race
from tests.simulator.postal import GROEN, Post
from webcare.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

ANSWER = {"text": "In week 48.", "name": "Bram Smit"}
BACK = {"back-reason": "Dit is van Afval.", "back-name": "Bram Smit"}
ASK = {"ask-text": "Welke straat?", "ask-name": "Bram Smit", "whom": "citizen"}


@pytest.fixture(autouse=True)
def _forget() -> None:
    cache.clear()


@pytest.fixture
def guest() -> Client:
    """A browser that holds no cookie, and which forges nothing: the checks are on."""
    return Client(enforce_csrf_checks=True, headers={"Accept-Language": "en", "Origin": "null"})


@pytest.fixture
def link(asked: Referral) -> str:
    return path(invite(asked, GROEN))


def path(url: str) -> str:
    return url.removeprefix("https://webcare.example")


def state(client: Client, link: str) -> tuple[int, str]:
    """The status and the heading of the page."""
    response = client.get(link)
    found = re.search(r'data-testid="link-state">(?:<svg.*?</svg>)?(.*?)</h1>', text(response))
    return response.status_code, found[1].strip() if found else ""


def plain(post: Post) -> str:
    """The plain text of the newest letter to the department."""
    body = post.whole().get_body(("plain",))
    assert body
    return str(body.get_content())


def text(response: Any) -> str:
    return str(response.content.decode())


# Looking -----------------------------------------------------------------------------------------


def test_page_says_for_whom_it_is_and_what_is_asked(guest: Client, link: str) -> None:
    page = text(guest.get(link))
    assert "Openbare Ruimte &amp; Groen" in page
    assert GROEN in page
    assert "Wanneer snoeien we de berken?" in page
    assert "Lindelaan" in page
    assert "&lt;Elk jaar&gt;" in page


def test_looking_does_nothing(guest: Client, link: str, asked: Referral) -> None:
    before = list(Invitation.objects.values())
    for _scanner in range(3):
        guest.get(link)
        guest.head(link)
        for way in ("antwoord", "terug", "navraag", "nieuw"):
            assert guest.get(f"{link}{way}/")["Location"] == link
    assert list(Invitation.objects.values()) == before
    asked.refresh_from_db()
    assert asked.state == Referral.State.OPEN
    assert asked.claimed_by is None
    assert mail.outbox == []


def test_address_goes_nowhere(guest: Client, link: str) -> None:
    for response in (guest.get(link), guest.post(f"{link}antwoord/", {}), guest.get("/vraag/x/")):
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies


def test_page_takes_nothing_from_elsewhere(guest: Client, link: str) -> None:
    page = text(guest.get(link))
    assert "<script" not in page
    assert not re.search(r'(src|action|href)="https?:', page)


def test_words_within_the_department_are_not_shown(
    guest: Client, link: str, asked: Referral, bram: User, anouk: User
) -> None:
    Remark.objects.create(referral=asked, way=Remark.Way.REFUSED, text="Veel te bot.", by=bram)
    desk.tell(asked, "In de Lindelaan.", Remark.Way.FROM_AGENT, anouk)
    page = text(guest.get(link))
    assert "Veel te bot" not in page
    assert "In de Lindelaan." in page


def test_files_that_came_along_can_be_seen(guest: Client, link: str, asked: Referral) -> None:
    along = desk.enclose(
        asked, "berk.txt", "text/plain", ContentFile(b"berk", "b"), of_department=False
    )
    theirs = desk.enclose(
        asked, "x.txt", "text/plain", ContentFile(b"iets", "x"), of_department=True
    )
    assert f"{link}bestanden/{along.pk}/" in text(guest.get(link))
    response: Any = guest.get(f"{link}bestanden/{along.pk}/")
    assert b"".join(response.streaming_content) == b"berk"
    assert guest.get(f"{link}bestanden/{theirs.pk}/").status_code == 404


def test_files_of_another_question_cannot(
    guest: Client, link: str, groen: Department, anouk: User
) -> None:
    other = desk.refer(groen, "Iets anders?", {"channel": "X", "messages": []}, anouk)
    file = desk.enclose(other, "x.txt", "text/plain", ContentFile(b"x", "x"), of_department=False)
    assert guest.get(f"{link}bestanden/{file.pk}/").status_code == 404


def test_secret_is_not_kept(link: str) -> None:
    secret = link.split("/")[2]
    assert len(secret) >= 43
    assert secret not in str(list(Invitation.objects.values()))


# Answering ---------------------------------------------------------------------------------------


def test_answer_is_of_who_says_their_name(guest: Client, link: str, asked: Referral) -> None:
    response = guest.post(f"{link}antwoord/", ANSWER)
    assert (response.status_code, response["Location"]) == (303, link)
    given = Answer.objects.get(referral=asked)
    assert (given.text, given.source) == ("In week 48.", "link")
    assert (given.by, given.sender) == (None, f"Bram Smit ({GROEN})")
    assert state(guest, link) == (200, "This question is answered")


@pytest.mark.parametrize("missing", ["text", "name"])
def test_what_is_missing_is_said_and_the_words_stay(guest: Client, link: str, missing: str) -> None:
    response = guest.post(f"{link}antwoord/", ANSWER | {missing: " "})
    assert response.status_code == 422
    kept = ANSWER[{"text": "name", "name": "text"}[missing]]
    assert kept in text(response)
    assert not Answer.objects.exists()


def test_link_works_once(guest: Client, link: str) -> None:
    guest.post(f"{link}antwoord/", ANSWER)
    response = guest.post(f"{link}antwoord/", {"text": "Nee, in week 50.", "name": "Chris"})
    assert response.status_code == 409
    assert "Nee, in week 50." in text(response)
    assert Answer.objects.get().text == "In week 48."


@pytest.mark.django_db(transaction=True)
def test_link_works_once_at_the_same_moment(asked: Referral) -> None:
    link = path(invite(asked, GROEN))
    answers = race(*[lambda: Client().post(f"{link}antwoord/", ANSWER).status_code] * 2)
    assert sorted(map(str, answers)) == ["303", "409"]


def test_question_is_given_back(guest: Client, link: str, asked: Referral) -> None:
    afval = DepartmentFactory(name="Afval")
    guest.post(f"{link}terug/", BACK | {"back-suggestion": str(afval.pk)})
    given = Answer.objects.get(referral=asked)
    assert (given.handed_back, given.suggestion, given.text) == (True, afval, "Dit is van Afval.")
    assert state(guest, link) == (200, "This question was given back")


def test_giving_back_needs_a_reason(guest: Client, link: str) -> None:
    assert guest.post(f"{link}terug/", BACK | {"back-reason": ""}).status_code == 422
    assert not Answer.objects.exists()


@pytest.mark.parametrize(("whom", "way"), [("citizen", "to_citizen"), ("agent", "to_agent")])
def test_something_is_asked_first(
    guest: Client, link: str, asked: Referral, whom: str, way: str
) -> None:
    guest.post(f"{link}navraag/", ASK | {"whom": whom})
    said = asked.remarks.get()
    assert (said.way, said.text, said.sender) == (way, "Welke straat?", f"Bram Smit ({GROEN})")
    assert "Welke straat?" in text(guest.get(link))
    assert guest.post(f"{link}antwoord/", ANSWER).status_code == 303


# A link that does not work any more --------------------------------------------------------------


def test_expired_link_says_so_and_acts_no_more(guest: Client, link: str, settings: Any) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=settings.LINK_DAYS, minutes=1)):
        assert state(guest, link) == (410, "This link is too old")
        response = guest.post(f"{link}antwoord/", ANSWER)
        assert response.status_code == 409
        assert "In week 48." in text(response)
    assert not Answer.objects.exists()


def test_link_works_until_its_last_day(guest: Client, link: str, settings: Any) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=settings.LINK_DAYS, minutes=-1)):
        assert guest.post(f"{link}antwoord/", ANSWER).status_code == 303


def test_newer_link_ends_the_older(guest: Client, link: str, asked: Referral) -> None:
    newer = path(invite(asked, GROEN))
    assert state(guest, link) == (410, "There is a newer mail")
    assert guest.post(f"{link}antwoord/", ANSWER).status_code == 409
    assert guest.post(f"{newer}antwoord/", ANSWER).status_code == 303


def test_withdrawn_question_needs_no_answer(guest: Client, link: str, asked: Referral) -> None:
    desk.withdraw(asked)
    assert state(guest, link) == (200, "No answer is needed any more")
    assert guest.post(f"{link}navraag/", ASK).status_code == 409


def test_question_that_another_department_took_up(
    guest: Client, link: str, asked: Referral
) -> None:
    other = DepartmentFactory()
    user = User.objects.create(username="sem")
    other.members.add(user)
    desk.take_up(asked, other, user)
    assert state(guest, link) == (410, "This question is with another department")
    assert "new-link" not in text(guest.get(link))


def test_unknown_link_leads_nowhere(guest: Client) -> None:
    assert state(guest, "/vraag/zomaar/") == (404, "This link does not lead anywhere")


def test_who_guesses_has_to_wait(guest: Client, link: str) -> None:
    for number in range(link_guards.GUESSES):
        assert guest.get(f"/vraag/{number}/").status_code == 404
    assert guest.get("/vraag/nog-een/").status_code == 429
    assert guest.get(link).status_code == 200


@pytest.mark.parametrize(
    ("form", "where"), [(ANSWER, "antwoord"), (BACK, "terug"), (ASK, "navraag")]
)
def test_who_acts_too_often_gets_their_words_back(
    guest: Client, link: str, form: dict[str, str], where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_guards, "POSTS", 0)
    response = guest.post(f"{link}{where}/", form)
    assert response.status_code == 429
    assert next(iter(form.values())) in text(response)


def test_link_that_lost_a_part_gives_the_words_back(guest: Client, link: str) -> None:
    response = guest.post(f"{link[:-5]}/antwoord/", ANSWER)
    assert response.status_code == 404
    assert "In week 48." in text(response)


def test_colleagues_behind_one_address_do_not_hinder_each_other(
    guest: Client, link: str, groen: Department, anouk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_guards, "POSTS", 1)
    other = desk.refer(groen, "Wanneer maait u het gras?", {"channel": "X", "messages": []}, anouk)
    assert guest.post(f"{link}navraag/", ASK).status_code == 303
    assert guest.post(f"{link}navraag/", ASK).status_code == 429
    assert guest.post(f"{path(invite(other, GROEN))}antwoord/", ANSWER).status_code == 303


# A new link --------------------------------------------------------------------------------------


def test_new_link_goes_to_the_same_address(
    guest: Client, link: str, asked: Referral, settings: Any
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=settings.LINK_DAYS, minutes=1)):
        assert "new-link" in text(guest.get(link))
        response = guest.post(f"{link}nieuw/")
        assert GROEN in text(response)
        (letter,) = mail.outbox
        assert letter.to == [GROEN]
        found = re.search(r"https://webcare.example(/vraag/[^/]+/)", str(letter.body))
        assert found
        assert guest.post(f"{found[1]}antwoord/", ANSWER).status_code == 303


def test_new_link_is_not_mailed_again_and_again(guest: Client, link: str, asked: Referral) -> None:
    invite(asked, GROEN)
    statuses = [guest.post(f"{link}nieuw/").status_code for _try in range(MOST_LINKS)]
    assert statuses[-1] == 429
    assert len(mail.outbox) == MOST_LINKS - 2


def test_link_that_works_gets_no_newer(guest: Client, link: str) -> None:
    assert guest.post(f"{link}nieuw/").status_code == 303
    assert mail.outbox == []


def test_mail_server_that_is_away_is_said(
    guest: Client, link: str, asked: Referral, post: Post
) -> None:
    newer = path(invite(asked, GROEN))
    post.fault("smtp", "451")
    assert guest.post(f"{link}nieuw/").status_code == 503
    assert guest.get(newer).status_code == 200


# The department hears of it ----------------------------------------------------------------------


def test_whole_way_over_real_mail(guest: Client, post: Post, asked: Referral) -> None:
    mail_question(asked.pk)
    found = re.search(r"/vraag/[^/]+/", plain(post))
    assert found
    guest.post(f"{found[0]}antwoord/", ANSWER)
    mail_due()
    mail_due()
    assert len(post.brief()) == 2
    letter = post.whole()
    assert f"Bram Smit ({GROEN})" in plain(post)
    assert "In week 48." in plain(post)
    assert letter["References"] == f"<vraag-{asked.token}.1@gemeente-voorbeeld.example>"


def test_confirmation_that_fails_is_sent_later(
    guest: Client, post: Post, link: str, asked: Referral
) -> None:
    guest.post(f"{link}antwoord/", ANSWER)
    post.fault("smtp", "550")
    confirm_answer(Answer.objects.get().pk)
    assert not Told.objects.exists()
    confirm_answer(Answer.objects.get().pk)
    assert len(post.brief()) == 1


def test_answer_by_another_way_is_not_confirmed(post: Post, asked: Referral, bram: User) -> None:
    confirm_answer(desk.answer(asked, "In week 48.", bram).pk)
    assert post.brief() == []


def test_bell_wakes_a_worker(
    guest: Client, link: str, django_capture_on_commit_callbacks: Any, bells: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        guest.post(f"{link}antwoord/", ANSWER)
    waiting = [str(one) for one in bells.lrange("celery", 0, -1)]
    assert any("routing.tasks.confirm_answer" in one for one in waiting)
