"""A day, as somebody types it. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from inbox.searching.operators import spelled

TODAY, YESTERDAY = ("vandaag", "today"), ("gisteren", "yesterday")
WEEKDAYS = (
    ("maandag", "ma", "monday", "mon"),
    ("dinsdag", "di", "tuesday", "tue"),
    ("woensdag", "wo", "wednesday", "wed"),
    ("donderdag", "do", "thursday", "thu"),
    ("vrijdag", "vr", "friday", "fri"),
    ("zaterdag", "za", "saturday", "sat"),
    ("zondag", "zo", "sunday", "sun"),
)
UNITS = {"d": 1, "w": 7, "m": 30}
_AGO = re.compile(r"(\d{1,3})([dwm])")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DUTCH = re.compile(r"(\d{1,2})-(\d{1,2})(?:-(\d{4}))?")


def day(value: str, today: date) -> date | None:
    """The day that is meant; None where none can be. Never in the future, unless it says so.

    2026-11-18, 18-11-2026, 18/11, vandaag, gisteren, maandag, 3d, 2w
    """
    said = spelled(value)
    if said in TODAY:
        return today
    if said in YESTERDAY:
        return today - timedelta(days=1)
    for number, names in enumerate(WEEKDAYS):
        if said in names:
            return today - timedelta(days=(today.weekday() - number) % 7)
    if ago := _AGO.fullmatch(said):
        return today - timedelta(days=int(ago[1]) * UNITS[ago[2]])
    return _dated(said, today)


def _dated(said: str, today: date) -> date | None:
    if iso := _ISO.fullmatch(said):
        return _date(*map(int, iso.groups()))
    dutch = _DUTCH.fullmatch(said)
    if dutch is None:
        return None
    number, month = int(dutch[1]), int(dutch[2])
    if dutch[3]:
        return _date(int(dutch[3]), month, number)
    this_year = _date(today.year, month, number)
    if this_year and this_year <= today:
        return this_year
    return _date(today.year - 1, month, number)


def _date(year: int, month: int, number: int) -> date | None:
    """None for a day that never was, or that no calendar of ours can reckon with."""
    try:
        return date(year, month, number) if 1900 <= year <= 2999 else None
    except ValueError:
        return None
