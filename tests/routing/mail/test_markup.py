"""What the elements of an HTML letter say, where its words do not."""

from __future__ import annotations

import pytest

from routing.mail import MARK_CLASS, LetterKind, read
from tests.routing.mail.post import note


def text(page: str) -> str:
    return read(note(page, kind="text/html; charset=utf-8")).text


BORDERS = [
    '<div id="appendonsend"></div>',
    '<div id="divRplyFwdMsg">Web</div>',
    '<div id="x_divRplyFwdMsg">Web</div>',
    '<div id="mail-editor-reference-message-container">',
    '<div class="moz-forward-container">',
    '<div class="yahoo_quoted">',
    '<hr id="zwchr">',
    f'<div class="{MARK_CLASS}">Üstüne yazın</div>',
    f'<p class="x_x_{MARK_CLASS}">Üstüne yazın</p>',
]


@pytest.mark.parametrize("border", BORDERS)
def test_element_where_another_letter_begins_ends_the_answer(border: str) -> None:
    assert text(f"<div>Ja.</div>{border}<div>Wanneer dan?</div>") == "Ja."


SIGNATURES = [
    '<div id="Signature">',
    '<div class="gmail_signature">',
    '<div data-smartmail="gmail_signature">',
    '<div class="moz-signature">',
    '<div id="AppleMailSignature">',
    '<div id="ms-outlook-mobile-signature">',
    '<div id="composer_signature">',
]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_signature_that_the_mail_program_marks_is_left_out(signature: str) -> None:
    assert text(f"<div>Ja.</div>{signature}Loket Groen<br>altijd open</div>") == "Ja."


def test_signature_alone_is_an_empty_letter() -> None:
    raw = note('<div id="Signature">Loket Groen</div>', kind="text/html")
    assert read(raw).kind == LetterKind.EMPTY


def test_long_lines_in_a_signature_are_an_answer() -> None:
    words = " ".join(["De berken worden in week 49 gesnoeid."] * 6)
    assert text(f'<div id="Signature">{words}</div>') == words


QUOTES = [
    '<blockquote type="cite">',
    '<blockquote cite="mid:1@example.nl">',
    '<blockquote class="gmail_quote">',
    '<blockquote style="margin: 0; border-left: 2px solid #1010ff">',
]


@pytest.mark.parametrize("quote", QUOTES)
def test_quote_is_left_out_and_words_around_it_stay(quote: str) -> None:
    assert text(f"Ja.{quote}Wanneer dan?</blockquote>Maandag.") == "Ja.\n\nMaandag."


def test_indented_words_are_no_quote() -> None:
    assert text('Zo:<blockquote style="margin:0 0 0 40px;border:none">Ja.</blockquote>') == (
        "Zo:\nJa."
    )


@pytest.mark.parametrize("intro", ['class="gmail_attr"', 'class="moz-cite-prefix"'])
def test_announcement_in_a_language_unknown_is_left_out(intro: str) -> None:
    page = f"Ja.<div {intro}>Web &lt;w@example.nl&gt;,<br>20 Kas 2026 tarihinde yazdı:</div>"
    assert text(f'{page}<blockquote type="cite">Wanneer?</blockquote>') == "Ja."


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<div>een<br></div><div>twee</div>", "een\ntwee"),
        ("<div>een</div><div><br></div><div>twee</div>", "een\n\ntwee"),
        ("<p>een</p><p>twee</p>", "een\n\ntwee"),
        ('<p style="margin:0">een</p><p style="margin:0">twee</p>', "een\ntwee"),
        ("<style>P {margin-top:0;margin-bottom:0;}</style><p>een</p><p>twee</p>", "een\ntwee"),
        ('<p class="MsoNormal">een</p><p class="MsoNormal">&nbsp;</p><p>twee</p>', "een\n\ntwee"),
        ("een   \n twee&nbsp; drie", "een twee drie"),
        ("<pre>een\n  twee</pre>", "een\n  twee"),
        ("<ul><li>een<ul><li>twee</li></ul></li></ul>", "- een\n  - twee"),
        ('<ol start="3"><li>een</li><li><p>twee</p></li></ol>', "3. een\n4. twee"),
        ('ja <img alt="🌳" src="x"><img alt="Logo gemeente" src="y">', "ja 🌳"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ('<a href="https://x.example"><img src="logo.png"></a>ja', "ja"),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
        ("ja\u200b\ufeff", "ja"),
    ],
)
def test_page_reads_as_it_looks(page: str, shown: str) -> None:
    assert text(page) == shown


def test_page_nested_too_deep_for_the_parser_keeps_its_words() -> None:
    assert text("<div>" * 5_000 + "Ja.") == "Ja."
