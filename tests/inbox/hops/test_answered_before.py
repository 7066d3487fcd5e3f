"""Who answered questions like this before."""

from __future__ import annotations

import pytest

from inbox import actions
from inbox.hops.answered_before import Suggestion, roots, suggestions
from inbox.models import Conversation
from routing import desk
from routing.models import Department
from tests.factories import ConversationFactory, DepartmentFactory
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def afval(db: None) -> Department:
    made: Department = DepartmentFactory(name="Afval & Reiniging")
    return made


def _asked(department: Department, words: str, by: User, **fields: str) -> Conversation:
    asked: Conversation = ConversationFactory(message__text=words, **fields)
    return actions.refer(asked, department, "Weten jullie dit?", by).conversation


def _suggested(words: str) -> list[Suggestion]:
    return suggestions(ConversationFactory(message__text=words), words)


def _answer(asked: Conversation, by: User) -> None:
    desk.answer(asked.forwardings.get().referral, "In week 48.", by)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bomen", "boom"),
        ("Containers", "container"),
        ("gesnoeid", "snoeien"),
        ("stoeptegels", "stoeptegel"),
        ("#Prullenbak!", "prullenbakken"),
    ],
)
def test_same_root(one: str, other: str) -> None:
    assert roots(one) == roots(other)


def test_department_that_answered_the_like_is_suggested(
    anouk: User, bram: User, afval: Department, openbare_ruimte: Department
) -> None:
    _answer(_asked(afval, "De container bij de flat stinkt", anouk), bram)
    _answer(_asked(openbare_ruimte, "De boom staat te dicht op mijn raam", anouk), bram)
    [found] = _suggested("Die containers achter onze flat stinken enorm")
    assert (found.department, found.count) == (afval.pk, 1)
    assert found.example == "Weten jullie dit?"


def test_question_that_was_handed_back_suggests_nothing(
    anouk: User, bram: User, afval: Department
) -> None:
    asked = _asked(afval, "De container bij de flat stinkt", anouk)
    desk.hand_back(asked.forwardings.get().referral, "Niet van ons.", bram)
    assert _suggested("De container bij de flat stinkt weer") == []


def test_one_word_in_common_says_nothing(anouk: User, bram: User, afval: Department) -> None:
    _answer(_asked(afval, "De container bij de flat stinkt", anouk), bram)
    assert _suggested("Mijn flat is te warm") == []


def test_little_words_say_nothing(anouk: User, bram: User, afval: Department) -> None:
    _answer(_asked(afval, "Wanneer komen jullie hier voor mij?", anouk), bram)
    assert _suggested("Wanneer komen jullie hier voor de kermis?") == []


def test_department_that_is_no_more_is_not_suggested(
    anouk: User, bram: User, afval: Department
) -> None:
    _answer(_asked(afval, "De container bij de flat stinkt", anouk), bram)
    Department.objects.update(active=False)
    assert _suggested("Container bij flat stinkt") == []


def test_at_most_three_and_the_likest_first(anouk: User, bram: User, afval: Department) -> None:
    for number in range(4):
        other = DepartmentFactory(name=f"Anders {number}")
        _answer(_asked(other, "De container stinkt bij de kermis", anouk), bram)
    for _number in range(2):
        _answer(_asked(afval, "De container bij de flat stinkt", anouk), bram)
    found = _suggested("De container bij de flat stinkt")
    assert len(found) == 3
    assert (found[0].department, found[0].count) == (afval.pk, 2)


def test_it_costs_one_query(
    anouk: User, bram: User, afval: Department, django_assert_num_queries: object
) -> None:
    for _number in range(3):
        _answer(_asked(afval, "De container bij de flat stinkt", anouk), bram)
    now = ConversationFactory(message__text="De container bij de flat stinkt")
    with django_assert_num_queries(1):  # type: ignore[operator]
        suggestions(now, "De container bij de flat stinkt")
