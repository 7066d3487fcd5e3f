"""Which question a letter answers."""

from __future__ import annotations

import pytest

from routing.mail import Letter, Reference, references
from tests.routing.mail.post import HOST, TOKEN, letter

OTHER = "zz" + TOKEN[2:]
ADDRESS = f"antwoord+{TOKEN}@{HOST}"
MESSAGE_ID = f"<vraag-{TOKEN}.12@{HOST}>"


def test_address_it_was_sent_to_counts_first() -> None:
    found = references(
        Letter(
            recipients=("iemand@voorbeeld.example", ADDRESS),
            references=(MESSAGE_ID.replace(TOKEN, OTHER),),
            subject="[Webcare zzzzzzzz]",
        ),
        HOST,
    )
    assert found == (Reference(TOKEN),)


def test_each_address_it_was_sent_to_counts_once() -> None:
    letter = Letter(recipients=(ADDRESS, ADDRESS.replace(TOKEN, OTHER), ADDRESS.upper()))
    assert references(letter, HOST) == (Reference(TOKEN), Reference(OTHER))


def test_letter_that_it_answers_counts_next() -> None:
    letter = Letter(references=("<ander@example.nl>", MESSAGE_ID), subject="[Webcare zzzzzzzz]")
    assert references(letter, HOST) == (Reference(TOKEN),)


def test_capitals_make_no_difference() -> None:
    letter = Letter(references=(MESSAGE_ID.upper(),))
    assert references(letter, HOST.upper()) == (Reference(TOKEN),)


def test_subject_is_only_a_hint() -> None:
    letter = Letter(subject=f"RE: Vraag van een inwoner [webcare {TOKEN[:8].upper()}] berken")
    assert references(letter, HOST) == (Reference(TOKEN[:8], weak=True),)


@pytest.mark.parametrize(
    "letter",
    [
        Letter(),
        Letter(recipients=(f"antwoord@{HOST}",)),
        Letter(recipients=(f"antwoord+kort@{HOST}",)),
        Letter(recipients=(ADDRESS.replace(HOST, "elders.example"),)),
        Letter(recipients=(ADDRESS + ".elders.example",)),
        Letter(recipients=(ADDRESS.replace(HOST, HOST.replace(".", "x")),)),
        Letter(references=(MESSAGE_ID.replace(HOST, "elders.example"),)),
        Letter(references=(MESSAGE_ID.replace(".12@", "@"),)),
        Letter(subject=f"[Webcare {TOKEN}]"),
        Letter(subject="Webcare 12345678"),
    ],
)
def test_what_looks_like_it_is_no_reference(letter: Letter) -> None:
    assert references(letter, HOST) == ()


@pytest.mark.parametrize(
    "name", ["answers/gmail-nl", "bounces/postfix", "automatic/read-receipt", "answers/fresh-mail"]
)
def test_real_letters_find_their_question(name: str) -> None:
    assert references(letter(name), HOST) == (Reference(TOKEN),)


def test_report_without_our_address_finds_its_question() -> None:
    found = letter("bounces/exchange-nl")
    assert references(Letter(references=found.references), HOST) == (Reference(TOKEN),)
