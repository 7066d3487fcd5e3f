"""The subject of our letters to a department, and the line to answer above."""

from __future__ import annotations

import pytest

from routing.mail.composing import Parcel, compose
from routing.mail.letters import read
from routing.models import Delivery, Referral
from tests.routing.mail.post import note

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

BEFORE = "Question of a resident: "


def _subject(asked: Referral, question: str) -> str:
    asked.question = question
    subject = compose(Parcel(asked, Delivery.Kind.QUESTION, 1, "groen@example.nl")).subject
    return subject.removeprefix(BEFORE).partition(" [Webcare ")[0]


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Wanneer snoeien we\nde berken?", "Wanneer snoeien we de berken?"),
        (
            "De berken in de Lindelaan geven elk jaar hooikoorts, wanneer wordt er gesnoeid?",
            "De berken in de Lindelaan geven elk jaar hooikoorts,…",
        ),
        (
            "De buurvrouw van de overkant van de straat heet toch echt [naam] en niet anders.",
            "De buurvrouw van de overkant van de straat heet toch echt…",
        ),
        (
            "De bewoner van de overkant heeft als adres opgegeven: [e-mail address], klopt dat?",
            "De bewoner van de overkant heeft als adres opgegeven:…",
        ),
        (
            "De bewoner heeft [e-mail address] opgegeven als adres en wil graag een antwoord.",
            "De bewoner heeft [e-mail address] opgegeven als adres en…",
        ),
        ("a" * 70, "a" * 59 + "…"),
    ],
)
def test_question_in_a_subject_ends_with_a_whole_word(
    asked: Referral, question: str, shown: str
) -> None:
    assert _subject(asked, question) == shown


def test_official_is_asked_as_a_colleague(asked: Referral) -> None:
    mail = compose(Parcel(asked, Delivery.Kind.QUESTION, 1, "groen@example.nl"))
    assert "— Schrijf je antwoord boven deze regel —" in mail.body


@pytest.mark.parametrize("whose", ["je", "uw"])
def test_what_lies_under_the_mark_is_ours_in_letters_of_before_too(whose: str) -> None:
    body = f"In week 48.\n\n— Schrijf {whose} antwoord boven deze regel —\n\nBeste collega,"
    assert read(note(body)).text == "In week 48."
