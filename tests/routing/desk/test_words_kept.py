"""Words are never lost: a colleague was first, or the question went elsewhere."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from routing import desk
from routing.models import Department, Referral, Remark
from tests.routing.desk.pages import at, seen_by
from webcare.models import User

pytestmark = pytest.mark.django_db


WORDS = {
    "answer": {"text": "In week 48."},
    "answer_directly": {"text": "In week 48."},
    "ask": {"ask-text": "In week 48."},
    "hand_back": {"reason": "In week 48."},
    "refuse": {"why": "In week 48."},
    "canned_answer": {"text": "In week 48."},
}


@pytest.mark.parametrize("name", sorted(WORDS))
def test_words_are_kept_when_the_question_went_elsewhere(
    official: Client, asked: Referral, afval: Department, sem: User, name: str
) -> None:
    desk.take_up(asked, afval, sem)
    response = official.post(at(name, asked), WORDS[name])
    page = response.content.decode()
    assert response.status_code == 404
    assert "In week 48." in page
    assert asked.question not in page


@pytest.mark.parametrize("name", sorted(WORDS))
def test_words_about_what_never_was_get_the_same_page(
    official: Client, asked: Referral, afval: Department, sem: User, name: str
) -> None:
    desk.take_up(asked, afval, sem)
    pages = [
        official.post(reverse(name, args=[pk]), WORDS[name]).content.decode()
        for pk in (asked.pk, 999_999)
    ]
    assert pages[0].partition("<main")[2] == pages[1].partition("<main")[2]


@pytest.mark.parametrize("name", sorted({"answer", "answer_directly", "ask", "hand_back"}))
def test_words_are_kept_when_a_colleague_was_first(
    official: Client, mandated: Referral, mira: User, name: str
) -> None:
    desk.answer(mandated, "In week 50.", mira)
    response = official.post(at(name, mandated), WORDS[name])
    page = response.content.decode()
    assert response.status_code == 422
    for words in ("already closed", "In week 48.", "Answered by Mira Kok", "In week 50."):
        assert words in page


@pytest.mark.parametrize(
    "name",
    [
        "claim_question",
        "release_question",
        "answer_directly",
        "canned_answer",
        "enclose",
        "leave_out",
        "ask",
        "approve",
        "refuse",
        "take_back",
    ],
)
def test_nothing_is_done_with_a_question_of_another_department(
    asked: Referral, sem: User, name: str
) -> None:
    before = Referral.objects.values().get()
    given = {"text": "Nee.", "ask-text": "Nee.", "why": "Nee.", "concept": "1"}
    assert seen_by(sem).post(at(name, asked), given).status_code == 404
    assert Referral.objects.values().get() == before
    assert not Remark.objects.exists()
