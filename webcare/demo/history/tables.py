"""Rows of many tables, kept as text until they are written together with COPY."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

AT_ONCE = 1000  # numbers asked of a sequence
_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Table:
    """The rows of one model. What is not said of a row has the default of its field."""

    def __init__(self, model: type[models.Model]) -> None:
        meta = model._meta
        fields = [one for one in meta.concrete_fields if not one.generated]
        self.model, self.name = model, meta.db_table
        self.columns = {one.attname: one for one in fields if one.db_default is NOT_PROVIDED}
        self._names = [one.column for one in self.columns.values() if one.column]
        self.defaults = {name: field.get_default() for name, field in self.columns.items()}
        self.lines: list[str] = []
        self._numbers: Iterator[int] = iter(())

    def number(self) -> int:
        """A primary key that nobody else gets."""
        found = next(self._numbers, None)
        if found is None:
            self._numbers = iter(self._ask())
            found = next(self._numbers)
        return found

    def _ask(self) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [self.name, AT_ONCE],
            )
            return [number for (number,) in cursor.fetchall()]

    def add(self, **values: Any) -> None:
        """By the names of columns, such as ``author_id``."""
        defaults = self.defaults
        self.lines.append(
            "\t".join([_text(values.pop(name, defaults[name])) for name in self.columns])
        )
        if values:
            raise TypeError(f"{self.name} has no {', '.join(values)}")

    def write(self) -> int:
        """How many rows."""
        number = len(self.lines)
        if number:
            columns = ", ".join(connection.ops.quote_name(name) for name in self._names)
            self.lines.append("")
            with connection.cursor() as cursor:
                cursor.copy_expert(
                    f"COPY {self.name} ({columns}) FROM STDIN", io.StringIO("\n".join(self.lines))
                )
            self.lines = []
        return number


def _text(value: Any) -> str:
    """As COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return str(value).translate(_ESCAPED)
