"""Folded text that knows where its letters stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.conditions import fold
from routing.folding import LOOKALIKES, folded

LETTERS = st.text(st.sampled_from("aAéÉßİ\u0301ﬁ𝗯🌳 '’1") | st.characters())


def written(text: str, what: str) -> str:
    """How ``what``, found in the folded text, was written."""
    letters = folded(text)
    start = letters.text.index(what)
    return letters.written(start, start + len(what))


@pytest.mark.parametrize(
    ("text", "what", "as_written"),
    [
        ("de BERK daar", "berk", "BERK"),
        ("het Café daar", "cafe", "Café"),
        ("het Cafe\u0301 daar", "cafe", "Cafe\u0301"),
        ("de Straße daar", "strasse", "Straße"),
        ("🌳 de 𝗯𝗲𝗿𝗸 daar", "berk", "𝗯𝗲𝗿𝗸"),
        ("de ﬁets daar", "fiets", "ﬁets"),
        ("’s-Gravenweg", "'s-gravenweg", "’s-Gravenweg"),
    ],
)
def test_way_back_leads_to_what_was_written(text: str, what: str, as_written: str) -> None:
    assert written(text, what) == as_written


def test_drawn_out_letters_go_along() -> None:
    letters = folded("een BRAAAND hier").squeezed(1)
    start = letters.text.index("brand")

    assert letters.written(start, start + 5) == "BRAAAND"


@pytest.mark.parametrize(
    ("text", "most", "squeezed"),
    [("slaaaat", 2, "slaat"), ("braaand", 1, "brand"), ("laan", 1, "laan"), ("2000", 1, "2000")],
)
def test_drawn_out_letters_are_squeezed(text: str, most: int, squeezed: str) -> None:
    assert folded(text).squeezed(most).text == squeezed


@given(LETTERS)
def test_folds_as_rules_do(text: str) -> None:
    assert folded(text).text == fold(text).translate(LOOKALIKES)


@given(LETTERS)
def test_every_letter_knows_its_place(text: str) -> None:
    letters = folded(text)

    assert len(letters.at) == len(letters.text) + 1
    assert list(letters.at) == sorted(letters.at)
    for place in range(len(letters.text)):
        start, end = letters.span(place, place + 1)
        assert 0 <= start < end <= len(text)
