"""The headers of a message as text, whatever they look like.

The header objects of Python's default policy raise on some broken headers, and are slow on long
ones. So a message is parsed with the old policy, and what its headers mean is worked out here.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from routing.mail.decoding import decode, one_line
from routing.mail.values import Person

LONGEST = 4_000  # characters of one header; many people at once are longer
LONGEST_LIST = 40_000
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,200}@[\w.-]{1,250}")
# Words in quotes and comments, in which an address or a comma is only text. A quote that nothing
# ends goes on to the end: that keeps the time in proportion.
_BESIDE = re.compile(r'"(?:[^"\\]|\\.?)*(?:"|$)|\((?P<comment>[^()]*)\)')
_APART = re.compile(rf"{_BESIDE.pattern}|<[^<>]*>|[,;]")
_ANGLED = re.compile(r"<([^<>]*)>")
_ID = re.compile(r"<[^<>\s]{1,400}>")


class Headers:
    """All headers of one message, by lower-case name, topmost first."""

    def __init__(self, message: Message) -> None:
        self._raw: dict[str, list[str]] = {}
        self.names: list[str] = []
        for name, value in message.raw_items():
            self.names.append(name.lower())
            self._raw.setdefault(name.lower(), []).append(str(value))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._raw

    def all(self, name: str) -> list[str]:
        """Each header of this name, decoded, on one line."""
        return [text(value) for value in self._raw.get(name.lower(), ())]

    def one(self, name: str) -> str:
        """The topmost header of this name, "" when there is none."""
        return next(iter(self.all(name)), "")

    def people(self, *names: str) -> list[Person]:
        """Who stands in these headers; what is no address is left out."""
        values = [value for name in names for value in self._raw.get(name.lower(), ())]
        return [person for value in values for person in _people(value[:LONGEST_LIST])]

    def ids(self, *names: str) -> list[str]:
        """Message ids "<…>", in order."""
        values = [value for name in names for value in self._raw.get(name.lower(), ())]
        return [one_line(an_id) for value in values for an_id in _ID.findall(value[:LONGEST_LIST])]

    def date(self) -> datetime | None:
        """When it says it was sent; aware. A time without a zone is taken as UTC."""
        try:
            at = parsedate_to_datetime(self.one("Date"))
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
            return None


def text(value: str) -> str:
    """A header's words: encoded ones decoded, raw bytes guessed."""
    value = value[:LONGEST]
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        pieces = [(value, None)]
    return one_line("".join(_piece(piece, charset) for piece, charset in pieces))


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, bytes) and charset is None:  # what stands beside an encoded word
        piece = piece.decode("raw-unicode-escape", "replace")
    if isinstance(piece, bytes):
        return decode(piece, charset or "")
    return decode(piece.encode("utf-8", "surrogateescape"))


def _people(value: str) -> list[Person]:
    """What stands in <> is the address; what looks like one in the name before it is a name."""
    value = " ".join(value.split())
    people = [person for one in _apart(value) for person in _named(one)]
    return people or [Person(one_line(found).lower()) for found in _ADDRESS.findall(value)]


def _apart(value: str) -> list[str]:
    """The people of a list, each as it was written."""
    ends = [found for found in _APART.finditer(value) if found[0] in (",", ";")]
    starts = [0, *(found.end() for found in ends)]
    stops = [*(found.start() for found in ends), len(value)]
    return [value[start:stop] for start, stop in zip(starts, stops, strict=True)]


def _named(one: str) -> list[Person]:
    """One, mostly; each of them where more than one address stands in the place of one."""
    bare = _BESIDE.sub(" ", one)
    angled = " ".join(_ANGLED.findall(bare))
    addresses = _ADDRESS.findall(angled if "<" in bare else bare)
    name = one[: one.rindex("<")] if "<" in bare else ""
    comment = next((found["comment"] for found in _BESIDE.finditer(one) if found["comment"]), "")
    called = text(name.strip().strip('"').replace('\\"', '"').strip() or comment)
    return [Person(one_line(address).lower(), called) for address in addresses]
