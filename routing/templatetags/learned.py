"""Figures of what was learned, as people read them."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def percents(part: float | None) -> str:
    """A part of one: 0.914 is "91.4%". A dash where nothing was measured."""
    return "–" if part is None else f"{number_format(100 * part, decimal_pos=1)}%"
