"""Outlines of neighbourhoods from a table, as spreadsheets and GIS write them: CSV with each
outline as well-known text (WKT). Pure: made into what GeoJSON says, and read as that."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from webcare.talk.outlines import INHABITANTS, Area, BadOutlines, areas

OUTLINE = ("omtrek", "outline", "geometrie", "geometry", "geom", "wkt")
LONGEST_FIELD = 5 * 1024 * 1024  # characters: one outline may be most of the file
_SHAPE = re.compile(
    r"(?:SRID=4326;)?\s*(MULTIPOLYGON|POLYGON)(?:\s+Z)?\s*(\(.*\))\s*", re.IGNORECASE | re.DOTALL
)
_NUMBER = r"-?\d{1,9}(?:\.\d{1,20})?"
_POINT = re.compile(rf"({_NUMBER})\s+({_NUMBER})(?:\s+{_NUMBER})?")
_BRACKETS = str.maketrans("()", "[]")
_KINDS = {"POLYGON": "Polygon", "MULTIPOLYGON": "MultiPolygon"}


def read_table(text: str) -> list[Area]:
    """The neighbourhoods of a CSV file with a heading, in order. Raises BadOutlines."""
    csv.field_size_limit(LONGEST_FIELD)
    heading = text.partition("\n")[0]
    separator = ";" if heading.count(";") >= heading.count(",") else ","
    try:
        rows = list(csv.DictReader(StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise BadOutlines(_("This is no table that can be read.")) from error
    known = {name.strip().lower() for name in (rows[0] if rows else {}) if name}
    if not known & set(OUTLINE):
        raise BadOutlines(_("The table has no column “omtrek” with the outlines as WKT."))
    return areas([_feature(row) for row in rows])


def _feature(row: dict[str | None, Any]) -> dict[str, Any]:
    says: dict[str, Any] = {
        name.strip().lower(): said.strip()
        for name, said in row.items()
        if name and isinstance(said, str)
    }
    for name in INHABITANTS:
        whole = says.get(name.lower(), "").replace(".", "")
        says[name] = int(whole) if whole.isdecimal() and len(whole) < 9 else None
    outline = next((says[name] for name in OUTLINE if says.get(name)), "")
    return {"properties": says, "geometry": _shape(outline)}


def _shape(said: str) -> dict[str, Any] | None:
    """As GeoJSON has it; None for what is none."""
    found = _SHAPE.fullmatch(said)
    if not found:
        return None
    written = _POINT.sub(r"[\1, \2]", found[2]).translate(_BRACKETS)
    try:
        return {"type": _KINDS[found[1].upper()], "coordinates": json.loads(written)}
    except (ValueError, RecursionError):
        return None
