"""How many conversations are in each view, and what of it cannot be read any more."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest, QueryDict

from inbox import known
from inbox.models import SavedView
from inbox.views.chips import chips, gone
from inbox.views.queue import carried, narrowed_to


def count(views: list[SavedView], request: HttpRequest) -> list[SavedView]:
    """The views with ``number`` and ``problems``. All are counted in one query; beside it one for
    what can be chosen, and those that the operators of a search take."""
    choices, counted = known.read(), []
    for view in views:
        asked = QueryDict(view.query)
        _status, narrowed = narrowed_to(asked, request, choices)
        counted.append(_counted(view, narrowed.qs))
        sentences = [*narrowed.problems, gone(chips(narrowed, carried(asked)))]
        view.problems = [*filter(None, sentences)]  # type: ignore[attr-defined] # for the template
    numbers = _numbers(counted)
    for view in views:
        view.number = numbers.get(view.pk, 0)  # type: ignore[attr-defined] # for the template
    return views


def _counted(view: SavedView, rows: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
    counted: QuerySet[Any, dict[str, Any]] = (
        rows.order_by()
        .annotate(view=Value(view.pk))
        .values("view")
        .annotate(number=Count("pk", distinct=True))
    )
    return counted


def _numbers(counted: list[QuerySet[Any, dict[str, Any]]]) -> dict[int, int]:
    if not counted:
        return {}
    rows = counted[0].union(*counted[1:], all=True) if counted[1:] else counted[0]
    return {row["view"]: row["number"] for row in rows}
