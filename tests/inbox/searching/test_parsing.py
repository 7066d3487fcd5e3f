"""A search as it is read. Nothing is lost, and nothing stops it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.searching.operators import OPERATORS
from inbox.searching.parsing import MOST_TERMS, How, Left, Piece, Said, Term, Why, parse

B, W, P, Z = How.BEGINNING, How.WORD, How.PHRASE, How.POSTCODE


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("   ", []),
        ("bomen", [Term("bomen", "bomen", B)]),
        ("bomen ", [Term("bomen", "bomen", W)]),
        ("losse tegel", [Term("losse", "losse", W), Term("tegel", "tegel", B)]),
        ("ab", [Term("ab", "ab", W)]),
        ('"losse tegel"', [Term('"losse tegel"', "losse tegel", P)]),
        ("“losse tegel”", [Term("“losse tegel”", "losse tegel", P)]),
        ('"losse tegel', [Term('"losse tegel', "losse tegel", P)]),
        ("-bomen", [Term("-bomen", "bomen", W, without=True)]),
        ('-"een boom"', [Term('-"een boom"', "een boom", P, without=True)]),
        ("-", [Left("-", Why.WORDLESS)]),
        ("--", [Left("--", Why.WORDLESS)]),
        ("🙂", [Left("🙂", Why.WORDLESS)]),
        ('""', [Left('""', Why.WORDLESS)]),
        ("kanaal:x", [Said("kanaal:x", "channel", "x")]),
        ("Channel:X", [Said("Channel:X", "channel", "X")]),
        ("-is:prive", [Said("-is:prive", "is", "prive", without=True)]),
        ('van:"Jan de Boer"', [Said('van:"Jan de Boer"', "from", "Jan de Boer")]),
        ("van: jan boer", [Said("van: jan", "from", "jan"), Term("boer", "boer", B)]),
        ("kanaal:", [Left("kanaal:", Why.EMPTY)]),
        ('kanaal:""', [Left('kanaal:""', Why.EMPTY)]),
        ("kleur:rood", [Term("kleur:rood", "kleur:rood", W, unknown="kleur")]),
        ("let op:", [Term("let", "let", W), Left("op:", Why.EMPTY)]),
        ("14:30", [Term("14:30", "14:30", B)]),
        (
            "https://voorbeeld.example/a",
            [Term("https://voorbeeld.example/a", "https://voorbeeld.example/a", B)],
        ),
        ("@jan_de_boer", [Term("@jan_de_boer", "@jan_de_boer", B)]),
        ("#afval ", [Term("#afval", "#afval", W)]),
        ("3512AB", [Term("3512AB", "3512AB", Z)]),
        ("3512 AB", [Term("3512 AB", "3512 AB", Z)]),
        ("-3512 AB", [Term("-3512 AB", "3512 AB", Z, without=True)]),
        ("2026 in", [Term("2026", "2026", W), Term("in", "in", W)]),
        ("Z-2026-12", [Term("Z-2026-12", "Z-2026-12", B)]),
    ],
)
def test_pieces(text: str, pieces: list[Piece]) -> None:
    assert list(parse(text).pieces) == pieces


def test_of_many_words_the_first_are_searched() -> None:
    asked = parse("woord " * (MOST_TERMS + 5))
    assert len(asked.terms) == MOST_TERMS
    assert [left.why for left in asked.left] == [Why.TOO_MANY] * 5


def test_words_that_have_to_be_there() -> None:
    asked = parse("bomen -boa is:mijn")
    assert [term.words for term in asked.wanted] == ["bomen"]
    assert asked.says("is")
    assert not asked.says("status")


_bits = st.one_of(
    st.sampled_from([*OPERATORS, ":", "-", '"', "“", " ", "\n", "1234", "AB", "@", "bomen", "//"]),
    st.text(max_size=5),
)


@given(st.lists(_bits, max_size=30).map("".join))
def test_nothing_is_lost(text: str) -> None:
    kept = "".join(piece.typed for piece in parse(text).pieces)
    assert "".join(kept.split()) == "".join(text.split())


@given(st.text(alphabet='ab1 :-"“', max_size=200))
def test_every_word_is_searched_for_or_named(text: str) -> None:
    for piece in parse(text).pieces:
        if isinstance(piece, Term):
            assert piece.words.strip()
        elif isinstance(piece, Said):
            assert piece.value
        else:
            assert piece.why in Why
