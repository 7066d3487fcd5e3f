from __future__ import annotations

import pytest
from django.utils import translation

from webcare.charts import Unit, written
from webcare.charts.units import brief, short


@pytest.mark.parametrize(
    ("value", "unit", "nl", "en"),
    [
        (1234, Unit.NUMBER, "1.234", "1,234"),
        (2.46, Unit.DECIMAL, "2,5", "2.5"),
        (94, Unit.PERCENT, "94%", "94%"),
        (93.75, Unit.PERCENT, "93,8%", "93.8%"),
        (99.97, Unit.PERCENT, "99,9%", "99.9%"),  # not all
        (0.02, Unit.PERCENT, "0,1%", "0.1%"),  # not nothing
        (80, Unit.MINUTES, "1 u 20 min", "1 h 20 min"),
        (59.6, Unit.MINUTES, "1 u", "1 h"),
        (34, Unit.MINUTES, "34 min", "34 min"),
        (60 * 60, Unit.MINUTES, "60 u", "60 h"),
        (60 * 52, Unit.ELAPSED, "2 d 4 u", "2 d 4 h"),
        (60 * 30, Unit.ELAPSED, "30 u", "30 h"),
        (None, Unit.NUMBER, "–", "–"),
    ],
)
def test_a_number_is_written_as_people_do(
    value: float | None, unit: Unit, nl: str, en: str
) -> None:
    for language, words in (("nl", nl), ("en", en)):
        with translation.override(language):
            assert written(value, unit) == words


def test_an_axis_writes_large_numbers_short() -> None:
    with translation.override("nl"):
        assert short(12_500, Unit.NUMBER) == "12,5k"
        assert short(3_000_000, Unit.NUMBER) == "3 mln"


@pytest.mark.parametrize(
    ("value", "unit", "nl"),
    [
        (35, Unit.ELAPSED, "35m"),
        (130, Unit.MINUTES, "2u"),
        (60 * 72, Unit.ELAPSED, "3d"),
        (60 * 72, Unit.MINUTES, "72u"),
        (94.4, Unit.PERCENT, "94"),
        (12, Unit.NUMBER, "12"),
    ],
)
def test_where_there_is_no_room_it_is_brief(value: float, unit: Unit, nl: str) -> None:
    with translation.override("nl"):
        assert brief(value, unit) == nl
