"""The map: outlines from a file, numbers by hand, and every area a link."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.webcare.talk.town import said
from webcare.demo.load import OUTLINES, PLACES
from webcare.models import User
from webcare.talk import mapping
from webcare.talk.mapping import steps
from webcare.talk.models import Outline
from webcare.talk.outlines import HIGHEST, WIDTH, BadOutlines, draw, read_outlines
from webcare.talk.outlines_csv import read_table

pytestmark = pytest.mark.django_db

SQUARE = [[5.0, 52.0], [5.1, 52.0], [5.1, 52.1], [5.0, 52.1], [5.0, 52.0]]
HERE = "/onderwerpen/kaart/"


def feature(name: object = "Centrum", shape: Any = None, **says: object) -> dict[str, Any]:
    geometry = shape or {"type": "Polygon", "coordinates": [SQUARE]}
    return {"type": "Feature", "properties": {"buurt": name, **says}, "geometry": geometry}


def file(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def test_a_file_is_read() -> None:
    parts = {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}
    one, other = read_outlines(file(feature(wijk="Midden", inwoners=2000), feature("Zuid", parts)))
    assert (one.neighbourhood, one.district, one.inhabitants) == ("Centrum", "Midden", 2000)
    assert (len(one.rings), len(other.rings), other.inhabitants) == (1, 2, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        file(),
        file(feature("")),
        file(feature(7)),
        file(feature(), feature()),
        file({"properties": None}),
        file(feature(shape={"type": "Point", "coordinates": [5, 52]})),
        file(feature(shape={"type": "Polygon", "coordinates": []})),
        file(feature(shape={"type": "Polygon", "coordinates": [[[5.0, 52.0]]]})),
        file(feature(shape={"type": "Polygon", "coordinates": [[["x", 1]] * 4]})),
        file(feature(shape={"type": "Polygon", "coordinates": [[[155000, 463000]] * 4]})),
        file(feature(shape={"type": "Polygon", "coordinates": [[[float("nan"), 52.0]] * 4]})),
    ],
)
def test_a_file_that_is_none(text: str) -> None:
    with pytest.raises(BadOutlines):
        read_outlines(text)


WKT = "POLYGON ((5.0 52.0, 5.1 52.0, 5.1 52.1, 5.0 52.1, 5.0 52.0))"
PART = "((5 52 1, 5.1 52 1, 5.1 52.1 1, 5 52 1))"
PARTS = f"MULTIPOLYGON Z ({PART}, {PART})"
DUTCH = "POLYGON ((155000 463000, 155001 463000, 155001 463001, 155000 463000))"


def test_a_table_is_read_as_the_same() -> None:
    table = f'buurt;wijk;inwoners;omtrek\nCentrum;Midden;2.000;"{WKT}"\nZuid;;;SRID=4326;{PARTS}'
    one, other = read_table(table.replace("SRID=4326;MULTI", "MULTI"))
    [same] = read_outlines(file(feature(wijk="Midden", inwoners=2000)))
    assert one == same
    assert (other.neighbourhood, len(other.rings), other.inhabitants) == ("Zuid", 2, None)
    [comma] = read_table(f'Buurt,Geometry\nCentrum,"SRID=4326;{WKT.lower()}"')
    assert comma.rings == one.rings


@pytest.mark.parametrize(
    "text",
    [
        "",
        "buurt;omtrek",
        "buurt;wijk\nCentrum;Midden",
        "buurt;omtrek\nCentrum;POINT (5 52)",
        "buurt;omtrek\nCentrum;POLYGON ((5 52, 5 52",
        f"buurt;omtrek\nCentrum;{DUTCH}",
        f"buurt;omtrek\n;{WKT}",
        f"buurt;omtrek\nCentrum;{WKT}\nCentrum;{WKT}",
        "buurt;omtrek\nCentrum;POLYGON " + "(" * 100_000 + ")",
        'buurt;omtrek\nCentrum;"' + "x" * 6_000_000,
    ],
)
def test_a_table_that_is_none(text: str) -> None:
    with pytest.raises(BadOutlines):
        read_table(text)


def test_a_square_is_drawn_as_long_as_it_is() -> None:
    """A tenth of a degree east is 0.616 of a tenth of a degree north, at this latitude."""
    [one], width, height = draw([[[(x, y) for x, y in SQUARE]]])
    assert width == pytest.approx(24 + (HIGHEST - 24) * 0.616, rel=0.01)
    assert height == pytest.approx(HIGHEST)
    assert one.path.startswith("M12.0,888.0L")  # south-west is below, on the left
    assert one.path.endswith("Z")
    assert one.x == pytest.approx(width / 2, abs=0.1)
    assert one.y == pytest.approx(450, abs=0.1)


POINTS = st.tuples(st.floats(3.2, 7.2), st.floats(50.8, 53.7))


@given(st.lists(st.lists(POINTS, min_size=4, max_size=8), min_size=1, max_size=4))
def test_everything_stays_on_the_paper(outlines: list[list[tuple[float, float]]]) -> None:
    drawn, width, height = draw([[ring] for ring in outlines])
    assert len(drawn) == len(outlines)
    assert 0 < width <= WIDTH + 0.1
    assert 0 < height <= HIGHEST + 0.1
    for one in drawn:
        for point in one.path.strip("MZ").replace("Z M", "L").split("L"):
            x, y = map(float, point.split(","))
            assert -0.1 <= x <= width + 0.1
            assert -0.1 <= y <= height + 0.1


@given(st.lists(st.integers(0, 10_000), max_size=40))
def test_every_number_has_one_ground(numbers: list[int]) -> None:
    bounds = steps(numbers)
    for number in numbers:
        grounds = [ground for ground, least, most in bounds if least <= number <= most]
        assert len(grounds) == (1 if number else 0)
    assert all(least <= most for _ground, least, most in bounds)


def test_numbers_by_hand(as_user: Any, anouk: User) -> None:
    mapping.load(read_outlines(file(feature(inwoners=2000), feature("Zuid"))))
    said("Kapotte lantaarn", times=5, neighbourhood="Centrum", kind="melding")
    said("Kapotte lantaarn", timedelta(days=30), 3, neighbourhood="Centrum")
    said("Kapotte lantaarn", times=2, neighbourhood="Nergens")
    said("Kapotte lantaarn", times=4)
    client = as_user(anouk)
    context = client.get(HERE).context
    found = {spot.neighbourhood: (spot.number, spot.rate) for spot in context["sheet"].spots}
    assert found == {"Centrum": (5, 2.5), "Nergens": (2, None), "Zuid": (0, None)}
    assert context["sheet"].elsewhere == 4
    for query, number in (("", 5), ("&dagen=91", 8), ("&dagen=91&soort=melding", 5)):
        behind = client.get(f"{HERE}gesprekken/?wijk=Centrum{query}")
        assert len(behind.context["rows"]) == number
    assert "gesprekken/?wijk=Centrum&amp;dagen=28" in client.get(HERE).content.decode()
    assert client.get(f"{HERE}gesprekken/").status_code == 404
    assert client.get(f"{HERE}gesprekken/?wijk=%00").status_code == 404
    page = client.get(f"{HERE}?dagen=91").content.decode()
    assert 'aria-label="Centrum: 8 ' in page
    assert page.count('class="map__area"') == 2
    only = client.get(f"{HERE}?soort=melding").context["sheet"].spots
    assert {spot.neighbourhood: spot.number for spot in only} == {"Centrum": 5, "Zuid": 0}


def test_without_outlines_there_are_numbers(as_user: Any, anouk: User) -> None:
    said("Kapotte lantaarn", times=5, neighbourhood="Centrum")
    page = as_user(anouk).get(HERE).content.decode()
    assert "Centrum" in page
    assert 'data-testid="map"' not in page


def test_an_administrator_loads_outlines(as_user: Any, fatma: User) -> None:
    client: Client = as_user(fatma)
    given = {"file": SimpleUploadedFile("wijken.geojson", file(feature()).encode())}
    assert client.post(f"{HERE}grenzen/", given).status_code == 303
    assert Outline.objects.get().neighbourhood == "Centrum"
    table = f'buurt,omtrek\nZuid,"{WKT}"'.encode()
    client.post(f"{HERE}grenzen/", {"file": SimpleUploadedFile("Wijken.CSV", table)})
    assert Outline.objects.get().neighbourhood == "Zuid"
    bad = {"file": SimpleUploadedFile("wijken.geojson", b"\xff\xfe")}
    assert 'role="alert"' in client.post(f"{HERE}grenzen/", bad).content.decode()
    assert Outline.objects.count() == 1


def test_the_demo_lies_where_its_streets_are() -> None:
    names = {area.neighbourhood for area in read_outlines(OUTLINES.read_text(encoding="utf-8"))}
    rows = PLACES.read_text(encoding="utf-8").splitlines()[1:]
    assert names == {row.split(",")[1] for row in rows}


def test_hostile_names_stay_names(as_user: Any, anouk: User) -> None:
    mapping.load(read_outlines(file(feature('"><script>alert(1)</script>'))))
    said("Kapotte lantaarn", neighbourhood="<b>hier</b>")
    page = as_user(anouk).get(HERE).content.decode()
    assert "<script>alert" not in page
    assert "<b>hier" not in page


def test_cheap(as_user: Any, anouk: User) -> None:
    mapping.load(read_outlines(OUTLINES.read_text(encoding="utf-8")))
    said("Kapotte lantaarn", times=5, neighbourhood="Veenhof")
    client: Client = as_user(anouk)
    client.get(HERE)
    with CaptureQueriesContext(connection) as asked:
        client.get(HERE)
    assert len(asked) <= 12
