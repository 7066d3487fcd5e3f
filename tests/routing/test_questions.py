"""The pages of an official: what waits, one question, and the two ways out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from routing import desk
from routing.models import Answer, Department, Referral
from routing.views.questions import DONE_SHOWN
from tests.factories import DepartmentFactory
from webcare.models import User

pytestmark = pytest.mark.django_db

SNAPSHOT = {
    "channel": "Facebook",
    "post": "Wij planten bomen.",
    "messages": [
        {"ours": False, "text": "Wanneer snoeit u?", "at": "2026-11-18T12:00:00+00:00"},
        {"ours": True, "text": "We zoeken het uit.", "at": "2026-11-18T13:00:00+00:00"},
    ],
}


@pytest.fixture
def asked(openbare_ruimte: Department, anouk: User) -> Referral:
    return desk.refer(openbare_ruimte, "Wanneer snoeien we de berken?", SNAPSHOT, anouk)


@pytest.fixture
def official(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


def _page(client: Client, name: str, *args: int) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_open_question_stands_in_the_list(official: Client, asked: Referral) -> None:
    assert "Wanneer snoeien we de berken?" in _page(official, "questions")


def test_question_of_another_department_does_not(official: Client, anouk: User) -> None:
    desk.refer(DepartmentFactory(), "Wanneer komt het afval?", SNAPSHOT, anouk)
    assert "Wanneer komt het afval?" not in _page(official, "questions")


def test_list_says_so_when_nothing_waits(official: Client) -> None:
    assert "Er wacht geen vraag" in _page(official, "questions")


def test_answered_question_moves_below(official: Client, asked: Referral, bram: User) -> None:
    desk.answer(asked, "In week 48.", bram)
    page = _page(official, "questions")
    assert page.index("Onlangs") < page.index("Wanneer snoeien we de berken?")


def test_list_of_what_was_answered_has_an_end(
    official: Client, openbare_ruimte: Department, anouk: User
) -> None:
    for number in range(DONE_SHOWN + 1):
        desk.withdraw(desk.refer(openbare_ruimte, f"Vraag nummer {number}.", SNAPSHOT, anouk))
    assert _page(official, "questions").count("Vraag nummer") == DONE_SHOWN


def test_htmx_gets_the_list_without_the_page_around_it(official: Client, asked: Referral) -> None:
    part = official.get(
        reverse("questions"), headers={"HX-Request": "true", "HX-Target": "questions"}
    ).content.decode()
    page = _page(official, "questions")
    assert _without_tokens(part).strip() in _without_tokens(page)
    assert "<html" not in part


def _without_tokens(page: str) -> str:
    """Each answer has another one."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_question_shows_what_was_forwarded(official: Client, asked: Referral) -> None:
    page = _page(official, "question", asked.pk)
    for words in ("Facebook", "Wij planten bomen.", "Wanneer snoeit u?", "We zoeken het uit."):
        assert words in page


def test_answer_thanks_and_leads_back(official: Client, asked: Referral, bram: User) -> None:
    address = reverse("answer", args=[asked.pk])
    response = official.post(address, {"text": "In week 48."}, follow=True)
    assert response.redirect_chain == [(reverse("questions"), 303)]
    assert "Dank je wel" in response.content.decode()
    assert Answer.objects.get().text == "In week 48."


def test_question_is_handed_back_with_its_reason(official: Client, asked: Referral) -> None:
    address = reverse("hand_back", args=[asked.pk])
    response = official.post(address, {"reason": "Dit is van Afval."})
    assert response.status_code == 303
    given = Answer.objects.get()
    assert (given.text, given.handed_back) == ("Dit is van Afval.", True)


@pytest.mark.parametrize(
    ("name", "field", "says"),
    [("answer", "text", "Schrijf eerst een antwoord"), ("hand_back", "reason", "Schrijf waarom")],
)
@pytest.mark.parametrize("words", ["", "   "])
def test_empty_words_are_refused_in_words(
    official: Client, asked: Referral, name: str, field: str, says: str, words: str
) -> None:
    response = official.post(reverse(name, args=[asked.pk]), {field: words})
    assert response.status_code == 422
    assert says in response.content.decode()
    assert Referral.objects.get().state == Referral.State.OPEN


def test_too_long_an_answer_is_refused_and_kept(official: Client, asked: Referral) -> None:
    text = "In week 48. " * 800
    response = official.post(reverse("answer", args=[asked.pk]), {"text": text})
    assert response.status_code == 422
    assert text.strip() in response.content.decode()


def test_answer_that_came_too_late_is_kept_with_the_reason(
    official: Client, asked: Referral
) -> None:
    desk.withdraw(asked)
    response = official.post(reverse("answer", args=[asked.pk]), {"text": "In week 48."})
    page = response.content.decode()
    assert response.status_code == 422
    assert "al afgesloten" in page
    assert "In week 48." in page


def test_reason_that_came_too_late_is_kept_too(
    official: Client, asked: Referral, bram: User
) -> None:
    desk.answer(asked, "In week 48.", bram)
    response = official.post(reverse("hand_back", args=[asked.pk]), {"reason": "Niet van ons."})
    assert "al afgesloten" in response.content.decode()
    assert "Niet van ons." in response.content.decode()


def test_closed_question_shows_its_answer_and_offers_no_form(
    official: Client, asked: Referral, bram: User
) -> None:
    desk.answer(asked, "In week 48.", bram)
    page = _page(official, "question", asked.pk)
    assert "In week 48." in page
    assert reverse("answer", args=[asked.pk]) not in page
    assert reverse("hand_back", args=[asked.pk]) not in page


def test_withdrawn_question_asks_nothing(official: Client, asked: Referral) -> None:
    desk.withdraw(asked)
    page = _page(official, "question", asked.pk)
    assert "trok deze vraag in" in page
    assert "<textarea" not in page


@pytest.mark.parametrize("name", ["question", "answer", "hand_back"])
def test_question_of_another_department_is_not_there(
    official: Client, anouk: User, name: str
) -> None:
    theirs = desk.refer(DepartmentFactory(), "Wanneer komt het afval?", SNAPSHOT, anouk)
    address = reverse(name, args=[theirs.pk])
    given = {"text": "Dinsdag.", "reason": "Niet van ons."}
    response = official.get(address) if name == "question" else official.post(address, given)
    assert response.status_code == 404
    assert Referral.objects.get().state == Referral.State.OPEN


def test_words_of_a_citizen_are_escaped(official: Client, asked: Referral) -> None:
    asked.snapshot = {**SNAPSHOT, "messages": [{**SNAPSHOT["messages"][0], "text": _EVIL}]}  # type: ignore[dict-item]
    asked.question = asked.snapshot["post"] = _EVIL
    asked.save()
    page = _page(official, "question", asked.pk)
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") == 3
    assert "<img" not in page


_EVIL = "<img src=x onerror=alert(1)>"


def test_snapshot_without_anything_still_shows_the_question(
    official: Client, openbare_ruimte: Department, anouk: User
) -> None:
    bare: dict[str, Any] = {}
    asked = desk.refer(openbare_ruimte, "Wanneer snoeien we?", bare, anouk)
    assert "Wanneer snoeien we?" in _page(official, "question", asked.pk)
