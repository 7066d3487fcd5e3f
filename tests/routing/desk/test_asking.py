"""What a department asks before it answers, and what it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from routing import desk
from routing.models import Referral, Remark
from routing.signals import changed, remarked
from webcare.models import User

pytestmark = pytest.mark.django_db

Way = Remark.Way
ASKED: dict[str, tuple[Callable[..., Remark], str]] = {
    "agent": (desk.ask_agent, Way.TO_AGENT),
    "citizen": (desk.ask_citizen, Way.TO_CITIZEN),
}


@pytest.mark.parametrize("whom", ASKED)
def test_department_waits_for_whom_it_asked(asked: Referral, bram: User, whom: str) -> None:
    ask, way = ASKED[whom]
    ask(asked, "  Welke straat? ", bram)
    said = Remark.objects.get()
    assert (said.way, said.text, said.by) == (way, "Welke straat?", bram)
    assert Referral.objects.get().waiting_for == whom


def test_who_asks_is_on_it(asked: Referral, bram: User) -> None:
    desk.ask_agent(asked, "Welke straat?", bram)
    assert Referral.objects.get().claimed_by == bram


def test_who_asks_does_not_take_over(asked: Referral, bram: User, mira: User) -> None:
    desk.claim(asked, mira)
    desk.ask_agent(asked, "Welke straat?", bram)
    assert Referral.objects.get().claimed_by == mira


def test_question_by_mail_says_who_sent_it(asked: Referral) -> None:
    said = desk.ask_citizen(asked, "Welke straat?", sender="bram@example.nl")
    assert (said.by, said.who) == (None, "bram@example.nl")
    assert Referral.objects.get().claimed_by is None


@pytest.mark.parametrize("way", [Way.FROM_AGENT, Way.FROM_CITIZEN])
def test_department_goes_on_when_it_is_told(asked: Referral, bram: User, way: Remark.Way) -> None:
    desk.ask_citizen(asked, "Welke straat?", bram)
    desk.tell(asked, "De Lindelaan.", way)
    assert Referral.objects.get().waiting_for == ""
    assert [one.way for one in asked.remarks.all()] == [Way.TO_CITIZEN, way]


def test_nothing_is_told_in_the_name_of_the_department(asked: Referral) -> None:
    with pytest.raises(ValueError, match="to_agent"):
        desk.tell(asked, "De Lindelaan.", Way.TO_AGENT)
    assert not Remark.objects.exists()


@pytest.mark.parametrize("ask", [desk.ask_agent, desk.ask_citizen])
def test_closed_question_asks_nothing(asked: Referral, bram: User, ask: Any) -> None:
    desk.withdraw(asked)
    with pytest.raises(desk.AlreadyClosed):
        ask(asked, "Welke straat?", bram)
    assert not Remark.objects.exists()


def test_nothing_is_told_about_a_closed_question(asked: Referral, bram: User) -> None:
    desk.answer(asked, "In week 48.", bram)
    with pytest.raises(desk.AlreadyClosed):
        desk.tell(asked, "De Lindelaan.", Way.FROM_CITIZEN)


def test_answered_question_waits_for_nobody(asked: Referral, bram: User) -> None:
    desk.ask_agent(asked, "Welke straat?", bram)
    desk.answer(asked, "In week 48.", bram)
    assert Referral.objects.get().waiting_for == ""


def test_inbox_and_pages_are_woken_after_commit(
    asked: Referral, bram: User, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[tuple[str, int]] = []

    def of_remark(remark_id: int, **_rest: Any) -> None:
        heard.append(("remark", remark_id))

    def of_change(referral_id: int, **_rest: Any) -> None:
        heard.append(("change", referral_id))

    remarked.connect(of_remark)
    changed.connect(of_change)
    with django_capture_on_commit_callbacks(execute=True):
        said = desk.ask_agent(asked, "Welke straat?", bram)
        assert heard == []
    assert heard == [("remark", said.pk), ("change", asked.pk)]


def test_listener_that_fails_does_not_undo_what_was_done(
    asked: Referral, bram: User, django_capture_on_commit_callbacks: Any
) -> None:
    def fails(**_rest: Any) -> None:
        raise RuntimeError

    remarked.connect(fails)
    with django_capture_on_commit_callbacks(execute=True):
        desk.ask_agent(asked, "Welke straat?", bram)
    assert Remark.objects.exists()
