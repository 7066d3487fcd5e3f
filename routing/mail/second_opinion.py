"""A library's view of where somebody else's letter begins, for the languages we do not know.

mail-parser-reply knows the announcements of many mail programs. It also takes ordinary sentences
for one, and is slow on long texts: it is asked about the beginning of a text only, and believed
where what it points at looks like headers, or holds an address or a moment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailparser_reply import EmailReplyParser

LONGEST = 8_000  # characters
LONGEST_LINE = 300

_PARSER = EmailReplyParser(languages=["nl", "en", "de", "fr", "es", "it", "pl", "da"])
_PRECISE = re.compile(r"@|\b(?:19|20)\d\d\b.*\d\d?[:.]\d\d")
_HEADER = re.compile(r"\W{0,4}[^\W\d_][\w -]{1,20} ?:\W")
_DRAWN = re.compile(r"\s*[-_]{10,}\s*")


def border_elsewhere(texts: Sequence[str]) -> int:
    """The number of the line where another letter begins; ``len(texts)`` when none does."""
    numbers, asked = _plain(texts)
    if not asked:
        return len(texts)
    replies = _PARSER.read("\n".join(asked)).replies
    own = sum(bool(line.strip()) for line in replies[0].content.split("\n")) if replies else 0
    if len(replies) < 2 or own >= len(asked):
        return len(texts)
    return numbers[own] if _is_announcement(asked[own : own + 6]) else len(texts)


def _is_announcement(lines: Sequence[str]) -> bool:
    """Headers with an address among them, or one sentence with an address or a moment."""
    if sum(bool(_HEADER.match(line)) for line in lines) >= 3:
        return any("@" in line for line in lines)
    sentence = "".join(f"{line} " for line in lines[:3]).partition(": ")[0]
    return bool(_PRECISE.search(sentence))


def _plain(texts: Sequence[str]) -> tuple[list[int], list[str]]:
    """The lines that say something, as far as the library can be asked about them."""
    numbers, asked, size = [], [], 0
    for number, text in enumerate(texts):
        line = text.strip()
        size += len(line) + 1
        if size > LONGEST or len(line) > LONGEST_LINE:
            break
        if line and not _DRAWN.fullmatch(line):
            numbers.append(number)
            asked.append(line)
    return numbers, asked
