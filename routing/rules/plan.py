"""A rule as someone wants it, and as a version keeps it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from routing.decide import Line, Test
from routing.models import Rule

UNSAVED = 0  # the primary key of a rule that is not stored yet, in a Line


@dataclass(frozen=True)
class Plan:
    """A rule before it is saved.

    department  its slug
    tests       its conditions; all must hold
    order       its place among the rules, from 1; None: where it stands, and a new one at the end
    """

    name: str
    department: str
    tests: tuple[Test, ...]
    kind: str = ""
    urgent: bool = False
    four_eyes: bool = False
    active: bool = True
    order: int | None = None

    def said(self) -> dict[str, Any]:
        """As ``RuleVersion.said`` keeps it."""
        said = asdict(self)
        said["conditions"] = list(said.pop("tests"))
        return said

    def line(self, rule: Rule | None, department: int) -> Line:
        """As ``routing.decide`` reads it, to try it out."""
        pk, version = (rule.pk, rule.version) if rule else (UNSAVED, 0)
        return Line(pk, self.name, department, self.tests, self.kind, self.urgent, version)


def plan_of(rule: Rule) -> Plan:
    """The rule as it is stored now, where it stands."""
    return Plan(
        name=rule.name,
        department=rule.department.slug,
        tests=rule.line().tests,
        kind=rule.kind,
        urgent=rule.urgent,
        four_eyes=rule.four_eyes,
        active=rule.active,
    )


def read(said: dict[str, Any]) -> Plan:
    """What ``Plan.said`` wrote."""
    tests = tuple(Test(**condition) for condition in said["conditions"])
    return Plan(tests=tests, **{key: said[key] for key in said if key != "conditions"})


def same(one: Plan, other: Plan) -> bool:
    """Whether they say the same, wherever they stand."""
    return replace(one, order=None) == replace(other, order=None)
