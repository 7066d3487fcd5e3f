"""Promised times, a silent channel, a department that cannot keep up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.signals import pre_save

from connectors.models import Account
from inbox.models import Alarm, Conversation, Event, Message
from routing.models import Department, Referral
from tests.factories import AccountFactory, ConversationFactory
from tests.webcare.warnings.town import NOW, crowd, ordinary
from webcare.models import User
from webcare.warnings import others
from webcare.warnings.learning import learn, learned_anew
from webcare.warnings.models import Signal
from webcare.warnings.showing import Shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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


# A channel ---------------------------------------------------------------------------------------


@pytest.fixture
def busy(account: Account) -> Account:
    """Somebody writes every ten minutes, until six hours ago."""
    ordinary(account, until=NOW, every=10)
    Account.objects.update(connected_at=NOW - 100 * DAY)
    return account


def falls_silent(hours: float) -> None:
    usual = learned_anew(NOW)
    Message.objects.filter(created_at__gt=NOW - hours * HOUR).delete()
    others.look(NOW, usual)


def test_a_channel_that_brings_nothing_for_hours_is_a_signal(busy: Account) -> None:
    falls_silent(6)
    signal = Signal.objects.get()
    assert (signal.kind, signal.key) == ("silent", str(busy.pk))
    assert busy.name in Shown(signal).headline


def test_an_hour_of_quiet_is_none(busy: Account) -> None:
    falls_silent(1)
    assert kinds() == []


def test_what_an_alarm_says_already_is_not_said_again(busy: Account) -> None:
    Alarm.objects.create(account=busy, kind=Alarm.Kind.SILENT, since=NOW)
    falls_silent(6)
    assert kinds() == []


def test_a_channel_that_is_hardly_used_is_never_silent(account: Account) -> None:
    ordinary(account, every=600)
    falls_silent(30)
    assert kinds() == []


def test_it_is_over_when_somebody_writes(busy: Account) -> None:
    falls_silent(6)
    crowd(busy, 1)
    learn(NOW)
    look()
    assert kinds() == []


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
