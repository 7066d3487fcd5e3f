"""Reading a message as people type it: from a text to words that can be counted.

Citizens write "@gemeente waneer fixen jullie de #LosseTegels??? 😡". A token keeps how it was
written, to show to the agent, and how it is counted.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from routing.conditions import fold

LONGEST = 20_000  # characters of a conversation that are read
LONGEST_WORD = 40  # characters of a word that are counted

MONEY, CLOCK, YEAR, POSTCODE, NUMBER = "<money>", "<clock>", "<year>", "<postcode>", "<number>"

SHORT = {
    "aub": "alsjeblieft",
    "ajb": "alsjeblieft",
    "svp": "alsjeblieft",
    "bdankt": "bedankt",
    "bedakt": "bedankt",
    "bieb": "bibliotheek",
    "bios": "bioscoop",
    "bv": "bijvoorbeeld",
    "da": "dat",
    "dr": "er",
    "dnk": "denk",
    "egt": "echt",
    "eig": "eigenlijk",
    "fb": "facebook",
    "ff": "even",
    "gem": "gemeente",
    "gpk": "gehandicaptenparkeerkaart",
    "gr": "groet",
    "hvl": "hoeveel",
    "idd": "inderdaad",
    "jr": "jaar",
    "julie": "jullie",
    "kga": "ga",
    "kheb": "heb",
    "kmoet": "moet",
    "kwil": "wil",
    "mn": "mijn",
    "mvg": "groet",
    "mss": "misschien",
    "nie": "niet",
    "niks": "niets",
    "nx": "niets",
    "srry": "sorry",
    "thx": "bedankt",
    "tnx": "bedankt",
    "topp": "top",
    "vergunnig": "vergunning",
    "vlgs": "volgens",
    "vnl": "vooral",
    "waneer": "wanneer",
    "wnr": "wanneer",
    "wk": "week",
    "wkn": "weken",
    "zgn": "zogenaamd",
    "zn": "zijn",
}
SMILEYS = {
    ":)": "🙂",
    ":-)": "🙂",
    ";)": "😉",
    ";-)": "😉",
    ":D": "😀",
    ":(": "🙁",
    ":-(": "🙁",
    "<3": "❤",
}

_PARTS = re.compile(
    r"""
      (?P<mail>[\w.+-]+@[\w-]+\.[\w.]+)
    | (?P<link>(?:https?://|www\.)\S+)
    | (?P<handle>@\w[\w.]*)
    | (?P<tag>[#＃]\w+)
    | (?P<money>(?:€|eur(?:o)?\b)\s?\d[\d.,]*-?|\d[\d.,]*-?\s?(?:€|eur(?:o)?\b|euros\b))
    | (?P<clock>\b\d{1,2}[:.]\d{2}(?:\s?u(?:ur)?)?\b|\b\d{1,2}\s?u(?:ur|rs)?\b)
    | (?P<postcode>\b[1-9]\d{3}\s?[A-Za-z]{2}\b)
    | (?P<smiley>[:;]-?[)D(](?!\w)|<3)
    | (?P<word>\w+(?:['’`´-]\w+)*)
    | (?P<marks>[?!]+|\.{2,}|…)
    | (?P<sign>[^\w\s.,;:'"()/-])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-zà-ÿ]+|\d+|[^\W\d_A-Za-zà-ÿ]+")
_REPEATED = re.compile(r"(.)\1{2,}")
_APOSTROPHE = re.compile(r"['’`´]")
_JOINERS = dict.fromkeys(
    [0x200D, 0xFE0E, 0xFE0F, 0x20E3, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080)]
)


@dataclass(frozen=True)
class Token:
    """One piece of a text. ``shown``: as the citizen wrote it; ``word``: as it is counted."""

    shown: str
    word: str


def tokens(text: str) -> list[Token]:
    """The pieces of ``text`` in order. Names of users, addresses and links are left out."""
    text = unicodedata.normalize("NFC", text[:LONGEST]).translate(_JOINERS)
    found: list[Token] = []
    for match in _PARTS.finditer(text):
        found += _pieces(str(match.lastgroup), match.group())
    return found


def normal(word: str) -> str:
    """A word as it is counted: folded, letters that repeat made two, short forms written out."""
    plain = _APOSTROPHE.sub("", fold(word))
    plain = _REPEATED.sub(r"\1\1", plain)[:LONGEST_WORD]
    return SHORT.get(plain, plain)


def _pieces(kind: str, piece: str) -> list[Token]:
    if kind in ("mail", "link", "handle"):
        return []
    if kind == "tag":
        return _tag(piece)
    if kind == "smiley":
        return [Token(piece, SMILEYS.get(piece, "🙂"))]
    if kind == "marks":
        return [Token(piece, piece[0] if len(piece) == 1 else _run(piece))]
    if kind in _CLASSES:
        return [Token(piece, _CLASSES[kind])]
    return list(_word(piece)) if kind == "word" else [Token(piece, piece)]


_CLASSES = {"money": MONEY, "clock": CLOCK, "postcode": POSTCODE}


def _run(marks: str) -> str:
    if "?" in marks:
        return "?!" if "!" in marks else "??"
    return "!!" if "!" in marks else "…"


def _tag(tag: str) -> list[Token]:
    """ "#LosseTegels" is two words and their compound; "#lossetegels" is one."""
    parts = _CAMEL.findall(tag[1:])
    whole = Token(tag, normal("".join(parts) or tag[1:]))
    return [whole, *(Token(part, normal(part)) for part in parts)] if len(parts) > 1 else [whole]


@lru_cache(maxsize=20_000)
def _word(piece: str) -> tuple[Token, ...]:
    if piece.isdecimal():
        return (Token(piece, _number(piece)),)
    parts = piece.split("-") if "-" in piece else [piece]
    whole = [Token(piece, normal("".join(parts)))]
    return tuple(whole + [Token(part, normal(part)) for part in parts if len(parts) > 1 and part])


def _number(digits: str) -> str:
    """Short numbers say something ("30 km", "112"); years and the rest only that they are there."""
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return YEAR
    return digits if len(digits) < 4 else NUMBER
