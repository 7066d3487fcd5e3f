"""What a message is about: words and pairs of words, and nobody's name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcare.talk.words import (
    LONGEST,
    MOST,
    SHORTEST,
    people,
    stop_words,
    terms,
    without_names,
)

KNOWN = people(["Tom Bos", "Lena Mulder"], ["Gemeente Voorbeeld", "GemVoorbeeld"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wanneer wordt het oud papier opgehaald?", ["oud", "papier", "oud papier"]),
        ("De kliko's zijn niet geleegd", ["kliko", "geleegd"]),
        ("De omgewaaide boom ligt er nog", ["omgewaaide", "boom", "omgewaaide boom"]),
        ("#LosseTegels op de Dorpsweg", ["lossetegels", "dorpsweg"]),
        ("Oud-papier", ["oudpapier"]),
        ("KAPOT!!! kapot", ["kapot"]),
        ("Put kapot. Boom om.", ["put", "kapot", "put kapot", "boom"]),  # no pair over a border
        ("Heel graag even een antwoord", []),
        ("", []),
    ],
)
def test_words_and_pairs(text: str, found: list[str]) -> None:
    said = terms(text)
    assert [term for term in said if term != "opgehaald" and "opgehaald" not in term] == found


@pytest.mark.parametrize(
    "text",
    [
        "@gemvoorbeeld",
        "mail jan@example.org of bel 06-12345678",
        "https://example.org/geheim en www.example.org/pad",
        "1234 AB, 12-03-1985, 123456782, NL91ABNA0417164300, 12-AB-34",
        "Jan de Vries",
        "meneer Van der Berg",
        "mevrouw Yildirim",
        "burgemeester Dijkgraaf",
        "wethouder Van Zanten",
        "dat zei Tom Bos",
        "dit zei Lena",
        "Gemeente Voorbeeld",
    ],
)
def test_nobody_is_a_subject(text: str) -> None:
    said = {part for term in terms(text, (), KNOWN) for part in term.split()}
    assert said <= {"burgemeester", "wethouder"}


def test_who_writes_is_no_subject_however_it_is_written() -> None:
    assert terms("groetjes van tinus kwakkelstein", ["Tinus Kwakkelstein", "tinusk"]) == []


def test_a_colleague_may_be_called_after_something() -> None:
    assert "bos" in terms("Rommel in het bos", (), KNOWN)
    assert "bos" not in " ".join(terms("Dit zei Tom Bos gisteren", (), KNOWN))


def test_a_name_makes_no_pair() -> None:
    assert terms("straatlantaarn Kees kapot") == ["straatlantaarn", "kapot"]


def test_who_pastes_a_page_does_not_decide() -> None:
    assert (
        len(terms(" ".join(f"woord{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(500))))
        == MOST
    )


@given(st.text(max_size=400))
def test_any_text_gives_decent_terms(text: str) -> None:
    said = terms(text, ["Jan Jansen"], KNOWN)
    assert len(said) == len(set(said)) <= MOST
    for term in said:
        for word in term.split():
            assert SHORTEST <= len(word) <= LONGEST
            assert word.isalpha()
            assert word not in stop_words()


@given(st.text(max_size=200))
def test_reading_twice_is_reading_once(text: str) -> None:
    assert terms(text) == terms(text)


TOLD = (
    "Hoe lang duurt de stroomstoring nog in de Dorpsstraat?",
    "Stroomstoring! Weer geen stroom. Wat zegt Jansen ervan?",
    "Bij ons is de stroomstoring voorbij, zegt Jansen",
    "volgens jansen is er geen stroomstoring in de Dorpsstraat",
    "WAT DOET JANSEN AAN DE STROOMSTORING",
    "#PietPuk wat een stroomstoring #PietPuk #PietPuk",
)


@pytest.mark.parametrize(
    ("term", "goes"),
    [
        ("stroomstoring", True),
        ("jansen", False),
        ("stroomstoring jansen", False),
        ("dorpsstraat", True),  # no name of a person, whatever its capital
        ("pietpuk", False),
        ("kwakkelstein", False),  # nobody wrote it where one can tell
    ],
)
def test_what_may_be_a_name_stays_in_the_house(term: str, goes: bool) -> None:
    assert without_names([term], TOLD) == ([term] if goes else [])
