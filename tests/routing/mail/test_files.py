"""The files of a letter: what comes in, and that nothing is left out in silence."""

from __future__ import annotations

import base64
import os

import pytest
from django.utils.translation import override

from routing.mail import Attachment, LeftOut, Limits, Why, read
from tests.routing.mail.post import letter, mixed

MEGABYTE = 1024 * 1024


def file(
    content: bytes, name: str = "plan.pdf", mime: str = "application/pdf", more: str = ""
) -> bytes:
    head = f'Content-Type: {mime}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
    shown = more or f'Content-Disposition: attachment; filename="{name}"\r\n'
    return f"{head}{shown}\r\n".encode() + base64.encodebytes(content)


WORDS = "Content-Type: text/plain; charset=utf-8\r\n\r\nZie de bijlage.\r\n"


def test_files_come_in_with_name_type_and_bytes() -> None:
    found = letter("answers/attachments").attachments
    assert [one.name for one in found] == ["Snoeiplan coördinatie.pdf", "kaart.jpg", "adressen.txt"]
    assert [one.mime for one in found] == ["application/pdf", "image/jpeg", "text/plain"]
    assert found[0].content.startswith(b"%PDF-1.7\nsnoeiplan")


def test_25_megabytes_are_left_out_by_name_and_the_words_stay() -> None:
    raw = mixed(WORDS, file(os.urandom(25 * MEGABYTE), "film.mp4", "video/mp4"))
    big = read(raw)
    assert (big.text, big.attachments) == ("Zie de bijlage.", ())
    assert big.left_out == (LeftOut("film.mp4", 25 * MEGABYTE, Why.TOO_LARGE),)


def test_25_megabytes_come_in_where_that_is_allowed() -> None:
    content = os.urandom(25 * MEGABYTE)
    big = read(mixed(WORDS, file(content)), limits=Limits(attachment=25 * MEGABYTE))
    assert big.attachments == (Attachment("plan.pdf", "application/pdf", content),)


def test_letter_that_is_too_large_keeps_its_words_and_says_what_was_cut() -> None:
    raw = mixed(WORDS, file(b"x" * 1000, "klein.pdf"), file(b"y" * 50_000, "groot.pdf"))
    cut = read(raw, limits=Limits(letter=5_000))
    assert cut.text == "Zie de bijlage."
    assert [one.name for one in cut.attachments] == ["klein.pdf"]
    assert [(one.name, one.why) for one in cut.left_out] == [("groot.pdf", Why.CUT), ("", Why.CUT)]
    assert cut.left_out[1].size == len(raw) - 5_000


def test_text_that_is_too_long_is_marked() -> None:
    cut = read(mixed(WORDS.replace("bijlage", "bijlage " * 2_000)), limits=Limits(letter=5_000))
    assert cut.truncated
    assert cut.text.startswith("Zie de bijlage bijlage")


def test_letter_within_the_limits_is_not_marked() -> None:
    assert not read(mixed(WORDS, file(b"x"))).truncated


def test_more_files_than_allowed_are_named() -> None:
    raw = mixed(WORDS, *(file(b"x", f"{number}.pdf") for number in range(5)))
    found = read(raw, limits=Limits(attachments=3))
    assert [one.name for one in found.attachments] == ["0.pdf", "1.pdf", "2.pdf"]
    assert [(one.name, one.why) for one in found.left_out] == [
        ("3.pdf", Why.TOO_MANY),
        ("4.pdf", Why.TOO_MANY),
    ]


def test_a_thousand_files_are_counted() -> None:
    raw = mixed(WORDS, *(file(b"x", f"{number}.pdf") for number in range(1_000)))
    found = read(raw)
    assert len(found.attachments) + sum(one.count for one in found.left_out) == 1_000
    assert len(found.left_out) < 60


@pytest.mark.parametrize(
    ("name", "left_out", "why"),
    [
        ("answers/winmail", "winmail.dat", Why.WINMAIL),
        ("answers/smime-signed", "smime.p7s", Why.SIGNATURE),
        ("empty/smime-sealed", "smime.p7m", Why.SEALED),
    ],
)
def test_what_nobody_can_open_is_left_out_with_the_reason(
    name: str, left_out: str, why: Why
) -> None:
    found = letter(name)
    assert found.attachments == ()
    assert [(one.name, one.why) for one in found.left_out] == [(left_out, why)]


def test_small_picture_in_the_letter_is_a_decoration() -> None:
    found = letter("answers/outlook-desktop-nl")
    assert found.attachments == ()
    assert [one.name for one in found.decorations] == ["image001.png"]


def test_photo_in_the_letter_is_a_file() -> None:
    assert [one.name for one in letter("answers/apple-mail-photo-nl").attachments] == [
        "IMG_0412.jpeg"
    ]


def test_small_picture_that_was_attached_is_a_file() -> None:
    found = read(mixed(WORDS, file(b"\x89PNG", "kaartje.png", "image/png")))
    assert [one.name for one in found.attachments] == ["kaartje.png"]


def test_invitation_comes_in_as_a_file() -> None:
    assert "text/calendar" in [one.mime for one in letter("answers/calendar").attachments]


def test_letter_in_a_letter_comes_in_whole() -> None:
    (inner,) = letter("answers/letter-in-letter").attachments
    assert (inner.name, inner.mime) == ("Snoeiplan Lindelaan.eml", "message/rfc822")
    assert read(inner.content).text == "Het snoeiplan is vastgesteld."


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\temp\\\\plan.pdf", "plan.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("a" * 400 + ".pdf", "a" * 150 + ".pdf"),
        ("  ", "attachment 1.pdf"),
        ("..", "attachment 1.pdf"),
    ],
)
def test_name_is_fit_to_show_and_to_store(said: str, name: str) -> None:
    with override("en"):
        (found,) = read(mixed(WORDS, file(b"x", said))).attachments
    assert found.name == name


def test_damaged_file_is_named() -> None:
    damaged = (
        'Content-Type: application/pdf; name="plan.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
    )
    found = read(mixed(WORDS, f"{damaged}\r\n!\r\n"))
    assert [(one.name, one.why) for one in found.left_out] == [("plan.pdf", Why.UNREADABLE)]
