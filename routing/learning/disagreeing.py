"""Where colleagues say something else of the same text: a machine learns one of the two."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from routing.models import Example
from routing.same import key


@dataclass(frozen=True)
class Disagreement:
    """A text, and what colleagues said of it: the oldest first. The last one is learned."""

    text: str
    said: tuple[Example, ...]


def disagreements() -> list[Disagreement]:
    """On the department, or on the kind where both know it. One query; the newest first."""
    rows = Example.objects.filter(origin=Example.Origin.CORRECTION)
    by_text: dict[str, list[Example]] = defaultdict(list)
    for row in rows.select_related("department", "by").order_by("pk"):
        by_text[key(row.text)].append(row)
    found = [Disagreement(said[-1].text, tuple(said)) for said in by_text.values() if _differ(said)]
    return sorted(found, key=lambda each: -each.said[-1].pk)


def _differ(said: list[Example]) -> bool:
    departments = {row.department_id for row in said}
    kinds = {row.kind for row in said if row.kind}
    return len(departments) > 1 or len(kinds) > 1
