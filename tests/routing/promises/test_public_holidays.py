"""On which days the Dutch holidays fall."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from routing.promises import USUAL, Holiday, public_holidays


@pytest.mark.parametrize(
    ("holiday", "day"),
    [
        (Holiday.NEW_YEAR, "2027-01-01"),
        (Holiday.GOOD_FRIDAY, "2026-04-03"),
        (Holiday.EASTER_SUNDAY, "2026-04-05"),
        (Holiday.EASTER_MONDAY, "2026-04-06"),
        (Holiday.KINGS_DAY, "2026-04-27"),
        (Holiday.LIBERATION_DAY, "2026-05-05"),
        (Holiday.ASCENSION, "2026-05-14"),
        (Holiday.WHIT_SUNDAY, "2026-05-24"),
        (Holiday.WHIT_MONDAY, "2026-05-25"),
        (Holiday.CHRISTMAS, "2026-12-25"),
        (Holiday.SECOND_CHRISTMAS, "2026-12-26"),
    ],
)
def test_holiday_falls_on_its_day(holiday: Holiday, day: str) -> None:
    assert holiday in public_holidays.on(date.fromisoformat(day))


@pytest.mark.parametrize("year", range(2015, 2101))
def test_every_holiday_is_there_once_a_year(year: int) -> None:
    days = [date.fromordinal(date(year, 1, 1).toordinal() + number) for number in range(365)]
    found = [holiday for day in days for holiday in public_holidays.on(day)]
    expected = set(Holiday) if year % 5 == 0 else set(Holiday) - {Holiday.LIBERATION_LUSTRUM}
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("year", [2025, 2031, 2036])
def test_kings_day_moves_to_saturday_when_the_27th_is_a_sunday(year: int) -> None:
    assert Holiday.KINGS_DAY in public_holidays.on(date(year, 4, 26))
    assert not public_holidays.on(date(year, 4, 27))


@pytest.mark.parametrize(("year", "counts"), [(2025, True), (2026, False), (2030, True)])
def test_liberation_day_once_in_five_years(year: int, counts: bool) -> None:
    assert (Holiday.LIBERATION_LUSTRUM in public_holidays.on(date(year, 5, 5))) is counts


def test_two_holidays_on_one_day_are_both_told() -> None:
    assert public_holidays.on(date(2016, 5, 5)) == {Holiday.LIBERATION_DAY, Holiday.ASCENSION}


def test_ordinary_day_is_no_holiday() -> None:
    assert public_holidays.on(date(2026, 11, 20)) == frozenset()


def test_good_friday_and_yearly_liberation_day_are_not_usual() -> None:
    assert frozenset(Holiday) - USUAL == {Holiday.GOOD_FRIDAY, Holiday.LIBERATION_DAY}


def test_day_is_called_by_its_holidays_once_each() -> None:
    with override("en"):
        both = {Holiday.ASCENSION, Holiday.LIBERATION_LUSTRUM, Holiday.LIBERATION_DAY}
        assert public_holidays.spoken(both) == "Liberation Day, Ascension Day"
