"""What a file is, by what is in it. Names and headers say what the sender likes."""

from __future__ import annotations

import codecs
import os
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

HEAD = 4096  # bytes that say enough
ZIP = b"PK\x03\x04"
MOST_NAMES = 512 * 1024  # bytes of a zip's own list of files; a document's is far shorter
LIST_ENDS = b"PK\x05\x06"
LIST_ENDS_ELSEWHERE = b"PK\x06\x07"  # ZIP64: for archives larger than we take
MACROS = "vbaProject.bin"
LAYOUT = "\t\r\n\f\ufeff"


@dataclass(frozen=True)
class Content:
    """A type of file that we take along. ``limit`` is its key in ATTACHMENT_LIMITS."""

    mime: str
    suffix: str
    limit: str = "file"

    @property
    def is_picture(self) -> bool:
        """Whether it may be shown in the page itself; the others are offered to save."""
        return self.limit == "image"


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
JPEG = Content("image/jpeg", ".jpg", "image")
PNG = Content("image/png", ".png", "image")
GIF = Content("image/gif", ".gif", "image")
WEBP = Content("image/webp", ".webp", "image")
PDF = Content("application/pdf", ".pdf")
TEXT = Content("text/plain", ".txt")
# By the folder that only such a document has, or by what it says of itself.
DOCUMENTS = {
    "word/": Content(f"{_OFFICE}.wordprocessingml.document", ".docx"),
    "xl/": Content(f"{_OFFICE}.spreadsheetml.sheet", ".xlsx"),
    "ppt/": Content(f"{_OFFICE}.presentationml.presentation", ".pptx"),
    f"{_OPEN}.text": Content(f"{_OPEN}.text", ".odt"),
    f"{_OPEN}.spreadsheet": Content(f"{_OPEN}.spreadsheet", ".ods"),
    f"{_OPEN}.presentation": Content(f"{_OPEN}.presentation", ".odp"),
}
CONTENTS = {one.mime: one for one in (JPEG, PNG, GIF, WEBP, PDF, TEXT, *DOCUMENTS.values())}
_BEGINNINGS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
)


def recognise(file: IO[bytes]) -> Content | None:
    """What this file is; None for what we do not take. The file is left at its beginning."""
    file.seek(0)
    head = file.read(HEAD)
    try:
        return _document(file) if head.startswith(ZIP) else _plain(head)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return None
    finally:
        file.seek(0)


def _plain(head: bytes) -> Content | None:
    for beginning, content in _BEGINNINGS:
        if head.startswith(beginning):
            return content
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    return TEXT if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(head, final=len(head) < HEAD)  # a cut may run through a character
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and all(sign.isprintable() or sign in LAYOUT for sign in text)


def _document(file: IO[bytes]) -> Content | None:
    """A document in a zip, without macros; any other zip is not taken."""
    if _size_of_list(file) > MOST_NAMES:
        return None
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if any(name.endswith(MACROS) for name in names):
            return None
        if "[Content_Types].xml" not in names:
            return DOCUMENTS.get(_says_of_itself(archive))
    folders = (folder for folder in DOCUMENTS if folder.endswith("/"))
    found = (folder for folder in folders if any(name.startswith(folder) for name in names))
    return next((DOCUMENTS[folder] for folder in found), None)


def _size_of_list(file: IO[bytes]) -> int:
    """Bytes of the list of files in a zip: Python reads all of it at once."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(end - 66_000, 0))  # behind the list comes at most a comment of 65,535 bytes
    tail = file.read()
    at = tail.rfind(LIST_ENDS)
    if at < 0 or LIST_ENDS_ELSEWHERE in tail:
        raise zipfile.BadZipFile
    return int.from_bytes(tail[at + 12 : at + 16], "little")


def _says_of_itself(archive: zipfile.ZipFile) -> str:
    first = archive.infolist()[0] if archive.infolist() else None
    if first is None or first.filename != "mimetype" or first.file_size > 200:
        return ""
    return archive.read(first).decode("ascii", errors="replace").strip()
