"""No bytes at all make reading fail, take long, or give what cannot be stored."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.mail import Letter, LetterKind, Limits, Why, read
from tests.routing.mail.post import LETTERS, letter, mixed, note

STORED = sorted(LETTERS.rglob("*.eml"))
plenty = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def strings(value: Any) -> list[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return strings(list(value.values()))
    return (
        [text for one in value for text in strings(one)] if isinstance(value, list | tuple) else []
    )


def check(raw: bytes) -> Letter:
    """Read, without the net that catches what nobody thought of, and fit to store."""
    found = read(raw, authserv_id="mx.example", limits=Limits(letter=200_000))
    assert not any(one.why == Why.UNREADABLE and not one.name for one in found.left_out)
    for text in strings(asdict(found)):
        assert "\0" not in text
        text.encode()
    return found


@plenty
@given(st.binary(max_size=2_000))
def test_any_bytes(raw: bytes) -> None:
    check(raw)


HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "References",
    "Message-ID",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Disposition",
    "Authentication-Results",
    "Auto-Submitted",
    "Delivered-To",
    "Return-Path",
    "X-Odd",
]
KNOWN = rb"""
multipart/mixed; boundary=b
multipart/alternative; boundary="b"
multipart/report; report-type=delivery-status; boundary=b
multipart/mixed
message/rfc822
message/delivery-status
text/html; charset=utf-16
text/plain; charset=hex
text/plain; charset=idna
text/plain; charset*=''%ff
text/plain; format=flowed; delsp=yes
attachment; filename*0*=utf-7''%2B; filename*1=b
base64
x-uuencode
quoted-printable
=?utf-8?b?/w==?=
=?x?q?=ff?=
a <@>, (((, b@c
<>
"
mx.example; spf=pass (((
Thu, 01 Jan 0001 00:00:00 +2359
""".split(b"\n")
VALUES = st.one_of(
    st.binary(max_size=80),
    st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(KNOWN),
)
HEAD = st.lists(st.tuples(st.sampled_from(HEADERS), VALUES), max_size=8).map(
    lambda rows: b"".join(name.encode() + b": " + value + b"\r\n" for name, value in rows)
)
BODIES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [b"<div>a<blockquote type=cite>b", b"> a\n>> b", b"Van: a@b\nOnderwerp: c\nAan: d"]
    ),
)


@plenty
@given(HEAD, st.lists(st.tuples(HEAD, BODIES), max_size=4))
def test_any_headers_and_parts(head: bytes, parts: list[tuple[bytes, bytes]]) -> None:
    blocks = b"".join(b"\r\n--b\r\n" + inner + b"\r\n" + body for inner, body in parts)
    check(head + b"\r\n" + blocks)


@plenty
@given(st.sampled_from(STORED), st.data())
def test_any_letter_damaged_anywhere(path: Any, data: st.DataObject) -> None:
    raw = path.read_bytes()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 200)))
    check(raw[:start] + data.draw(st.binary(max_size=20)) + raw[end:])


@plenty
@given(st.text(max_size=500))
def test_any_text_and_any_page(text: str) -> None:
    check(note(text.encode("utf-8", "replace").decode()))
    check(note(text.encode("utf-8", "replace").decode(), kind="text/html; charset=utf-8"))


@given(st.text(alphabet="abcde ,é", min_size=1, max_size=60).map(str.strip).filter(bool))
def test_any_one_line_is_read_back(words: str) -> None:
    line = f"Ja, {' '.join(words.split())}."
    assert read(note(f"{line}\n\nGroet,\nSanne")).text == line


def test_no_bytes_are_an_empty_letter() -> None:
    assert read(b"").kind == LetterKind.EMPTY


def test_header_that_never_ends_is_cut_and_told() -> None:
    found = check(b"From: a@b.example\r\nSubject: " + b"x" * 3_000_000)
    assert found.sender.address == "a@b.example"
    assert found.left_out[0].why == Why.CUT


BOMBS = {
    "boundaries": b"--b\n\n" * 400_000,
    "nested": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)
    ),
    "letters": b"Content-Type: message/rfc822\n\n" * 3_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_bomb_of_parts_is_cut_in_time(bomb: bytes) -> None:
    raw = (
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nJa.\n--b\n" + bomb
    )
    before = time.process_time()
    found = read(raw)
    assert time.process_time() - before < 10
    assert found.text.startswith("Ja.")
    assert any(one.why == Why.CUT for one in found.left_out)


SLOW = {
    "greetings": "Groet, Van De\n",
    "headers": "Van: a\n",
    "announcements": "Op " + "schreef " * 40 + "\n",
    "spaces": " ",
    "signed": "-----BEGIN PGP SIGNED MESSAGE-----\n",
    "quotes": "> " * 30 + "\n",
    "angles": "<",
    "links": "http://a<http://b> ",
    "one word": "a",
}


@pytest.mark.parametrize("kind", ["text/plain; charset=utf-8", "text/html; charset=utf-8"])
@pytest.mark.parametrize("piece", SLOW.values(), ids=SLOW)
def test_text_that_repeats_itself_is_read_in_time(piece: str, kind: str) -> None:
    raw = note(piece * (200_000 // len(piece)), kind=kind)
    before = time.process_time()
    read(raw)
    assert time.process_time() - before < 10


def test_quotes_a_parser_trips_over_are_cut() -> None:
    raw = b'Content-Type: text/plain; x="' + b";" * 1_000_000 + b"\r\n\r\nJa."
    before = time.process_time()
    assert read(raw).text == "Ja."
    assert time.process_time() - before < 5


@pytest.mark.parametrize("piece", ['"\\', '"', "(", "<", ",;", "a@b, ", "a@", "(a"])
def test_people_that_never_end_are_read_in_time(piece: str) -> None:
    before = time.process_time()
    check(b"From: " + (piece * 20_000).encode() + b"\r\n\r\nJa.\r\n")
    assert time.process_time() - before < 5


def test_damaged_part_leaves_the_others() -> None:
    raw = mixed(
        "Content-Type: text/plain; charset=utf-8\r\n\r\nJa.",
        "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    )
    assert read(raw).text == "Ja."


def test_reading_twice_gives_the_same() -> None:
    assert letter("answers/gmail-nl") == letter("answers/gmail-nl")
