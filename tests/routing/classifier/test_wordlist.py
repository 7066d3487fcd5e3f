"""Product words are found in a row of words."""

from __future__ import annotations

import pytest

from routing.classifier import ProductWord
from routing.classifier.text import tokens
from routing.classifier.wordlist import Phrases


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("kliko", "mijn kliko is stuk", True),
        ("kliko", "mijn klikobak is stuk", False),
        ("kliko*", "mijn klikobak is stuk", True),
        ("kliko*", "KLIKO", True),
        ("ov*", "ovkaart", True),
        ("grof vuil", "mijn grof vuil", True),
        ("grof vuil", "grof en vuil", False),
        ("grof vuil*", "grof vuilnis", True),
        ("gro* vuil", "groot vuil", True),
        ("grof vuil", "het is grof", False),
        ("café", "naar het cafe", True),
        ("kliko", "#kliko", True),
        ("*", "iets", False),
    ],
)
def test_a_product_word_is_found(phrase: str, text: str, found: bool) -> None:
    phrases = Phrases([ProductWord("afval-reiniging", phrase)])
    assert bool(list(phrases.hits([token.word for token in tokens(text)]))) is found


def test_a_phrase_is_found_at_each_of_its_words() -> None:
    phrases = Phrases([ProductWord("afval-reiniging", "grof vuil")])
    assert list(phrases.hits(["het", "grof", "vuil"])) == [
        ("afval-reiniging", 1),
        ("afval-reiniging", 2),
    ]
