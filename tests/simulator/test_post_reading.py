"""Taking letters apart: what a mail program shows of them, and that nothing breaks it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.simulator.post.letterboxes import Letter
from connectors.simulator.post.reading import read, readable
from connectors.simulator.post.stamps import Arrival, stamp
from connectors.simulator.post.views import sheet, size_in_words, when_written
from tests.simulator.postal import ASKED, UNIQUE, WEBCARE, letter, question

_HEADERS = st.sampled_from(
    ["From", "To", "Subject", "Date", "Content-Type", "Content-Disposition", "Message-ID"]
)
_LINES = st.tuples(_HEADERS, st.binary(max_size=60)).map(
    lambda pair: pair[0].encode() + b": " + pair[1] + b"\r\n"
)


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(raw: bytes) -> None:
    assert isinstance(read(raw).words, str)


@given(st.lists(_LINES, max_size=8), st.binary(max_size=200))
def test_any_headers_can_be_read(headers: list[bytes], body: bytes) -> None:
    reading = read(b"".join(headers) + b"\r\n" + body)
    sheet(reading).encode()
    "".join((reading.subject, reading.text, *reading.sender, reading.message_id)).encode()


@given(st.lists(_LINES, max_size=8), st.binary(max_size=200))
def test_stamping_takes_nothing_out_of_a_letter(headers: list[bytes], body: bytes) -> None:
    raw = b"".join(headers) + b"\r\n" + body
    arrival = Arrival("", UNIQUE, 0)
    assert stamp(raw, arrival, 1).endswith(raw)


def test_both_parts_and_the_way_back() -> None:
    reading = read(question().as_bytes())
    assert reading.text.startswith("Beste Bram,\n\nWanneer")
    assert reading.inside.startswith("<p>Beste Bram,</p>")
    assert (reading.answer_to[1], reading.sender) == (UNIQUE, ("Webcare", WEBCARE))
    assert (reading.message_id, f"{reading.at:%d-%m-%Y %H:%M}") == (ASKED, "20-11-2026 14:03")


@pytest.mark.parametrize("zone", [" -0000", " +0000", " +0100", ""])
def test_moment_is_shown_in_local_time(zone: str) -> None:
    hour = 19 if "1" in zone else 18
    raw = f"Date: Sat, 21 Nov 2026 {hour}:48:00{zone}\r\n\r\nDag\r\n".encode()
    assert when_written(read(raw)) == "zaterdag 21 november 2026 19:48"


def test_letter_within_a_letter_is_an_attachment() -> None:
    outer = letter("Zie hieronder.\n")
    outer.add_attachment(letter("Het eerste bericht.\n"))
    reading = read(outer.as_bytes())
    assert reading.text == "Zie hieronder.\n"
    assert [(each.name, each.mime) for each in reading.attachments] == [
        ("bijlage-1.eml", "message/rfc822")
    ]
    assert b"Het eerste bericht." in reading.attachments[0].data


def test_attached_text_is_not_the_text_of_the_letter() -> None:
    mail = letter("Zie de bijlage.\n")
    mail.add_attachment("a;b\n", filename="lijst.csv", subtype="csv")
    mail.add_attachment("hallo\n", filename="foto’s.txt")
    reading = read(mail.as_bytes())
    assert reading.text == "Zie de bijlage.\n"
    assert [each.name for each in reading.attachments] == ["lijst.csv", "foto’s.txt"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Dag</p><p>Bram</p>", "Dag\nBram"),
        ("een<br>twee &amp; drie", "een\ntwee & drie"),
        ("<style>p {}</style><script>x()</script>hallo\n  daar", "hallo daar"),
    ],
)
def test_html_in_words(html: str, text: str) -> None:
    assert readable(html) == text


def test_own_pictures_are_drawn_and_others_are_not_fetched() -> None:
    mail = letter("Dag\n")
    mail.add_alternative('<img src="cid:logo"><img src="cid:weg">', "html")
    mail.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="<logo>")  # type: ignore[index,union-attr]
    shown = sheet(read(mail.as_bytes()))
    assert 'src="data:image/png;base64,iVBORw==' in shown
    assert 'src="cid:weg"' in shown


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 bytes"), (12_400, "12 kB"), (5_250_000, "5,2 MB")]
)
def test_size_in_words(size: int, words: str) -> None:
    assert size_in_words(size) == words


def test_saved_letter_holds_every_byte() -> None:
    made = Letter(1, "INBOX", 1, bytes(range(256)), 0, "", "")
    assert len(made.as_dict()["raw"]) == 344
