"""What is danger now, and what only looks like it."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import routing.danger
from routing.danger import Danger, DangerKind, advice, danger
from routing.phrases import phrases

SENTENCES = {
    name: lines.splitlines()
    for name, lines in tomllib.loads(
        Path(__file__).with_name("danger_sentences.toml").read_text("utf-8")
    ).items()
}


def kind(text: str) -> DangerKind | None:
    found = danger(text)
    return found.kind if found else None


@pytest.mark.parametrize(
    ("what", "text"), [(what, text) for what in DangerKind for text in SENTENCES[what.value]]
)
def test_danger_is_recognised(what: DangerKind, text: str) -> None:
    assert kind(text) is what


@pytest.mark.parametrize("text", SENTENCES["innocent"])
def test_what_only_looks_like_danger_is_none(text: str) -> None:
    assert danger(text) is None


# How it is written -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "BRAND IN DE FLAT",
        "braaaand in de flat",
        "bránd in de flat",
        "𝗯𝗿𝗮𝗻𝗱 in de flat",
        "#brand in de #flat",
        "brand\nin de flat",
        "Hoi. Mooi weer vandaag. Brand in de flat!",
        "🔥brand🔥 in de flat",
    ],
)
def test_danger_is_recognised_however_it_is_typed(text: str) -> None:
    assert kind(text) is DangerKind.FIRE


def test_letters_that_belong_twice_may_be_drawn_out() -> None:
    assert kind("hij slaaaaat zijn kind") is DangerKind.CHILD


def test_phrase_does_not_reach_into_the_next_sentence() -> None:
    assert danger("De hond rook iets. Gas is duur.") is None


# When --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Vorig jaar was er brand in de flat", None),
        ("Vorig jaar was er brand in de flat. Nu weer brand in de flat!", DangerKind.FIRE),
        ("Vorig jaar stond de flat in brand en nu weer", DangerKind.FIRE),
        ("Gisteren stond de flat in brand", None),
        ("Gisteren rook ik gas in de hal", DangerKind.GAS),
        ("De gaslucht is verholpen", None),
        ("De gaslucht is nog niet verholpen", DangerKind.GAS),
        ("Moet er eerst brand in de flat komen?", None),
        ("Vorig jaar was hier een steekpartij", None),
        ("Al sinds vorig jaar slaat mijn man me", DangerKind.VIOLENCE),
        ("Vorig jaar sloeg mijn man me ook", DangerKind.VIOLENCE),
        ("Jaren geleden wilde ik ook dood", DangerKind.SUICIDE),
        ("Hij slaat zijn kinderen, vroeger ook al", DangerKind.CHILD),
    ],
)
def test_only_what_threatens_lives_in_secret_counts_at_any_time(
    text: str, what: DangerKind | None
) -> None:
    assert kind(text) is what


# What it says ------------------------------------------------------------------------------------


def test_words_are_those_of_the_citizen() -> None:
    found = danger("Hé, ik RUIK hier Gás bij het plein")

    assert found is not None
    assert found.words == ("RUIK hier Gás",)


def test_words_are_each_told_once_and_at_most_four() -> None:
    text = "Gaslucht! Gaslek! Koolmonoxide! Gasgeur! Gaslekkage! Gaslucht!"

    found = danger(text)

    assert found is not None
    assert found.words == ("Gaslucht", "Gaslek", "Koolmonoxide", "Gasgeur")


def test_suicide_comes_before_what_else_is_told() -> None:
    assert kind("ik steek mijn huis in brand, ik wil dood") is DangerKind.SUICIDE


def test_fire_comes_before_violence() -> None:
    assert kind("er is een vechtpartij en er staat een auto in brand") is DangerKind.FIRE


@pytest.mark.parametrize(
    ("what", "numbers"),
    [
        (DangerKind.SUICIDE, ["113", "0800-0113", "112"]),
        (DangerKind.FIRE, ["112"]),
        (DangerKind.GAS, ["0800-9009", "112"]),
        (DangerKind.ELECTRICITY, ["0800-9009", "112"]),
        (DangerKind.WATER, ["112"]),
        (DangerKind.CHILD, ["112", "0800-2000"]),
        (DangerKind.VIOLENCE, ["112", "0800-2000"]),
    ],
)
def test_advice_names_whom_to_call(what: DangerKind, numbers: list[str]) -> None:
    assert [number for number in numbers if number in advice(what)] == numbers


def test_danger_brings_its_advice() -> None:
    assert danger("ik ruik gas") == Danger(DangerKind.GAS, ("ruik gas",), advice(DangerKind.GAS))


# The table ---------------------------------------------------------------------------------------

TABLE = tomllib.loads(Path(routing.danger.__file__).with_name("danger.toml").read_text("utf-8"))


def test_table_has_a_part_for_each_kind_and_no_other() -> None:
    parts = {name for name, part in TABLE.items() if isinstance(part, dict)} - {"lists"}

    assert parts == {kind.value for kind in DangerKind}


@pytest.mark.parametrize("what", DangerKind)
def test_every_phrase_of_the_table_can_be_looked_for(what: DangerKind) -> None:
    part = routing.danger.read_table().signs[what]

    for phrase in part.ever | part.now:
        assert phrase.pattern.groups == 0
        assert min(map(len, phrase.needles)) >= 2, phrase
        assert not any("<" in word for word in phrase.words), phrase


def test_no_phrase_of_the_table_stands_there_twice() -> None:
    for name in DangerKind.values:
        for lines in TABLE[name].values():
            assert len(set(phrases(lines))) == len(phrases(lines))


def test_words_that_stand_in_other_words_are_not_told_again() -> None:
    found = danger("Er staat een huis in brand! Brand! brand, bel snel")
    assert found
    assert found.words == ("Er staat een huis in brand",)


def test_words_that_overlap_are_one_phrase() -> None:
    found = danger("Help, er staat een huis in brand, Lindelaan")
    assert found
    assert found.words == ("er staat een huis in brand, Lindelaan",)


# Anything ----------------------------------------------------------------------------------------

PIECES = [
    "brand",
    "ik ruik",
    "gas",
    "kind",
    "slaat",
    "in het water",
    "niet meer",
    ".",
    " ",
    "é",
    "!",
]


@pytest.mark.parametrize("piece", ["kind ", "slaat ", "kind in water draad ", "lantaarn", "a "])
def test_long_text_takes_no_time(piece: str) -> None:
    start = time.process_time()
    danger(piece * 1000)

    assert time.process_time() - start < 2


@given(st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_is_judged(text: str) -> None:
    found = danger(text)

    assert found is None or (
        found.words and all(word in " ".join(text.split()) for word in found.words)
    )
