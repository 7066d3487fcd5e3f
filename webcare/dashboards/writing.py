"""Figures in words: a number, and what it is more or less than."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from webcare.charts import Unit as Shown
from webcare.charts import written
from webcare.charts.units import as_written, points
from webcare.figures.measures import Better, Figure, Measure, Unit

SHOWN_AS = {
    Unit.QUESTIONS: Shown.NUMBER,
    Unit.SHARE: Shown.PERCENT,
    Unit.SERVICE_MINUTES: Shown.MINUTES,
    Unit.WALL_MINUTES: Shown.ELAPSED,
    Unit.TIMES: Shown.DECIMAL,
}
TOO_FEW = 20  # questions on either side to say that it went better
POINTS, PART = 0.02, 0.05  # of a share; of any other number: less than this is no news


def shown(measure: Measure, value: float | None) -> float | None:
    """As charts take it: a share is a percentage."""
    return value * 100 if value is not None and measure.unit is Unit.SHARE else value


def words(measure: Measure, value: float | None) -> str:
    """Such as "94%", "1 h 20 min", "1,234"; "–" for no number."""
    return written(shown(measure, value), SHOWN_AS[measure.unit])


@dataclass(frozen=True)
class Difference:
    """How a number differs from that of another period.

    words   such as "3 percentage points more than in the period before (91%)"
    better  None where that says nothing: of a few questions, and of what hardly differs
    """

    words: str
    better: bool | None


def difference(
    measure: Measure,
    now: Figure,
    then: Figure,
    when: str,
    *,
    judged: bool = True,
    received: int | None = None,
) -> Difference | None:
    """None where either is no number.

    when      such as "in the period before"
    judged    it is fair to say which is better
    received  how many questions there were in the period that had fewer: a number of questions is
              judged by these, for three that wait may be three of three or of a thousand
    """
    if now.value is None or then.value is None:
        return None
    said = {"when": when, "then": words(measure, then.value)}
    apart = _as_told(measure, now.value) - _as_told(measure, then.value)
    if not apart:
        return Difference(_("As much as %(when)s (%(then)s)") % said, None)
    said["much"] = _much(measure, abs(apart))
    more = apart > 0
    if _is_time(measure):
        spoken = (
            _("%(much)s longer than %(when)s (%(then)s)")
            if more
            else _("%(much)s shorter than %(when)s (%(then)s)")
        )
    else:
        spoken = (
            _("%(much)s more than %(when)s (%(then)s)")
            if more
            else _("%(much)s fewer than %(when)s (%(then)s)")
            if measure.unit is Unit.QUESTIONS
            else _("%(much)s less than %(when)s (%(then)s)")
        )
    counted = measure.unit is Unit.QUESTIONS and received is not None
    enough = (received if counted else min(now.of, then.of)) or 0
    matters = judged and enough >= TOO_FEW and _matters(measure, now.value, then.value)
    better = more == (measure.better is Better.MORE) if matters else None
    return Difference(spoken % said, better)


def _matters(measure: Measure, now: float, then: float) -> bool:
    """Whether one is better than the other."""
    if measure.better is Better.NEITHER:
        return False
    return abs(now - then) >= (POINTS if measure.unit is Unit.SHARE else then * PART)


def _is_time(measure: Measure) -> bool:
    return measure.unit in {Unit.SERVICE_MINUTES, Unit.WALL_MINUTES}


def _as_told(measure: Measure, value: float) -> float:
    """As it stands on the screen: who subtracts the two numbers there comes to the same."""
    return as_written(shown(measure, value) or 0, SHOWN_AS[measure.unit])


def _much(measure: Measure, apart: float) -> str:
    """Such as "2.5 percentage points"."""
    if measure.unit is Unit.SHARE:
        number = points(apart)
        said = ngettext(
            "%(number)s percentage point",
            "%(number)s percentage points",
            1 if number == "1" else 2,
        )
        return said % {"number": number}
    return written(apart, SHOWN_AS[measure.unit])
