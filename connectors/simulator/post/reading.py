"""A letter taken apart, as a mail program shows it. Nothing in a letter can make this fail."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from html import unescape
from zoneinfo import ZoneInfo

UNKNOWN = "application/octet-stream"
HERE = ZoneInfo("Europe/Amsterdam")
_TAG = re.compile(r"<(?:br|/p|/div|/tr|/h\d|/li)\b[^>]*>", re.IGNORECASE)
_UNREAD = re.compile(r"<(style|script|head)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_MIME = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.IGNORECASE | re.DOTALL)
_BODY = re.compile(r"<body\b[^>]*>(.*)</body\s*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Attachment:
    """Something that came along. ``cid`` is the name the HTML part knows it by, or empty."""

    name: str
    mime: str
    data: bytes
    cid: str = ""


@dataclass(frozen=True)
class Reading:
    """A letter in words. ``at`` is what its Date says, in local time, or None.

    sender, recipient, answer_to  ``(name, address)``; each may be empty
    text, html                    the two ways it says the same; empty where it does not
    """

    subject: str
    sender: tuple[str, str]
    recipient: tuple[str, str]
    answer_to: tuple[str, str]
    bounce_to: str
    at: datetime | None
    message_id: str
    references: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]

    @property
    def words(self) -> str:
        """The text, or what the HTML says."""
        return self.text or readable(self.html)

    @property
    def inside(self) -> str:
        """What stands in the body of the HTML part, to quote it; empty without one."""
        found = _BODY.search(self.html)
        return _SCRIPT.sub("", found.group(1) if found else self.html)


def read(raw: bytes) -> Reading:
    """The letter in ``raw``, whatever it is."""
    message = email.message_from_bytes(raw)
    parts = list(_parts(message))
    sender = _address(message, "From")
    return Reading(
        subject=header(message, "Subject"),
        sender=sender,
        recipient=_address(message, "To"),
        answer_to=_address(message, "Reply-To") if message["Reply-To"] else sender,
        bounce_to=parseaddr(header(message, "Return-Path"))[1],
        at=_moment(header(message, "Date")),
        message_id=header(message, "Message-ID"),
        references=header(message, "References"),
        text=next((_text(part) for part in parts if _is_words(part, "text/plain")), ""),
        html=next((_text(part) for part in parts if _is_words(part, "text/html")), ""),
        attachments=tuple(_attachment(part, at) for at, part in enumerate(_apart(parts), 1)),
    )


def heading(raw: bytes) -> Reading:
    """The same of its headers alone, for lists."""
    end = _BLANK_LINE.search(raw)
    return read(raw[: end.end()] if end else raw)


def header(message: Message, name: str) -> str:
    """One header on one line, its encoded words read; empty when it is not there."""
    value = str(message[name] or "")
    try:
        decoded = str(make_header(decode_header(value)))
    except (LookupError, ValueError):
        decoded = value
    readable_bytes = decoded.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(readable_bytes.split())


def readable(html: str) -> str:
    """The words of some HTML, a line per paragraph."""
    lines = unescape(_UNREAD.sub("", _TAG.sub("\n", re.sub(r"\s+", " ", html)))).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


def _parts(message: Message) -> Iterator[Message]:
    """The leaves; a letter within a letter is one of them."""
    children = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(children, list):
        yield message
        return
    for child in children:
        if isinstance(child, Message):
            yield from _parts(child)


def _is_words(part: Message, mime: str) -> bool:
    return part.get_content_type() == mime and part.get_content_disposition() != "attachment"


def _apart(parts: list[Message]) -> list[Message]:
    """What is not the text or the HTML of the letter itself."""
    words = [
        next((part for part in parts if _is_words(part, mime)), None)
        for mime in ("text/plain", "text/html")
    ]
    return [part for part in parts if not any(part is each for each in words)]


def _attachment(part: Message, at: int) -> Attachment:
    mime = part.get_content_type()
    mime = mime if _MIME.fullmatch(mime) else UNKNOWN
    extension = {"message/rfc822": ".eml", "message/delivery-status": ".txt"}.get(mime, "")
    name = _file_name(part) or f"bijlage-{at}{extension}"
    return Attachment(name, mime, _data(part), header(part, "Content-ID").strip("<>"))


def _file_name(part: Message) -> str:
    try:
        given = part.get_filename() or ""
    except (LookupError, ValueError):
        return ""
    holder = Message()
    holder["Name"] = re.sub(r"[\r\n]+", " ", given)
    return header(holder, "Name").replace("/", "-").strip()


def _data(part: Message) -> bytes:
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"\r\n".join(each.as_bytes() for each in inner if isinstance(each, Message))
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def _text(part: Message) -> str:
    data, charset = _data(part), part.get_content_charset() or "utf-8"
    try:
        words = data.decode(charset, "replace")
    except LookupError:
        words = data.decode("latin-1")
    return words.replace("\r\n", "\n").replace("\0", "")


def _address(message: Message, name: str) -> tuple[str, str]:
    found = getaddresses([header(message, name)])
    return found[0] if found else ("", "")


def _moment(value: str) -> datetime | None:
    """A time without a zone, or in "-0000" as Django writes it, is UTC (RFC 5322, 3.3)."""
    try:
        at = parsedate_to_datetime(value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(HERE)
    except (TypeError, ValueError, OverflowError):
        return None
