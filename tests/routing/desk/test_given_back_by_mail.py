"""An answer by mail in which the webcare team reads that the question is given back."""

from __future__ import annotations

from typing import Any

import pytest

from routing import desk
from routing.models import Answer, Department, Referral, Source
from routing.signals import answered
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailed(asked: Referral) -> Answer:
    return desk.answer(asked, "Dit is van Afval.", sender="boom@example.nl", source=Source.MAIL)


def test_answer_becomes_a_hand_back_with_the_same_words(
    mailed: Answer, afval: Department, anouk: User
) -> None:
    desk.take_as_hand_back(mailed, afval, anouk)
    row = Answer.objects.get()
    assert (row.handed_back, row.suggestion, row.turned_by) == (True, afval, anouk)
    assert (row.text, row.sender) == ("Dit is van Afval.", "boom@example.nl")
    assert Referral.objects.get().state == Referral.State.HANDED_BACK


def test_inbox_hears_of_it_as_of_every_hand_back(
    mailed: Answer, anouk: User, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[int] = []

    def listener(answer_id: int, **_rest: Any) -> None:
        heard.append(answer_id)

    answered.connect(listener)
    with django_capture_on_commit_callbacks(execute=True):
        desk.take_as_hand_back(mailed, None, anouk)
    assert heard == [mailed.pk]


def test_it_is_given_back_once(mailed: Answer, afval: Department, anouk: User) -> None:
    desk.take_as_hand_back(mailed, afval, anouk)
    assert not desk.may_be_hand_back(Answer.objects.get())
    with pytest.raises(desk.Refused):
        desk.take_as_hand_back(mailed, None, anouk)
    assert Answer.objects.get().suggestion == afval


def test_answer_of_the_page_is_what_it_says(asked: Referral, bram: User, anouk: User) -> None:
    given = desk.answer(asked, "In week 48.", bram)
    assert not desk.may_be_hand_back(given)
    with pytest.raises(desk.Refused, match="by mail"):
        desk.take_as_hand_back(given, None, anouk)
    assert Referral.objects.get().state == Referral.State.ANSWERED


def test_department_does_not_give_back_to_itself(
    mailed: Answer, openbare_ruimte: Department, anouk: User
) -> None:
    with pytest.raises(desk.Refused, match="Choose another"):
        desk.take_as_hand_back(mailed, openbare_ruimte, anouk)
    assert not Answer.objects.get().handed_back
