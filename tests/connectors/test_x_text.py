"""How X counts, rewrites and shows text."""

from __future__ import annotations

import pytest

from connectors.x.text import comparable, weigh


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("héél", 4),
        ("hee\u0301l", 4),  # an accent apart counts as one letter
        ("“citaat” – ‘nee’", 16),
        ("€5", 3),
        ("Nou…", 5),
        ("👍", 2),
        ("👍🏽", 2),
        ("🇳🇱", 2),
        ("👨‍👩‍👧", 2),
        ("https://www.gemeente-voorbeeld.nl/afval/kalender?postcode=1234AB", 23),
        ("gemeente.nl/afval", 23),
        ("a" * 281, 281),
    ],
)
def test_characters_weigh_what_x_says(text: str, weight: int) -> None:
    assert weigh(text) == weight


@pytest.mark.parametrize(
    "seen",
    [
        "@burger_jan @ander Kijk op http://gemeente.nl/afval",
        "Kijk op https://gemeente.nl/afval/",
        " Kijk  op\ngemeente.nl/afval ",
        "Kijk op Gemeente.nl/afval",
    ],
)
def test_answer_is_recognised_whatever_x_did_to_it(seen: str) -> None:
    assert comparable(seen) == comparable("Kijk op gemeente.nl/afval")


@pytest.mark.parametrize(
    "other", ["Kijk op gemeente.nl/afval2", "Kijk niet op gemeente.nl/afval", "Kijk op"]
)
def test_another_answer_is_told_apart(other: str) -> None:
    assert comparable(other) != comparable("Kijk op gemeente.nl/afval")
