"""Text as it is searched: without accents, without punctuation, each character in its place.

The function ``inbox_plain`` in the database does the same; a test compares them. Who changes one
writes a migration that changes the other and makes the stored words anew.
"""

from __future__ import annotations

import string
import unicodedata

# Read as a space, so that “groen/geel”, “Z-2026-12” and “@jan_de_boer” are words of their own and
# nothing is ever read as a tag, an address or a negative number.
SEPARATORS = string.punctuation + "\u00a0«»‘’‚‛“”„‹›–—―…·•¿¡€£§©®™°"

# Left out. All else keeps its place, so that what was found can be pointed at.
UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0f\ufeff" + "".join(
    chr(mark) for mark in range(0x0300, 0x0330)
)


def _letters() -> dict[str, str]:
    """Letters of western languages with something on, in or under them, and the letter itself."""
    bare = {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i", "ħ": "h"}
    for code in range(0x00C0, 0x0180):
        letter = unicodedata.normalize("NFD", chr(code))
        if len(letter) > 1 and letter[0].isascii():
            bare[chr(code)] = letter[0].lower()
    return bare


LETTERS = _letters()
_PLAIN = str.maketrans({**LETTERS, **dict.fromkeys(SEPARATORS, " "), **dict.fromkeys(UNSEEN, "")})


def plain(text: str) -> str:
    """The text as the database searches it; as long as it was, but for what nobody sees."""
    return text.translate(_PLAIN)


def has_words(text: str) -> bool:
    """Whether there is anything in it to look for."""
    return any(character.isalnum() for character in plain(text))
