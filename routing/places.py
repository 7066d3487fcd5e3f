"""The municipality's list of streets and neighbourhoods, as it comes from a CSV file."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from routing.conditions import fold
from routing.gazetteer import Found, Gazetteer, Place

__all__ = ["BadPlaces", "BadRow", "Found", "Gazetteer", "Place", "read_places"]

_REQUIRED = ("straat", "buurt", "wijk")
_DEGREES = ("breedtegraad", "lengtegraad")
_LONGEST = 100
_MOST_TOLD = 20
# The country, with a little sea.
_LATITUDES = (50.7, 53.8)
_LONGITUDES = (3.0, 7.3)


@dataclass(frozen=True)
class BadRow:
    """What is wrong in one row. ``row`` is its number in a spreadsheet; 1 names the columns."""

    row: int
    problem: str

    def __str__(self) -> str:
        return _("Row %(row)s: %(problem)s") % {"row": self.row, "problem": self.problem}


class BadPlaces(ValueError):
    """A file of places that cannot be used.

    rows   the first twenty bad rows, in order
    more   how many others there are
    """

    def __init__(self, rows: Sequence[BadRow]) -> None:
        self.rows = tuple(rows[:_MOST_TOLD])
        self.more = len(rows) - len(self.rows)
        told = [str(row) for row in self.rows]
        if self.more:
            told.append(_("And %(number)s more.") % {"number": self.more})
        super().__init__("\n".join(told))


class _Bad(ValueError):
    """What is wrong with a row, in words for the administrator."""


def read_places(lines: Iterable[str]) -> list[Place]:
    """The places in a CSV file, each once and in order. Raises BadPlaces.

    lines   text, such as an open file. The first names the columns straat, buurt, wijk and perhaps
            breedtegraad and lengtegraad, in any order, with commas or semicolons in between.

    A row without a street names a neighbourhood. A district may be missing.
    """
    problems: list[BadRow] = []
    rows = _rows(lines, problems)
    columns = _columns(next(rows, (1, [])), problems)
    places: dict[Place, None] = {}
    for number, cells in rows:
        try:
            places[_place(dict(zip(columns, cells, strict=False)), cells[len(columns) :])] = None
        except _Bad as bad:
            problems.append(BadRow(number, str(bad)))
    if not places and not problems:
        problems.append(BadRow(2, _("The file names no street and no neighbourhood.")))
    if problems:
        raise BadPlaces(problems)
    return list(places)


def _rows(lines: Iterable[str], problems: list[BadRow]) -> Iterator[tuple[int, list[str]]]:
    """The rows with something in them, and their numbers."""
    lines = iter(lines)
    first = next(lines, "").removeprefix("\ufeff")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(itertools.chain([first], lines), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if any(map(str.strip, cells)):
                # Without a sign the database does not take.
                yield number, [" ".join(cell.replace("\0", "").split()) for cell in cells]
    except csv.Error:
        problems.append(
            BadRow(number + 1, _("From here on this is no CSV; is a quotation mark open?"))
        )


def _columns(first: tuple[int, list[str]], problems: list[BadRow]) -> list[str]:
    """The names of the columns. Raises BadPlaces: without them no row can be read."""
    number, cells = first
    names = [fold(cell) for cell in cells]
    missing = [name for name in _REQUIRED if name not in names]
    twice = [name for name in (*_REQUIRED, *_DEGREES) if names.count(name) > 1]
    if problems:
        raise BadPlaces(problems)
    if not names:
        raise BadPlaces([BadRow(number, _("The file is empty."))])
    if missing:
        told = _("There is no column %(names)s.") % {"names": ", ".join(missing)}
        raise BadPlaces([BadRow(number, told)])
    if twice:
        told = _("There are two columns %(names)s.") % {"names": ", ".join(twice)}
        raise BadPlaces([BadRow(number, told)])
    return names


def _place(row: dict[str, str], left: list[str]) -> Place:
    """Raises _Bad."""
    if any(left):
        raise _Bad(_("There are more values than columns."))
    street, neighbourhood, district = (_name(row.get(column, "")) for column in _REQUIRED)
    if not neighbourhood:
        raise _Bad(_("There is no neighbourhood (buurt)."))
    latitude, longitude = (row.get(column, "") for column in _DEGREES)
    if bool(latitude) != bool(longitude):
        raise _Bad(_("A latitude and a longitude go together; one of them is missing."))
    if not latitude:
        return Place(street, neighbourhood, district)
    return Place(
        street,
        neighbourhood,
        district,
        _degrees(latitude, _LATITUDES),
        _degrees(longitude, _LONGITUDES),
    )


def _name(written: str) -> str:
    if len(written) > _LONGEST:
        raise _Bad(_("“%(name)s…” is too long for a name.") % {"name": written[:30]})
    if written and not any(map(str.isalnum, written)):
        raise _Bad(_("“%(name)s” is no name.") % {"name": written})
    return written


def _degrees(written: str, within: tuple[float, float]) -> float:
    try:
        degrees = float(written.replace(",", "."))
    except ValueError as error:
        raise _Bad(_("“%(value)s” is no number of degrees.") % {"value": written[:30]}) from error
    least, most = within
    if not least <= degrees <= most:
        raise _Bad(
            _("%(value)s is not in the Netherlands (%(least)s to %(most)s).")
            % {"value": written[:30], "least": least, "most": most}
        )
    return degrees
