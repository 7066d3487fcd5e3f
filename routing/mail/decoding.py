"""Bytes to text that a database and a screen can hold, whatever a mail program claims."""

from __future__ import annotations

import re

# Python knows encodings that no mail program means, and some take minutes on a hostile text.
_NOT_MEANT = re.compile(r"idna|punycode|undefined|escape|mbcs|oem|utf.?7", re.IGNORECASE)
# As browsers do: who says Latin-1 means what Windows makes of it, with quotes and a euro sign.
_MEANS_WINDOWS = re.compile(
    r"(iso[-_]?8859[-_]?1|latin[-_]?1|us-ascii|ascii|ansi[-_]x3.*|8859-1|x-ansi|unknown-8bit)?",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\u2060\ufeff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\x0c\u2028\u2029]")


def decode(data: bytes, charset: str = "") -> str:
    """The text of ``data``. A charset that is unknown or does not fit is guessed."""
    said = charset.strip().strip("\"'")
    if not _MEANS_WINDOWS.fullmatch(said) and not _NOT_MEANT.search(said):
        try:
            return clean(data.decode(said))
        except (LookupError, ValueError):  # UnicodeError is a ValueError
            pass
    return clean(_guess(data))


def clean(text: str) -> str:
    """The same without what cannot be stored or seen: NUL, lone surrogates, zero-width space."""
    whole = _LINE_END.sub("\n", text).encode("utf-8", "replace").decode("utf-8")
    return _INVISIBLE.sub("", whole)


def one_line(text: str, longest: int = 1000) -> str:
    """A header's text: one line, no double spaces."""
    return " ".join(clean(text).split())[:longest]


def _guess(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("windows-1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
