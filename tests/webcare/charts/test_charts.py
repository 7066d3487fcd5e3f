"""What is drawn, and what stands behind it."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from tests.webcare.charts.examples import DAYS, LINKS, NORM, VALUES, every_kind, lines
from webcare.charts import Area, Bar, Bars, Category, Chart, Columns, Heat, Series, Sparkline, Unit
from webcare.charts.heat import ranges, shade, steps
from webcare.charts.lines import stretches
from webcare.charts.rendering import figure, in_words
from webcare.charts.tables import table

SVG = "{http://www.w3.org/2000/svg}"


def shown(chart: Chart) -> str:
    return Template("{% load charts %}{% chart one %}").render(Context({"one": chart}))


def drawn(chart: Chart) -> list[etree._Element]:
    return [etree.fromstring(picture.encode()) for picture in figure(chart).pictures]


def points(picture: etree._Element) -> list[str]:
    """What each point says of itself."""
    return [found.text or "" for found in picture.iterfind(f".//*[@class]/{SVG}title")]


@pytest.mark.parametrize("chart", every_kind(), ids=lambda chart: chart.name)
def test_every_number_of_the_picture_is_in_the_table(chart: Chart) -> None:
    """On every paper."""
    numbers = {cell.words for row in table(chart).rows for cell in row.cells}
    for picture in drawn(chart):
        assert points(picture)
        for name in points(picture):
            assert name.rsplit(" (", 1)[0].endswith(tuple(numbers)), name


@pytest.mark.parametrize("chart", every_kind(), ids=lambda chart: chart.name)
def test_every_picture_has_a_title_and_words_for_who_does_not_see_it(chart: Chart) -> None:
    for picture in drawn(chart):
        ids = {found.get("id"): found.text for found in picture.iter() if found.get("id")}
        assert ids[picture.get("aria-labelledby")] == chart.title
        assert ids[picture.get("aria-describedby")] == in_words(chart)


@pytest.mark.parametrize("chart", every_kind(), ids=lambda chart: chart.name)
def test_nothing_is_styled_or_scripted_inline_and_no_name_is_used_twice(chart: Chart) -> None:
    page = html.fromstring(shown(chart))
    assert not page.xpath("//@style | //style | //script | //@*[starts-with(name(), 'on')]")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("chart", every_kind(), ids=lambda chart: chart.name)
def test_nothing_is_drawn_beside_the_paper(chart: Chart) -> None:
    for picture in drawn(chart):
        width, height = map(float, picture.get("viewBox").split()[2:])
        for found in picture.iter(f"{SVG}rect", f"{SVG}text", f"{SVG}line", f"{SVG}circle"):
            for name, most in (("x", width), ("x2", width), ("cx", width), ("y", height)):
                assert 0 <= float(found.get(name, 0)) <= most, etree.tostring(found)


HOSTILE = st.text(st.sampled_from("<>&\"'/ \x00\x1b\ud800a=:()é😀") | st.characters(), max_size=40)


@given(HOSTILE, HOSTILE)
def test_whatever_a_name_is_it_is_only_text(words: str, address: str) -> None:
    safe = words.encode(errors="replace").decode()  # a template cannot write what is no text
    link = address.encode(errors="replace").decode()
    cast: list[Chart] = [
        lines(title=safe, series=(Series(safe, VALUES, (link,) * 5),), before=Series(safe, VALUES)),
        Columns("c", safe, Unit.NUMBER, (safe, "b"), (Series(safe, (1, 2)), Series("b", (3, 4)))),
        Bars("b", safe, Unit.NUMBER, safe, safe, (Bar(safe, 3, 2, link, safe),), before=safe),
    ]
    for chart in cast:
        page = html.fromstring(shown(chart))
        assert not page.xpath("//script | //img | //@onload | //@style")
        for picture in drawn(chart):
            assert {str(etree.QName(found).localname) for found in picture.iter()} <= {
                *("svg", "title", "desc", "text", "rect", "line", "polyline", "polygon"),
                *("circle", "g", "a", "defs", "pattern", "path"),
            }


def test_what_is_no_text_at_all_is_drawn_too() -> None:
    for picture in drawn(lines(title="\x00\ud800\x1b<b>")):
        assert picture.findtext(f"{SVG}title") == "\ufffd\ufffd\ufffd<b>"


def test_there_is_no_line_over_a_gap() -> None:
    assert list(stretches(VALUES)) == [[(0, 12.0)], [(2, 7.0), (3, 30.0), (4, 4.0)]]
    for picture in drawn(lines()):
        assert len(picture.findall(f".//{SVG}polyline")) == 1


def test_a_number_between_two_gaps_is_a_point() -> None:
    values = (None, 3.0, *(None,) * 40)
    days: tuple[Category, ...] = (DAYS * 9)[:42]
    for picture in drawn(lines(categories=days, series=(Series("One", values),))):
        assert len(picture.findall(f".//{SVG}circle")) == 1


@pytest.mark.parametrize("number", [0.0, 1.0, 1e9])
def test_one_number_is_drawn(number: float) -> None:
    one = Series("One", (number,))
    for chart in (
        lines(categories=DAYS[:1], series=(one,)),
        Area("area", "One", Unit.NUMBER, DAYS[:1], one),
        Columns("columns", "One", Unit.NUMBER, DAYS[:1], (one,)),
        Bars("bars", "One", Unit.NUMBER, "What", "One", (Bar("a", number),)),
    ):
        assert all(points(picture) for picture in drawn(chart))


def test_without_numbers_there_is_a_sentence_and_no_picture() -> None:
    for chart in (
        lines(series=(Series("None", (None,) * 5),)),
        lines(categories=(), series=(Series("None", ()),)),
        Bars("bars", "None", Unit.NUMBER, "What", "None", ()),
    ):
        with translation.override("en"):
            page = shown(chart)
        assert "There are no numbers." in page
        assert "<svg" not in page
        assert "<table" not in page


def test_a_point_is_a_link_with_a_name_of_its_own() -> None:
    with translation.override("en"):
        narrow, wide, _ = drawn(lines())
    links = wide.findall(f".//{SVG}a")
    assert [link.get("href") for link in links] == [LINKS[0], *LINKS[2:]]
    assert links[0].findtext(f"{SVG}title") == "Mon 2 November 2026: Questions 12"
    assert wide.get("role") == "group"
    assert narrow.tag == f"{SVG}svg"


def test_without_links_it_is_one_image() -> None:
    for picture in drawn(lines(series=(Series("Questions", VALUES),))):
        assert picture.get("role") == "img"
        assert picture.find(f".//{SVG}a") is None


def test_points_too_close_to_press_are_links_in_the_table_alone() -> None:
    many = tuple(DAYS[0] for _ in range(60))
    chart = lines(categories=many, series=(Series("Many", (5.0,) * 60, ("/x",) * 60),))
    page = html.fromstring(shown(chart))
    assert not page.xpath("//svg//a")
    assert len(page.xpath("//table//a")) == 60
    assert page.xpath("//a[@class='chart__skip']/@href") == ["#chart-lines-numbers"]


def test_a_reference_is_named_with_its_number_and_its_source() -> None:
    with translation.override("en"):
        page = html.fromstring(shown(lines(references=(NORM,))))
    assert "Nissewaard 2023: 20 (annual report 2023)" in page.text_content()
    assert page.xpath("//*[contains(@class, 'chart__reference')]")


def test_lines_differ_in_more_than_colour() -> None:
    several = tuple(Series(f"Series {number}", (1.0, 2.0, 3.0, 4.0, 5.0)) for number in range(4))
    for picture in drawn(lines(series=several)):
        of_lines = [found.get("class") for found in picture.iter(f"{SVG}polyline")]
        assert len(set(of_lines)) == 4
        shapes = {
            re.sub(r"[\d.-]+", "", found.tag + (found.get("points") or ""))
            for found in picture.iter()
            if "chart__marker" in (found.get("class") or "")
        }
        assert len(shapes) >= 3


def test_columns_on_top_of_each_other_begin_where_the_last_one_ends() -> None:
    chart = Columns(
        "s", "S", Unit.NUMBER, ("a",), (Series("X", (60,)), Series("Y", (40,))), stacked=True
    )
    for picture in drawn(chart):
        lower, upper = [
            found
            for found in picture.findall(f".//{SVG}g/{SVG}rect")
            if "chart__fill" in (found.get("class") or "")
        ]
        assert float(upper.get("y")) + float(upper.get("height")) == pytest.approx(
            float(lower.get("y")), abs=0.11
        )
        assert float(lower.get("height")) == pytest.approx(
            1.5 * float(upper.get("height")), abs=0.2
        )


def test_shades_go_up_evenly_and_nothing_has_none() -> None:
    rows = tuple(tuple(float(hour) for hour in range(24)) for _ in range(7))
    chart = Heat("h", "H", Unit.NUMBER, "Questions", rows)
    assert steps(chart) == [(0, 5), (5, 10), (10, 15), (15, 20), (20, 25)]
    assert [shade(value, steps(chart)) for value in (0, 0.5, 5, 6, 23, 99)] == [0, 1, 1, 2, 5, 5]


def test_shades_say_from_and_up_to_what_they_go() -> None:
    rows = ((90.0,) * 24,) * 7
    with translation.override("en"):
        assert ranges(Heat("h", "H", Unit.NUMBER, "Questions", rows))[:3] == ["0", "1–20", "21–40"]
        times = ranges(Heat("h", "H", Unit.ELAPSED, "Waiting", rows))
    assert times[:4] == ["–", "≤ 30 min", "30 min–1 h", "1 h–1 h 30 min"]


def test_the_frame_goes_around_the_hours_at_work() -> None:
    rows = ((1.0,) * 24,) * 7
    two_hours = frozenset({(0, 9), (0, 10)})
    for picture in drawn(Heat("h", "H", Unit.NUMBER, "Questions", rows, within=two_hours)):
        edges = [one for one in picture.iter() if one.get("class") == "chart__frame"]
        assert len(edges) == 6


def test_a_series_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="needs 5 numbers"):
        lines(series=(Series("Short", (1.0,)),))


def test_a_sparkline_says_where_it_began_and_ended() -> None:
    one = Sparkline("s", "Questions", Unit.NUMBER, DAYS, VALUES)
    with translation.override("en"):
        written = Template("{% load charts %}{% sparkline one %}").render(Context({"one": one}))
    about = etree.fromstring(written).findtext(f"{SVG}desc")
    assert about == "Mon 2 November 2026: 12, Fri 6 November 2026: 4"
