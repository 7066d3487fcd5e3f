"""Rows of a CSV file as people make them: comma, semicolon or tab, with or without a BOM."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar, cast

from django.utils.translation import gettext as _

from routing.conditions import fold

MOST_TOLD = 20  # problems told by name
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row. The heading is row 1, as in a spreadsheet."""

    row: int
    sentence: str

    def __str__(self) -> str:
        return _("Row %(row)d: %(sentence)s") % {"row": self.row, "sentence": self.sentence}


class BadCorpus(ValueError):
    """A file that cannot be used. ``problems``: all of them; the text names the first twenty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        told = [str(problem) for problem in self.problems[:MOST_TOLD]]
        rest = len(self.problems) - MOST_TOLD
        if rest > 0:
            told.append(_("And %(rest)d more.") % {"rest": rest})
        super().__init__("\n".join(told))


class Wrong(ValueError):
    """What is wrong with one row, in a sentence."""


class Partly(Wrong):
    """What is wrong with a part of a row, in a sentence. ``made`` is the row without that part."""

    def __init__(self, made: object, sentence: str) -> None:
        super().__init__(sentence)
        self.made = made


Row = Mapping[str, str]


def read_table(
    lines: Iterable[str],
    columns: Mapping[str, str],
    needed: Mapping[str, str],
    make: Callable[[Row], T],
) -> tuple[dict[int, T], list[Problem]]:
    """What ``make`` makes of each row, by number, and what is wrong with the rows it refuses.

    A row of which a part is wrong is among both; who cannot have that, looks at the problems.
    ``columns``: heading → the name ``make`` knows it by; other columns are passed over. ``needed``:
    such a name → what the screen calls it. Raises BadCorpus when one of those is missing.
    """
    rows = _rows(lines)
    heading = [columns.get(fold(cell).strip(), "") for cell in next(rows, (0, []))[1]]
    missing = [called for name, called in needed.items() if name not in heading]
    if missing:
        sentence = _("the column “%(name)s” is missing.") % {"name": "”, “".join(missing)}
        raise BadCorpus([Problem(1, sentence)])
    made: dict[int, T] = {}
    problems: list[Problem] = []
    for number, cells in rows:
        try:
            made[number] = make(dict(zip(heading, cells, strict=False)))
        except Partly as wrong:
            made[number] = cast("T", wrong.made)
            problems.append(Problem(number, str(wrong)))
        except Wrong as wrong:
            problems.append(Problem(number, str(wrong)))
    return made, problems


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with their numbers."""
    source = iter(lines)
    first = next(source, "").removeprefix("\ufeff")
    delimiter = max(";\t,", key=first.count)
    number = 0
    try:
        for cells in csv.reader(chain([first], source), delimiter=delimiter):
            number += 1
            if any(cell.strip() for cell in cells):
                yield number, [_as_written(cell) for cell in cells]
    except csv.Error as error:
        sentence = _("From here on this is no CSV; is a quotation mark open?")
        raise BadCorpus([Problem(number + 1, sentence)]) from error


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula. What is read here loses the mark again."""
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell


def _as_written(cell: str) -> str:
    """Without the mark of ``harmless``, and without a sign the database does not take."""
    cell = cell.replace("\0", "")
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULAS) else cell
