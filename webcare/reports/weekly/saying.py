"""A number of the week in words; in public so that nothing under five can be told from it."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from webcare.charts import Unit, written
from webcare.figures.measures import Figure, Measure
from webcare.reports.figures import UNITS
from webcare.reports.suppressing import FEW

NO_NUMBER = "–"


def said(figure: Figure, measure: Measure, *, public: bool) -> str:
    unit = UNITS[measure.unit]
    value = figure.value
    if value is not None and unit is Unit.PERCENT:
        value *= 100
    if not public or value is None:
        return written(value, unit)
    return publicly(figure, unit)


def publicly(figure: Figure, unit: Unit) -> str:
    """So that nothing under five can be told from it."""
    if figure.value is None or (unit is not Unit.NUMBER and figure.of < FEW):
        return NO_NUMBER
    if unit is Unit.NUMBER:
        few = 0 < figure.value < FEW
        return _("fewer than %(few)d") % {"few": FEW} if few else written(figure.value, unit)
    if unit is Unit.PERCENT:
        return _share(round(figure.value * figure.of), figure.of)
    return written(figure.value, unit)


def _share(part: int, of: int) -> str:
    """In whole percents; at either end only that fewer than five were otherwise."""
    if of < 2 * FEW:
        return NO_NUMBER
    edge = 100 * FEW / of
    if of - part < FEW:
        return _("more than %(share)s") % {"share": written(math.floor(100 - edge), Unit.PERCENT)}
    if part < FEW:
        return _("less than %(share)s") % {"share": written(math.ceil(edge), Unit.PERCENT)}
    return written(round(100 * part / of), Unit.PERCENT)
