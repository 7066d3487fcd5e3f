"""Moments as Dutch mail programs write them."""

from __future__ import annotations

from datetime import datetime

DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_SHORT = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def in_full(at: datetime) -> str:
    """``vrijdag 20 november 2026 14:03``."""
    return f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]} {at.year} {at:%H:%M}"


def in_short(at: datetime) -> str:
    """``20 nov 2026``."""
    return f"{at.day} {_SHORT[at.month - 1]} {at.year}"


def with_day(at: datetime) -> str:
    """``vr 20 nov 2026``."""
    return f"{DAYS[at.weekday()][:2]} {in_short(at)}"
