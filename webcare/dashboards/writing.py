"""Figures in words: a number, and what it is more or less than."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from webcare.charts import Unit as Shown
from webcare.charts import written
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
    measure: Measure, now: Figure, then: Figure, when: str, *, judged: bool = True
) -> Difference | None:
    """None where either is no number. ``when`` such as "in the period before"; ``judged`` where it
    is fair to say which is better."""
    if now.value is None or then.value is None:
        return None
    said = {"when": when, "then": words(measure, then.value)}
    much = _much(measure, abs(now.value - then.value))
    if not much:
        return Difference(_("As much as %(when)s (%(then)s)") % said, None)
    said["much"] = much
    more = now.value > then.value
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
            else _("%(much)s less than %(when)s (%(then)s)")
        )
    matters = judged and _matters(measure, now, then)
    better = more == (measure.better is Better.MORE) if matters else None
    return Difference(spoken % said, better)


def _matters(measure: Measure, now: Figure, then: Figure) -> bool:
    """Whether one is better than the other."""
    if measure.better is Better.NEITHER or min(now.of, then.of) < TOO_FEW:
        return False
    was, apart = then.value or 0, abs((now.value or 0) - (then.value or 0))
    return apart >= (POINTS if measure.unit is Unit.SHARE else was * PART)


def _is_time(measure: Measure) -> bool:
    return measure.unit in {Unit.SERVICE_MINUTES, Unit.WALL_MINUTES}


def _much(measure: Measure, apart: float) -> str:
    """Such as "3 percentage points"; "" for what is not to be seen."""
    if measure.unit is Unit.SHARE:
        points = round(apart * 100)
        said = ngettext("%(number)d percentage point", "%(number)d percentage points", points)
        return said % {"number": points} if points else ""
    if measure.unit is Unit.TIMES:
        return words(measure, apart) if round(apart, 1) else ""
    return words(measure, apart) if round(apart) else ""
