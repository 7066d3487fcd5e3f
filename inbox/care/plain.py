"""Whether an answer reads easily: short sentences and words that everybody knows (B1 Dutch).

Advice, never a judgement: what it finds is said quietly and stops nobody.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from routing.language import DUTCH, language

SOURCE = Path(__file__).with_name("hard_words.toml")

MOST_WORDS = 20  # in one sentence
LONGEST_WORD = 22  # letters; such words can mostly be said in two
PASSIVE_FROM = 2  # one is no trouble
MOST_SHOWN = 4

_NOT_READ = re.compile(r"https?://\S+|[\w.+-]{1,64}@\S+|[@#^]\w+")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_PASSIVE = re.compile(
    r"\b(?:word(?:t|en)|werd(?:en)?)\b[^.!?\n]{0,60}?\b(?:ge|be|ver|ont|her|op|aan|uit|af|in)\w+(?:d|t|en)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Hard:
    """A hard word as it stands in the text, and a plain one."""

    word: str
    plain: str


@dataclass(frozen=True)
class Advice:
    """``sentences`` are the long ones, ``words`` the very long ones; ``passive`` how many
    sentences hide who does it, 0 where that is no trouble."""

    sentences: tuple[str, ...] = ()
    hard: tuple[Hard, ...] = ()
    words: tuple[str, ...] = ()
    passive: int = 0

    def __bool__(self) -> bool:
        return bool(self.sentences or self.hard or self.words or self.passive)


def advice(text: str) -> Advice:
    """What could be said more plainly; nothing for other languages than Dutch."""
    read = _NOT_READ.sub(" ", text)
    sentences = [one.strip() for one in _SENTENCE_ENDS.split(read)]
    long = [one for one in sentences if len(_WORD.findall(one)) > MOST_WORDS]
    words = dict.fromkeys(word for word in _WORD.findall(read) if len(word) > LONGEST_WORD)
    passive = len(_PASSIVE.findall(read))
    given = Advice(
        sentences=tuple(long)[:MOST_SHOWN],
        hard=_hard(read),
        words=tuple(words)[:MOST_SHOWN],
        passive=passive if passive >= PASSIVE_FROM else 0,
    )
    # Which language it is takes longer to tell, so last.
    return given if given and language(read) == DUTCH else Advice()


def _hard(text: str) -> tuple[Hard, ...]:
    """Each once, in the order of the text."""
    pattern, plain = _known()
    found = dict.fromkeys(" ".join(hit.lower().split()) for hit in pattern.findall(text))
    return tuple(Hard(word, plain[word]) for word in found)[:MOST_SHOWN]


@lru_cache(maxsize=1)
def _known() -> tuple[re.Pattern[str], dict[str, str]]:
    """What to look for, and what to say instead of each."""
    listed = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["words"].strip().splitlines()
    plain: dict[str, str] = {}
    for line in listed:
        hard, instead = line.split("|")
        plain |= {word.strip(): instead.strip() for word in hard.split(",")}
    forms = (
        re.escape(word).replace(r"\ ", r"\s+") for word in sorted(plain, key=len, reverse=True)
    )
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE), plain
