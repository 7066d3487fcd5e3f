"""In which language a citizen writes.

Scripts other than Latin largely tell by themselves; for the rest py3langid judges, limited to what
is written to Dutch municipalities. In doubt it is Dutch: an agent who is told "Dutch" of an English
message sees the mistake, and Dutch people who spell as they speak are many.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

DUTCH = "nl"
# Frisian and the dialects count as Dutch; what looks like Afrikaans here is Dutch in a hurry.
_AS_DUTCH = frozenset({DUTCH, "fy", "af"})
_LATIN = (*sorted(_AS_DUTCH), "en", "de", "fr", "tr", "pl", "es", "pt", "ro", "it", "so")
_CYRILLIC = ("uk", "ru", "bg")
_ARABIC = ("ar", "fa")
# Scripts which one language has for itself, or nearly so among those who live here.
_BY_SCRIPT = {
    "ETHIOPIC": "ti",
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "GREEK": "el",
    "HEBREW": "he",
    "THAI": "th",
    "TAMIL": "ta",
    "DEVANAGARI": "hi",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
}
# Letters that only one of the languages of a script has.
_OWN_LETTERS = (("fa", "پچژگ"), ("uk", "іїєґ"), ("ru", "ыэё"), ("bg", "ъ"))

_FEWEST_WORDS = 3
_SURE = 0.7  # how likely another language than Dutch must be
_READ = 1000  # letters; more do not change the answer

_NO_WORDS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+|[@#＠＃]\w[\w.]*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def language(text: str) -> str:
    """The ISO 639-1 code of the language of a text. Never raises.

    "nl" for Frisian and dialects, in doubt, and when there is too little to tell: fewer than three
    words, not counting user names, hashtags, links and emoji. Another script tells with one word.
    """
    words = _WORD.findall(_NO_WORDS.sub(" ", unicodedata.normalize("NFKC", text))[:_READ])
    said = " ".join(words)
    script = _script(said)
    if script in _BY_SCRIPT:
        return _BY_SCRIPT[script]
    if script == "CYRILLIC":
        return _own_letter(said) or _likeliest(said, _CYRILLIC)[0]
    if script == "ARABIC":
        return _own_letter(said) or _likeliest(said, _ARABIC)[0]
    if len(words) < _FEWEST_WORDS:
        return DUTCH
    code, chance = _likeliest(said, _LATIN)
    return code if chance >= _SURE else DUTCH


def _script(said: str) -> str:
    """The script of most letters, by its name in Unicode; "" without letters."""
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in said if letter.isalpha())
    # Japanese writes Chinese characters too; a reader knows it by the others.
    count = Counter(names)
    for kana in ("HIRAGANA", "KATAKANA"):
        if kana in count:
            count["CJK"] = 0
    return count.most_common(1)[0][0] if count else ""


def _own_letter(said: str) -> str | None:
    small = set(said.lower())
    return next((code for code, letters in _OWN_LETTERS if small & set(letters)), None)


def _likeliest(said: str, codes: Sequence[str]) -> tuple[str, float]:
    """The likeliest of the languages, and how likely it is among them."""
    shouted = sum(map(str.isupper, said)) > len(said) / 2
    chances = dict(_identifier().rank(said.lower() if shouted else said))
    among = Counter({DUTCH: 0.0})
    for code in codes:
        among[DUTCH if code in _AS_DUTCH else code] += chances[code]
    code, chance = among.most_common(1)[0]
    return code, chance / (among.total() or 1)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """The model; loading takes a second or two, so not before it is needed."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    whole.set_languages([*_LATIN, *_CYRILLIC, *_ARABIC])
    # One that holds our languages only: the whole keeps what it has of the others.
    return LanguageIdentifier(
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )
