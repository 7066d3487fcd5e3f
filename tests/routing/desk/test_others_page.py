"""Questions of other departments: found by their words, and taken up by who knows the answer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from routing import desk
from routing.models import Department, Referral
from routing.views import others
from tests.factories import DepartmentFactory, person
from tests.routing.desk.conftest import SNAPSHOT
from tests.routing.desk.pages import page_of, seen_by
from webcare.models import User

pytestmark = pytest.mark.django_db

LIST = "/vragen/anderen/"


@pytest.fixture
def client_of_sem(sem: User) -> Client:
    return seen_by(sem)


def found(client: Client, words: str = "") -> list[str]:
    page = page_of(client, f"{LIST}?q={words}")
    shown = r'data-testid="others-row">\s*<span[^>]*>([^<]*)'
    return re.findall(shown, page)


def test_free_question_of_others_is_listed(client_of_sem: Client, asked: Referral) -> None:
    assert found(client_of_sem) == [asked.question]


def test_list_says_so_when_there_is_none(client_of_sem: Client) -> None:
    assert "no question that nobody is on" in page_of(client_of_sem, LIST)


@pytest.mark.parametrize(
    "words",
    [
        "berken",
        "berk",  # another form of it
        "BERKEN",
        "snoei",  # how a word begins
        "wanneer snoeien berken",
        "noordkade",  # only in what the citizen wrote
        "noordk",
        "berken & noordkade!",
        "'berken'",
    ],
)
def test_question_is_found_by_its_words(
    client_of_sem: Client, openbare_ruimte: Department, anouk: User, words: str
) -> None:
    said = {"channel": "X", "messages": [{"ours": False, "text": "Op de Noordkade", "at": ""}]}
    desk.refer(openbare_ruimte, "Wanneer snoeien we de berken?", said, anouk)
    desk.refer(openbare_ruimte, "Is de lantaarn gemaakt?", {}, anouk)
    assert found(client_of_sem, words) == ["Wanneer snoeien we de berken?"]


@pytest.mark.parametrize(
    "words", ["eik", "berken eik", "text", "messages", "!!!", "' | '", "%", "_"]
)
def test_question_is_not_found_by_other_words(
    client_of_sem: Client, asked: Referral, words: str
) -> None:
    page = client_of_sem.get(LIST, {"q": words}).content.decode()
    assert asked.question not in page
    assert "No open question with" in page


def test_what_was_searched_for_is_escaped(client_of_sem: Client) -> None:
    page = client_of_sem.get(LIST, {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


def test_htmx_gets_what_was_found_alone(client_of_sem: Client, asked: Referral) -> None:
    part = page_of(client_of_sem, f"{LIST}?q=berken", target="found")
    assert asked.question in part
    assert "<html" not in part


def test_long_list_says_that_there_is_more(
    client_of_sem: Client, openbare_ruimte: Department, anouk: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr(others, "SHOWN", 2)
    for number in range(3):
        desk.refer(openbare_ruimte, f"Vraag {number}?", {}, anouk)
    assert found(client_of_sem) == ["Vraag 0?", "Vraag 1?"]
    assert "There are more" in page_of(client_of_sem, LIST)


def test_list_costs_as_much_for_many(client_of_sem: Client, anouk: User) -> None:
    cost = []
    for numbers in (range(2), range(2, 12)):
        for number in numbers:
            by = person(f"agent-{number}", "Agent", str(number), "Agent")
            desk.refer(DepartmentFactory(), "Wanneer berken?", SNAPSHOT, by)
        page_of(client_of_sem, LIST)
        with CaptureQueriesContext(connection) as queries:
            page_of(client_of_sem, f"{LIST}?q=berken")
        cost.append(len(queries.captured_queries))
    assert cost[0] == cost[1]


# One of them -------------------------------------------------------------------------------------


def test_others_see_question_and_snapshot_and_nothing_else(
    client_of_sem: Client, asked: Referral
) -> None:
    desk.ask_agent(asked, "Is dit mevrouw Jansen?", sender="boom@example.nl")
    asked.enclosures.create(
        of_department=False, name="foto.png", mime="image/png", size=1, file="a"
    )
    page = page_of(client_of_sem, reverse("others_question", args=[asked.pk]))
    for words in (asked.question, "Wanneer snoeit u de berken?"):
        assert words in page
    for words in ("Jansen", "boom@example.nl", "foto.png"):
        assert words not in page


def test_who_knows_takes_it_up(
    client_of_sem: Client, asked: Referral, afval: Department, sem: User
) -> None:
    response = client_of_sem.post(
        reverse("take_up", args=[asked.pk]), {"department": afval.pk}, follow=True
    )
    assert response.redirect_chain == [(reverse("question", args=[asked.pk]), 303)]
    page = response.content.decode()
    for words in ("This question is yours now", "You are on it"):
        assert words in page
    assert Referral.objects.get().department == afval


def test_member_of_two_departments_chooses(
    client_of_sem: Client, asked: Referral, afval: Department, sem: User
) -> None:
    second = DepartmentFactory()
    second.members.add(sem)
    page = page_of(client_of_sem, reverse("others_question", args=[asked.pk]))
    assert {int(pk) for pk in re.findall(r'<option value="(\d+)"', page)} == {afval.pk, second.pk}


def test_member_of_one_department_chooses_nothing(
    client_of_sem: Client, asked: Referral, afval: Department
) -> None:
    page = page_of(client_of_sem, reverse("others_question", args=[asked.pk]))
    assert f'type="hidden" name="department" value="{afval.pk}"' in page
    assert "<option" not in page


def test_official_without_a_department_is_told_so(asked: Referral) -> None:
    alone = person("alone", "Joke", "Bos", "Official")
    page = page_of(seen_by(alone), reverse("others_question", args=[asked.pk]))
    assert "not a member of a department" in page
    assert 'data-testid="take-up"' not in page


@pytest.mark.parametrize("given", [{}, {"department": "x"}, {"department": "theirs"}])
def test_department_of_others_is_refused(
    client_of_sem: Client, asked: Referral, given: dict[str, str]
) -> None:
    if given.get("department") == "theirs":
        given = {"department": str(DepartmentFactory().pk)}
    response = client_of_sem.post(reverse("take_up", args=[asked.pk]), given)
    assert response.status_code == 422
    assert Referral.objects.get().claimed_by is None


@pytest.mark.parametrize("how", ["claimed", "answered", "taken up", "never was"])
def test_who_comes_second_is_told_so(
    client_of_sem: Client, asked: Referral, afval: Department, bram: User, how: str
) -> None:
    third = person("third", "Tara", "Mol", "Official")
    other = DepartmentFactory()
    other.members.add(third)
    if how == "claimed":
        desk.claim(asked, bram)
    elif how == "answered":
        desk.answer(asked, "In week 48.", bram)
    elif how == "taken up":
        desk.take_up(asked, other, third)
    pk = 999_999 if how == "never was" else asked.pk
    looked = client_of_sem.get(reverse("others_question", args=[pk]))
    posted = client_of_sem.post(reverse("take_up", args=[pk]), {"department": afval.pk})
    for response in (looked, posted):
        page = response.content.decode()
        assert response.status_code == 404
        assert "Someone was first" in page
        assert asked.question not in page


def test_who_is_no_official_has_no_such_page(as_user: Any, anouk: User, asked: Referral) -> None:
    client = as_user(anouk)
    assert client.get(LIST).status_code == 404
    assert client.post(reverse("take_up", args=[asked.pk])).status_code == 404
