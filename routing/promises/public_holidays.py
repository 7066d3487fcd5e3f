"""The Dutch public holidays, of which a municipality chooses those it observes."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from functools import lru_cache

from django.db import models
from django.utils.translation import gettext_lazy as _
from holidays import country_holidays

EVERY_DAY_OFF = ("public", "optional")
LUSTRUM = 5  # years between the Liberation Days that many employers give off


class Holiday(models.TextChoices):
    """A holiday that can be observed: closed, unless a special day says otherwise.

    Liberation Day is there twice: every year, or once in five years (2025, 2030, …). A
    municipality that chooses neither works on it.
    """

    NEW_YEAR = "new_year", _("New Year's Day")
    GOOD_FRIDAY = "good_friday", _("Good Friday")
    EASTER_SUNDAY = "easter_sunday", _("Easter Sunday")
    EASTER_MONDAY = "easter_monday", _("Easter Monday")
    KINGS_DAY = "kings_day", _("King's Day")
    LIBERATION_DAY = "liberation_day", _("Liberation Day, every year")
    LIBERATION_LUSTRUM = "liberation_lustrum", _("Liberation Day, once in five years")
    ASCENSION = "ascension", _("Ascension Day")
    WHIT_SUNDAY = "whit_sunday", _("Whit Sunday")
    WHIT_MONDAY = "whit_monday", _("Whit Monday")
    CHRISTMAS = "christmas", _("Christmas Day")
    SECOND_CHRISTMAS = "second_christmas", _("Second day of Christmas")


# What most municipalities close for; a starting point for the settings page.
USUAL = frozenset(Holiday) - {Holiday.GOOD_FRIDAY, Holiday.LIBERATION_DAY}

_LIBERATION = {Holiday.LIBERATION_DAY, Holiday.LIBERATION_LUSTRUM}

# As the library calls them in Dutch. King's Day is on 26 April when the 27th is a Sunday.
_NAMES = {
    "Nieuwjaarsdag": Holiday.NEW_YEAR,
    "Goede vrijdag": Holiday.GOOD_FRIDAY,
    "Eerste paasdag": Holiday.EASTER_SUNDAY,
    "Tweede paasdag": Holiday.EASTER_MONDAY,
    "Koninginnedag": Holiday.KINGS_DAY,
    "Koningsdag": Holiday.KINGS_DAY,
    "Bevrijdingsdag": Holiday.LIBERATION_DAY,
    "Hemelvaartsdag": Holiday.ASCENSION,
    "Eerste pinksterdag": Holiday.WHIT_SUNDAY,
    "Tweede pinksterdag": Holiday.WHIT_MONDAY,
    "Eerste kerstdag": Holiday.CHRISTMAS,
    "Tweede kerstdag": Holiday.SECOND_CHRISTMAS,
}


def on(day: date) -> frozenset[Holiday]:
    """The holidays on a day, observed or not; two can fall together. None known after 2100."""
    return _of(day.year).get(day, frozenset())


def spoken(holidays: Set[Holiday]) -> str:
    """What a day is called on which these fall, in the language of the reader; "" when none do."""
    ordered = [holiday for holiday in Holiday if holiday in holidays]
    names = [_("Liberation Day") if one in _LIBERATION else one.label for one in ordered]
    return ", ".join(dict.fromkeys(map(str, names)))


@lru_cache(maxsize=64)
def _of(year: int) -> dict[date, frozenset[Holiday]]:
    found = country_holidays(
        "NL", years=year, categories=EVERY_DAY_OFF, language="nl", expand=False
    )
    return {day: _named(found.get_list(day), year) for day in found}


def _named(names: list[str], year: int) -> frozenset[Holiday]:
    known = {_NAMES[name] for name in names if name in _NAMES}
    if Holiday.LIBERATION_DAY in known and year % LUSTRUM == 0:
        known.add(Holiday.LIBERATION_LUSTRUM)
    return frozenset(known)
