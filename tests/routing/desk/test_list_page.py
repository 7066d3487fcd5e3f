""" "Mijn vragen": what is due first, who is on it, and what waits for someone else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from routing import desk
from routing.models import Absence, Department, Referral, Remark
from routing.views import questions
from tests.factories import person
from tests.routing.desk.conftest import SNAPSHOT
from tests.routing.desk.pages import page_of, seen_by
from webcare.models import User

pytestmark = pytest.mark.django_db


def listed(client: Client, address: str = "") -> str:
    return page_of(client, address or reverse("questions"))


def rows(page: str, testid: str = "question-row") -> list[str]:
    """The questions under this name, as they stand there."""
    shown = rf'data-testid="{testid}">(?:\s*<span[^>]*>)?([^<]*)'
    return [words.strip() for words in re.findall(shown, page)]


def ask(department: Department, by: User, question: str, hours: float | None = None) -> Referral:
    at = None if hours is None else timezone.now() + timedelta(hours=hours)
    return desk.refer(department, question, SNAPSHOT, by, deadline=at)


def test_what_is_due_first_stands_first(
    official: Client, openbare_ruimte: Department, anouk: User
) -> None:
    for question, hours in (("Ooit?", None), ("Morgen?", 24.5), ("Te laat?", -50), ("Nu?", 1.5)):
        ask(openbare_ruimte, anouk, question, hours)
    page = listed(official)
    assert rows(page) == ["Te laat?", "Nu?", "Morgen?", "Ooit?"]
    for words in ("2 days too late", "1 hour left", "24 hours left"):
        assert words in page


def test_list_says_who_is_on_it(
    official: Client, openbare_ruimte: Department, anouk: User, bram: User, mira: User
) -> None:
    free, mine, hers = (ask(openbare_ruimte, anouk, f"Vraag {number}?", 1) for number in range(3))
    desk.claim(mine, bram)
    desk.claim(hers, mira)
    page = listed(official)
    for words in ("Nobody is on it yet", "You are on it", "Mira Kok is on it"):
        assert page.count(words) == 1
    assert reverse("claim_question", args=[free.pk]) in page
    assert reverse("claim_question", args=[hers.pk]) not in page


def test_question_is_claimed_from_the_list(official: Client, asked: Referral, bram: User) -> None:
    response = official.post(reverse("claim_question", args=[asked.pk]))
    assert response.status_code == 303
    assert Referral.objects.get().claimed_by == bram


@pytest.mark.parametrize(
    ("ask_whom", "says"),
    [
        (desk.ask_agent, "Waits for the webcare team"),
        (desk.ask_citizen, "Waits for the citizen"),
    ],
)
def test_question_that_waits_for_someone_else_stands_apart(
    official: Client, asked: Referral, bram: User, ask_whom: Any, says: str
) -> None:
    ask_whom(asked, "Welke straat?", bram)
    page = listed(official)
    assert rows(page) == []
    assert rows(page, "asked-row") == [asked.question]
    assert says in page
    assert "Welke straat?" in page


def test_question_comes_back_when_the_department_was_told(
    official: Client, asked: Referral, bram: User
) -> None:
    desk.ask_citizen(asked, "Welke straat?", bram)
    desk.tell(asked, "De Lindelaan.", Remark.Way.FROM_CITIZEN)
    assert rows(listed(official)) == [asked.question]


def test_answer_to_look_at_stands_on_top(
    official: Client, looked_at: Referral, asked: Referral, mira: User
) -> None:
    desk.answer_directly(looked_at, "In week 48.", mira)
    page = listed(official)
    assert rows(page, "look-along") == [looked_at.question]
    assert page.index("Mira Kok wrote an answer") < page.index(asked.question)


def test_own_answer_waits_for_a_colleague(
    official: Client, looked_at: Referral, bram: User
) -> None:
    desk.answer_directly(looked_at, "In week 48.", bram)
    page = listed(official)
    assert rows(page, "look-along") == []
    assert rows(page, "asked-row") == [looked_at.question]
    assert "Waits for a colleague's look" in page


def test_done_lately_says_who_answered(
    official: Client, asked: Referral, looked_at: Referral, mira: User
) -> None:
    desk.answer(asked, "In week 48.", mira)
    desk.hand_back(looked_at, "Niet van ons.", sender="bram@example.nl")
    page = listed(official)
    assert "Mira Kok" in page
    assert "bram@example.nl" in page


def test_absent_colleagues_questions_are_there_for_the_deputy(
    asked: Referral, bram: User, sem: User
) -> None:
    Absence.objects.create(person=bram, deputy=sem, first_day=timezone.localdate())
    assert rows(listed(seen_by(sem))) == [asked.question]


def test_others_are_counted(official: Client, afval: Department, anouk: User) -> None:
    ask(afval, anouk, "Wanneer komt het afval?")
    page = listed(official)
    assert 'class="tabs__number">1<' in page
    assert "Perhaps you know the answer" in page


def test_long_list_shows_the_first_and_then_all(
    official: Client, openbare_ruimte: Department, anouk: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr(questions, "OPEN_SHOWN", 2)
    for number in range(3):
        ask(openbare_ruimte, anouk, f"Vraag {number}?", number + 1)
    page = listed(official)
    assert rows(page) == ["Vraag 0?", "Vraag 1?"]
    assert "3 questions wait" in page
    every = re.search(r'href="([^"]*)" data-testid="all-questions"', page)
    assert every
    whole = listed(official, every[1])
    assert len(rows(whole)) == 3
    assert "all-questions" not in whole
    assert f'hx-get="{every[1]}"' in whole


def test_list_costs_as_much_for_many(
    official: Client, openbare_ruimte: Department, afval: Department, bram: User
) -> None:
    def grow(number: int) -> None:
        by = person(f"agent-{number}", "Agent", str(number), "Agent")
        other = person(f"official-{number}", "Official", str(number), "Official")
        subject = openbare_ruimte.subjects.create(name=f"Onderwerp {number}", mandate=True)
        ask(afval, by, "Voor een ander?")
        desk.claim(ask(openbare_ruimte, by, "Bezig?", 1), other)
        desk.ask_agent(ask(openbare_ruimte, by, "Wacht?", 1), "Waar?", other)
        desk.answer(ask(openbare_ruimte, by, "Klaar?", 1), "Ja.", other)
        for writer in (other, bram):
            looked_at = desk.refer(openbare_ruimte, "Kijk?", SNAPSHOT, by, subject=subject)
            desk.answer_directly(looked_at, "Zo.", writer)

    cost = []
    for numbers in (range(2), range(2, 12)):
        for number in numbers:
            grow(number)
        listed(official)
        with CaptureQueriesContext(connection) as queries:
            listed(official)
        cost.append(len(queries.captured_queries))
    assert cost[0] == cost[1]
    assert cost[1] <= 15
