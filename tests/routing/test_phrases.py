"""Phrases as a person writes them, found in folded text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.phrases import Index, phrases


def found(phrase: str, text: str) -> str | None:
    """What of the text the phrase is found in."""
    spans = [span for _phrase, span in Index(phrases(phrase)).find(text)]
    return text[slice(*spans[0])].strip(" ,.") if spans else None


@pytest.mark.parametrize(
    ("phrase", "text", "what"),
    [
        ("losse draad", "een losse draad", "losse draad"),
        ("losse draad", "een losse, draad", "losse, draad"),
        ("losse draad|kabel", "een losse kabel", "losse kabel"),
        ("*kast open", "de stroomkast open", "stroomkast open"),
        ("lantaarn* open", "lantaarnpaal open", "lantaarnpaal open"),
        ("hangt … draad", "hangt draad", "hangt draad"),
        ("hangt … draad", "hangt er een losse rode draad", "hangt er een losse rode draad"),
        ("een? draad", "draad", "draad"),
        ("draad een?", "draad", "draad"),
        ("hij ~ kind", "hij a b c d e f g kind", "hij a b c d e f g kind"),
        ("van ## jaar", "van 12 jaar", "van 12 jaar"),
        ("^ brand $", "!brand!", "!brand!"),
        ("schüsse", "schusse", "schusse"),
        ("auto's", "twee auto's", "auto's"),
    ],
)
def test_phrase_is_found(phrase: str, text: str, what: str) -> None:
    assert found(phrase, text) == what


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("draad", "draadje"),
        ("draad", "prikkeldraad"),
        ("losse draad", "lossedraad"),
        ("hangt … draad", "hangt er een hele losse rode draad"),
        ("hij ~ kind", "hij ging weg, een kind"),
        ("van ## jaar", "van 1 jaar"),
        ("^ brand $", "brand daar"),
        ("^ brand $", "daar brand"),
        ("a.b", "axb"),
    ],
)
def test_phrase_is_not_found(phrase: str, text: str) -> None:
    assert found(phrase, text) is None


def test_every_line_is_a_phrase_and_empty_lines_are_none() -> None:
    assert [phrase.words for phrase in phrases("\nde brand\n\ngas\n")] == [
        ("de", "brand"),
        ("gas",),
    ]


WORDS = st.sampled_from(["ik", "de", "draad", "kabel", "hangt", "los", "a"])
LINES = ["ik", "draad|kabel hangt", "de … los", "a", "*aad ik?", "hangt ~ a"]


@given(st.lists(WORDS).map(" ".join))
def test_index_finds_what_each_phrase_finds_by_itself(text: str) -> None:
    together = {phrase for phrase, _span in Index(phrases("\n".join(LINES))).find(text)}

    assert together == {
        phrase for phrase in phrases("\n".join(LINES)) if phrase.pattern.search(text)
    }
