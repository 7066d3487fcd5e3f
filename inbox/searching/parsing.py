"""What somebody typed to search, read: words, phrases, operators. Pure; it never raises.

    bomen "losse tegels" -boa kanaal:x -is:prive na:18-11

Nothing is lost: every piece keeps the characters it was typed with, and together they are the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from inbox.searching.operators import OPERATORS
from inbox.searching.plain import has_words

MOST_TERMS = 20
SHORTEST_BEGINNING = 3  # characters; how fewer begin says nothing
QUOTES = str.maketrans("“”„", '"""')

_PIECE = re.compile(
    r"""(?P<minus>-?)
        (?: (?P<name>[^\W\d_]+) : )?
        (?: "(?P<quoted>[^"]*)"? | (?P<bare>\S*) )""",
    re.VERBOSE,
)
_BLANK = re.compile(r"\s*")
_POSTCODE = re.compile(r"[1-9]\d{3}[A-Za-z]{2}")
_DIGITS, _CAPITALS = re.compile(r"[1-9]\d{3}"), re.compile(r"[A-Z]{2}")


class How(Enum):
    """How the words of a term are looked for."""

    WORD = "in any form"
    BEGINNING = "in any form, or beginning so"
    PHRASE = "as they stand, in this order"
    POSTCODE = "a postal code, with a space in it or without"


class Why(Enum):
    """Why a piece is not searched for."""

    WORDLESS = "there is no word in it"
    EMPTY = "an operator, of which nothing was said"
    TOO_MANY = "one term too many"


@dataclass(frozen=True)
class Term:
    """Words that have to be there, or not (``without``).

    unknown   what stands before the colon where that is no operator; it is searched for too
    """

    typed: str
    words: str
    how: How = How.WORD
    without: bool = False
    unknown: str = ""


@dataclass(frozen=True)
class Said:
    """An operator and what was said of it. ``operator`` is its English name."""

    typed: str
    operator: str
    value: str
    without: bool = False


@dataclass(frozen=True)
class Left:
    """What is not searched for."""

    typed: str
    why: Why


Piece = Term | Said | Left


@dataclass(frozen=True)
class Asked:
    """A search as it was read: all its pieces, in order."""

    pieces: tuple[Piece, ...] = ()

    @property
    def terms(self) -> list[Term]:
        return [piece for piece in self.pieces if isinstance(piece, Term)]

    @property
    def wanted(self) -> list[Term]:
        """The words that have to be there."""
        return [term for term in self.terms if not term.without]

    @property
    def said(self) -> list[Said]:
        return [piece for piece in self.pieces if isinstance(piece, Said)]

    @property
    def left(self) -> list[Left]:
        return [piece for piece in self.pieces if isinstance(piece, Left)]

    def says(self, operator: str) -> bool:
        return any(said.operator == operator for said in self.said)


def parse(text: str) -> Asked:
    """Read a search."""
    pieces = list(_with_postcodes(list(_pieces(text))))
    if pieces and not text[-1:].isspace():
        pieces[-1] = _unfinished(pieces[-1])
    return Asked(tuple(_few_enough(pieces)))


def _pieces(text: str) -> Iterator[Piece]:
    plain_quotes = text.translate(QUOTES)
    at = _skip(text, 0)
    while at < len(text):
        found = _PIECE.match(plain_quotes, at)
        assert found  # noqa: S101 - every part of it may be empty
        end = found.end()
        if _awaits_value(found) and _skip(text, end) < len(text):
            found_value = _PIECE.match(plain_quotes, _skip(text, end))
            assert found_value  # noqa: S101 - as above
            end = found_value.end()
            yield _said(text[at:end], found, _value(found_value, with_name=True))
        else:
            yield _piece(text[at:end], found)
        at = _skip(text, end)


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _awaits_value(found: re.Match[str]) -> bool:
    """An operator with a space behind its colon."""
    return _operator(found) != "" and found["quoted"] is None and not found["bare"]


def _operator(found: re.Match[str]) -> str:
    return OPERATORS.get((found["name"] or "").lower(), "")


def _piece(typed: str, found: re.Match[str]) -> Piece:
    value = _value(found)
    if _operator(found):
        return _said(typed, found, value) if value.strip() else Left(typed, Why.EMPTY)
    words = f"{found['name']}:{value}" if found["name"] else value
    if not has_words(words):
        return Left(typed, Why.WORDLESS)
    unknown = found["name"] if found["name"] and has_words(value) else ""
    return Term(
        typed,
        words,
        _how(found, words),
        without=bool(found["minus"]),
        unknown="" if value.startswith("//") else unknown or "",  # an address is no operator
    )


def _said(typed: str, found: re.Match[str], value: str) -> Said:
    return Said(typed, _operator(found), value.strip(), without=bool(found["minus"]))


def _value(found: re.Match[str], *, with_name: bool = False) -> str:
    """What stands there; ``with_name`` for what comes after an operator and a space."""
    value = found["bare"] if found["quoted"] is None else found["quoted"]
    if not with_name:
        return value
    return found["minus"] + (f"{found['name']}:{value}" if found["name"] else value)


def _how(found: re.Match[str], words: str) -> How:
    if found["quoted"] is not None and not found["name"]:
        return How.PHRASE
    return How.POSTCODE if _POSTCODE.fullmatch(words) else How.WORD


def _with_postcodes(pieces: list[Piece]) -> Iterator[Piece]:
    """“3512 AB” is one term; “2026 in” is two."""
    while pieces:
        piece = pieces.pop(0)
        following = pieces[0] if pieces else None
        if _is_word(piece, _DIGITS) and _is_word(following, _CAPITALS):
            assert isinstance(piece, Term)  # noqa: S101 - it was a word
            letters = pieces.pop(0).typed
            typed = f"{piece.typed} {letters}"
            yield Term(typed, typed.lstrip("-"), How.POSTCODE, without=piece.without)
        else:
            yield piece


def _is_word(piece: Piece | None, pattern: re.Pattern[str]) -> bool:
    return (
        isinstance(piece, Term)
        and piece.how is How.WORD
        and pattern.fullmatch(piece.words) is not None
    )


def _unfinished(last: Piece) -> Piece:
    """The last word may still be typed."""
    if not isinstance(last, Term) or last.how is not How.WORD or last.without or last.unknown:
        return last
    if len(last.words.strip("@#")) < SHORTEST_BEGINNING:
        return last
    return Term(last.typed, last.words, How.BEGINNING)


def _few_enough(pieces: list[Piece]) -> Iterator[Piece]:
    terms = 0
    for piece in pieces:
        terms += not isinstance(piece, Left)
        few = isinstance(piece, Left) or terms <= MOST_TERMS
        yield piece if few else Left(piece.typed, Why.TOO_MANY)
