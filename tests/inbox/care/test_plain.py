"""What could be said more plainly, and what is plain."""

from __future__ import annotations

import pytest

from inbox.care.plain import SOURCE, advice

LONG = (
    "Wij hebben uw melding over de lantaarnpaal op de hoek van de straat gelezen en gaan nu eerst "
    "met de mensen van de afdeling kijken of wij hem deze week nog kunnen maken."
)


def test_plain_answer_gets_no_advice() -> None:
    assert not advice("Wij halen het afval morgen op. Fijn dat u het ons laat weten!")


def test_long_sentence_is_found() -> None:
    assert advice(f"Dank u wel voor uw bericht. {LONG} Tot dan.").sentences == (LONG,)


@pytest.mark.parametrize(
    ("text", "word", "plain"),
    [
        ("Indien u dit wilt, komen wij bij u langs.", "indien", "als"),
        ("Wij kunnen u geen kopie verstrekken van het besluit.", "verstrekken", "geven"),
        ("Met betrekking\ntot uw vraag hebben wij nog geen besluit.", "met betrekking tot", "over"),
    ],
)
def test_hard_word_is_found_with_a_plain_one(text: str, word: str, plain: str) -> None:
    assert [(one.word, one.plain) for one in advice(text).hard] == [(word, plain)]


def test_part_of_a_word_is_not_that_word() -> None:
    assert not advice("De indiener van het bezwaar is nog niet bij ons geweest.").hard


def test_hidden_doers_are_counted_from_two() -> None:
    once = "De container wordt morgen geleegd."
    assert advice(f"{once} Dat is voor u en uw buren.").passive == 0
    assert advice(f"{once} Het afval wordt daarna opgehaald.").passive == 2


def test_links_and_names_are_not_read() -> None:
    link = "https://www.voorbeeld.nl/indien/thans/afvalinzamelingsvoertuigenpark"
    assert not advice(f"Kijk voor de dagen op {link} of vraag het aan ons. #indien @thans ^AB")


@pytest.mark.parametrize("text", ["", "Dear sir, we will collect the waste tomorrow, middels us."])
def test_other_languages_get_none(text: str) -> None:
    assert not advice(text)


def test_every_hard_word_has_one_plain_one() -> None:
    rows = SOURCE.read_text(encoding="utf-8").split('"""')[1].strip().splitlines()
    hard = [word.strip() for row in rows for word in row.split("|")[0].split(",")]
    assert len(hard) == len(set(hard))
    assert all(row.count("|") == 1 and row.split("|")[1].strip() for row in rows)
    assert all(word == word.lower() for word in hard)
