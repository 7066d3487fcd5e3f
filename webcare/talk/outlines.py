"""Outlines of neighbourhoods: read from GeoJSON, and drawn on a plane. Pure: no database.

A municipality is small, so that the earth may be flat: degrees of longitude are made as long as
they are at its middle, and north is up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from django.utils.translation import gettext as _

Point = tuple[float, float]
"""Longitude and latitude, in degrees (WGS 84)."""
Ring = Sequence[Point]

# The country, with a little sea.
LATITUDES, LONGITUDES = (50.7, 53.8), (3.0, 7.3)
MOST_AREAS, MOST_POINTS = 500, 100_000
LONGEST = 100  # characters of a name
WIDTH, HIGHEST, MARGIN = 800.0, 900.0, 12.0
NEIGHBOURHOOD = ("buurt", "neighbourhood", "buurtnaam", "naam", "name")
DISTRICT = ("wijk", "district", "wijknaam")
INHABITANTS = ("inwoners", "inhabitants", "aantalInwoners", "aantal_inwoners")


class BadOutlines(ValueError):
    """A file that cannot be used. ``str()`` is a sentence for the screen."""


@dataclass(frozen=True)
class Area:
    """A neighbourhood.

    rings        of all its parts, holes among them
    inhabitants  None when the file does not say
    """

    neighbourhood: str
    district: str
    rings: tuple[tuple[Point, ...], ...]
    inhabitants: int | None = None


@dataclass(frozen=True)
class Drawn:
    """An outline on paper. ``path`` as SVG wants it; ``x`` and ``y`` where its number stands."""

    path: str
    x: float
    y: float


# Reading -----------------------------------------------------------------------------------------


def read_outlines(text: str) -> list[Area]:
    """The neighbourhoods of a GeoJSON file, in order. Raises BadOutlines."""
    try:
        features = json.loads(text)["features"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadOutlines(_("This is no GeoJSON with a list of features.")) from error
    return areas(features)


def areas(features: Any) -> list[Area]:
    """Those of the features of GeoJSON, in order. Raises BadOutlines."""
    if not isinstance(features, list) or not 0 < len(features) <= MOST_AREAS:
        raise BadOutlines(_("The file has to have 1 to %(most)d areas.") % {"most": MOST_AREAS})
    found: dict[str, Area] = {}
    for number, feature in enumerate(features, start=1):
        area = _area(feature, number)
        if area.neighbourhood in found:
            raise _bad(number, _("the neighbourhood %(name)s stands there twice"), area)
        found[area.neighbourhood] = area
    if sum(len(ring) for area in found.values() for ring in area.rings) > MOST_POINTS:
        raise BadOutlines(_("The outlines are too fine. Simplify them first."))
    return list(found.values())


def _bad(number: int, problem: str, area: Area | None = None) -> BadOutlines:
    said = problem % {"name": area.neighbourhood if area else ""}
    return BadOutlines(_("Area %(number)d: %(problem)s.") % {"number": number, "problem": said})


def _area(feature: Any, number: int) -> Area:
    try:
        says, shape = feature["properties"] or {}, feature["geometry"]
        kind, parts = shape["type"], shape["coordinates"]
    except (TypeError, KeyError) as error:
        raise _bad(number, _("it has no outline")) from error
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(says, dict):
        raise _bad(number, _("it has no outline"))
    name = _first(says, NEIGHBOURHOOD)
    if not name:
        raise _bad(number, _("it has no name; call the property “buurt”"))
    try:
        polygons = [parts] if kind == "Polygon" else parts
        rings = tuple(_ring(ring) for polygon in polygons for ring in polygon)
    except (TypeError, ValueError, IndexError) as error:
        raise _bad(number, _("its outline is no list of degrees within the country")) from error
    if not rings:
        raise _bad(number, _("it has no outline"))
    return Area(name, _first(says, DISTRICT), rings, _whole(says))


def _first(says: Mapping[str, Any], names: Iterable[str]) -> str:
    found = next((says[name] for name in names if isinstance(says.get(name), str)), "")
    return " ".join(str(found).replace("\x00", "").split())[:LONGEST]


def _whole(says: Mapping[str, Any]) -> int | None:
    found = next((says[name] for name in INHABITANTS if name in says), None)
    known = isinstance(found, int) and not isinstance(found, bool) and 0 < found < 10_000_000
    return found if known else None


def _ring(points: Any) -> tuple[Point, ...]:
    ring = tuple((float(point[0]), float(point[1])) for point in points)
    for longitude, latitude in ring:
        within = LONGITUDES[0] <= longitude <= LONGITUDES[1]
        if not (within and LATITUDES[0] <= latitude <= LATITUDES[1]):
            raise ValueError
    if len(ring) < 4:
        raise ValueError
    return ring


# Drawing -----------------------------------------------------------------------------------------


def draw(outlines: Sequence[Sequence[Ring]]) -> tuple[list[Drawn], float, float]:
    """Each of them, and how wide and high the paper is. All on one scale."""
    flat = [
        [[_flat(point, _middle(outlines)) for point in ring] for ring in one] for one in outlines
    ]
    every = [point for one in flat for ring in one for point in ring]
    if not every:
        return [], WIDTH, WIDTH
    left, top = min(x for x, _y in every), min(y for _x, y in every)
    wide, high = max(x for x, _y in every) - left, max(y for _x, y in every) - top
    room = WIDTH - 2 * MARGIN
    scale = min(
        room / wide if wide else HIGHEST, (HIGHEST - 2 * MARGIN) / high if high else HIGHEST
    )

    def placed(point: Point) -> Point:
        return (point[0] - left) * scale + MARGIN, (point[1] - top) * scale + MARGIN

    drawn = [_drawn([[placed(point) for point in ring] for ring in one]) for one in flat]
    return drawn, wide * scale + 2 * MARGIN, high * scale + 2 * MARGIN


def _middle(outlines: Sequence[Sequence[Ring]]) -> float:
    latitudes = [point[1] for one in outlines for ring in one for point in ring]
    return (min(latitudes) + max(latitudes)) / 2 if latitudes else 52.0


def _flat(point: Point, middle: float) -> Point:
    return point[0] * cos(radians(middle)), -point[1]


def _drawn(rings: Sequence[Ring]) -> Drawn:
    x, y = _centre(max(rings, key=lambda ring: abs(_surface(ring))))
    return Drawn(" ".join(_path(rings)), round(x, 1), round(y, 1))


def _path(rings: Sequence[Ring]) -> Iterator[str]:
    for ring in rings:
        yield "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in ring) + "Z"


def _surface(ring: Ring) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x * b - a * y for (x, y), (a, b) in pairs) / 2


def _centre(ring: Ring) -> Point:
    """Of its surface; of what has none, of its points."""
    whole = _surface(ring)
    if abs(whole) < 1e-9:
        return sum(x for x, _y in ring) / len(ring), sum(y for _x, y in ring) / len(ring)
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    x = sum((x + a) * (x * b - a * y) for (x, y), (a, b) in pairs)
    y = sum((y + b) * (x * b - a * y) for (x, y), (a, b) in pairs)
    return x / (6 * whole), y / (6 * whole)
