"""The referral desk: a question is closed exactly once, and only its department sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone

from routing import desk
from routing.models import Answer, Department, Referral, Source
from routing.signals import answered, changed, referred, withdrawn
from tests.factories import DepartmentFactory, person
from tests.routing.race import race
from webcare.models import User

pytestmark = pytest.mark.django_db

SNAPSHOT = {"channel": "X", "post": "", "messages": [{"ours": False, "text": "Wanneer?"}]}


@pytest.fixture
def asked(openbare_ruimte: Department, anouk: User) -> Referral:
    return desk.refer(openbare_ruimte, "  Wanneer snoeien we?  ", SNAPSHOT, anouk)


WAYS_OUT: dict[str, Callable[[Referral, User], object]] = {
    "answered": lambda referral, by: desk.answer(referral, "In week 48.", by),
    "handed_back": lambda referral, by: desk.hand_back(referral, "Niet van ons.", by),
    "withdrawn": lambda referral, _by: desk.withdraw(referral),
}


def test_question_is_kept_with_what_went_along(asked: Referral, anouk: User) -> None:
    asked.refresh_from_db()
    assert (asked.question, asked.snapshot, asked.asked_by) == (
        "Wanneer snoeien we?",
        SNAPSHOT,
        anouk,
    )
    assert asked.state == Referral.State.OPEN


@pytest.mark.parametrize("way", WAYS_OUT)
def test_question_is_closed_with_its_moment(asked: Referral, bram: User, way: str) -> None:
    WAYS_OUT[way](asked, bram)
    asked.refresh_from_db()
    assert (asked.state, bool(asked.closed_at)) == (way, True)


@pytest.mark.parametrize("second", WAYS_OUT)
@pytest.mark.parametrize("first", WAYS_OUT)
def test_closed_question_is_not_closed_again(
    asked: Referral, bram: User, first: str, second: str
) -> None:
    WAYS_OUT[first](asked, bram)
    with pytest.raises(desk.AlreadyClosed, match="al afgesloten"):
        WAYS_OUT[second](Referral.objects.get(pk=asked.pk), bram)
    assert Answer.objects.count() == (first != "withdrawn")
    assert Referral.objects.get().state == first


def test_answer_remembers_its_words_and_who_gave_it(asked: Referral, bram: User) -> None:
    answer = desk.answer(asked, "  In week 48. ", bram)
    assert (answer.text, answer.by, answer.handed_back) == ("In week 48.", bram, False)


def test_answer_without_an_account_remembers_who_sent_it_and_how(asked: Referral) -> None:
    answer = desk.answer(asked, "In week 48.", sender="boom@example.nl", source=Source.MAIL)
    assert (answer.by, answer.who, answer.source) == (None, "boom@example.nl", "mail")
    assert not answer.direct


def test_hand_back_remembers_whose_it_is(asked: Referral, bram: User) -> None:
    other = DepartmentFactory()
    answer = desk.hand_back(asked, "Niet van ons.", bram, suggestion=other)
    assert (answer.handed_back, answer.suggestion) == (True, other)


def test_question_is_kept_with_what_was_agreed(openbare_ruimte: Department, anouk: User) -> None:
    until = timezone.now()
    subject = openbare_ruimte.subjects.create(name="Bomen")
    desk.refer(
        openbare_ruimte,
        "Wanneer?",
        {},
        anouk,
        deadline=until,
        redacted=False,
        subject=subject,
        four_eyes=True,
    )
    row = Referral.objects.get()
    assert (row.deadline, row.redacted, row.subject, row.four_eyes) == (until, False, subject, True)


def test_database_refuses_an_answer_of_nobody(asked: Referral) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        desk.answer(asked, "In week 48.")
    assert Referral.objects.get().state == Referral.State.OPEN


def test_database_refuses_an_answer_without_words(asked: Referral, bram: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        desk.answer(asked, "  ", bram)
    assert Referral.objects.get().state == Referral.State.OPEN


def test_inbox_is_woken_after_commit_and_not_before(
    asked: Referral, bram: User, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[int] = []

    def listener(answer_id: int, **kwargs: Any) -> None:
        heard.append(answer_id)

    answered.connect(listener)
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.answer(asked, "In week 48.", bram)
        assert heard == []
    assert heard == [answer.pk]


@pytest.mark.parametrize(
    ("signal", "act"),
    [
        (referred, lambda row: desk.refer(row.department, "En nu?", {}, row.asked_by)),
        (withdrawn, desk.withdraw),
        (changed, lambda row: desk.claim(row, row.asked_by)),
        (changed, lambda row: desk.hand_back(row, "Nee.", row.asked_by)),
    ],
)
def test_others_are_woken_after_commit(
    asked: Referral,
    django_capture_on_commit_callbacks: Any,
    signal: Signal,
    act: Callable[[Referral], object],
) -> None:
    heard: list[int] = []

    def listener(referral_id: int, **kwargs: Any) -> None:
        heard.append(referral_id)

    signal.connect(listener)
    with django_capture_on_commit_callbacks(execute=True):
        act(asked)
        assert heard == []
    assert heard == [Referral.objects.latest("pk").pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", WAYS_OUT)
def test_two_at_the_same_moment_close_it_once(asked: Referral, bram: User, other: str) -> None:
    outcomes = race(
        lambda: WAYS_OUT["answered"](Referral.objects.get(pk=asked.pk), bram),
        lambda: WAYS_OUT[other](Referral.objects.get(pk=asked.pk), bram),
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, desk.AlreadyClosed)]
    assert len(refused) == 1, outcomes
    asked.refresh_from_db()
    assert Answer.objects.count() == (asked.state != Referral.State.WITHDRAWN)


# Who sees it -------------------------------------------------------------------------------------


def test_member_sees_the_question_of_her_department(asked: Referral, bram: User) -> None:
    assert list(Referral.objects.visible_to(bram)) == [asked]


def test_member_of_two_departments_sees_a_question_once(asked: Referral, bram: User) -> None:
    DepartmentFactory().members.add(bram)
    assert Referral.objects.visible_to(bram).count() == 1


def test_official_of_another_department_does_not(asked: Referral) -> None:
    stranger = person("mira", "Mira", "Kok", "Official")
    DepartmentFactory().members.add(stranger)
    assert not Referral.objects.visible_to(stranger)


def test_who_left_the_department_does_not(asked: Referral, bram: User) -> None:
    asked.department.members.remove(bram)
    assert not Referral.objects.visible_to(bram)


def test_who_left_the_municipality_does_not(asked: Referral, bram: User) -> None:
    bram.is_active = False
    assert not Referral.objects.visible_to(bram)


def test_member_without_the_role_does_not(asked: Referral, chris: User) -> None:
    asked.department.members.add(chris)
    assert not Referral.objects.visible_to(chris)


def test_stranger_does_not(asked: Referral) -> None:
    assert not Referral.objects.visible_to(AnonymousUser())
