"""What a file is, by what is in it. Names and headers say what the sender likes."""

from __future__ import annotations

import codecs
import zipfile
import zlib
from dataclasses import dataclass
from functools import partial
from typing import IO

from connectors.base import MediaKind

HEAD = 4096  # bytes that say enough
ZIP = b"PK\x03\x04"
LISTED = b"PK\x01\x02"  # before each file in the list that a zip ends with
MOST_FILES = 5000
PART = 1024 * 1024
MACROS = "vbaProject.bin"
LAYOUT = "\t\r\n\f\ufeff"


@dataclass(frozen=True)
class Content:
    """A type of file that we keep. ``shown`` in the page itself; else it is offered to save."""

    mime: str
    kind: MediaKind
    suffix: str
    shown: bool = True


JPEG = Content("image/jpeg", MediaKind.IMAGE, ".jpg")
PNG = Content("image/png", MediaKind.IMAGE, ".png")
GIF = Content("image/gif", MediaKind.IMAGE, ".gif")
WEBP = Content("image/webp", MediaKind.IMAGE, ".webp")
MP4 = Content("video/mp4", MediaKind.VIDEO, ".mp4")
QUICKTIME = Content("video/quicktime", MediaKind.VIDEO, ".mov")
WEBM = Content("video/webm", MediaKind.VIDEO, ".webm")
M4A = Content("audio/mp4", MediaKind.AUDIO, ".m4a")
MP3 = Content("audio/mpeg", MediaKind.AUDIO, ".mp3")
AAC = Content("audio/aac", MediaKind.AUDIO, ".aac")
OGG = Content("audio/ogg", MediaKind.AUDIO, ".ogg")
WAV = Content("audio/wav", MediaKind.AUDIO, ".wav")
PDF = Content("application/pdf", MediaKind.FILE, ".pdf", shown=False)
TEXT = Content("text/plain", MediaKind.FILE, ".txt", shown=False)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
DOCUMENTS = {
    "word": Content(f"{_OFFICE}.wordprocessingml.document", MediaKind.FILE, ".docx", shown=False),
    "xl": Content(f"{_OFFICE}.spreadsheetml.sheet", MediaKind.FILE, ".xlsx", shown=False),
    "ppt": Content(f"{_OFFICE}.presentationml.presentation", MediaKind.FILE, ".pptx", shown=False),
    f"{_OPEN}.text": Content(f"{_OPEN}.text", MediaKind.FILE, ".odt", shown=False),
    f"{_OPEN}.spreadsheet": Content(f"{_OPEN}.spreadsheet", MediaKind.FILE, ".ods", shown=False),
    f"{_OPEN}.presentation": Content(f"{_OPEN}.presentation", MediaKind.FILE, ".odp", shown=False),
}
CONTENTS = {
    content.mime: content
    for content in (
        *(JPEG, PNG, GIF, WEBP, MP4, QUICKTIME, WEBM, M4A, MP3, AAC, OGG, WAV, PDF, TEXT),
        *DOCUMENTS.values(),
    )
}

_BEGINNINGS: tuple[tuple[bytes, Content], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"\xff\xf3", MP3),
    (b"\xff\xf2", MP3),
    (b"\xff\xf1", AAC),
    (b"\xff\xf9", AAC),
    (b"OggS", OGG),
    (b"%PDF-", PDF),
)
_RIFF = {b"WEBP": WEBP, b"WAVE": WAV}
# Brands of ISO base media that hold pictures; Pillow and browsers do not open all of them.
_PICTURE_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


def recognise(file: IO[bytes], announced: MediaKind | None = None) -> Content | None:
    """What this file is; None for what we do not keep. The file is left at its beginning.

    announced   what the platform calls it: it decides whether an MP4 is a film or a recording
    """
    file.seek(0)
    head = file.read(HEAD)
    found = _zipped(file) if head.startswith(ZIP) else _plain(head)
    file.seek(0)
    if found is MP4 and announced is MediaKind.AUDIO:
        return M4A
    return found


def _plain(head: bytes) -> Content | None:
    for beginning, content in _BEGINNINGS:
        if head.startswith(beginning):
            return content
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12])
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return WEBM if b"webm" in head[:64] else None
    return TEXT if _is_text(head) else None


def _iso_media(brand: bytes) -> Content | None:
    if brand in _PICTURE_BRANDS:
        return None
    if brand.startswith((b"M4A", b"M4B")):
        return M4A
    return QUICKTIME if brand == b"qt  " else MP4


def _is_text(head: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(head, final=len(head) < HEAD)  # a cut may run through a character
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and all(sign.isprintable() or sign in LAYOUT for sign in text)


def _zipped(file: IO[bytes]) -> Content | None:
    """A document in a zip, without macros; any other zip is not kept."""
    if _files_in(file) > MOST_FILES:
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            return _document(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return None


def _files_in(file: IO[bytes]) -> int:
    """How many there are at most: reading a list of millions would take all memory."""
    file.seek(0)
    return sum(part.count(LISTED) for part in iter(partial(file.read, PART), b""))


def _document(archive: zipfile.ZipFile) -> Content | None:
    names = archive.namelist()
    if any(name.endswith(MACROS) for name in names):
        return None
    if "[Content_Types].xml" not in names:
        return DOCUMENTS.get(_open_document(archive))
    folders = {name.split("/", 1)[0] for name in names}
    return next((DOCUMENTS[each] for each in ("word", "xl", "ppt") if each in folders), None)


def _open_document(archive: zipfile.ZipFile) -> str:
    first = archive.infolist()[0] if archive.infolist() else None
    if first is None or first.filename != "mimetype" or first.file_size > 200:
        return ""
    return archive.read(first).decode("ascii", errors="replace").strip()
