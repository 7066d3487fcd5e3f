"""The page of one question: what it shows, who is on it, and what happened meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from routing import desk
from routing.models import Department, Referral, Remark
from tests.factories import person
from tests.routing.desk.pages import at, offers, page_of, shown
from webcare.models import User

pytestmark = pytest.mark.django_db


# What it shows -----------------------------------------------------------------------------------


def test_page_says_until_when_and_that_nobody_is_on_it(official: Client, asked: Referral) -> None:
    desk.move_deadline(asked, timezone.now() + timedelta(hours=3, minutes=5))
    page = shown(official, asked)
    for words in ("Answer before", "3 hours left", "Nobody is on it yet"):
        assert words in page
    assert offers(page, "claim", "release", "take-over") == ["claim"]


def test_page_without_a_deadline_says_nothing_of_one(official: Client, asked: Referral) -> None:
    assert "Answer before" not in shown(official, asked)


def test_exchange_stands_on_the_page_in_order(
    official: Client, asked: Referral, mira: User, anouk: User
) -> None:
    desk.ask_agent(asked, "Welke straat?", mira)
    desk.tell(asked, "De Lindelaan.", Remark.Way.FROM_AGENT, anouk)
    desk.ask_citizen(asked, "Welk nummer?", sender="boom@example.nl")
    desk.tell(asked, "Nummer 3.", Remark.Way.FROM_CITIZEN)
    page = shown(official, asked).partition('id="exchange-title"')[2]
    said = [
        "Mira Kok asked the webcare team",
        "Welke straat?",
        "Anouk de Wit of the webcare team",
        "De Lindelaan.",
        "boom@example.nl asked the citizen",
        "Welk nummer?",
        "Nummer 3.",
    ]
    places = [page.index(words) for words in said]
    assert places == sorted(places)


def test_page_that_waits_says_for_what_and_stops_the_clock(
    official: Client, asked: Referral, bram: User
) -> None:
    desk.move_deadline(asked, timezone.now() + timedelta(hours=3))
    desk.ask_citizen(asked, "Welke straat?", bram)
    page = shown(official, asked)
    assert "Waits for the citizen" in page
    assert "hours left" not in page


def test_words_of_colleagues_and_citizens_are_escaped(
    official: Client, asked: Referral, mira: User
) -> None:
    evil = "<img src=x onerror=alert(1)>"
    desk.ask_agent(asked, evil, mira)
    desk.tell(asked, evil, Remark.Way.FROM_CITIZEN)
    page = shown(official, asked)
    assert "<img src=x" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") == 2


def test_page_costs_as_much_for_a_long_exchange(
    official: Client, looked_at: Referral, mira: User
) -> None:
    cost = []
    for numbers in (range(1), range(1, 9)):
        for number in numbers:
            by = person(f"official-{number}", "Official", str(number), "Official")
            desk.ask_agent(looked_at, "Waar?", by)
            looked_at.enclosures.create(
                of_department=bool(number % 2), name="a", mime="image/png", size=1, file="a"
            )
            looked_at.department.canned.create(title=f"Titel {number}", text="Zo.")
        shown(official, looked_at)
        with CaptureQueriesContext(connection) as queries:
            shown(official, looked_at)
        cost.append(len(queries.captured_queries))
    assert cost[0] == cost[1]
    assert cost[1] <= 15


# Who is on it ------------------------------------------------------------------------------------


def test_claimed_question_is_let_go(official: Client, asked: Referral, bram: User) -> None:
    official.post(at("claim_question", asked))
    page = shown(official, asked)
    assert "You are on it" in page
    assert offers(page, "claim", "release", "take-over") == ["release"]
    assert official.post(at("release_question", asked)).status_code == 303
    assert Referral.objects.get().claimed_by is None


def test_colleague_is_taken_over_from(
    official: Client, asked: Referral, bram: User, mira: User
) -> None:
    desk.claim(asked, mira)
    page = shown(official, asked)
    assert offers(page, "claim", "release", "take-over") == ["take-over"]
    [(name, value)] = re.findall(r'name="(instead_of)" value="(\d+)"', page)
    official.post(at("claim_question", asked), {name: value})
    assert Referral.objects.get().claimed_by == bram


@pytest.mark.parametrize("given", [{}, {"instead_of": "x"}, {"instead_of": "999999"}])
def test_who_comes_second_is_told_who_was_first(
    official: Client, asked: Referral, mira: User, given: dict[str, str]
) -> None:
    desk.claim(asked, mira)
    page = official.post(at("claim_question", asked), given, follow=True).content.decode()
    assert "Mira Kok is working on this already" in page
    assert Referral.objects.get().claimed_by == mira


def test_part_of_the_page_tells_who_is_on_it_by_now(
    official: Client, asked: Referral, mira: User
) -> None:
    desk.claim(asked, mira)
    part = page_of(official, at("question", asked), target="standing")
    assert "Mira Kok is on it" in part
    assert "<textarea" not in part


@pytest.mark.parametrize(
    ("end", "says"),
    [
        (lambda row, by: desk.answer(row, "Ja.", by), "Mira Kok answered this question meanwhile"),
        (
            lambda row, by: desk.hand_back(row, "Nee.", by),
            "Mira Kok gave this question back meanwhile",
        ),
        (lambda row, _by: desk.withdraw(row), "withdrew this question"),
    ],
)
def test_part_of_the_page_tells_what_happened_meanwhile(
    official: Client, asked: Referral, mira: User, end: Callable[..., object], says: str
) -> None:
    end(asked, mira)
    assert says in page_of(official, at("question", asked), target="standing")


def test_part_of_the_page_tells_that_it_went_elsewhere(
    official: Client, asked: Referral, afval: Department, sem: User
) -> None:
    desk.take_up(asked, afval, sem)
    part = page_of(official, at("question", asked), target="standing")
    assert "no longer with your department" in part
    assert asked.question not in part
