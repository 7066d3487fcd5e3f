"""How long departments take, worked out by hand in the week of Monday 16 November 2026."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox import actions
from inbox.hops.pace import Pace, paces
from inbox.models import Conversation
from routing import desk
from routing.models import Department, Referral, Remark, Source
from routing.promises import Hours, Span
from tests.factories import ConversationFactory, DepartmentFactory
from tests.inbox.promised import at, keep_hours
from webcare.models import User

pytestmark = pytest.mark.django_db

PAGE = "/doorzettingen/"
NOW = at("vr 15:00")

Ask = Callable[..., Referral]


@pytest.fixture(autouse=True)
def _friday() -> Any:
    keep_hours()  # Monday to Friday from nine to five
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def afval() -> Department:
    made: Department = DepartmentFactory(slug="afval", name="Afval")
    return made


@pytest.fixture
def groen(openbare_ruimte: Department, bram: User) -> Department:
    return openbare_ruimte


@pytest.fixture
def ask(anouk: User, groen: Department) -> Ask:
    """``ask("wo 09:00")``: of Groen, about a conversation of its own."""

    def refer(
        when: str, to: Department = groen, row: Conversation | None = None, weeks: int = 0
    ) -> Referral:
        with time_machine.travel(at(when, weeks), tick=False):
            return actions.refer(
                row or ConversationFactory(), to, "Van wie is dit?", anouk
            ).referral

    return refer


def answer(referral: Referral, when: str, **how: Any) -> None:
    with time_machine.travel(at(when), tick=False):
        actions.take_answer(desk.answer(referral, "In maart.", **(how or {"sender": "Bram"})))


def of(department: Department, days: int = 30) -> Pace:
    return paces(days, NOW).get(department.pk, Pace())


# How long it took --------------------------------------------------------------------------------


def test_answer_counts_the_hours_of_service_in_between(ask: Ask, groen: Department) -> None:
    """Wednesday from four to five is one hour, Thursday from nine to half past ten is one and a
    half."""
    answer(ask("wo 16:00"), "do 10:30")
    assert of(groen) == Pace(minutes=150, answers=1)


def test_half_came_sooner(ask: Ask, groen: Department, afval: Department) -> None:
    """One hour, two hours and seven hours: two. Of Afval one hour and two: in between."""
    for until in ("10:00", "11:00", "16:00"):
        answer(ask("wo 09:00"), f"wo {until}")
    for until in ("10:00", "11:00"):
        answer(ask("wo 09:00", afval), f"wo {until}")
    assert (of(groen), of(afval)) == (Pace(120, 3), Pace(90, 2))


def test_each_has_its_own_hours(ask: Ask, groen: Department, afval: Department) -> None:
    """Afval works from eleven to noon only; Groen keeps the hours of the webcare team."""
    keep_hours(Hours(((Span(11 * 60, 12 * 60),),) * 7), afval)
    answer(ask("wo 09:00"), "do 13:00")
    answer(ask("wo 09:00", afval), "do 13:00")
    assert (of(groen).minutes, of(afval).minutes) == (12 * 60, 2 * 60)


def test_who_answers_while_it_is_closed_took_no_time(ask: Ask, groen: Department) -> None:
    answer(ask("wo 20:00"), "wo 22:00")
    assert of(groen) == Pace(0, 1)


def test_answer_by_mail_is_an_answer(ask: Ask, groen: Department) -> None:
    answer(ask("wo 09:00"), "wo 12:00", sender="bram@example.nl", source=Source.MAIL)
    assert of(groen) == Pace(180, 1)


def test_mail_that_gave_it_back_after_all_was_no_answer(
    ask: Ask, groen: Department, anouk: User
) -> None:
    referral = ask("wo 09:00")
    answer(referral, "wo 12:00", sender="bram@example.nl", source=Source.MAIL)
    desk.take_as_hand_back(referral.answer, None, anouk)
    assert of(groen) == Pace()


def test_conversation_that_was_answered_twice_counts_both(ask: Ask, groen: Department) -> None:
    """It was forwarded again: one hour, then three. Each has one answer, which is its first."""
    row = ConversationFactory()
    answer(ask("wo 09:00", row=row), "wo 10:00")
    row.refresh_from_db()
    answer(ask("do 09:00", row=row), "do 12:00")
    assert of(groen) == Pace(120, 2)


def test_what_was_given_back_or_withdrawn_was_not_answered(
    ask: Ask, groen: Department, bram: User
) -> None:
    actions.take_answer(desk.hand_back(ask("wo 09:00"), "Niet van ons.", bram))
    desk.withdraw(ask("wo 09:00"))
    assert of(groen) == Pace()


def test_question_stands_still_while_the_department_waits(
    ask: Ask, groen: Department, bram: User
) -> None:
    """One hour until it asks. From ten to two it waits, and then it thinks for one hour. It asks
    again, waits for half an hour, and answers half an hour later."""
    referral = ask("wo 09:00")
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("wo 10:00", lambda: desk.ask_citizen(referral, "Welke boom?", bram)),
        ("wo 14:00", lambda: desk.tell(referral, "De eik.", Remark.Way.FROM_CITIZEN)),
        ("wo 15:00", lambda: desk.ask_agent(referral, "Is er haast?", bram)),
        ("wo 15:30", lambda: desk.tell(referral, "Nee.", Remark.Way.FROM_AGENT, bram)),
    )
    for when, said in steps:
        with time_machine.travel(at(when), tick=False):
            said()
    answer(referral, "wo 16:00")
    assert of(groen) == Pace(60 + 60 + 30, 1)


def test_who_takes_it_up_has_it_since_then(
    ask: Ask, groen: Department, afval: Department, bram: User
) -> None:
    Department.objects.update(open_to_others=True)
    referral = ask("wo 09:00", afval)
    with time_machine.travel(at("wo 13:00"), tick=False):
        desk.take_up(referral, groen, bram)
        actions.note_taken_up(referral)
    answer(referral, "wo 14:00")
    assert (of(groen), of(afval)) == (Pace(60, 1), Pace())


@pytest.mark.parametrize(("days", "answers"), [(7, 0), (30, 1)])
def test_only_what_came_in_the_period_counts(
    ask: Ask, groen: Department, days: int, answers: int
) -> None:
    answer(ask("wo 09:00", weeks=-1), "wo 10:00")
    assert of(groen, days).answers == answers


# What waits --------------------------------------------------------------------------------------


def test_what_waits_is_told_with_the_oldest_however_old(ask: Ask, groen: Department) -> None:
    ask("ma 09:00", weeks=-10)
    ask("do 09:00")
    assert of(groen, 7) == Pace(waiting=2, oldest=at("ma 09:00", -10))


def test_what_waits_for_others_does_not_wait_for_the_department(
    ask: Ask, groen: Department, bram: User
) -> None:
    desk.ask_citizen(ask("wo 09:00"), "Welke boom?", bram)
    assert of(groen) == Pace()


def test_it_is_the_clock_of_promises(ask: Ask, groen: Department) -> None:
    """Over the hour that comes twice, in October, for a department that never closes."""
    always = Hours(((Span(0, 24 * 60),),) * 7)
    keep_hours(always, groen)
    referral = ask("za 12:00", weeks=-4)
    with time_machine.travel(at("zo 12:00", -4), tick=False):
        desk.answer(referral, "In maart.", sender="Bram")
    assert of(groen).minutes == 25 * 60
    assert always.minutes_between(at("za 12:00", -4), at("zo 12:00", -4)) == 25 * 60


# The page ----------------------------------------------------------------------------------------


@pytest.fixture
def leading(client: Client, lena: User) -> Client:
    client.force_login(lena)
    client.cookies["django_language"] = "en"
    return client


def test_page_tells_it(leading: Client, ask: Ask) -> None:
    answer(ask("wo 16:00"), "do 10:30")
    ask("do 09:00")
    page = " ".join(leading.get(PAGE).content.decode().split())
    assert "2 h 30 min" in page
    assert "1 answer" in page
    assert "oldest: <time" in page


def test_who_only_waits_is_on_the_page_too(leading: Client, ask: Ask, afval: Department) -> None:
    ask("ma 09:00", afval, weeks=-3)
    page = leading.get(PAGE, {"days": "7"}).content.decode()
    assert "No question was forwarded in this period." in page
    assert page.count('data-testid="department-tally"') == 1


def test_it_goes_along_in_a_file(leading: Client, ask: Ask, afval: Department) -> None:
    answer(ask("wo 16:00"), "do 10:30")
    ask("do 09:00")
    ask("ma 09:00", afval, weeks=-8)  # it came before the period, and waits still
    answered = leading.get("/rapporten/?source=hops&period=30&as=csv")
    told = answered.content.decode("utf-8-sig").splitlines()
    assert '"Afval";0;0;;;1' in told
    assert '"Openbare Ruimte & Groen";2;0;0,0;150;1' in told
    assert '"All together";2;0;0,0;;2' in told


def test_page_takes_twelve_queries_at_most(
    leading: Client, ask: Ask, afval: Department, bram: User
) -> None:
    for _number in range(4):
        answer(ask("wo 09:00"), "do 10:30")
        actions.take_answer(desk.hand_back(ask("wo 09:00", afval), "Niet van ons.", bram))
        ask("do 09:00", afval)
    with CaptureQueriesContext(connection) as asked:
        leading.get(PAGE)
    assert len(asked) <= 12
