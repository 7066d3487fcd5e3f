"""The parts of a letter: what is text, in the order it is read, and what is a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Literal

from routing.mail.decoding import decode
from routing.mail.headers import text as decoded
from routing.mail.lines import Line
from routing.mail.markup import read_markup
from routing.mail.plain import read_plain, sealed

LONGEST_PLAIN = 200_000  # bytes of one text part that are read
LONGEST_MARKUP = 1_500_000

View = Literal["html", "plain"]
_MIME = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+_-]{1,100}")
_TEXTS = ("text/plain", "text/html")


@dataclass
class Reading:
    """What is found on the way: the lines, the files, and what could not be read whole."""

    lines: list[Line] = field(default_factory=list)
    files: list[Message] = field(default_factory=list)
    truncated: bool = False
    sealed: int = 0


def read_parts(message: Message, view: View = "html") -> Reading:
    """The letter's text and files. ``view`` is preferred where the same is said in both."""
    reading = Reading()
    for part in _leaves(message, view):
        if not _is_body(part):
            reading.files.append(part)
            continue
        lines = _lines(part, reading)
        reading.lines += [Line("")] * bool(reading.lines and lines) + lines
    return reading


def _leaves(part: Message, view: View) -> Iterator[Message]:
    """The parts without parts, in order; of alternatives one, and the files of all."""
    kind = mime(part)
    children = _children(part)
    if not children or kind.startswith("message/"):
        yield part
    elif kind == "multipart/alternative":
        yield from _alternative(children, view)
    elif kind == "multipart/report":
        yield from _leaves(children[0], view)
    else:
        for child in children:
            yield from _leaves(child, view)


def _alternative(children: list[Message], view: View) -> Iterator[Message]:
    all_leaves = [list(_leaves(child, view)) for child in children]
    best = max(range(len(children)), key=lambda at: (_worth(all_leaves[at], view), at))
    for at, leaves in enumerate(all_leaves):
        yield from (leaf for leaf in leaves if at == best or not _is_body(leaf))


def _worth(leaves: list[Message], view: View) -> int:
    """2 for the preferred kind of text, 1 for the other, 0 for none. Empty text is none."""
    kinds = {mime(leaf) for leaf in leaves if _is_body(leaf) and content(leaf).strip()}
    return 2 if f"text/{view}" in kinds else int(bool(kinds))


def _is_body(part: Message) -> bool:
    """Text to read. A text file that was attached is a file."""
    return (
        mime(part) in _TEXTS
        and not _children(part)
        and disposition(part) != "attachment"
        and not filename(part)
    )


def _lines(part: Message, reading: Reading) -> list[Line]:
    data = content(part)
    longest = LONGEST_MARKUP if mime(part) == "text/html" else LONGEST_PLAIN
    reading.truncated = reading.truncated or len(data) > longest
    text = decode(data[:longest], charset(part, data))
    if mime(part) == "text/html":
        return read_markup(text)
    text, size = sealed(text)
    reading.sealed += size
    flowed = parameter(part, "format").lower() == "flowed"
    return read_plain(text, flowed, parameter(part, "delsp").lower() == "yes")


def content(part: Message) -> bytes:
    """What the part holds, decoded from base64 and such; b"" when there is nothing to decode."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, TypeError):
        data = None
    return data if isinstance(data, bytes) else b""


_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)


def charset(part: Message, data: bytes) -> str:
    """The charset as the part says, or else as its HTML says."""
    said = parameter(part, "charset")
    found = None if said else _META.search(data, 0, 4096)
    return found[1].decode("ascii") if found else said


def mime(part: Message) -> str:
    """ "text/plain" and such, lower case; what is no such thing is unknown."""
    said = part.get_content_type()
    return said if _MIME.fullmatch(said) else "application/octet-stream"


def disposition(part: Message) -> str:
    return (part.get_content_disposition() or "").strip()


def parameter(part: Message, name: str) -> str:
    """A parameter of the Content-Type, "" when it is missing or broken."""
    return _told(part, name, "content-type")


def filename(part: Message) -> str:
    """The name the sender gives, with folders and all; "" when none."""
    return _told(part, "filename", "content-disposition") or _told(part, "name", "content-type")


def _told(part: Message, name: str, header: str) -> str:
    try:
        value = part.get_param(name, "", header)
    except (ValueError, IndexError, LookupError, AttributeError):
        return ""
    if isinstance(value, tuple):  # RFC 2231: charset, language, text
        return decode(value[2].encode("latin-1", "replace"), value[0] or "")
    return decoded(str(value))


def _children(part: Message) -> list[Message]:
    payload = part.get_payload() if part.is_multipart() else []
    return [child for child in payload if isinstance(child, Message)]
