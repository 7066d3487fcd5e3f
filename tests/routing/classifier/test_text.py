"""How a message is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.classifier.text import CLOCK, LONGEST, MONEY, NUMBER, POSTCODE, YEAR, normal, tokens


def read(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("De BERK staat scheef", ["de", "berk", "staat", "scheef"]),
        ("@gemeente de berk", ["de", "berk"]),
        ("de berk @gem_voorbeeld.nl staat", ["de", "berk", "staat"]),
        ("zie https://example.nl/pad?a=1 daar", ["zie", "daar"]),
        ("zie www.example.nl", ["zie"]),
        ("mail jan@example.nl maar", ["mail", "maar"]),
        ("#berk", ["berk"]),
        ("#LosseTegels", ["lossetegels", "losse", "tegels"]),
        ("#losse_tegels", ["lossetegels", "losse", "tegels"]),
        ("#OZBAanslag", ["ozbaanslag", "ozb", "aanslag"]),
        ("soooo vies", ["soo", "vies"]),
        ("hééél", ["heel"]),
        ("cafe\u0301", ["cafe"]),
        ("zo'n auto's", ["zon", "autos"]),
        ("m’n kliko", ["mijn", "kliko"]),
        ("ff wnr thx", ["even", "wanneer", "bedankt"]),
        ("kwil weten", ["wil", "weten"]),
        ("OZB-aanslag", ["ozbaanslag", "ozb", "aanslag"]),
        ("kost €40", ["kost", MONEY]),
        ("40 euro boete", [MONEY, "boete"]),
        ("om 7:30 uur", ["om", CLOCK]),
        ("om 9u", ["om", CLOCK]),
        ("in 2024", ["in", YEAR]),
        ("bel 112", ["bel", "112"]),
        ("zaak 123456", ["zaak", NUMBER]),
        ("1234 AB", [POSTCODE]),
        ("30km", ["30km"]),
        ("wat?", ["wat", "?"]),
        ("wat????", ["wat", "??"]),
        ("wat?!?!", ["wat", "?!"]),
        ("nee!!!", ["nee", "!!"]),
        ("tja...", ["tja", "…"]),
        ("vies 😡😡", ["vies", "😡", "😡"]),
        ("top👍🏽", ["top", "👍"]),
        ("liefs ❤️", ["liefs", "❤"]),
        ("fijn :)", ["fijn", "🙂"]),
        ("komma, punt.", ["komma", "punt"]),
        ("çöp kutusu", ["cop", "kutusu"]),
        ("сміття", ["сміття"]),
        ("", []),
        ("@gemeente", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert read(text) == words


def test_a_token_keeps_how_it_was_written() -> None:
    assert [token.shown for token in tokens("#LosseTegels BAH €40")] == [
        "#LosseTegels",
        "Losse",
        "Tegels",
        "BAH",
        "€40",
    ]


def test_an_endless_word_is_counted_by_its_beginning() -> None:
    assert len(normal("ab" * 500)) == 40


def test_an_endless_text_is_read_up_to_its_limit() -> None:
    assert len(tokens("berk " * LONGEST)) == LONGEST // 5


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert all(token.word and token.shown for token in tokens(text))
