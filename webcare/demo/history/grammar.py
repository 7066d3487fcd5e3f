"""Texts from templates: ``{a|b}`` chooses one, ``{name}`` fills in; both may lie in each other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from webcare.demo.history.dice import Dice

_PART = re.compile(r"[{}|]|[^{}|]+")
_SPACES = re.compile(r"\s{2,}")
_SPACE_BEFORE = re.compile(r"\s+([.,!?])")


@dataclass(frozen=True)
class Slot:
    name: str


@dataclass(frozen=True)
class Choice:
    options: tuple[Template, ...]


Piece = str | Slot | Choice
Template = tuple[Piece, ...]


def parse(text: str) -> Template:
    """Raises ValueError where a brace is not closed."""
    parts = _PART.findall(text)
    found, rest = _sequence(parts, 0, inside=False)
    if rest != len(parts):
        raise ValueError(f"a brace too many: {text}")
    return found


def _sequence(parts: Sequence[str], at: int, *, inside: bool) -> tuple[Template, int]:
    pieces: list[Piece] = []
    while at < len(parts):
        part = parts[at]
        if part == "{":
            piece, at = _braces(parts, at + 1)
            pieces.append(piece)
        elif part == "}" or (inside and part == "|"):
            break
        else:
            pieces.append(part)
            at += 1
    if inside and at == len(parts):
        raise ValueError("a brace is not closed")
    return tuple(pieces), at


def _braces(parts: Sequence[str], at: int) -> tuple[Piece, int]:
    options = []
    while True:
        option, at = _sequence(parts, at, inside=True)
        options.append(option)
        at += 1
        if parts[at - 1] == "}":
            break
    if len(options) == 1 and len(options[0]) == 1 and isinstance(options[0][0], str):
        return Slot(options[0][0]), at
    return Choice(tuple(options)), at


@dataclass
class Grammar:
    """Lists of templates by name, to fill in wherever a template names one."""

    lists: Mapping[str, Sequence[Template]] = field(default_factory=dict)

    @classmethod
    def of(cls, lists: Mapping[str, Sequence[str]]) -> Grammar:
        return cls({name: [parse(text) for text in texts] for name, texts in lists.items()})

    def fill(self, template: Template, dice: Dice, known: Mapping[str, str]) -> str:
        """``known``: what a slot stands for here, before the lists. Raises KeyError."""
        pieces: list[str] = []
        self._fill(template, dice, known, pieces)
        text = _SPACES.sub(" ", "".join(pieces)).strip()
        return _SPACE_BEFORE.sub(r"\1", text)

    def _fill(
        self, template: Template, dice: Dice, known: Mapping[str, str], pieces: list[str]
    ) -> None:
        for piece in template:
            if isinstance(piece, str):
                pieces.append(piece)
            elif isinstance(piece, Choice):
                self._fill(dice.one(piece.options), dice, known, pieces)
            elif piece.name in known:
                pieces.append(known[piece.name])
            else:
                self._fill(dice.one(self.lists[piece.name]), dice, known, pieces)


def rough(text: str, dice: Dice) -> str:
    """As people type: in a hurry, without capitals, with a finger beside the key."""
    throw = dice.share()
    if throw < 0.10:
        return text.lower()
    if throw < 0.17:
        return text.rstrip(".!? ")
    if throw < 0.22 and len(text) > 20:
        at = int(dice.between(5, len(text) - 5))
        if text[at].isalpha() and text[at + 1].isalpha():
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if throw < 0.235:
        return text.replace(".", "!!").replace("?", "???")
    return text
