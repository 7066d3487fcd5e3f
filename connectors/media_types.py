"""What a file is, by how it begins. What its sender calls it counts only where this is silent."""

from __future__ import annotations

from collections.abc import Collection

NOTHING_KNOWN = "application/octet-stream"
HEAD = 64  # bytes that are enough to tell

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"#!AMR", "audio/amr"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    b"avif": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<script", b"<svg", b"<?xml", b"<body")
# Every file of these kinds begins in a way we know; one that does not is something else.
_ALWAYS_KNOWN = ("image/", "video/")


def content_type(head: bytes, claimed: str = "") -> str:
    """The type of what begins with ``head``, such as "image/png"; without parameters.

    claimed   what the sender says it is
    """
    said = claimed.partition(";")[0].strip().lower() or NOTHING_KNOWN
    if found := _by_beginning(head):
        return "audio/webm" if (found, said) == ("video/webm", "audio/webm") else found
    return NOTHING_KNOWN if said.startswith(_ALWAYS_KNOWN) or _is_markup(said) else said


def is_accepted(mime: str, accept: Collection[str]) -> bool:
    """``accept`` holds types, and beginnings such as "image/"; none means that all will do."""
    return not accept or any(
        mime.startswith(one) if one.endswith("/") else mime == one for one in accept
    )


def _by_beginning(head: bytes) -> str:
    for beginning, mime in _BEGINNINGS:
        if head.startswith(beginning):
            return mime
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":  # ISO base media: the brand says which
        return _BRANDS.get(head[8:12], "video/mp4")
    # Dangerous to show, whatever it is called.
    return "text/html" if head.lstrip().lower().startswith(_MARKUP) else ""


def _is_markup(mime: str) -> bool:
    return mime in {"text/html", "application/xhtml+xml"}
