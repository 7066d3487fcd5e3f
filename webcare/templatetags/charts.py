"""Charts on a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from webcare.charts.plain import Chart, Sparkline
from webcare.charts.rendering import figure, line_of
from webcare.charts.units import Unit, written

register = template.Library()


@register.inclusion_tag("charts/figure.html")
def chart(one: Chart) -> dict[str, Any]:
    """Its picture, with the table behind it. The page links css/charts.css."""
    return {"figure": figure(one)}


@register.simple_tag
def sparkline(one: Sparkline) -> SafeString:
    """A line of a word's height beside a number."""
    return line_of(one)


@register.filter
def in_unit(value: float | None, unit: Unit) -> str:
    """A number as people write it: "1 h 20 min", "94%"."""
    return written(value, unit)


@register.filter
def grouped(value: int) -> str:
    """A number of things as people write it: "1,234"."""
    return written(value, Unit.NUMBER)


@register.filter
def minutes(value: int) -> str:
    """Service minutes as people write them: "1 h 20 min"."""
    return written(value, Unit.MINUTES)
