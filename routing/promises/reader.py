"""Reading what somebody typed into a settings page: all that is wrong is told, with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from routing.moments import DAYS
from routing.promises.spans import MINUTES_A_DAY, Span

_SPAN = re.compile(r"([0-9]{1,2}):([0-5][0-9])\s*[-–]\s*([0-9]{1,2}):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SHOWN = 60  # characters of what was typed


class BadHours(ValueError):
    """Service hours that mean nothing.

    problems   a sentence for each thing that is wrong, beginning with where it stands
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Reader:
    """Takes JSON values apart. What is wrong is noted, and something harmless given instead."""

    def __init__(self) -> None:
        self._problems: list[str] = []

    def finish(self) -> None:
        """Raises BadHours when something was wrong."""
        if self._problems:
            raise BadHours(self._problems)

    def wrong(self, place: str, problem: str) -> None:
        self._problems.append(f"{place}: {problem}" if place else problem)

    def fields(
        self,
        place: str,
        value: Any,
        *,
        required: Set[str] = frozenset(),
        optional: Set[str] = frozenset(),
        unknown: Callable[[str, str], None] | None = None,
    ) -> dict[str, Any]:
        """The known fields of an object. ``unknown(place, name)`` tells of any other."""
        if not isinstance(value, dict):
            self.wrong(place, _("Expected fields with names, and got “%(value)s”.") % _shown(value))
            return {}
        for name in sorted(required - value.keys()):
            self.wrong(place, _("“%(value)s” is missing.") % _shown(name))
        known = required | optional
        for name in [name for name in value if name not in known]:
            (unknown or self._unknown_field)(place, name)
        return {name: each for name, each in value.items() if name in known}

    def items(self, place: str, value: Any) -> list[Any]:
        if isinstance(value, list):
            return value
        self.wrong(place, _("Expected a list, and got “%(value)s”.") % _shown(value))
        return []

    def texts(self, place: str, value: Any) -> list[str]:
        given = [(each, self.text(place, each)) for each in self.items(place, value)]
        return [text for each, text in given if isinstance(each, str)]

    def text(self, place: str, value: Any) -> str:
        if isinstance(value, str):
            return value
        self.wrong(place, _("Expected words, and got “%(value)s”.") % _shown(value))
        return ""

    def flag(self, place: str, value: Any) -> bool:
        if not isinstance(value, bool):
            self.wrong(place, _("Expected true or false, and got “%(value)s”.") % _shown(value))
        return value is True

    def day(self, place: str, value: Any) -> date | None:
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass  # 30 February: told below
        self.wrong(place, _("“%(value)s” is no date; write it as “2026-12-24”.") % _shown(value))
        return None

    def weekdays(self, place: str, value: Any) -> list[int]:
        names = self.texts(place, value)
        for name in set(names) - set(DAYS):
            self.unknown_day(place, name)
        return [DAYS.index(name) for name in names if name in DAYS]

    def spans(self, place: str, value: Any) -> tuple[Span, ...]:
        """The spans of a day in order, none overlapping."""
        found = [self._span(place, text) for text in self.texts(place, value)]
        spans = tuple(sorted(span for span in found if span))
        for one, other in pairwise(spans):
            if other.start < one.end:
                both = {"one": str(one), "other": str(other)}
                self.wrong(place, _("“%(one)s” and “%(other)s” overlap.") % both)
        return spans

    def unknown_day(self, place: str, name: str) -> None:
        told = {**_shown(name), "days": ", ".join(DAYS)}
        self.wrong(place, _("“%(value)s” is no day; the days are %(days)s.") % told)

    def _unknown_field(self, place: str, name: str) -> None:
        self.wrong(place, _("“%(value)s” means nothing here.") % _shown(name))

    def _span(self, place: str, text: str) -> Span | None:
        minutes = _minutes(text)
        if minutes is None:
            told = _("“%(value)s” is no span of time; write it as “09:00-17:00”, up to 24:00.")
        elif minutes[1] <= minutes[0]:
            told = _(
                "“%(value)s” ends before it has begun. Write what goes past midnight as two: until "
                "24:00, and from 00:00 on the next day."
            )
        else:
            return Span(*minutes)
        self.wrong(place, told % _shown(text))
        return None


def _minutes(text: str) -> tuple[int, int] | None:
    parsed = _SPAN.fullmatch(text.strip())
    if parsed is None:
        return None
    hour, minute, last_hour, last_minute = map(int, parsed.groups())
    start, end = hour * 60 + minute, last_hour * 60 + last_minute
    return (start, end) if max(start, end) <= MINUTES_A_DAY else None


def _shown(value: Any) -> dict[str, str]:
    """What was typed, for in a sentence; not all of it when it is long."""
    text = str(value)
    return {"value": text if len(text) <= SHOWN else f"{text[:SHOWN]}…"}
