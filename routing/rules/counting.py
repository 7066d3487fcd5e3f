"""What each rule did: how often, and how often a colleague thought otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from routing.models import Department, Rule, RuleVersion
from routing.rules.past import Count, past

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Tally:
    """How many conversations a rule decided, and for how many a colleague chose another
    department afterwards."""

    matched: int = 0
    corrected: int = 0

    @property
    def share(self) -> int | None:
        """The corrected ones in percents; None where there was nothing to correct."""
        return round(100 * self.corrected / self.matched) if self.matched else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.matched + other.matched, self.corrected + other.corrected)


@dataclass(frozen=True)
class Did:
    """What a rule did in the last 30 days, and since its newest version, at ``since``."""

    lately: Tally
    newest: Tally
    since: datetime | None


def did(rules: Sequence[Rule]) -> dict[int, Did]:
    """By primary key. A constant number of queries."""
    versions = _versions(rules)
    now = timezone.now()
    since = {rule.pk: versions.at(rule, rule.version) for rule in rules}
    lately = past().counts(now - LATELY)
    ever = past().counts(min(filter(None, since.values()), default=now))
    made = {}
    for rule in rules:
        own = [(number, count) for (pk, number), count in lately.items() if pk == rule.pk]
        newest = ever.get((rule.pk, rule.version), Count())
        made[rule.pk] = Did(
            sum((versions.tally(rule, *each) for each in own), Tally()),
            versions.tally(rule, rule.version, newest),
            since[rule.pk],
        )
    return made


@dataclass(frozen=True)
class _Versions:
    """When each version was made, by (rule, number), and which department it named."""

    made: Mapping[tuple[int, int], tuple[datetime, str]]
    departments: Mapping[str, int]

    def at(self, rule: Rule, number: int) -> datetime | None:
        found = self.made.get((rule.pk, number))
        return found[0] if found else None

    def tally(self, rule: Rule, number: int, count: Count) -> Tally:
        """Who chose the department that the rule named, corrected nothing."""
        found = self.made.get((rule.pk, number))
        named = self.departments.get(found[1]) if found else rule.department_id
        other = sum(many for department, many in count.chosen.items() if department != named)
        return Tally(count.matched, other)


def _versions(rules: Sequence[Rule]) -> _Versions:
    found = RuleVersion.objects.filter(rule__in=rules).values_list(
        "rule", "number", "at", "said__department"
    )
    made = {(rule or 0, number): (at, slug) for rule, number, at, slug in found}
    return _Versions(made, dict(Department.objects.values_list("slug", "pk")))
