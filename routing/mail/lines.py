"""A letter's text as lines that know what they are. Plain text and HTML both become these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto


class Role(Enum):
    """What the letter's structure says of a line; TEXT when it says nothing.

    INTRO      announces a quote: "Op vrijdag schreef Noor:"
    BORDER     from here on it is somebody else's letter
    SIGNATURE  the mail program put it under the letter
    """

    TEXT = auto()
    INTRO = auto()
    BORDER = auto()
    SIGNATURE = auto()


@dataclass(frozen=True)
class Line:
    """One line without its end. quoted: how many people back it was written; 0 is the sender."""

    text: str
    quoted: int = 0
    role: Role = Role.TEXT

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def joined(lines: Iterable[Line]) -> str:
    """The lines as one text: no space at ends of lines, never two blank lines together."""
    kept: list[str] = []
    for line in lines:
        prefix = ">" * line.quoted + " " if line.quoted else ""
        text = (prefix + line.text).rstrip()
        if text.strip("> ") or (kept and kept[-1].strip("> ")):
            kept.append(text)
    while kept and not kept[-1].strip("> "):
        kept.pop()
    return "\n".join(kept)
