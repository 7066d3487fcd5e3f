"""The page an HTML letter is written onto, line by line."""

from __future__ import annotations

import re

from routing.mail.lines import Line, Role
from routing.mail.links import labelled, tidy

_SPACE = re.compile(r"[ \t\n\r\f]+")
_BULLETS = re.compile(r"^[·•o§▪◦‣*-]\s*$")
_NBSP = "\u00a0"


class Page:
    """Where the text has come to. ``lines`` is what stands on it."""

    def __init__(self, tight: bool = False) -> None:
        self.lines: list[Line] = []
        self.quoted = 0
        self.roles: list[Role] = []
        self.lists: list[int] = []  # the next number of each list we are in, 0 for a bulleted one
        self.tables: list[bool] = []  # whether each table we are in holds data
        self.links: list[tuple[int, int]] = []
        self.preformatted: list[bool] = []
        self._tight = tight
        self._pieces: list[str] = []
        self._prefix = ""
        self._gap = False

    @property
    def in_data(self) -> bool:
        return bool(self.tables) and self.tables[-1]

    def say(self, text: str) -> None:
        if not text:
            return
        if not self.preformatted:
            self._pieces.append(_SPACE.sub(" ", text))
            return
        first, *others = text.split("\n")
        self._pieces.append(first)
        for other in others:
            self.line_break()
            self._pieces.append(other)

    def line_break(self) -> None:
        """End the line here, though nothing may stand on it."""
        if self.in_data:
            self.say(" ")
        else:
            self._put(self._said())

    def end_line(self) -> None:
        """End the line if something stands on it; a lone hard space makes an empty line."""
        said = self._said()
        if said or any(_NBSP in piece for piece in self._pieces):
            self._put(said)
        self._pieces.clear()

    def block(self, gap: bool = False, row: bool = False) -> None:
        """A block begins or ends here. ``gap`` asks for an empty line; ``row``: it is a table's."""
        if self.in_data and not row:
            self.say(" ")
            return
        self.end_line()
        self._gap = self._gap or (gap and not self._tight and not self.lists)

    def border(self) -> None:
        self.end_line()
        self.lines.append(Line("", self.quoted, Role.BORDER))

    def bullet(self, sign: str) -> None:
        self._prefix = "  " * max(0, len(self.lists) - 1) + sign

    def cell(self) -> None:
        """A cell of data begins: set it apart from the one before."""
        if "".join(self._pieces).strip():
            self._pieces.append(" | ")

    def place(self) -> tuple[int, int]:
        return len(self.lines), len(self._pieces)

    def link(self, since: tuple[int, int], url: str) -> None:
        """A link ends that began at ``since``: put the address behind its words."""
        if since[0] != len(self.lines):
            return  # its words are on more lines than one
        label = "".join(self._pieces[since[1] :])
        del self._pieces[since[1] :]
        space = " " if label.endswith(" ") else ""
        self._pieces.append(labelled(label.rstrip(" "), url) + space)

    def sign(self, since: tuple[int, int]) -> None:
        """What Word wrote since then is the sign before an item."""
        if since[0] != len(self.lines):
            return
        said = "".join(self._pieces[since[1] :]).replace(_NBSP, " ").strip()
        del self._pieces[since[1] :]
        self.bullet("- " if _BULLETS.fullmatch(said) else f"{said} ")

    def end_item(self) -> None:
        self.end_line()
        self._prefix = ""

    def end_preformatted(self) -> None:
        self.end_line()
        self.preformatted.pop()

    def _said(self) -> str:
        """What stands on the line now, as a reader sees it."""
        said = "".join(self._pieces).replace(_NBSP, " ")
        return said.rstrip() if self.preformatted else re.sub(" {2,}", " ", said).strip()

    def _put(self, said: str) -> None:
        if self._gap and self.lines and not self.lines[-1].blank:
            self.lines.append(Line("", self.quoted))
        if said:
            said, self._prefix, self._gap = self._prefix + said, "", False
        role = self.roles[-1] if self.roles else Role.TEXT
        self.lines.append(Line(tidy(said), self.quoted, role))
        self._pieces.clear()
