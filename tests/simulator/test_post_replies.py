"""Answers an official writes on the page: real mail, in the shape of a mail program."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from typing import Any

import pytest

from connectors.simulator.post.answering import Answer, Writer, bytes_of
from connectors.simulator.post.reading import HERE, read
from connectors.simulator.post.styles import STYLES, compose
from connectors.simulator.testing import Simulator, running_simulator
from tests.simulator.postal import ANSWERS, ASKED, GROEN, UNIQUE, WEBCARE, Post, letter, question
from tests.simulator.web import Response, Web

LETTER = f"/post/{GROEN}/1/"
AT = datetime(2026, 11, 21, 9, tzinfo=HERE)
WORDS = "Dag Webcare,\n\nWe snoeien de berken in week 49. De élzen later."


@pytest.fixture
def post(simulator: Simulator) -> Post:
    """Groen was asked a question."""
    made = Post(simulator)
    made.send(question(), sender=UNIQUE)
    return made


@pytest.fixture
def web(simulator: Simulator) -> Web:
    return Web(simulator.url)


def answer(web: Web, style: str = "outlook", words: str = WORDS, **more: Any) -> Response:
    data = {"tekst": words.replace("\n", "\r\n"), "stijl": style, "naam": "Bram Smit"}
    return web.post(f"{LETTER}antwoord", data=data, **more)


def part(mail: EmailMessage, kind: str) -> str:
    """The text of the ``plain`` or ``html`` part."""
    found = mail.get_body((kind,))
    return str(found.get_content()).replace("\r\n", "\n") if found else ""


@pytest.mark.parametrize("style", STYLES)
def test_answer_goes_to_where_the_question_wants_it(post: Post, web: Web, style: str) -> None:
    assert answer(web, style).status_code == 303
    mail = post.whole(ANSWERS)
    assert (mail["Delivered-To"], mail["Return-Path"]) == (UNIQUE, f"<{GROEN}>")
    assert (mail["From"], mail["To"]) == (f"Bram Smit <{GROEN}>", UNIQUE)
    assert (mail["In-Reply-To"], mail["References"]) == (ASKED, ASKED)
    assert mail["Message-ID"].endswith("@gemeente-voorbeeld.example>")


@pytest.mark.parametrize("style", STYLES)
def test_answer_is_fetched_over_imap(post: Post, web: Web, style: str) -> None:
    answer(web, style)
    with post.mailbox(ANSWERS) as box:
        (found,) = box.fetch()
    assert "De élzen later." in found.text
    assert found.headers["in-reply-to"] == (ASKED,)


@pytest.mark.parametrize("style", STYLES)
def test_answer_stands_above_the_quote(post: Post, web: Web, style: str) -> None:
    answer(web, style)
    text = part(post.whole(ANSWERS), "plain")
    assert text.startswith(WORDS)
    assert text.index("week 49") < text.index("Wanneer snoeit u")


SHAPES: dict[str, dict[str, str]] = {
    "outlook": {
        "subject": "RE: Vraag van een inwoner [Webcare k3j5h2g7]",
        "text": "Met vriendelijke groet,\n\nBram Smit\nGemeente Voorbeeld\n\n"
        f"Van: Webcare <{WEBCARE}>\nVerzonden: vrijdag 20 november 2026 14:03\nAan: Bram Smit\n"
        "Onderwerp: Vraag van een inwoner [Webcare k3j5h2g7]\n\nBeste Bram,",
        "html": '<p class="MsoNormal">Dag Webcare,</p>',
        "header": "Accept-Language: nl-NL, en-US",
        "charset": "windows-1252",
    },
    "gmail": {
        "subject": "Re: Vraag van een inwoner [Webcare k3j5h2g7]",
        "text": "\n-- \nBram Smit\nGemeente Voorbeeld\n\n\nOp vr 20 nov 2026 om 14:03 schreef\n"
        f"Webcare <{WEBCARE}>:\n\n> Beste Bram,\n>\n> Wanneer",
        "html": '<blockquote class="gmail_quote"',
        "header": "",
        "charset": "utf-8",
    },
    "iphone": {
        "subject": "Re: Vraag van een inwoner [Webcare k3j5h2g7]",
        "text": "\nVerstuurd vanaf mijn iPhone\n\n> Op 20 nov 2026 om 14:03 heeft "
        f"Webcare <{WEBCARE}> het volgende geschreven:\n>\n> Beste Bram,",
        "html": '<blockquote type="cite">',
        "header": "X-Mailer: iPhone Mail (22B83)",
        "charset": "utf-8",
    },
    "thunderbird": {
        "subject": "Re: Vraag van een inwoner [Webcare k3j5h2g7]",
        "text": "\nOp 20-11-2026 om 14:03 schreef Webcare:\n> Beste Bram,\n>\n",
        "html": "",
        "header": "User-Agent: Mozilla Thunderbird",
        "charset": "utf-8",
    },
}


@pytest.mark.parametrize(("style", "shape"), SHAPES.items())
def test_answer_has_the_shape_of_its_program(
    post: Post, web: Web, style: str, shape: Mapping[str, str]
) -> None:
    answer(web, style)
    mail = post.whole(ANSWERS)
    plain = mail.get_body(("plain",))
    assert plain
    assert mail["Subject"] == shape["subject"]
    assert shape["text"] in part(mail, "plain")
    assert shape["html"] in part(mail, "html")
    assert bool(part(mail, "html")) == bool(shape["html"])
    assert shape["header"] in mail.as_string()
    assert plain.get_content_charset() == shape["charset"]


def test_long_lines_of_thunderbird_flow(post: Post, web: Web) -> None:
    answer(web, "thunderbird", "woord " * 30)
    mail = post.whole(ANSWERS)
    assert mail.get_param("format") == "flowed"
    lines = part(mail, "plain").splitlines()
    assert max(map(len, lines)) <= 78
    assert lines[0].endswith(" ")


def test_words_outlook_cannot_write_in_its_own_way(post: Post, web: Web) -> None:
    answer(web, "outlook", "Dzień dobry 🌳")
    assert part(post.whole(ANSWERS), "plain").startswith("Dzień dobry 🌳")


def test_html_of_the_question_is_quoted_without_its_scripts() -> None:
    asked = letter("Dag\n")
    asked.add_alternative("<body><p>Dag</p><script>alert(1)</script></body>", "html")
    quoted = Answer(read(asked.as_bytes()), Writer("Bram", GROEN), "<b>Ja</b>", AT)
    mail = compose(STYLES["gmail"], quoted)
    assert "<p>Dag</p></blockquote>" in part(mail, "html")
    assert "&lt;b&gt;Ja&lt;/b&gt;" in part(mail, "html")


def test_second_answer_has_one_prefix_and_the_whole_thread() -> None:
    asked = letter("Dag\n", Subject="RE: Vraag", References="<eerste@voorbeeld.example>")
    again = Answer(read(asked.as_bytes()), Writer("Bram", GROEN), "Ja", AT)
    mail = compose(STYLES["gmail"], again)
    assert mail["Subject"] == "RE: Vraag"
    assert mail["References"] == f"<eerste@voorbeeld.example> {ASKED}"
    assert f"References: <eerste@voorbeeld.example> {ASKED}".encode() in bytes_of(mail)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "raw", [b"", b"From: \xff <\r\nSubject: =?x?q?\xff\r\nDate: gisteren\r\n\r\n\xfe\r\n"]
)
def test_any_letter_can_be_answered(style: str, raw: bytes) -> None:
    made = Answer(read(raw), Writer("Bram", GROEN), "Ja", AT)
    assert b"Ja" in bytes_of(compose(STYLES[style], made))


def test_attachment_goes_along(post: Post, web: Web) -> None:
    answer(web, files={"bijlage": ("snoeiplan é.pdf", b"%PDF-1.4", "application/pdf")})
    with post.mailbox(ANSWERS) as box:
        (found,) = box.fetch()
    assert [(each.filename, each.payload) for each in found.attachments] == [
        ("snoeiplan é.pdf", b"%PDF-1.4")
    ]


def test_name_comes_from_the_letter_or_the_address(post: Post, web: Web) -> None:
    post.send(letter(To=f"Vakafdeling <{ANSWERS}>"))
    assert 'name="naam" value="Bram Smit"' in web.get(LETTER).text
    assert 'name="naam" value="Groen"' in web.get(f"/post/{GROEN}/2/").text


def test_answered_letter_says_so(post: Post, web: Web) -> None:
    answer(web)
    assert post.brief()[0]["flags"] == ["\\Answered"]
    assert "U hebt deze e-mail al beantwoord." in web.get(LETTER).text
    assert "beantwoord</span>" in web.get(f"/post/{GROEN}/").text


# What goes wrong ---------------------------------------------------------------------------------


def test_empty_answer_is_not_sent(post: Post, web: Web) -> None:
    page = answer(web, words="  \n ")
    assert page.status_code == 400
    assert "Schrijf eerst een antwoord." in page.text
    assert post.brief(ANSWERS) == []


def test_refused_answer_is_told_and_kept(post: Post, web: Web) -> None:
    post.fault("smtp", "451")
    page = answer(web)
    assert page.status_code == 400
    assert "De mailserver weigert de e-mail: 451" in page.text
    assert "De élzen later.</textarea>" in page.text
    assert post.brief()[0]["flags"] == []


def test_broken_connection_is_told(post: Post, web: Web) -> None:
    post.fault("smtp", "reset")
    assert "De verbinding met de mailserver brak af." in answer(web).text


def test_letter_from_nowhere_cannot_be_answered(post: Post, web: Web) -> None:
    post.send(b"Subject: hallo\r\n\r\ndag\r\n")
    page = web.post(f"/post/{GROEN}/2/antwoord", data={"tekst": "Dag", "stijl": "gmail"})
    assert page.status_code == 400
    assert "zegt niet waar een antwoord naartoe kan" in page.text


@pytest.mark.parametrize("action", ["antwoord", "afwezig", "onbestelbaar"])
def test_letter_that_is_gone_cannot_be_answered(post: Post, web: Web, action: str) -> None:
    assert web.post(f"/post/{GROEN}/9/{action}").status_code == 404


# By itself ---------------------------------------------------------------------------------------


def test_absent_official_answers_by_machine(post: Post, web: Web) -> None:
    assert web.post(f"{LETTER}afwezig").status_code == 303
    mail = post.whole(ANSWERS)
    assert mail["Subject"] == "Automatisch antwoord: Vraag van een inwoner [Webcare k3j5h2g7]"
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert (mail["Return-Path"], mail["Delivered-To"]) == ("<>", UNIQUE)
    assert mail["In-Reply-To"] == ASKED
    assert "Ik ben afwezig tot en met" in part(mail, "plain")
    assert post.brief()[0]["flags"] == []


def test_mailbox_that_is_not_there_bounces(post: Post, web: Web) -> None:
    assert web.post(f"{LETTER}onbestelbaar").status_code == 303
    mail = post.whole(ANSWERS)
    assert mail.get_content_type() == "multipart/report"
    assert mail.get_param("report-type") == "delivery-status"
    assert mail["From"] == "Mail Delivery System <MAILER-DAEMON@gemeente-voorbeeld.example>"
    assert (mail["Return-Path"], mail["Auto-Submitted"]) == ("<>", "auto-replied")
    words, status, returned = mail.iter_parts()
    assert f"kon niet worden bezorgd bij {GROEN}" in words.get_content()
    server, failed = status.iter_parts()
    assert server["Reporting-MTA"] == "dns; post.example"
    assert (failed["Final-Recipient"], failed["Action"]) == (f"rfc822; {GROEN}", "failed")
    assert failed["Status"] == "5.1.1"
    assert ASKED in returned.get_content()


@pytest.mark.parametrize("action", ["afwezig", "onbestelbaar"])
def test_what_a_machine_sent_gets_no_answer(post: Post, web: Web, action: str) -> None:
    post.send(letter(), sender="")
    page = web.post(f"/post/{GROEN}/2/{action}")
    assert page.status_code == 400
    assert "zegt niet waar een antwoord naartoe kan" in page.text


def test_server_stops_while_a_letter_is_half_sent() -> None:
    with running_simulator() as simulator:
        line = smtplib.SMTP("127.0.0.1", simulator.smtp_port, "localhost")
        line.docmd("MAIL", f"FROM:<{WEBCARE}>")
    with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
        line.docmd("NOOP")
