"""Service hours as JSON, for storage and for the settings page.

    {
      "week": {"ma": ["09:00-12:30", "13:00-17:00"], "di": ["09:00-24:00"]},
      "holidays": ["new_year", "kings_day"],
      "special_days": [
        {"date": "2026-12-24", "hours": ["09:00-16:00"], "reason": "Kerstavond"},
        {"date": "2026-12-31", "hours": [], "reason": "dicht"}
      ],
      "roster": [
        {"name": "avonddienst", "days": ["ma", "do"], "hours": ["17:00-21:00"],
         "from": "2026-11-01", "until": "2027-03-31", "special_days": false},
        {"name": "intocht", "dates": ["2026-11-14"], "hours": ["10:00-16:00"]}
      ]
    }

week           hours of each weekday, ma to zo; a day that is left out is closed
holidays       those observed, values of ``Holiday``
special_days   each date once; no hours is closed; reason may be left out
roster         on ``dates``, or on weekdays (``days``) from and until a date, both included and
               both optional. Weekdays do not count on observed holidays and special days, unless
               ``special_days`` is true. The name may be left out.

Only ``week`` has to be there. A span is "09:00-17:00", up to 24:00; the spans of one list may
touch and may not overlap. What goes past midnight is written as two.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from routing.moments import DAYS
from routing.promises.public_holidays import Holiday
from routing.promises.reader import SHOWN, BadHours, Reader
from routing.promises.spans import Duty, Span, SpecialDay

__all__ = ["BadHours", "Parts", "read", "write"]

_FOR_WEEKDAYS = {"from", "until", "special_days"}
_ON_DUTY = {"name", "dates", "days"} | _FOR_WEEKDAYS


class Parts(NamedTuple):
    """What ``Hours`` is made of; see there."""

    week: tuple[tuple[Span, ...], ...]
    holidays: frozenset[Holiday]
    special_days: tuple[SpecialDay, ...]
    roster: tuple[Duty, ...]


def read(value: Any) -> Parts:
    """The parts of hours, from JSON that was loaded. Raises BadHours with all that is wrong."""
    reader = Reader()
    page = reader.fields(
        "", value, required={"week"}, optional={"holidays", "special_days", "roster"}
    )
    parts = Parts(
        _week(reader, page.get("week", {})),
        frozenset(_holidays(reader, page.get("holidays", []))),
        _special_days(reader, page.get("special_days", [])),
        tuple(_duties(reader, page.get("roster", []))),
    )
    reader.finish()
    return parts


def write(parts: Parts) -> dict[str, Any]:
    """The parts as ``read`` takes them."""
    return {
        "week": {day: _texts(spans) for day, spans in zip(DAYS, parts.week, strict=True)},
        "holidays": [holiday.value for holiday in Holiday if holiday in parts.holidays],
        "special_days": [
            {"date": one.day.isoformat(), "hours": _texts(one.spans), "reason": one.reason}
            for one in parts.special_days
        ],
        "roster": [_written(duty) for duty in parts.roster],
    }


# Reading -----------------------------------------------------------------------------------------


def _week(reader: Reader, value: Any) -> tuple[tuple[Span, ...], ...]:
    place = _("Week")
    week = reader.fields(place, value, optional=set(DAYS), unknown=reader.unknown_day)
    return tuple(reader.spans(f"{place}, {day}", week.get(day, [])) for day in DAYS)


def _holidays(reader: Reader, value: Any) -> list[Holiday]:
    place = _("Holidays")
    known = {str(holiday.value): holiday for holiday in Holiday}
    names = reader.texts(place, value)
    for name in names:
        if name not in known:
            reader.wrong(place, _("“%(name)s” is no holiday we know.") % {"name": name[:SHOWN]})
    return [known[name] for name in names if name in known]


def _special_days(reader: Reader, value: Any) -> tuple[SpecialDay, ...]:
    found: dict[date, SpecialDay] = {}
    for number, each in enumerate(reader.items(_("Special days"), value), start=1):
        place = _("Special day %(number)d") % {"number": number}
        fields = reader.fields(place, each, required={"date", "hours"}, optional={"reason"})
        day = reader.day(place, fields["date"]) if "date" in fields else None
        spans = reader.spans(place, fields.get("hours", []))
        reason = reader.text(place, fields.get("reason", ""))
        if day in found:
            reader.wrong(place, _("%(date)s is there twice.") % {"date": day})
        if day:
            found[day] = SpecialDay(day, spans, reason)
    return tuple(found[day] for day in sorted(found))


def _duties(reader: Reader, value: Any) -> Iterator[Duty]:
    for number, each in enumerate(reader.items(_("Roster"), value), start=1):
        place = _("Roster, line %(number)d") % {"number": number}
        fields = reader.fields(place, each, required={"hours"}, optional=_ON_DUTY)
        duty = _duty(reader, place, fields)
        if duty is not None:
            yield duty


def _duty(reader: Reader, place: str, fields: dict[str, Any]) -> Duty | None:
    """None when it makes no duty; then what is wrong has been told."""
    _check_fields(reader, place, fields)
    dates = [reader.day(place, each) for each in reader.texts(place, fields.get("dates", []))]
    first, last = (
        reader.day(place, fields[name]) if name in fields else None for name in ("from", "until")
    )
    if first and last and last < first:
        reader.wrong(place, _("The last day comes before the first."))
    try:
        return Duty(
            reader.spans(place, fields.get("hours", [])),
            reader.text(place, fields.get("name", "")),
            dates=frozenset(day for day in dates if day),
            weekdays=frozenset(reader.weekdays(place, fields.get("days", []))),
            first=first,
            last=last,
            special_days=reader.flag(place, fields.get("special_days", False)),
        )
    except ValueError:
        return None


def _check_fields(reader: Reader, place: str, fields: dict[str, Any]) -> None:
    """What the fields of a duty may not say together."""
    if fields.get("hours") == []:
        reader.wrong(place, _("There are no hours."))
    if fields and bool(fields.get("dates")) == bool(fields.get("days")):
        reader.wrong(place, _("Name either dates or weekdays."))
    if fields.get("dates") and _FOR_WEEKDAYS & fields.keys():
        reader.wrong(
            place, _("“from”, “until” and “special_days” belong to weekdays, not to dates.")
        )


# Writing -----------------------------------------------------------------------------------------


def _texts(spans: tuple[Span, ...]) -> list[str]:
    return [str(span) for span in spans]


def _written(duty: Duty) -> dict[str, Any]:
    written: dict[str, Any] = {"name": duty.name, "hours": _texts(duty.spans)}
    if duty.dates:
        return {**written, "dates": [day.isoformat() for day in sorted(duty.dates)]}
    written["days"] = [DAYS[number] for number in sorted(duty.weekdays)]
    limits = {"from": duty.first, "until": duty.last}
    written |= {name: day.isoformat() for name, day in limits.items() if day}
    return {**written, "special_days": duty.special_days}
