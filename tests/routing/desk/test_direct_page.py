"""Placing an answer directly, and looking along with a colleague, on the page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from routing import desk
from routing.models import Answer, Concept, Referral
from tests.routing.desk.pages import at, offers, seen_by, shown, written
from webcare.models import User

pytestmark = pytest.mark.django_db


def test_without_a_mandate_nothing_is_placed_directly(official: Client, asked: Referral) -> None:
    assert not offers(shown(official, asked), "question-directly")
    response = official.post(at("answer_directly", asked), {"text": "In week 48."})
    assert response.status_code == 422
    assert "In week 48." in written(response.content.decode())
    assert not Answer.objects.exists()


def test_with_a_mandate_it_says_what_will_happen(official: Client, mandated: Referral) -> None:
    page = shown(official, mandated)
    assert offers(page, "question-send", "question-directly") == [
        "question-send",
        "question-directly",
    ]
    for words in ("Place directly", "“Snoeien”", "to the citizen at once"):
        assert words in page


def test_direct_answer_is_thanked_for(official: Client, mandated: Referral) -> None:
    response = official.post(at("answer_directly", mandated), {"text": "In week 48."}, follow=True)
    assert response.redirect_chain == [(reverse("questions"), 303)]
    assert "placed with the citizen" in response.content.decode()
    assert Answer.objects.get().direct
    assert "placed directly" in shown(official, mandated)


def test_four_eyes_are_said_on_the_button(
    official: Client, looked_at: Referral, mira: User
) -> None:
    page = shown(official, looked_at)
    assert "Let a colleague look along" in page
    assert "Place directly" not in page


def test_who_is_alone_is_told_that_nobody_can_look(official: Client, looked_at: Referral) -> None:
    page = shown(official, looked_at)
    assert offers(page, "question-send", "question-directly", "nobody-looks-along") == [
        "question-send",
        "nobody-looks-along",
    ]


def test_colleague_sees_the_answer_and_approves(
    official: Client, looked_at: Referral, bram: User, mira: User
) -> None:
    response = official.post(at("answer_directly", looked_at), {"text": "In week 48."}, follow=True)
    assert "A colleague is asked" in response.content.decode()
    hers = seen_by(mira)
    page = shown(hers, looked_at)
    assert offers(page, "approve", "refuse", "take-back", "question-answer") == [
        "approve",
        "refuse",
    ]
    assert "In week 48." in page
    response = hers.post(at("approve", looked_at), {"concept": Concept.objects.get().pk})
    assert response.status_code == 303
    answer = Answer.objects.get()
    assert (answer.by, answer.approved_by, answer.direct) == (bram, mira, True)
    assert "Mira Kok looked along" in shown(official, looked_at)


def test_colleague_refuses_and_the_writer_writes_on(
    official: Client, looked_at: Referral, bram: User, mira: User
) -> None:
    concept = desk.answer_directly(looked_at, "In week 48.", bram)
    given = {"concept": str(concept.pk), "why": "Noem de straat."}
    assert seen_by(mira).post(at("refuse", looked_at), given).status_code == 303
    page = shown(official, looked_at)
    assert "Mira Kok wants it otherwise" in page
    assert "Noem de straat." in page
    assert "In week 48." in written(page)


def test_colleague_says_why(looked_at: Referral, bram: User, mira: User) -> None:
    concept = desk.answer_directly(looked_at, "In week 48.", bram)
    response = seen_by(mira).post(at("refuse", looked_at), {"concept": concept.pk, "why": " "})
    assert response.status_code == 422
    assert "Write what should be different" in response.content.decode()
    assert Concept.objects.exists()


def test_words_that_changed_meanwhile_are_not_approved(
    looked_at: Referral, bram: User, mira: User
) -> None:
    seen = desk.answer_directly(looked_at, "In week 48.", bram)
    assert isinstance(seen, Concept)
    pk = seen.pk
    desk.take_back(seen, bram)
    desk.answer_directly(looked_at, "Nooit.", bram)
    response = seen_by(mira).post(at("approve", looked_at), {"concept": pk}, follow=True)
    page = response.content.decode()
    assert "no longer waits for a look" in page
    assert "Nooit." in page
    assert not Answer.objects.exists()


def test_writer_sees_that_it_waits_and_takes_it_back(
    official: Client, looked_at: Referral, bram: User, mira: User
) -> None:
    concept = desk.answer_directly(looked_at, "In week 48.", bram)
    page = shown(official, looked_at)
    assert offers(page, "approve", "refuse", "take-back", "question-answer") == ["take-back"]
    official.post(at("take_back", looked_at), {"concept": concept.pk})
    assert "In week 48." in written(shown(official, looked_at))


def test_words_are_kept_when_a_colleagues_answer_waits_already(
    official: Client, looked_at: Referral, mira: User
) -> None:
    desk.answer_directly(looked_at, "In week 50.", mira)
    response = official.post(at("answer_directly", looked_at), {"text": "In week 48."})
    page = response.content.decode()
    assert response.status_code == 422
    for words in ("waits for a colleague", "In week 48.", "In week 50."):
        assert words in page


def test_answer_that_never_left_is_not_lost(
    official: Client, looked_at: Referral, mira: User
) -> None:
    desk.answer_directly(looked_at, "In week 50.", mira)
    desk.withdraw(looked_at)
    assert "In week 50." in shown(official, looked_at)
