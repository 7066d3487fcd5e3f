"""Promised times, a department that cannot keep up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models.signals import pre_save

from inbox.models import Conversation, Event, Forwarding
from routing.models import Department, Referral
from tests.factories import AccountFactory, ConversationFactory
from tests.webcare.warnings.town import NOW
from webcare.models import User
from webcare.warnings import actions, others
from webcare.warnings.learning import learned_anew
from webcare.warnings.models import Expectation, Signal
from webcare.warnings.showing import Shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def standing_still() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def look(now: Any = NOW) -> None:
    others.look(now, learned_anew(NOW))


def kinds() -> list[str]:
    return [one.kind for one in Signal.objects.standing()]


# Promised times ----------------------------------------------------------------------------------


def due(number: int, minutes: int = 40) -> list[Conversation]:
    account = AccountFactory()
    return [
        ConversationFactory(account=account, answer_by=NOW + timedelta(minutes=minutes))
        for _ in range(number)
    ]


def answered(rows: list[Conversation]) -> None:
    for row in rows:
        Event.objects.create(
            conversation=row, verb=Event.Verb.REPLIED, at=NOW - timedelta(minutes=5)
        )


def test_many_promises_about_to_be_missed_are_a_signal() -> None:
    rows = due(12)
    look()
    signal = Signal.objects.get()
    assert signal.kind == "norm"
    assert set(signal.conversations) == {row.pk for row in rows}
    assert "12 questions" in Shown(signal).sentence


def test_a_few_promises_are_none_nor_are_those_of_later() -> None:
    due(5)
    due(20, minutes=90)
    look()
    assert kinds() == []


def test_a_team_that_answers_as_many_an_hour_makes_it() -> None:
    due(12)
    answered([ConversationFactory() for _ in range(11)])
    look()
    assert kinds() == []


def test_it_is_over_when_they_were_answered() -> None:
    rows = due(12)
    look()
    Conversation.objects.filter(pk__in=[row.pk for row in rows[:9]]).update(answer_by=None)
    look(NOW + timedelta(minutes=5))
    assert kinds() == []
    assert Signal.objects.get().over_at


def marked_meanwhile(instance: Signal, **_kwargs: Any) -> None:
    Signal.objects.filter(pk=instance.pk).update(verdict=Signal.Verdict.TRUE)


def test_what_a_lead_says_meanwhile_stays() -> None:
    due(12)
    look()
    pre_save.connect(marked_meanwhile, Signal)
    try:
        look(NOW + timedelta(minutes=5))
    finally:
        pre_save.disconnect(marked_meanwhile, Signal)
    assert Signal.objects.get().verdict == Signal.Verdict.TRUE


def test_once_more_within_hours_is_the_same_one() -> None:
    rows = due(12)
    look()
    Signal.objects.update(verdict=Signal.Verdict.TRUE)
    Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(answer_by=None)
    look(NOW + timedelta(minutes=5))
    assert kinds() == []
    due(12, minutes=50)
    look(NOW + timedelta(minutes=10))
    signal = Signal.objects.get()
    assert (signal.goes_on, signal.verdict) == (True, Signal.Verdict.TRUE)
    Conversation.objects.update(answer_by=None)
    look(NOW + timedelta(minutes=15))
    due(12, minutes=8 * 60)
    look(NOW + timedelta(hours=7, minutes=30))
    assert Signal.objects.count() == 2


# A department ------------------------------------------------------------------------------------


def ask(department: Department, by: User, number: int, days: float, **more: Any) -> None:
    asked = NOW - days * DAY
    Referral.objects.bulk_create(
        Referral(
            department=department,
            question="Wanneer?",
            asked_by=by,
            asked_at=asked,
            deadline=asked + 2 * DAY,
            **more,
        )
        for _ in range(number)
    )


def test_a_department_where_late_questions_pile_up_is_a_signal(
    openbare_ruimte: Department, anouk: User
) -> None:
    ask(openbare_ruimte, anouk, 3, days=9)
    ask(openbare_ruimte, anouk, 8, days=3)
    ask(openbare_ruimte, anouk, 4, days=1)
    look()
    signal = Signal.objects.get()
    assert signal.kind == "department"
    assert "15 questions lie there, 11 of them too late; a week ago 3" in Shown(signal).sentence


def test_a_department_with_much_work_that_keeps_up_is_none(
    openbare_ruimte: Department, anouk: User
) -> None:
    ask(openbare_ruimte, anouk, 30, days=1)
    ask(openbare_ruimte, anouk, 20, days=4, state="answered", closed_at=NOW - 2 * DAY)
    look()
    assert kinds() == []


def test_a_heap_that_was_there_last_week_is_no_news(
    openbare_ruimte: Department, anouk: User
) -> None:
    ask(openbare_ruimte, anouk, 12, days=20)
    look()
    assert kinds() == []


def test_what_waits_for_a_citizen_is_not_late(openbare_ruimte: Department, anouk: User) -> None:
    ask(openbare_ruimte, anouk, 12, days=4, waiting_for=Referral.WaitingFor.CITIZEN)
    look()
    assert kinds() == []


# A false alarm -----------------------------------------------------------------------------------


def false_alarm(by: User, reason: str = "other") -> Signal:
    signal = Signal.objects.get(over_at=None)
    actions.mark(signal, "false", reason, by)
    signal.refresh_from_db()
    return signal


def over(signal: Signal) -> None:
    Signal.objects.filter(pk=signal.pk).update(over_at=NOW - DAY, since=NOW - 2 * DAY)


def again(usual: Any = None) -> list[str]:
    others.look(NOW, usual if usual is not None else learned_anew(NOW))
    return kinds()


@pytest.mark.usefixtures("standing_still")
def test_promises_are_said_when_it_is_worse(lena: User) -> None:
    due(12)
    look()
    over(false_alarm(lena))
    row = Expectation.objects.get()
    assert (row.scope, row.lift, row.where) == ("norm", 15, "Promised times")
    assert "15 questions" in row.least
    assert again() == []
    due(4)
    assert again() == ["norm"]


@pytest.mark.usefixtures("standing_still")
def test_what_was_learned_can_be_taken_back(lena: User) -> None:
    due(12)
    look()
    over(signal := false_alarm(lena))
    actions.unmark(signal, lena)
    assert again() == ["norm"]


@pytest.mark.usefixtures("standing_still")
def test_a_department_lies_deeper_before_it_is_said(
    openbare_ruimte: Department, anouk: User, lena: User
) -> None:
    ask(openbare_ruimte, anouk, 8, days=3)
    look()
    over(false_alarm(lena, "weekly"))
    row = Expectation.objects.get()
    assert (row.scope, row.key, row.lift) == ("late", str(openbare_ruimte.pk), 10)
    assert row.hours == []  # a heap knows no hours
    assert again() == []
    ask(openbare_ruimte, anouk, 2, days=3)
    assert again() == ["department"]


def test_after_some_weeks_it_is_forgotten(lena: User) -> None:
    with time_machine.travel(NOW - 60 * DAY, tick=False):
        Signal.objects.create(
            kind="norm",
            key="norm",
            since=NOW - 60 * DAY,
            high_at=NOW - 60 * DAY,
            evidence={"numbers": {"due": 40, "answered": 0}},
        )
        over(false_alarm(lena, "event"))
    due(12)
    assert again() == ["norm"]


def test_only_reasons_that_fit_and_what_is_learned_is_shown(as_user: Any, lena: User) -> None:
    due(12)
    look()
    signal = Signal.objects.get()
    client = as_user(lena)
    page = client.get(f"/signalen/{signal.pk}/", HTTP_ACCEPT_LANGUAGE="en")
    assert [value for value, _label in page.context["form"].fields["reason"].choices] == [
        *("event", "weekly", "other"),
    ]
    here = f"/signalen/{signal.pk}/oordeel/"
    client.post(here, {"verdict": "false", "reason": "ours"})  # nothing that we posted
    assert not Expectation.objects.exists()
    client.post(here, {"verdict": "false", "reason": "other"})
    for address in (f"/signalen/{signal.pk}/", "/signalen/verwacht/"):
        shown = client.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "said from 15 questions that pass their promised time within the hour" in shown


def test_a_department_keeps_what_is_behind_it(openbare_ruimte: Department, anouk: User) -> None:
    ask(openbare_ruimte, anouk, 8, days=3)
    asked = Forwarding.objects.create(
        conversation=ConversationFactory(), referral=Referral.objects.latest("pk")
    )
    look()
    assert Signal.objects.get().conversations == [asked.conversation_id]
    # It grows no more; it is still too late.
    ask(openbare_ruimte, anouk, 9, days=12, state="answered", closed_at=NOW - DAY)
    look(NOW + HOUR)
    signal = Signal.objects.get()
    assert (signal.goes_on, signal.conversations) == (True, [asked.conversation_id])


def test_pages_show_them_too(
    as_user: Any, lena: User, openbare_ruimte: Department, anouk: User
) -> None:
    ask(openbare_ruimte, anouk, 12, days=4)
    due(12)
    look()
    client = as_user(lena)
    page = client.get("/signalen/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Openbare Ruimte &amp; Groen cannot keep up" in page
    assert "?clock=hour" in page
    for row in Signal.objects.all():
        shown = client.get(f"/signalen/{row.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "to-crisis" not in shown
        assert "mark-true" in shown
