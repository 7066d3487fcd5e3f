"""Numbers as people write them, in the language and with the formats of who looks."""

from __future__ import annotations

from enum import Enum, auto

from django.utils.formats import number_format
from django.utils.translation import gettext as _

HOUR = 60
DAY = 24 * HOUR


class Unit(Enum):
    """What a number counts.

    NUMBER    whole things
    DECIMAL   an average, with one decimal
    PERCENT   from 0 to 100
    MINUTES   of work; shown in hours and minutes, never in days
    ELAPSED   minutes on the wall clock; shown in days, too
    """

    NUMBER = auto()
    DECIMAL = auto()
    PERCENT = auto()
    MINUTES = auto()
    ELAPSED = auto()


def written(value: float | None, unit: Unit) -> str:
    """Such as "1,234", "2.5", "94%", "1 h 20 min", "2 d 4 h"; "–" for no number."""
    if value is None:
        return "–"
    if unit is Unit.PERCENT:
        return _("%(percent)s%%") % {"percent": _percent(value)}
    if unit is Unit.MINUTES:
        return _minutes(round(value))
    if unit is Unit.ELAPSED:
        return _elapsed(round(value))
    return _number(value, 1 if unit is Unit.DECIMAL else 0)


def as_written(value: float, unit: Unit) -> float:
    """The number that ``written`` tells, rounded as it is there."""
    if unit is Unit.PERCENT:
        shown = _of_hundred(value)
        return round(shown, 0 if _whole(shown) else 1)
    if unit is Unit.ELAPSED and round(value) >= 2 * DAY:
        return round(value) // HOUR * HOUR
    return round(value, 1 if unit is Unit.DECIMAL else 0)


def points(value: float) -> str:
    """Percentage points, with a decimal where there is one."""
    return _number(value, 0 if _whole(value) else 1)


def short(value: float, unit: Unit) -> str:
    """The same for an axis: "12k" for 12,000."""
    if unit is Unit.NUMBER and value >= 10_000:
        shown = value / 1_000_000 if value >= 1_000_000 else value / 1_000
        sign = _("%(number)sm") if value >= 1_000_000 else _("%(number)sk")
        return sign % {"number": _number(shown, 0 if _whole(shown) else 1)}
    if unit is Unit.DECIMAL and _whole(value):
        return _number(value, 0)
    return written(value, unit)


def brief(value: float, unit: Unit) -> str:
    """In three or four signs, where there is no room for more: "35m", "2h", "3d", "94"."""
    minutes = round(value)
    if unit is Unit.PERCENT:
        return _number(value, 0)
    if unit not in {Unit.MINUTES, Unit.ELAPSED}:
        return written(value, unit)
    if minutes < HOUR:
        return _("%(minutes)sm") % {"minutes": minutes}
    if unit is Unit.ELAPSED and minutes >= 2 * DAY:
        return _("%(days)sd") % {"days": _number(minutes / DAY, 0)}
    return _("%(hours)sh") % {"hours": _number(minutes / HOUR, 0)}


def _percent(value: float) -> str:
    shown = _of_hundred(value)
    return _number(shown, 0 if _whole(shown) else 1)


def _of_hundred(value: float) -> float:
    """All and nothing are said of all and nothing alone."""
    return min(max(value, 0.1), 99.9) if 0 < value < 100 else value


def _whole(value: float) -> bool:
    return abs(value - round(value)) < 0.05


def _number(value: float, decimals: int) -> str:
    return number_format(round(value, decimals), decimals, use_l10n=True, force_grouping=True)


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, HOUR)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": _number(hours, 0)}
    return _("%(hours)s h %(minutes)s min") % {"hours": _number(hours, 0), "minutes": rest}


def _elapsed(minutes: int) -> str:
    days, rest = divmod(minutes, DAY)
    if days < 2:
        return _minutes(minutes)
    if not rest // HOUR:
        return _("%(days)s d") % {"days": _number(days, 0)}
    return _("%(days)s d %(hours)s h") % {"days": _number(days, 0), "hours": rest // HOUR}
