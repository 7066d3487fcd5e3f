"""The words of a row as PostgreSQL keeps them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import F
from django.db.models.expressions import Col

_COLUMN = SearchVectorField()
_COLUMN.column = "search"


class Stored(F):
    """The column ``search`` of the row that has this field: a tsvector, kept by the database.

    ``Message.objects.alias(words=Stored("text")).filter(words=word("bomen"))``; so too
    ``Note`` with "text" and ``Author`` with "name". Through a relation: ``Stored("author__name")``.

    Django does not know the column. So no query loads it: not one that selects related rows, and
    not the one that writes a row.
    """

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Col:
        field = super().resolve_expression(*args, **kwargs)
        return Col(field.alias, _COLUMN)  # type: ignore[attr-defined] # a field resolves to its Col
