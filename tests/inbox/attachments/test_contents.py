"""What a file is, and what a picture gives away."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from connectors.base import MediaKind
from inbox.attachments import contents, pictures
from tests.inbox import files


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (files.picture("PNG"), "image/png"),
        (files.picture("JPEG"), "image/jpeg"),
        (files.picture("GIF"), "image/gif"),
        (files.picture("WEBP"), "image/webp"),
        (files.MP4, "video/mp4"),
        (files.MP3, "audio/mpeg"),
        (files.PDF, "application/pdf"),
        (files.HTML, "text/plain"),
        ("Goedemiddag, ik wil één ding vragen. €5".encode(), "text/plain"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (
            files.document("[Content_Types].xml", "word/document.xml"),
            contents.DOCUMENTS["word"].mime,
        ),
        (files.document("[Content_Types].xml", "word/vbaProject.bin"), None),
        (files.document("installeer.exe"), None),
        (files.EXE, None),
        (b"\x00\x00\x00\x18ftypheic" + bytes(20), None),
        (b"PK\x03\x04 and no zip", None),
        (b"", None),
        (b"   \n", None),
    ],
)
def test_file_is_known_by_what_is_in_it(data: bytes, mime: str | None) -> None:
    found = contents.recognise(io.BytesIO(data))
    assert (found.mime if found else None) == mime


def test_text_may_be_cut_through_a_character() -> None:
    found = contents.recognise(io.BytesIO("é".encode() * contents.HEAD))
    assert found is contents.TEXT


def test_mp4_that_the_platform_calls_a_recording_is_one() -> None:
    assert contents.recognise(io.BytesIO(files.MP4), MediaKind.AUDIO) is contents.M4A


def test_zip_of_endless_names_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    names = (f"word/{number}" for number in range(contents.MOST_FILES))
    document = io.BytesIO(files.document("[Content_Types].xml", *names))
    monkeypatch.setattr(zipfile, "ZipFile", pytest.fail)
    assert contents.recognise(document) is None


def test_open_document_is_known_by_its_first_file() -> None:
    kind = "application/vnd.oasis.opendocument.text"
    data = files.document("mimetype", mimetype=kind.encode())
    found = contents.recognise(io.BytesIO(data))
    assert found is contents.DOCUMENTS[kind]


def test_photograph_is_shown_upright() -> None:
    seen = pictures.look(io.BytesIO(files.photograph()))
    assert (seen.width, seen.height) == (600, 800)
    small = Image.open(io.BytesIO(seen.thumbnail))
    assert (small.format, small.size) == ("JPEG", (360, 480))
    assert not small.getexif()


@pytest.mark.parametrize("mode", ["RGBA", "RGB"])
def test_thumbnail_of_any_picture_is_a_small_jpeg(mode: str) -> None:
    seen = pictures.look(io.BytesIO(files.picture("PNG", mode=mode)))
    assert Image.open(io.BytesIO(seen.thumbnail)).mode == "RGB"


@pytest.mark.parametrize(
    "data", [files.bomb(), files.picture()[:60], files.picture("JPEG")[:200], b""]
)
def test_damaged_picture_is_refused(data: bytes) -> None:
    with pytest.raises(pictures.NotAPicture):
        pictures.look(io.BytesIO(data))


@pytest.mark.parametrize(
    ("kind", "side"),
    [("PNG", 9000), ("WEBP", 6000)],  # the latter of 2 kB, and a gigabyte in memory
)
def test_enormous_picture_is_refused(kind: str, side: int) -> None:
    with pytest.raises(pictures.NotAPicture):
        pictures.look(io.BytesIO(files.picture(kind, (side, side))))


def test_large_photograph_is_no_bomb() -> None:
    assert pictures.look(io.BytesIO(files.picture("JPEG", (6000, 6000)))).width == 6000


def test_clean_picture_does_not_say_where_it_was_taken() -> None:
    data = pictures.clean(io.BytesIO(files.photograph()))
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size) == ("JPEG", (600, 800))
    assert not image.getexif()
    assert b"thuis" not in data
    assert b"Voorbeeldtoestel" not in data


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_clean_picture_keeps_its_kind(kind: str) -> None:
    image = Image.open(io.BytesIO(pictures.clean(io.BytesIO(files.picture(kind)))))
    assert image.format == kind
