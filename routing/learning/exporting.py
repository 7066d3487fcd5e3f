"""What is learned from, as a CSV file that a spreadsheet opens and ``load_examples`` reads."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.utils import timezone

from routing.models import Example

COLUMNS = ("text", "department", "kind", "sentiment", "source", "origin", "at")
AT_ONCE = 500


class _Line:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def exported(*, corrections: bool = False) -> Iterator[str]:
    """The lines, by semicolons, with a mark for spreadsheets that it is UTF-8.

    ``corrections``: only what colleagues said. Nothing in it is taken for a formula.
    """
    # All of the classifier comes with it, so not before it is needed.
    from routing.classifier.table import harmless

    rows = Example.objects.select_related("department").order_by("pk")
    if corrections:
        rows = rows.filter(origin=Example.Origin.CORRECTION)
    line = csv.writer(_Line(), delimiter=";")
    yield "\ufeff" + line.writerow(COLUMNS)
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield line.writerow(map(harmless, _cells(row)))


def _cells(row: Example) -> tuple[str, ...]:
    at = timezone.localtime(row.at).isoformat(timespec="minutes")
    source = row.source or ""
    return row.text, row.department.slug, row.kind, row.sentiment, source, row.origin, at
