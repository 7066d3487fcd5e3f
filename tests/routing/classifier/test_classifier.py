"""What a trained classifier says of a message."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.classifier import Opinion, Trained


def opinion(trained: Trained, text: str) -> Opinion:
    return trained.classifier.judge([text])[0]


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("mijn kliko is niet geleegd", "afval-reiniging"),
        ("wanneer kan ik mijn paspoort ophalen", "burgerzaken"),
        ("lantaarnpaal in de Lindelaan is stuk", "openbare-ruimte"),
        ("hoe vraag ik een parkeervergunning aan", "verkeer-parkeren"),
        ("parkeervergunningaanvraagformulier", "verkeer-parkeren"),
        ("#LantaarnpaalStuk", "openbare-ruimte"),
        ("paspoord aanvrage", "burgerzaken"),
    ],
)
def test_the_department_is_named(trained: Trained, text: str, department: str) -> None:
    assert opinion(trained, text).departments[0].label == department


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hoe vraag ik een parkeervergunning aan?", "vraag"),
        ("container zit vol", "melding"),
        ("wat een lieve mevrouw aan de balie, bedankt", "compliment"),
    ],
)
def test_the_kind_is_named(trained: Trained, text: str, kind: str) -> None:
    assert opinion(trained, text).kinds[0].label == kind


def test_three_departments_are_named_the_likeliest_first(trained: Trained) -> None:
    guesses = opinion(trained, "paaltje op de stoep is omgereden").departments
    chances = [guess.probability for guess in guesses]
    assert len({guess.label for guess in guesses}) == 3
    assert chances == sorted(chances, reverse=True)
    assert 0 < sum(chances) <= 1.0001


def test_a_clear_message_is_sure(trained: Trained) -> None:
    assert opinion(trained, "wanneer kan ik mijn nieuwe paspoort ophalen bij de balie").confident


@pytest.mark.parametrize("text", ["", "   ", "@gemeente", "https://example.nl/1", "."])
def test_a_message_without_words_is_unsure(trained: Trained, text: str) -> None:
    judged = opinion(trained, text)
    assert not judged.confident
    assert judged.departments[0].words == ()


@pytest.mark.parametrize("text", ["xqzwv bbrtk", "hallo", "😂😂", "الله", "2024"])
def test_a_message_that_says_nothing_is_unsure(trained: Trained, text: str) -> None:
    assert not opinion(trained, text).confident


def test_the_words_that_spoke_for_it_are_told(trained: Trained) -> None:
    best = opinion(trained, "De lantaarnpaal bij de school van Noor is stuk").departments[0]
    assert best.words[0] == "lantaarnpaal"
    assert len(best.words) <= 4


def test_words_are_told_whole_and_as_written(trained: Trained) -> None:
    best = opinion(trained, "Waar haal ik een nieuw PASPÓÓRT op").departments[0]
    assert "paspóórt" in best.words


def test_words_that_say_nothing_to_a_reader_are_not_told(trained: Trained) -> None:
    judged = opinion(trained, "Waar is de container voor het papier en de kliko van ons")
    told = {word for guess in judged.departments for word in guess.words}
    assert not told & {"is", "de", "voor", "het", "en", "van", "ons"}


def test_a_question_mark_speaks_for_a_question(trained: Trained) -> None:
    assert "?" in opinion(trained, "paspoort morgen ophalen?").kinds[0].words


def test_words_belong_to_their_own_message(trained: Trained) -> None:
    alone = opinion(trained, "kliko niet geleegd")
    among = trained.classifier.judge(["paspoort ophalen", "kliko niet geleegd", "boom gevallen"])[1]
    assert [guess.words for guess in among.departments] == [
        guess.words for guess in alone.departments
    ]
    for one, other in pairwise([alone.departments, among.departments]):
        assert [guess.probability for guess in one] == pytest.approx(
            [guess.probability for guess in other]
        )


def test_many_messages_are_judged_in_order(trained: Trained) -> None:
    texts = ["kliko niet geleegd", "paspoort ophalen"] * 250
    labels = [opinion.departments[0].label for opinion in trained.classifier.judge(texts)]
    assert labels == ["afval-reiniging", "burgerzaken"] * 250


def test_no_messages_give_no_opinions(trained: Trained) -> None:
    assert trained.classifier.judge([]) == []


@settings(max_examples=6, deadline=None)  # ten at once take hardly longer than one
@given(texts=st.lists(st.text(), min_size=10, max_size=10))
def test_any_text_is_judged(trained: Trained, texts: list[str]) -> None:
    judged: list[Opinion] = trained.classifier.judge(texts)
    assert [len(opinion.departments) for opinion in judged] == [3] * 10
