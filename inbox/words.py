"""Comparing texts as a person would."""

from __future__ import annotations

import re
import unicodedata

_LEADING_MENTIONS = re.compile(r"^(@\w+\s+)+")


def same_words(ours: str, theirs: str) -> bool:
    """Whether two texts are the same answer, apart from spacing and a mention put in front."""
    return _bare(ours) == _bare(theirs)


def _bare(text: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    return " ".join(_LEADING_MENTIONS.sub("", normal.strip()).split())
