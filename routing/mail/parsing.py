"""Bytes to a tree of MIME parts, in a time that a hostile letter cannot stretch."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from itertools import islice

# No mail program writes as many; the parser's time and memory grow with their product.
MOST_PARTS = 5_000
MOST_NESTED = 60
LARGEST_HEAD = 1024 * 1024  # bytes of the letter's own headers
LONGEST_FIELD = 4_096  # bytes of a Content-Type or Content-Disposition

_BLANK = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_PART = re.compile(rb"[\r\n]--")
_NEST = re.compile(rb"boundary\s*\*?\d*\*?\s*=|message/", re.IGNORECASE)
_FIELD = re.compile(
    rb"^content-(?:type|disposition)[ \t]*:[^\r\n]*(?:(?:\r\n?|\n)[ \t][^\r\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)


class _AsItCame(Compat32):
    """Headers as they came: the old policy has bytes in them replaced before one can guess."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


_AS_IT_CAME = _AsItCame()


def parse(raw: bytes, most: int) -> tuple[Message, int]:
    """The tree, and how many bytes at the end were not looked at."""
    part = raw[: _end(raw, most)]
    short = _FIELD.sub(_shortened, part)
    try:
        return message_from_bytes(short, policy=_AS_IT_CAME), len(raw) - len(part)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError, AssertionError):
        return BytesHeaderParser(policy=_AS_IT_CAME).parsebytes(short), len(raw) - len(part)


def _end(raw: bytes, most: int) -> int:
    """Where to stop reading: at the limit, or where headers or parts become too many."""
    if len(raw) > LARGEST_HEAD and not _BLANK.search(raw, 0, LARGEST_HEAD):
        return min(most, LARGEST_HEAD)
    crowded = (
        next(islice(pattern.finditer(raw, 0, most), number, None), None)
        for pattern, number in ((_PART, MOST_PARTS), (_NEST, MOST_NESTED))
    )
    return min([most, len(raw), *(found.start() for found in crowded if found)])


def _shortened(field: re.Match[bytes]) -> bytes:
    return field[0][:LONGEST_FIELD]
