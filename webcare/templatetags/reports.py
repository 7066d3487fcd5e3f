"""Tables on a page, and the way to take them along."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from webcare.charts import Category, written
from webcare.charts.moments import in_full
from webcare.reports.access import TAKES_ALONG
from webcare.reports.models import Reader
from webcare.reports.tables import Cell, Column
from webcare.reports.weekly.sending import LEADS

register = template.Library()


@register.filter
def called(label: Category) -> str:
    """A row's name, such as "week 47, from 16 November 2026"."""
    return in_full(label)


@register.filter
def in_column(cell: Cell, column: Column) -> str:
    """A number as people write it."""
    return written(cell.value, column.unit)


@register.filter
def paired(cells: Any, columns: Any) -> Any:
    """Each cell with its column."""
    return zip(cells, columns, strict=True)


@register.inclusion_tag("reports/_take_along.html", takes_context=True)
def take_along(context: Context, source: str, **wish: Any) -> dict[str, Any]:
    """Links that any page can show beside a table of ``reports.sources``, for who may take it."""
    request = context.get("request")
    said = {"source": source, **{name: str(each) for name, each in wish.items() if each}}
    may = bool(request and request.user.has_perm(TAKES_ALONG))
    return {"may": may, "address": f"{reverse('reports')}?{urlencode(said)}"}


@register.simple_tag
def weekly_of(user: Any) -> bool | None:
    """Whether they get the weekly mail; None where it is not for them. One query."""
    reader = Reader.objects.filter(user=user).first()
    if reader is None:
        return True if user.has_perm(LEADS) else None
    return reader.stopped_at is None
