"""What a category is called on an axis, and in full."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from webcare.charts.plain import Category, Moment, Step


def in_full(category: Category) -> str:
    """Such as "Mon 16 November 2026", "week 47, from 16 November 2026", "November 2026"."""
    if not isinstance(category, Moment):
        return category
    if category.step is Step.MONTH:
        return date_format(category.at, "F Y")
    if category.step is Step.WEEK:
        words = _("week %(number)d, from %(day)s")
        return words % {
            "number": category.at.isocalendar().week,
            "day": date_format(category.at, "j F Y"),
        }
    return date_format(category.at, "D j F Y")


def on_axis(category: Category) -> str:
    """Such as "16 nov", "wk 47", "nov"; January says which year begins."""
    if not isinstance(category, Moment):
        return category
    if category.step is Step.MONTH:
        return date_format(category.at, "b Y" if category.at.month == 1 else "b")
    if category.step is Step.WEEK:
        return _("wk %(number)d") % {"number": category.at.isocalendar().week}
    return date_format(category.at, "j b")
