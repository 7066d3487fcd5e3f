"""Applying the stored rules, and reporting the ones that do not work."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from routing.decide import Decision, Line, decide
from routing.facts import Facts
from routing.models import Rule


def route(facts: Facts, lines: Sequence[Line]) -> Decision:
    """``decide``, with broken rules noted where the administrator sees them."""
    decision = decide(facts, lines)
    if decision.problems:
        versions = {line.id: line.version for line in lines}
        for rule_id, problem in decision.problems.items():
            # Not of a rule that was repaired while a worker still asked the old one.
            broken = Rule.objects.filter(pk=rule_id, version=versions[rule_id])
            broken.filter(~Q(problem=problem[:300])).update(problem=problem[:300])
    return decision
