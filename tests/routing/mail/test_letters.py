"""What an official wrote, out of letters as mail programs really shape them.

Beside each letters/<kind>/<name>.eml stands the text that its writer typed, <name>.txt.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from routing.mail import LetterKind, Person, Why, read
from tests.routing.mail.post import HOST, LETTERS, TOKEN, letter, note

ALL = sorted(path.relative_to(LETTERS) for path in LETTERS.rglob("*.eml"))
KINDS = {
    "answers": LetterKind.ANSWER,
    "automatic": LetterKind.AUTOMATIC,
    "bounces": LetterKind.BOUNCE,
    "empty": LetterKind.EMPTY,
}


@pytest.mark.parametrize("path", ALL, ids=str)
def test_text_is_exactly_what_was_written(path: Path) -> None:
    typed = (LETTERS / path).with_suffix(".txt").read_text(encoding="utf-8").removesuffix("\n")
    assert letter(str(path.with_suffix(""))).text == typed


@pytest.mark.parametrize("path", ALL, ids=str)
def test_kind_is_known(path: Path) -> None:
    assert letter(str(path.with_suffix(""))).kind == KINDS[path.parts[0]]


@pytest.mark.parametrize("path", ALL, ids=str)
def test_line_ends_of_the_wire_make_no_difference(path: Path) -> None:
    stored = (LETTERS / path).read_bytes()
    wire = stored.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert read(wire).text == read(stored).text


def test_there_are_letters_of_every_kind() -> None:
    assert {path.parts[0] for path in ALL} == set(KINDS)
    assert len(ALL) >= 36


def test_envelope_of_a_letter() -> None:
    read_letter = letter("answers/outlook-desktop-nl")
    assert read_letter.message_id == "<a1b2c3@mail.example.nl>"
    assert read_letter.sender == Person("bram.de.boer@voorbeeld.example", "Bram de Boer")
    assert read_letter.recipients == (f"antwoord+{TOKEN}@{HOST}",)
    assert read_letter.references == (f"<vraag-{TOKEN}.1@{HOST}>",)
    assert read_letter.at == datetime(2026, 11, 20, 14, 12, 41, tzinfo=UTC)
    assert read_letter.subject.startswith("RE: Vraag van een inwoner")


def test_every_address_a_letter_came_to_is_a_recipient() -> None:
    raw = note(
        "Ja.",
        "To: =?utf-8?q?J=C3=B6rn?= <Een@Voorbeeld.example>, <twee@voorbeeld.example>",
        "Cc: Team: drie@voorbeeld.example;",
        "X-Original-To: vier@voorbeeld.example",
        "Envelope-To: vijf@voorbeeld.example",
        "Delivered-To: zes@voorbeeld.example",
    )
    names = ("zes", "vier", "vijf", "een", "twee", "drie")
    assert read(raw).recipients == tuple(f"{name}@voorbeeld.example" for name in names)


def test_encoded_name_and_subject_are_decoded() -> None:
    raw = note("Ja.").replace(b"From: Sanne Yilmaz", b"From: =?iso-8859-1?Q?Sanne_Y=FClmaz?=")
    raw = b"Subject: =?utf-8?B?w6lww6lv?= =?utf-8?Q?_en_zo?=\r\n" + raw
    assert read(raw).sender.name == "Sanne Yülmaz"
    assert read(raw).subject == "épéo en zo"


@pytest.mark.parametrize(
    "date", ["", "gisteren", "Fri, 99 Foo 2026 99:99:99", "Fri, 31 Dec 9999 23:59:59 -2359"]
)
def test_letter_without_a_good_date_has_none(date: str) -> None:
    assert read(note("Ja.", f"Date: {date}")).at is None


def test_whole_shows_quotes_too() -> None:
    whole = letter("answers/gmail-nl").whole
    assert whole.startswith("Dag Anouk,")
    assert "> Vraag van Anouk: kunnen jullie dit voor ons uitzoeken?" in whole


def test_letter_passed_on_without_a_word_names_its_writer() -> None:
    passed_on = letter("answers/passed-on-nl")
    assert passed_on.forwarded
    assert passed_on.author == "Bakker, Joost <j.bakker@voorbeeld.example>"


def test_own_words_above_a_forwarded_letter_are_the_senders() -> None:
    assert not letter("answers/gmail-forward-nl").forwarded


def test_words_that_point_below_are_noticed() -> None:
    assert letter("answers/gmail-forward-nl").look_below


def test_answers_between_marked_quotes_need_no_look_below() -> None:
    assert not letter("answers/thunderbird-interleaved-nl").look_below


def test_words_below_an_unmarked_letter_are_in_whole() -> None:
    assert "Antwoord: in week 49." in letter("empty/written-below-unmarked").whole


def test_sealed_text_is_named() -> None:
    raw = note("-----BEGIN PGP MESSAGE-----\n\nhQEMA0\n=ab12\n-----END PGP MESSAGE-----\n")
    assert read(raw).kind == LetterKind.EMPTY
    assert [one.why for one in read(raw).left_out] == [Why.SEALED]


def test_hidden_text_is_not_shown() -> None:
    html = '<div style="display:none">Niet lezen</div><p>Wel lezen</p><script>x</script>'
    assert read(note(html, kind="text/html; charset=utf-8")).whole == "Wel lezen"
